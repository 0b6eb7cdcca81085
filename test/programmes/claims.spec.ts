import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerClaims, REJECTION_REASONS } from '../../src/claims/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ListDeadlines } from '../../src/deadlines/index.js';
import { checkDecisions } from '../../src/ingest/index.js';
import { checkNotices } from '../../src/payout/index.js';
import { billedRow, CASH_BACK, claimRow, registrationRow, salesTo } from './cash-back-sales.js';
import { ProgrammeWorld } from './programme-world.js';

const world = new ProgrammeWorld(CASH_BACK, '2017-07-03T01:00:00Z');
beforeAll(() => world.start('USD'));
beforeEach(() => world.begin());
afterAll(() => world.end());

const answers = () => world.app.get(AnswerClaims);
const by = (actor: string, reason = 'Looked at the invoice') => ({ actor, reason });

/** Each claim with its answer by the checks, or what a person is to look at. */
async function reviewed(): Promise<Record<string, string>> {
  const found = await answers().review(world.campaign);
  return Object.fromEntries(
    found.map(({ claim: { claimId }, answered, rejected, open }) => [
      claimId,
      answered === 'valid' ? 'valid' : answered === 'rejected' ? rejected.join(' ') : `? ${open.join(', ')}`,
    ]),
  );
}

async function mails(): Promise<string[]> {
  const rows = await world.query<{ kind: string }>('SELECT kind FROM notification ORDER BY notification');
  return rows.map(({ kind }) => kind);
}

async function due(): Promise<string[]> {
  const { deadlines } = await world.app.get(ListDeadlines).execute([world.campaign]);
  return deadlines.map(
    ({ dueAt, kind, subject }) => `${dueAt.slice(0, 16)} ${kind}${subject === null ? '' : ` ${subject}`}`,
  );
}

describe('claims of a registered partner', () => {
  it('are found valid by checks alone, told of, and paid for by wire', async () => {
    await world.imported(
      salesTo(1, 2).rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1)),
    );
    expect(await reviewed()).toEqual({ 'C-1': 'valid' });
    expect(await reviewed()).toEqual({});
    expect(await mails()).toEqual(['claim-received', 'claim-valid']);
    world.moveTo('2017-08-01T01:00:00Z');
    const run = await world.posted();
    expect(await world.outcomes(run)).toEqual({ 1: 'qualified 200.00', 2: 'not-qualified claim 0' });
    expect(await world.wired()).toEqual(['1001 200.00 USD']);
  });

  it('wait, and so do their customers, until they are answered', async () => {
    await world.imported(salesTo(1).rows('claims.csv', claimRow(1)));
    expect(await reviewed()).toEqual({ 'C-1': '? no registration for the offer yet' });
    world.moveTo('2017-08-01T01:00:00Z');
    const waiting = await world.calculated();
    expect(await world.sentence(waiting, 1, 'claim')).toBe(
      'Claim C-1 was received on 2017-07-03 and waits for its answer.',
    );
    await answers().answer(world.campaign, 'C-1', 'rejected', ['not-registered'], by('dana', 'No registration came'));
    const rejected = await world.calculated();
    expect(await world.sentence(rejected, 1, 'claim')).toBe('Claim C-1, received on 2017-07-03, was rejected.');
    expect(await world.sentence(waiting, 1, 'claim')).toContain('waits for its answer');
  });
});

