import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { proofText, verifyProof } from '../../src/calculation/index.js';
import { AcceptProof, AnswerClaims, ClaimDocuments, type DocumentKind } from '../../src/claims/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { checkAcceptedProofs, RereadPayloads } from '../../src/ingest/index.js';
import { calendarDate, instant, type Instant } from '../../src/kernel/index.js';
import { applyMinimumPayout } from '../../src/payout/index.js';
import { ProveCustomer } from '../../src/portal/index.js';
import { inPieces, pdfDocument } from '../builders/documents.js';
import { customerId, ImportFiles } from '../builders/import-folder.js';
import { CASH_BACK, claimRow, registrationRow, salesTo } from './cash-back-sales.js';
import { codeOf, minuteBefore } from './deadline-stories.js';
import { ProgrammeWorld } from './programme-world.js';

/** The offer for CSP subscriptions, with a proof of performance by the last day of July; its days are those of Singapore. */
const PROOFS_OVER = '2017-07-31T16:00:00Z';
const programme = new ProgrammeWorld(CASH_BACK, '2017-07-03T01:00:00Z');
const campaign = {
  ...programme.campaign,
  terms: {
    ...programme.campaign.terms,
    proofOfPerformance: { value: { by: calendarDate('2017-07-31') }, source: 'a page' },
  },
};
const world = Object.assign(programme, { campaign });
beforeAll(() => world.start('USD'));
beforeEach(() => world.begin());
afterAll(() => world.end());

const SIGNED = { actor: 'dana', reason: 'Read the report to its end' };

async function given(kind: DocumentKind = 'proof-of-performance', text = 'report'): Promise<number> {
  const bytes = pdfDocument(text);
  const document = { kind, fileName: 'report.pdf', content: inPieces(bytes) };
  return (await world.app.get(ClaimDocuments).attach(campaign, 'C-1', document, { actor: 'pat' })).document;
}
const accept = async (document: number, kind = 'sales report', handedInAt?: Instant) =>
  world.app.get(AcceptProof).execute(campaign, document, { ...SIGNED, kind, handedInAt });
const outcome = async (run: number) => (await world.outcomes(run))[1];
const problems = async () =>
  world.app.get(UnitOfWork).inSession(async (session) => (await checkAcceptedProofs(session)).problems);
const facts = () => world.query(`SELECT kind, received_on AS on FROM proof WHERE recorded_to IS NULL ORDER BY kind`);

/** A valid claim of 1001, which is short of a proof alone. */
async function claimed(): Promise<void> {
  const files = salesTo(1).without('proofs.csv');
  await world.imported(files.rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)));
  await world.app.get(AnswerClaims).review(campaign);
}
const proofs = (kind: string, on: string) =>
  world.imported(
    new ImportFiles().rows('proofs.csv', { partner_id: '1001', campaign_id: CASH_BACK, kind, received_on: on }),
  );

