import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { plusMillis } from '../../src/kernel/index.js';
import type { Run } from '../../src/calculation/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { ClaimDocuments } from '../../src/claims/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { PROOF_ROUTES } from '../../src/portal/http/finance/proof-api.controller.js';
import { DECISION_ROUTES } from '../../src/portal/http/finance/decision-api.controller.js';
import { FINANCE_ROUTES } from '../../src/portal/http/finance/finance-routes.js';
import { inPieces, pdfDocument } from '../builders/documents.js';
import { ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN_API, CAMPAIGN_ID } from '../portal/portal-world.js';
import { FinanceWorld } from './finance-world.js';

let world: FinanceWorld;
let dana: string;
let robin: string;
let vera: string;
beforeAll(async () => {
  world = await FinanceWorld.start();
}, 300_000);
afterAll(() => world.end());
beforeEach(async () => {
  // Sessions and tokens end with time, which some stories let pass.
  for (const id of ['dana', 'robin', 'vera']) await world.comeIn(id);
  [dana, robin, vera] = [await world.token('dana'), await world.token('robin'), await world.token('vera')];
});

const apiOf = ({ run }: Pick<Run, 'run'>) => `${CAMPAIGN_API}/runs/${String(run)}`;
let keys = 0;
const newKey = () => `"key-${String((keys += 1))}"`;

async function submitted(): Promise<Run> {
  const run = await world.freshRun();
  const answer = await world.call(dana, `${apiOf(run)}/submission`, { key: newKey(), body: {} });
  expect([answer.status, answer.text.includes('"state":"submitted"')]).toEqual([200, true]);
  return run;
}

