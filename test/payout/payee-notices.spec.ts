import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkLedger } from '../../src/ledger/index.js';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { checkBatches, checkPayeeRecords, ReleasePayout } from '../../src/payout/index.js';
import { statusReport } from '../builders/bank-reports.js';
import { ImportFiles } from '../builders/import-folder.js';
import { accountOf, CAMPAIGN, PayeesWorld, TERMS } from './payees-world.js';

const world = new PayeesWorld();
beforeAll(() => world.start());
beforeEach(() => world.begin());
afterAll(() => world.end());

/** What a round did, a line for each partner. */
async function round(): Promise<string[]> {
  const { carriedOut } = await world.notices.execute();
  return carriedOut.map(({ partnerId, done, notice }) => `${partnerId} ${done} ${String(notice)}`);
}

async function problems(): Promise<readonly string[]> {
  const { app } = world.seatback;
  return app
    .get(UnitOfWork)
    .inTransaction(async (session) => [
      ...(await checkLedger(session)).problems,
      ...(await checkBatches(session, app.get(Vault))).problems,
      ...(await checkPayeeRecords(session)).problems,
    ]);
}

/** The day after the first notice is the 6th; the fifth of them ends in London at 23:00 UTC. */
const FIRST_OVER = '2019-08-10T23:00:00Z';
const SECOND_OVER = '2019-08-16T23:00:00Z';
const A_DAY_AHEAD = '2019-08-21T23:00:00Z';
const THIRD_OVER = '2019-08-22T23:00:00Z';