describe('a claim is rejected by checks', () => {
  it.each([
    ['when it came before its period', { received_at: '2016-12-31T15:59:59Z' }, 'outside-claiming-period'],
    ['when it came after it, by one second', { received_at: '2017-07-31T16:00:00Z' }, 'outside-claiming-period'],
    ['that lacks the subscription', { subscription_id: undefined }, 'incomplete'],
    ['by the id of another partner', { mpn_id: '1002' }, 'other-partner-id'],
  ])('%s', async (_, changes, reasons) => {
    world.moveTo('2017-08-02T00:00:00Z');
    await world.imported(
      salesTo(1).rows('registrations.csv', registrationRow('1001')).rows('claims.csv', claimRow(1, changes)),
    );
    expect((await reviewed())['C-1']).toContain(reasons);
  });

  it('is in time in the last second of its period, in the zone of the offer', async () => {
    world.moveTo('2017-08-02T00:00:00Z');
    await world.imported(
      salesTo(1)
        .rows('registrations.csv', registrationRow('1001'))
        .rows('claims.csv', claimRow(1, { received_at: '2017-07-31T15:59:59Z' })),
    );
    expect(await reviewed()).toEqual({ 'C-1': 'valid' });
  });

  it.each([
    ['of an address that anybody gets', { contact_email: 'pat@hotmail.com' }, 'consumer-domain'],
    ['that accepts other terms', { terms_version: 'another' }, 'terms-not-accepted'],
    ['that came too late', { registered_at: '2017-08-01T00:00:00Z' }, 'not-registered'],
  ])('with a registration %s', async (_, changes, reason) => {
    world.moveTo('2017-08-02T00:00:00Z');
    await world.imported(
      salesTo(1).rows('registrations.csv', registrationRow('1001', changes)).rows('claims.csv', claimRow(1)),
    );
    expect(await reviewed()).toEqual({ 'C-1': reason });
  });

  it.each([
    ['by another', { ResellerMpnId: '1002' }, 'sold-by-another'],
    [
      'before the window',
      { ChargeStartDate: '12/1/2016 0:00', ChargeEndDate: '12/31/2016 23:59' },
      'sold-outside-the-window',
    ],
    [
      'of a product that does not count',
      { DurableOfferID: '11111111-0000-4000-8000-000000000009' },
      'product-not-eligible',
    ],
  ])('of what was sold %s', async (_, changes, reason) => {
    await world.imported(
      salesTo()
        .rows('registrations.csv', registrationRow('1001'))
        .rows('claims.csv', claimRow(1))
        .rows('billing/other.csv', billedRow(1, changes)),
    );
    expect(await reviewed()).toEqual({ 'C-1': reason });
  });

  it('of a sale that was claimed before, by whomever', async () => {
    await world.imported(
      salesTo(1)
        .partner('1002')
        .rows('registrations.csv', registrationRow('1001'), registrationRow('1002'))
        .rows('claims.csv', claimRow(1), claimRow(1, { claim_id: 'C-9', received_at: '2017-07-03T00:45:00Z' })),
    );
    expect(await reviewed()).toEqual({ 'C-1': 'valid', 'C-9': 'claimed-before' });
  });

  it('and is left to a person where the sale is not on record, or the name is another', async () => {
    await world.imported(
      salesTo(1)
        .rows('registrations.csv', registrationRow('1001', { company_name: 'Harbour Trading Pte' }))
        .rows('claims.csv', claimRow(1), claimRow(7)),
    );
    expect(await reviewed()).toEqual({
      'C-1': '? the name of the company that registered',
      'C-7': '? the name of the company that registered, no sale of that name is on record',
    });
  });
});

describe('an appeal', () => {
  const rejectedClaim = async () => {
    await world.imported(
      salesTo(1)
        .rows('registrations.csv', registrationRow('1001', { company_name: 'Harbour Trading Pte' }))
        .rows('claims.csv', claimRow(1)),
    );
    await answers().answer(
      world.campaign,
      'C-1',
      'rejected',
      ['other-company'],
      by('dana', 'Another company registered'),
    );
  };

  it('is taken once, until the end of its thirtieth day, and answered by somebody else', async () => {
    await rejectedClaim();
    world.moveTo('2017-08-02T15:59:00Z');
    await answers().appeal(world.campaign, 'C-1', by('pat', 'It is our trading name'));
    await expect(
      answers().answer(world.campaign, 'C-1', 'valid', [], by('Dana', 'It is the trading name')),
    ).rejects.toMatchObject({ code: 'SAME_PERSON' });
    await answers().answer(world.campaign, 'C-1', 'valid', [], by('robin', 'It is the trading name'));
    await expect(answers().appeal(world.campaign, 'C-1', by('pat', 'Once more please'))).rejects.toMatchObject({
      code: 'APPEAL_REFUSED',
    });
    expect(await mails()).toEqual(['claim-received', 'claim-rejected', 'claim-valid']);
    const wrong = () =>
      world.app.get(UnitOfWork).inTransaction(async (session) => (await checkNotices(session)).problems);
    expect(await wrong()).toEqual([]);
    await world.damage(`UPDATE notification SET notice = jsonb_set(notice, '{claimId}', '"C-8"')`);
    expect(await wrong()).toHaveLength(3);
  });

  it('is refused a minute later', async () => {
    await rejectedClaim();
    world.moveTo('2017-08-02T16:00:00Z');
    await expect(answers().appeal(world.campaign, 'C-1', by('pat', 'It is our trading name'))).rejects.toMatchObject({
      code: 'APPEAL_REFUSED',
    });
  });

  it('that was rejected again is final', async () => {
    await rejectedClaim();
    await answers().appeal(world.campaign, 'C-1', by('pat', 'It is our trading name'));
    await answers().answer(world.campaign, 'C-1', 'rejected', ['other-company'], by('robin', 'It is another company'));
    await expect(answers().appeal(world.campaign, 'C-1', by('pat', 'Once more please'))).rejects.toMatchObject({
      code: 'APPEAL_REFUSED',
    });
    await expect(answers().answer(world.campaign, 'C-1', 'valid', [], by('mia', 'Looked again'))).rejects.toMatchObject(
      {
        code: 'CLAIM_ANSWERED',
      },
    );
  });
});