describe('a key', () => {
  it('is needed, and has a form', async () => {
    const run = await world.freshRun();
    const act = `${apiOf(run)}/submission`;
    expect(await world.call(dana, act, { body: {} })).toMatchObject({
      status: 400,
      json: { code: 'IDEMPOTENCY_KEY_MISSING', type: 'urn:seatback:problem:IDEMPOTENCY_KEY_MISSING' },
    });
    expect(await world.call(dana, act, { key: 'a, b', body: {} })).toMatchObject({
      status: 400,
      json: { code: 'IDEMPOTENCY_KEY_INVALID' },
    });
    expect(await world.stateOf(run)).toBe('calculated');
  });

  it('is answered the same to the byte, also when the run has gone on since', async () => {
    const run = await world.freshRun();
    const act = `${apiOf(run)}/submission`;
    const key = newKey();
    const first = await world.call(dana, act, { key, body: {} });
    expect(first.status).toBe(200);
    FINANCE_ROUTES.submission.answer.parse(first.json);
    expect((await world.call(robin, `${apiOf(run)}/approval`, { key, body: {} })).status).toBe(200);
    const again = await world.call(dana, act, { key, body: {} });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(await world.acts(`run ${String(run.run)}`)).toHaveLength(2);
  });

  it('stands for one request: another under it is refused', async () => {
    const run = await submitted();
    const key = newKey();
    const act = `${apiOf(run)}/rejection`;
    const wrong = await world.call(robin, act, { key, body: { reason: 'no' } });
    expect([wrong.status, wrong.json['code']]).toEqual([422, 'REASON_INVALID']);
    const body = { reason: 'The register of March is missing' };
    expect((await world.call(robin, act, { key, body })).status).toBe(200);
    const other = await world.call(robin, act, { key, body: { reason: 'Another reason altogether' } });
    expect([other.status, other.json['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is busy while its request is under way, and an attempt that broke off is ended by the next', async () => {
    const run = await submitted();
    const act = `${apiOf(run)}/approval`;
    const hash = createHash('sha256').update(`POST ${act}\0`).update('{}').digest();
    const [person] = await world.access.portal.rows(`SELECT person FROM person WHERE actor = 'robin@harbour.example'`);
    await world.access.portal.rows(
      `INSERT INTO person_request (person, idempotency_key, request_hash, state, begun_at) VALUES ($1, 'broken', $2, 'under-way', $3)`,
      [person?.['person'], hash, world.access.portal.clock.now()],
    );
    const busy = await world.call(robin, act, { key: 'broken', body: {} });
    expect([busy.status, busy.json['code']]).toEqual([409, 'IDEMPOTENCY_KEY_BUSY']);
    // The attempt had come as far as the approval itself, and ended before it could be answered.
    expect((await world.call(robin, act, { key: newKey(), body: {} })).status).toBe(200);
    expect((await world.call(robin, act, { key: newKey(), body: {} })).json['code']).toBe('RUN_STATE');
    world.access.portal.clock.moveTo(plusMillis(world.access.portal.clock.now(), 61_000));
    const taken = await world.call(robin, act, { key: 'broken', body: {} });
    expect([taken.status, taken.text.includes('"state":"approved"')]).toEqual([200, true]);
  });

  it('of ten requests at once does one', async () => {
    const run = await submitted();
    const key = newKey();
    const all = await Promise.all(
      Array.from({ length: 10 }, () => world.call(robin, `${apiOf(run)}/approval`, { key, body: {} })),
    );
    expect(all.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(new Set(all.filter(({ status }) => status === 200).map(({ text }) => text)).size).toBe(1);
    expect(await world.acts(`run ${String(run.run)}`)).toHaveLength(2);
  });
});

describe('who calls', () => {
  it('is the person of the token, by its roles of now, and a second one approves', async () => {
    const run = await submitted();
    const right = { role: 'finance-checker' } as const;
    const act = `${apiOf(run)}/approval`;
    for (const token of [dana, vera])
      expect(await world.call(token, act, { key: newKey(), body: {} })).toMatchObject({
        status: 403,
        json: { code: 'ROLE_MISSING' },
      });
    await world.access.grant('dana@harbour.example', right);
    try {
      expect(await world.call(dana, act, { key: newKey(), body: {} })).toMatchObject({
        status: 403,
        json: { code: 'SAME_PERSON' },
      });
    } finally {
      await world.access.withdraw('dana@harbour.example', right);
    }
    expect(await world.stateOf(run)).toBe('submitted');
    expect((await world.call(robin, act, { key: newKey(), body: {} })).status).toBe(200);
  });

  it('is nobody with a token that is over or made up, whatever cookie comes with it', async () => {
    const made = `sbc_${'a'.repeat(43)}`;
    for (const path of [`${CAMPAIGN_API}/runs`, CAMPAIGN_API])
      expect(await world.call(made, path)).toMatchObject({ status: 401, json: { code: 'TOKEN_INVALID' } });
    const withCookie = await world
      .browser('robin')
      .get(world.access.address(`${CAMPAIGN_API}/runs`), { authorization: `Bearer ${made}` });
    expect(withCookie.status).toBe(401);
  });
});

describe('what is read', () => {
  it('is tagged, comes page by page, and is described', async () => {
    const run = await world.freshRun();
    const runs = await world.call(vera, `${CAMPAIGN_API}/runs?limit=1`);
    const answer = FINANCE_ROUTES.runs.answer.parse(runs.json);
    expect(answer.runs).toHaveLength(1);
    const known = await world.call(vera, `${CAMPAIGN_API}/runs?limit=1`, {
      headers: { 'if-none-match': runs.etag ?? '' },
    });
    expect([known.status, known.text]).toEqual([304, '']);
    const record = FINANCE_ROUTES.run.answer.parse((await world.call(vera, apiOf(run))).json);
    expect(record.run.run).toBe(run.run);
    expect(record.steps.map(({ step }) => step)).toEqual(['calculated']);
    const before = await world.call(vera, apiOf(run));
    await world.call(dana, `${apiOf(run)}/submission`, { key: newKey(), body: {} });
    const changed = await world.call(vera, apiOf(run), { headers: { 'if-none-match': before.etag ?? '' } });
    expect(changed.status).toBe(200);
    const further = await world.call(vera, `${CAMPAIGN_API}/runs?limit=1000`);
    const all = FINANCE_ROUTES.runs.answer.parse(further.json);
    const gathered: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = FINANCE_ROUTES.runs.answer.parse((await world.call(vera, `${CAMPAIGN_API}/runs?limit=1${at}`)).json);
      gathered.push(...page.runs.map((each) => each.run));
      cursor = page.nextCursor;
    }
    expect(gathered).toEqual(all.runs.map((each) => each.run));
  });
});

describe('what the facts leave open', () => {
  it('is listed by what is known now, and decided by a maker past nobody’s newer decision', async () => {
    const run = await world.freshRun();
    const list = async (query: string) =>
      DECISION_ROUTES.undecided.answer.parse(
        (await world.call(vera, `${CAMPAIGN_API}/work-list/undecided?${query}`)).json,
      );
    const all = await list('limit=1000');
    expect(all).toMatchObject({ run: run.run, undecidedInRun: all.customers.length });
    const gathered: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(`limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      gathered.push(...page.customers);
      cursor = page.nextCursor;
    }
    expect(gathered).toEqual(all.customers);
    const customer = all.customers.find(({ open }) => open.some(({ countableAs }) => countableAs.includes('met')));
    const body = {
      partner: customer?.partnerId,
      customer: customer?.customerId,
      as: 'met',
      reason: 'Annual report: 40 people',
      seen: 0,
    };
    const act = `${CAMPAIGN_API}/work-list/decisions`;
    expect((await world.call(robin, act, { key: newKey(), body })).json['code']).toBe('ROLE_MISSING');
    const decided = await world.call(dana, act, { key: newKey(), body });
    const { decision } = DECISION_ROUTES.decision.answer.parse(decided.json);
    const other = { ...body, as: 'not-met', reason: 'Annual report: 400 people' };
    expect((await world.call(dana, act, { key: newKey(), body: other })).json['code']).toBe('DECISION_MEANWHILE');
    const after = (await list('limit=1000')).customers.find(({ customerId }) => customerId === customer?.customerId);
    expect(after?.lastDecision).toMatchObject({ decision, countedAs: 'met', decidedBy: 'dana@harbour.example' });
  });
});

describe('a document that was given as a proof of performance', () => {
  it('is accepted by a program with the token of a person of finance, once', async () => {
    const { app, folder } = { app: world.access.portal.server.app, folder: world.access.portal.folder };
    const [partner] = await world.access.portal.rows(
      'SELECT min(partner_id) AS id FROM partner_profile JOIN partner USING (partner_key)',
    );
    const partnerId = String(partner?.['id']);
    const claim = {
      claim_id: 'C-1',
      partner_id: partnerId,
      campaign_id: CAMPAIGN_ID,
      received_at: '2019-07-01T08:00:00Z',
    };
    const files = new ImportFiles().rows('claims.csv', claim);
    await app.get(ImportFolder).execute(files.writeTo(mkdtempSync(join(folder, 'claims-'))));
    const offer = findCampaign('campaigns', CAMPAIGN_ID);
    const document = {
      kind: 'proof-of-performance',
      fileName: 'report.pdf',
      content: inPieces(pdfDocument()),
    } as const;
    const given = await app.get(ClaimDocuments).attach(offer, 'C-1', document, { actor: 'pat' });
    const act = `${CAMPAIGN_API}/work-list/proofs`;
    const body = { document: given.document, kind: 'sales report', reason: 'Names each customer' };
    const call = async (token: string, changes: object = {}) =>
      world.call(token, act, { key: newKey(), body: { ...body, ...changes } });
    expect((await call(vera)).json['code']).toBe('ROLE_MISSING');
    expect(await call(dana, { document: 99 })).toMatchObject({ status: 404, json: { code: 'CLAIM_DOCUMENT_UNKNOWN' } });
    expect(await call(dana, { kind: ' ' })).toMatchObject({ status: 422, json: { code: 'PROOF_KIND_INVALID' } });
    expect(await call(dana, { handedInAt: '2030-01-01T00:00:00Z' })).toMatchObject({
      status: 422,
      json: { code: 'PROOF_HANDED_IN_LATER' },
    });
    const accepted = PROOF_ROUTES.acceptance.answer.parse(
      (await call(robin, { handedInAt: '2019-08-01T00:30:00+02:00' })).json,
    );
    expect(accepted).toMatchObject({ document: given.document, partnerId, receivedOn: '2019-07-31' });
    expect(await call(dana)).toMatchObject({ status: 409, json: { code: 'PROOF_ACCEPTED_BEFORE' } });
    expect(await world.acts(`claim document ${String(given.document)}`)).toContain(
      'proof.accept by robin@harbour.example',
    );
  });
});

describe('closing and paying by programs', () => {
  it('goes from terms to the released batch, and each answer is as described', async () => {
    const own = await FinanceWorld.start();
    try {
      const [maker, checker] = [await own.token('dana'), await own.token('robin')];
      const run = await own.access.portal.calculate();
      const open = FINANCE_ROUTES.run.answer.parse((await own.call(maker, apiOf(run))).json).openTerms;
      const act = async (token: string, path: string, body: unknown = {}) => {
        const answer = await own.call(token, path, { key: newKey(), body });
        expect([path, answer.status, answer.json['code']]).toEqual([path, 200, undefined]);
        return answer.json;
      };
      const terms = open.map(({ term }) => term);
      const confirmed = await act(maker, `${apiOf(run)}/confirmation`, { terms, reason: 'Agreed with the office' });
      expect(FINANCE_ROUTES.confirmation.answer.parse(confirmed).openTerms).toEqual([]);
      await act(maker, `${apiOf(run)}/submission`);
      await act(checker, `${apiOf(run)}/approval`);
      const posted = FINANCE_ROUTES.posting.answer.parse(await act(checker, `${apiOf(run)}/posting`));
      expect(posted.steps.map(({ step, by }) => [step, by])).toEqual([
        ['calculated', null],
        ['submitted', 'dana@harbour.example'],
        ['approved', 'robin@harbour.example'],
        ['posted', 'robin@harbour.example'],
      ]);
      const payout = async (query = '') =>
        FINANCE_ROUTES.payout.answer.parse((await own.call(maker, `${CAMPAIGN_API}/payout${query}`)).json);
      expect(await payout()).toMatchObject({
        run: { run: run.run, isPosted: true },
        totals: { isPreview: true },
        waiting: [],
      });
      const prepared = await act(maker, `${CAMPAIGN_API}/payout/preparation`);
      const owed = await payout('?limit=1000');
      const [row] = await own.access.portal.rows(
        `SELECT count(DISTINCT partner_key)::integer AS partners FROM payout_hold WHERE held_to IS NULL`,
      );
      expect(owed.waiting).toHaveLength(Number(row?.['partners']));
      expect(owed.waiting.length).toBeGreaterThan(1);
      expect(owed.waiting.every(({ holds }) => holds.length > 0)).toBe(true);
      expect(owed.totals?.isPreview).toBe(false);
      const first = await payout('?limit=1');
      const further = await payout(`?limit=1000&cursor=${first.nextCursor ?? ''}`);
      expect([...first.waiting, ...further.waiting]).toEqual(owed.waiting);
      const [batch] = FINANCE_ROUTES.preparation.answer.parse(prepared).batches;
      const path = `/api/v1/payout/batches/${String(batch?.batch)}`;
      await act(checker, `${path}/approval`, { fileHash: batch?.fileHash });
      const released = FINANCE_ROUTES.release.answer.parse(await act(checker, `${path}/release`));
      expect(released.batch).toMatchObject({ state: 'released', releasedBy: 'robin@harbour.example' });
      expect(released.states).toEqual([
        { state: 'released', payments: batch?.paymentCount, amount: batch?.totals['USD'], currency: 'USD' },
      ]);
      const payments = FINANCE_ROUTES.payments.answer.parse((await own.call(maker, `${path}/payments?limit=2`)).json);
      expect(payments.payments).toHaveLength(2);
      expect(payments.payments.every(({ account }) => /^\*{4}\w{4}$/.test(account))).toBe(true);
      const late = await own.call(maker, `${path}/voiding`, { key: newKey(), body: { reason: 'Too late for this' } });
      expect([late.status, late.json['code']]).toEqual([409, 'BATCH_STATE']);
    } finally {
      await own.end();
    }
  }, 120_000);
});