describe('a partner without bank details', () => {
  it('has three notices with all their days, is told ahead, and forfeits then, to the minute', async () => {
    await world.posted();
    await world.prepared();
    expect(await world.balances()).toEqual({ payable: '2000.00' });
    expect(await round()).toEqual(['1001 asked 1']);
    expect(await round()).toEqual([]);
    world.moveTo('2019-08-10T22:59:59.999Z');
    expect(await round()).toEqual([]);
    world.moveTo(FIRST_OVER);
    expect(await round()).toEqual(['1001 asked 2']);
    world.moveTo(SECOND_OVER);
    expect(await round()).toEqual(['1001 asked 3']);
    world.moveTo('2019-08-21T22:59:59.999Z');
    expect(await round()).toEqual([]);
    world.moveTo('2019-08-21T23:00:00Z');
    expect(await round()).toEqual(['1001 foretold 3']);
    expect(await round()).toEqual([]);
    world.moveTo('2019-08-22T22:59:59.999Z');
    expect(await round()).toEqual([]);
    expect(await world.balances()).toEqual({ payable: '2000.00' });
    world.moveTo(THIRD_OVER);
    expect(await round()).toEqual(['1001 forfeited 3']);
    expect(await round()).toEqual([]);

    expect(await world.balances()).toEqual({ forfeited: '2000.00' });
    expect(await world.query(`SELECT kind, cause, description FROM journal ORDER BY journal DESC LIMIT 1`)).toEqual([
      {
        kind: 'hold',
        cause: 'forfeited for bank details, request 1',
        description: 'forfeited: no-bank-details, partner 1001',
      },
    ]);
    expect(await world.query('SELECT kind, notice FROM payee_notice ORDER BY payee_notice')).toEqual([
      { kind: 'details-wanted', notice: 1 },
      { kind: 'details-wanted', notice: 2 },
      { kind: 'details-wanted', notice: 3 },
      { kind: 'about-to-be-forfeited', notice: 3 },
      { kind: 'forfeited', notice: 3 },
    ]);
    expect(await world.prepared()).toMatchObject({ batch: undefined, held: [] });
    expect(await problems()).toEqual([]);
  });

  it('keeps its loss when the run is restated, and is asked anew for what it earned on top', async () => {
    await world.posted();
    await world.prepared();
    for (const at of ['2019-08-05T09:00:00Z', FIRST_OVER, SECOND_OVER, A_DAY_AHEAD, THIRD_OVER]) {
      world.moveTo(at);
      await round();
    }
    world.moveTo('2019-08-23T09:00:00Z');
    await world.imported(new ImportFiles().partner('1001', { account: null }).sale(1).sale(2).billingIsKnown());
    await world.restated();
    await world.prepared();
    expect(await world.balances()).toEqual({ forfeited: '2000.00', payable: '2000.00' });
    expect(await problems()).toEqual([]);
    expect(await round()).toEqual(['1001 asked 1']);
  });

  describe('and whose loss is on record', () => {
    const lost = async () => {
      await world.posted();
      await world.prepared();
      for (const at of ['2019-08-05T09:00:00Z', FIRST_OVER, SECOND_OVER, A_DAY_AHEAD, THIRD_OVER]) {
        world.moveTo(at);
        await round();
      }
      world.moveTo('2019-08-23T09:00:00Z');
    };
    const sold = () =>
      world.imported(new ImportFiles().partner('1001', { account: null }).sale(1).sale(2).billingIsKnown());
    const SECOND = { version: 2, 'known from': '2019-08-23T08:00:00Z', reason: 'Other terms' };
    const outcomes = async () =>
      (
        await world.query<{
          line: string;
        }>(`SELECT run || ' ' || revision || ' ' || outcome || COALESCE(' ' || reason, '') || ' ' || amount
          || ' settled ' || settled AS line FROM threshold_outcome ORDER BY run, revision`)
      ).map(({ line }) => line);

    it('is paid what it earned on top, which is decided on once however often a payout is prepared', async () => {
      await lost();
      await sold();
      await world.restated();
      await world.prepared();
      await world.prepared();
      await world.prepared();
      expect(await outcomes()).toEqual(['1 1 payable 2000.00 settled 0.00', '2 1 payable 2000.00 settled 2000.00']);
      await world.imported(new ImportFiles().account('1001'));
      expect(await world.prepared()).toMatchObject({ batch: { totals: { USD: '2000.00' } } });
      expect(await problems()).toEqual([]);
    });

    it('carries no more than what it earned on top, and verifying knows the rest', async () => {
      await lost();
      await sold();
      await world.restated({ ...TERMS, 'minimum payout': { amount: '5000', below: 'carry' } }, SECOND);
      await world.prepared();
      await world.prepared();
      expect(await world.balances()).toEqual({ carried: '2000.00', forfeited: '2000.00' });
      expect(await outcomes()).toEqual([
        '1 1 payable 2000.00 settled 0.00',
        '2 1 carried below-minimum 2000.00 settled 2000.00',
      ]);
      expect(await problems()).toEqual([]);
    });

    it('is owed nothing where it earned less by what is known now', async () => {
      await lost();
      await world.restated(
        {
          ...TERMS,
          'reward for each customer': { amount: '500', currency: 'USD' },
          'minimum payout': { amount: '600', below: 'carry' },
        },
        SECOND,
      );
      await world.prepared();
      await world.prepared();
      expect(await world.balances()).toEqual({ forfeited: '500.00' });
      expect(await outcomes()).toEqual([
        '1 1 payable 2000.00 settled 0.00',
        '2 1 forfeited cancelled 500.00 settled 0.00',
      ]);
      expect(await problems()).toEqual([]);
    });

    it('has it brought back by nobody, in the database either; verifying finds who wrote it', async () => {
      await lost();
      const again = `INSERT INTO threshold_outcome (run, partner_key, revision, outcome, amount, settled, currency, journal)
        SELECT run, partner_key, 2, outcome, amount, settled, currency, journal FROM threshold_outcome`;
      expect(await world.attempt(again)).toBe('23514');
      await sold();
      await world.restated();
      await world.prepared();
      await world.damage(`UPDATE threshold_outcome SET amount = 3000, settled = 1000 WHERE run = 2`);
      expect(await problems()).toContain(
        'run 2: what partner 1001 earned is on record as payable; by the minimum payout it is forfeited',
      );
    });
  });

  it('is not asked where the terms say nothing of notices, and forfeits nothing where a person asks', async () => {
    await world.posted(undefined, { ...TERMS, 'bank details': undefined });
    await world.prepared();
    expect(await round()).toEqual([]);
    await world.invite.execute('1001', CAMPAIGN, 'dana');
    for (const at of [FIRST_OVER, SECOND_OVER, THIRD_OVER, '2020-08-22T23:00:00Z']) {
      world.moveTo(at);
      await round();
    }
    expect(await world.balances()).toEqual({ payable: '2000.00' });
  });

  it('is not asked while nothing is payable to it', async () => {
    await world.posted(undefined, { ...TERMS, 'minimum payout': { amount: '4000', below: 'carry' } });
    await world.prepared();
    expect(await round()).toEqual([]);
  });

  it('is asked no more once the file has its account', async () => {
    await world.posted();
    await world.prepared();
    await round();
    world.moveTo('2019-08-06T09:00:00Z');
    await world.imported(new ImportFiles().account('1001'));
    expect(await round()).toEqual(['1001 answered null']);
    expect(await world.prepared()).toMatchObject({ held: [], batch: { paymentCount: 1 } });
  });

  it('keeps what is its own while its answer waits for us, and gets its time back where that is refused', async () => {
    await world.posted();
    await world.prepared();
    await round();
    world.moveTo(FIRST_OVER);
    await round();
    world.moveTo(SECOND_OVER);
    await round();
    // Two hours before the end of the last notice the partner answers by telephone; we look at it a month later.
    world.moveTo('2019-08-22T21:00:00Z');
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(2), actor: 'pat' });
    world.moveTo('2019-09-20T09:00:00Z');
    expect(await round()).toEqual([]);
    await world.approval.refuse(bankDetails, 'robin', 'the account is closed');
    const { carriedOut } = await world.notices.execute();
    expect(carriedOut).toMatchObject([{ done: 'asked-again', notice: 3, answerBy: '2019-09-20T11:00:00.000000Z' }]);
    world.moveTo('2019-09-20T10:59:59.999Z');
    await round();
    expect(await world.balances()).toEqual({ payable: '2000.00' });
    // No round was done on the day ahead: it is told now, and has that day.
    world.moveTo('2019-09-20T11:00:00Z');
    expect(await round()).toEqual(['1001 foretold 3']);
    world.moveTo('2019-09-21T10:59:59.999Z');
    expect(await round()).toEqual([]);
    world.moveTo('2019-09-21T11:00:00Z');
    expect(await round()).toEqual(['1001 forfeited 3']);
  });

  it('is told a day ahead also where no round was done on its last day, and can answer until then', async () => {
    await world.posted();
    await world.prepared();
    for (const at of ['2019-08-05T09:00:00Z', FIRST_OVER, SECOND_OVER]) {
      world.moveTo(at);
      await round();
    }
    world.moveTo('2019-08-25T08:05:00Z');
    const { carriedOut } = await world.notices.execute();
    expect(carriedOut).toMatchObject([{ done: 'foretold', notice: 3, answerBy: '2019-08-26T08:05:00.000000Z' }]);
    const { token } = await world.invite.execute('1001', CAMPAIGN, 'dana');
    world.moveTo('2019-08-26T08:04:59.999Z');
    expect(await round()).toEqual([]);
    const forfeit = `UPDATE payee_request SET ended_as = 'forfeited', ended_at = '2019-08-26T08:04:59Z';
      INSERT INTO payee_forfeiture (journal, run, partner_key, campaign_id, payee_request, reason, amount, currency, forfeited_at)
      SELECT max(journal), 1, 1, '${CAMPAIGN}', 1, 'no-bank-details', 2000, 'USD', '2019-08-26T08:04:59Z' FROM journal`;
    expect(await world.attempt(forfeit)).toBe('23514');
    expect(await world.enter.byInvitation(token, { details: accountOf(1), actor: 'pat' })).toMatchObject({
      partnerId: '1001',
    });
    world.moveTo('2019-08-26T08:05:00Z');
    expect(await round()).toEqual([]);
    expect(await world.balances()).toEqual({ payable: '2000.00' });
    expect(await problems()).toEqual([]);
  });

  it('is asked with the next notice at once where its answer is refused', async () => {
    await world.posted();
    await world.prepared();
    const link = await world.invite.execute('1001', CAMPAIGN, 'dana');
    const entered = await world.enter.byInvitation(link.token, { details: accountOf(2), actor: 'pat' });
    await world.approval.refuse(entered.bankDetails, 'robin', 'another company');
    expect(await round()).toEqual(['1001 asked 2']);
  });

  it('forfeits once, also where two rounds run at the same moment', async () => {
    await world.posted();
    await world.prepared();
    for (const at of ['2019-08-05T09:00:00Z', FIRST_OVER, SECOND_OVER, A_DAY_AHEAD, THIRD_OVER]) {
      world.moveTo(at);
      const both = await Promise.all([world.notices.execute(), world.notices.execute(CAMPAIGN)]);
      expect(both.flatMap(({ carriedOut }) => carriedOut)).toHaveLength(1);
    }
    expect(await world.balances()).toEqual({ forfeited: '2000.00' });
  });

  it('is not made to forfeit in the database either, as long as it has time', async () => {
    await world.posted();
    await world.prepared();
    await round();
    const forfeit = `UPDATE payee_request SET ended_as = 'forfeited', ended_at = '2019-08-06T00:00:00Z';
      INSERT INTO payee_forfeiture (journal, run, partner_key, campaign_id, payee_request, reason, amount, currency, forfeited_at)
      SELECT max(journal), 1, 1, '${CAMPAIGN}', 1, 'no-bank-details', 2000, 'USD', '2019-08-06T00:00:00Z' FROM journal`;
    expect(await world.attempt(forfeit)).toBe('23514');
  });
});