describe('an answer of a person', () => {
  it.each(Object.entries(REJECTION_REASONS))('rejects as %s, and says so in all languages', async (code, texts) => {
    await world.imported(salesTo(1).rows('claims.csv', claimRow(1)));
    await answers().answer(world.campaign, 'C-1', 'rejected', [code], by('dana'));
    expect(
      await world.query(`SELECT notice->'reasons' AS reasons FROM notification WHERE kind = 'claim-rejected'`),
    ).toEqual([{ reasons: [texts] }]);
    world.moveTo('2017-08-01T01:00:00Z');
    expect(await world.outcomes(await world.calculated())).toMatchObject({
      1: expect.stringMatching(/^not-qualified .*claim/),
    });
  });

  it('names why it rejects, by codes that are known, and nothing where it does not', async () => {
    await world.imported(salesTo(1).rows('claims.csv', claimRow(1)));
    const answered = (outcome: 'valid' | 'rejected', reasons: readonly string[]) =>
      answers().answer(world.campaign, 'C-1', outcome, reasons, by('dana', 'Looked at the register'));
    for (const refused of [
      answered('rejected', []),
      answered('valid', ['incomplete']),
      answered('rejected', ['because']),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'REJECTION_REASON_INVALID' });
    await expect(
      answers().answer(world.campaign, 'C-0', 'valid', [], by('dana', 'Looked at the register')),
    ).rejects.toMatchObject({ code: 'CLAIM_UNKNOWN' });
    await answered('valid', []);
    await expect(answered('valid', [])).rejects.toMatchObject({ code: 'CLAIM_ANSWERED' });
    expect(await world.query(`SELECT actor, act FROM audit_entry WHERE act LIKE 'claim%'`)).toEqual([
      { actor: 'dana', act: 'claim.answer' },
    ]);
    const problems = () =>
      world.app.get(UnitOfWork).inSession(async (session) => (await checkDecisions(session)).problems);
    expect(await problems()).toEqual([]);
    await world.damage(`UPDATE claim_answer SET answered_by = 'mallory'`);
    expect(await problems()).toEqual(['claim answer 1 was taken by mallory, and the audit log does not know it']);
  });
});

describe('deadlines', () => {
  it('are those of the offer and of each claim, until they are met or over, to the minute', async () => {
    await world.imported(salesTo(1).rows('claims.csv', claimRow(1)));
    expect(await due()).toEqual([
      '2017-07-21T16:00 claim-answer claim C-1',
      '2017-07-31T16:00 claim',
      '2017-07-31T16:00 registration',
      '2017-08-31T16:00 calculation',
    ]);
    world.moveTo('2017-07-31T15:59:00Z');
    expect(await due()).toContain('2017-07-31T16:00 claim');
    world.moveTo('2017-07-31T16:00:00Z');
    // Ours is late, and stays on the list; theirs is over.
    expect(await due()).toEqual(['2017-07-21T16:00 claim-answer claim C-1', '2017-08-31T16:00 calculation']);
    await answers().answer(world.campaign, 'C-1', 'rejected', ['not-registered'], by('dana', 'No registration came'));
    expect(await due()).toEqual(['2017-08-31T16:00 appeal claim C-1', '2017-08-31T16:00 calculation']);
  });
});