describe('a proof of performance that was given for a claim', () => {
  it('is no fact by itself, and one once a person has accepted it: counted, wired, proved, and on record', async () => {
    await claimed();
    const document = await given();
    world.moveTo('2017-08-02T01:00:00Z');
    const before = await world.calculated();
    expect(await outcome(before)).toBe('not-qualified proof-of-performance 0');
    expect(await accept(document)).toMatchObject({ partnerId: '1001', kind: 'sales report', receivedOn: '2017-07-03' });
    // By what was known then it stays as it was.
    expect(await outcome(before)).toBe('not-qualified proof-of-performance 0');
    const run = await world.posted();
    expect(await outcome(run)).toBe('qualified 200.00');
    expect(await world.sentence(run, 1, 'proof-of-performance')).toBe(
      'A proof of performance was received on 2017-07-03, by 2017-07-31.',
    );
    const bundle = proofText(await world.app.get(ProveCustomer).execute(CASH_BACK, customerId(1)));
    const checks = await verifyProof(bundle, { minimumPayout: applyMinimumPayout });
    expect(checks.filter(({ isRight }) => !isRight)).toEqual([]);
    expect(await world.query(`SELECT actor, subject FROM audit_entry WHERE act = 'proof.accept'`)).toEqual([
      { actor: 'dana', subject: `claim document ${String(document)}` },
    ]);
    expect(await problems()).toEqual([]);
    world.moveTo('2017-09-01T01:00:00Z');
    expect(await world.wired()).toEqual(['1001 200.00 USD']);
  });

  it.each([
    ['in the last minute', minuteBefore(PROOFS_OVER), 'qualified 200.00'],
    ['a minute later', PROOFS_OVER, 'not-qualified proof-of-performance 0'],
  ])('handed in %s, at %s, and accepted after it: %s', async (_, at, expected) => {
    await claimed();
    world.moveTo(at);
    const document = await given();
    world.moveTo('2017-08-05T01:00:00Z');
    await accept(document);
    expect(await outcome(await world.calculated())).toBe(expected);
  });

  it('may have been received before it was given here, and never after', async () => {
    await claimed();
    world.moveTo('2017-08-02T01:00:00Z');
    const document = await given();
    expect(await codeOf(accept(document, 'sales report', instant('2017-08-02T01:01:00Z')), 'taken')).toBe(
      'PROOF_HANDED_IN_LATER',
    );
    await accept(document, 'sales report', instant('2017-07-31T15:59:00Z'));
    expect(await outcome(await world.calculated())).toBe('qualified 200.00');
  });

  it('is accepted once: the same again is what there is, and otherwise it is refused', async () => {
    await claimed();
    const document = await given();
    const first = await accept(document);
    expect(await accept(document)).toEqual(first);
    expect(await codeOf(accept(document, 'case study'), 'taken')).toBe('PROOF_ACCEPTED_BEFORE');
    expect(await facts()).toHaveLength(1);
  });

  it.each([
    ['a copy of an invoice', async () => accept(await given('invoice-copy')), 'DOCUMENT_IS_NO_PROOF'],
    ['a document that is not there', async () => accept(99), 'CLAIM_DOCUMENT_UNKNOWN'],
    ['of no kind', async () => accept(await given(), ' '), 'PROOF_KIND_INVALID'],
    [
      'of another campaign',
      async () =>
        world.app
          .get(AcceptProof)
          .execute({ ...campaign, campaign: 'another' }, await given(), { ...SIGNED, kind: 'sales report' }),
      'CLAIM_DOCUMENT_UNKNOWN',
    ],
    [
      'of an offer that asks for none',
      async () => {
        const terms = { ...campaign.terms, proofOfPerformance: undefined };
        return world.app.get(AcceptProof).execute({ campaign: CASH_BACK, terms }, await given(), {
          ...SIGNED,
          kind: 'sales report',
        });
      },
      'PROOF_NOT_ASKED',
    ],
  ])('%s is refused', async (_, accepting, code) => {
    await claimed();
    expect(await codeOf(accepting(), 'taken')).toBe(code);
    expect(await facts()).toEqual([]);
  });
});

describe('beside proofs.csv', () => {
  it('the same from both is one fact, whichever came first, and stays when files are read again', async () => {
    await claimed();
    await proofs('sales report', '2017-07-03');
    await accept(await given());
    await accept(await given('proof-of-performance', 'another report'), 'case study');
    await proofs('case study', '2017-07-03');
    const both = await facts();
    expect(both).toEqual([
      { kind: 'case study', on: '2017-07-03' },
      { kind: 'sales report', on: '2017-07-03' },
    ]);
    await world.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'The reader of files was corrected' });
    expect(await facts()).toEqual(both);
    expect(await problems()).toEqual([]);
  });

  it('what nobody accepted, or no fact stands for, is found', async () => {
    await claimed();
    const document = await given();
    await accept(document);
    await world.damage(
      `UPDATE proof SET received_on = '2017-07-04'; DELETE FROM audit_entry WHERE act = 'proof.accept'`,
    );
    expect(await problems()).toEqual([
      `the proof that claim document ${String(document)} was accepted as is not on record`,
      `claim document ${String(document)} was accepted as a proof by dana, and the audit log does not know it`,
    ]);
  });

  it('the database itself takes none of another kind, day, partner or document', async () => {
    await claimed();
    await accept(await given());
    const invoice = await given('invoice-copy', 'invoice');
    const other = await given('proof-of-performance', 'another report');
    await proofs('of no matter', '2017-07-01');
    const insert = (change: Record<string, unknown>) =>
      world.query(
        `INSERT INTO accepted_proof SELECT (jsonb_populate_record(accepted, '${JSON.stringify({ document: other, ...change })}'::jsonb
           || jsonb_build_object('delivery', (SELECT max(delivery) FROM delivery)))).* FROM accepted_proof AS accepted`,
      );
    for (const change of [
      { document: invoice },
      { kind: 'case study' },
      { received_on: '2017-07-04' },
      { handed_in_at: '2017-07-03T02:00:00Z', accepted_at: '2017-07-03T02:00:00Z' },
      { partner_key: 99 },
      { campaign_id: 'another' },
    ])
      await expect(insert(change)).rejects.toMatchObject({ code: '23514' });
    await insert({});
    await expect(insert({})).rejects.toMatchObject({ code: '23505' });
  });
});