describe('a payment that failed for its details', () => {
  const released = async () => {
    await world.posted(new ImportFiles().partner('1001').sale(1));
    const { batch } = await world.prepared();
    const release = world.seatback.app.get(ReleasePayout);
    await release.approve(batch!.batch, 'carl');
    await release.release(batch!.batch, 'rita');
    const [payment] = await world.query<{ id: string }>('SELECT end_to_end_id AS id FROM payment_instruction');
    world.moveTo('2019-08-08T09:00:00Z');
    return payment!.id;
  };
  const rejected = (id: string) =>
    world.answered(
      statusReport({
        id: `STATUS-OF-${id}`,
        blocks: [{ payments: [{ endToEndId: id, status: 'RJCT', reason: 'AC04' }] }],
      }),
    );

  it('is asked about once, with the same notices, and nothing older is paid to', async () => {
    const id = await released();
    expect(await round()).toEqual([]);
    await rejected(id);
    expect(await round()).toEqual(['1001 asked 1']);
    expect(await round()).toEqual([]);
    expect((await world.show.one('1001')).holds).toMatchObject([{ reason: 'payment-failed' }]);
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(2), actor: 'pat' });
    await world.approval.approve(bankDetails, 'robin');
    world.moveTo('2019-08-12T09:00:00Z');
    expect((await world.show.one('1001')).holds).toEqual([]);
    expect(await round()).toEqual([]);
    expect(await world.prepared()).toMatchObject({ batch: { paymentCount: 1 }, held: [] });
    expect(await round()).toEqual([]);
    expect(await problems()).toEqual([]);
  });

  it('is not asked about where other details came before the notices went out', async () => {
    const id = await released();
    await rejected(id);
    world.moveTo('2019-08-08T09:30:00Z');
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(2), actor: 'pat' });
    await world.approval.approve(bankDetails, 'robin');
    expect(await round()).toEqual([]);
    expect(await world.query('SELECT kind FROM payee_notice')).toEqual([]);
    world.moveTo('2019-08-12T09:00:00Z');
    expect(await world.prepared()).toMatchObject({ batch: { paymentCount: 1 }, held: [] });
  });

  it('forfeits what came back after the last notice, to the minute', async () => {
    await rejected(await released());
    expect(await round()).toEqual(['1001 asked 1']);
    expect(await world.balances()).toEqual({ payable: '2000.00' });
    const told: string[] = [];
    for (const at of ['2019-08-14T00:00:00Z', '2019-08-20T00:00:00Z', '2019-08-25T00:00:00Z', '2019-08-25T22:59:59Z']) {
      world.moveTo(at);
      told.push(...(await round()));
    }
    expect(told).toEqual(['1001 asked 2', '1001 asked 3', '1001 foretold 3']);
    world.moveTo('2019-08-25T23:00:00Z');
    expect(await round()).toEqual(['1001 forfeited 3']);
    expect(await world.balances()).toEqual({ forfeited: '2000.00' });
    expect(await world.query('SELECT reason FROM payee_forfeiture')).toEqual([{ reason: 'payment-failed' }]);
    expect(await world.prepared()).toMatchObject({ batch: undefined, held: [] });
    expect(await problems()).toEqual([]);
  });

  it('is not paid to once more because anything else of the partner changed', async () => {
    await rejected(await released());
    await world.imported(new ImportFiles().partner('1001', { profile: { street: 'New Street' }, account: null }));
    const { batch, held } = await world.prepared();
    expect(batch).toBeUndefined();
    expect(held.flatMap(({ reasons }) => reasons.map(({ reason }) => reason))).toContain('payment-failed');
    expect(await round()).toEqual(['1001 asked 1']);
  });

  it('is asked about again when the next one fails too', async () => {
    await rejected(await released());
    await round();
    const { bankDetails } = await world.enter.byUser('1001', { details: accountOf(2), actor: 'pat' });
    await world.approval.approve(bankDetails, 'robin');
    world.moveTo('2019-08-12T09:00:00Z');
    const { batch } = await world.prepared();
    const release = world.seatback.app.get(ReleasePayout);
    await release.approve(batch!.batch, 'carl');
    await release.release(batch!.batch, 'rita');
    const [second] = await world.query<{ id: string }>(
      `SELECT end_to_end_id AS id FROM payment_instruction WHERE batch = ${String(batch!.batch)}`,
    );
    world.moveTo('2019-08-14T09:00:00Z');
    await rejected(second!.id);
    expect(await round()).toEqual(['1001 asked 1']);
    expect(await world.query('SELECT cause, ended_as FROM payee_request ORDER BY payee_request')).toEqual([
      { cause: 'payment-failed', ended_as: 'answered' },
      { cause: 'payment-failed', ended_as: null },
    ]);
  });
});

describe('a personal account', () => {
  it('rejects the claims where the terms say so, by the decision of a second person', async () => {
    await world.posted(undefined, {
      ...TERMS,
      'bank details': { days: 5, notices: 3, 'personal account': 'rejects the claims' },
    });
    await world.prepared();
    const { token } = await world.invite.execute('1001', CAMPAIGN, 'dana');
    const details = accountOf(1, { accountKind: 'personal' });
    const { bankDetails } = await world.enter.byInvitation(token, { details, actor: 'pat' });
    expect(await world.balances()).toEqual({ payable: '2000.00' });
    expect(await world.approval.refuse(bankDetails, 'robin', 'a private account')).toMatchObject({
      forfeited: [{ amount: '2000.00', currency: 'USD', reason: 'personal-account' }],
    });
    expect(await world.balances()).toEqual({ forfeited: '2000.00' });
    expect(await round()).toEqual([]);
    expect(await world.prepared()).toMatchObject({ batch: undefined, held: [] });
    expect(await problems()).toEqual([]);
  });
});
