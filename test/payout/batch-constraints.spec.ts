import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';
import { PayoutWorld, CAMPAIGN, twoPartners } from './payout-world.js';

const world = new PayoutWorld();
const { postedSeason, prepared, release, attempt } = world;
beforeAll(() => world.open());
afterAll(() => world.end());

const CHECK = '23514';
const REFERENCE = '23503';
const NO_RIGHT = '42501';
const payment = (values: string, from = 'payment_instruction WHERE line = 1 AND batch = 1') =>
  `INSERT INTO payment_instruction (end_to_end_id, batch, line, run, partner_key, payee, amount, currency, uetr, voided, outcome, block)
   SELECT 'SB-OTHER-9', ${values}, 1 FROM ${from}`;
const same = 'run, partner_key, payee, amount, currency, gen_random_uuid()';

// Nothing of an attempt stays, so that one season serves all that is attempted with it.

describe('of a released batch the database refuses', () => {
  beforeAll(async () => {
    await world.clear();
    // 1001 is paid 4000; 1002 forfeits 2000.
    await postedSeason(
      twoPartners(),
      world.seatback,
      aCampaign({ ...EARNED_BY_SELLING, 'minimum payout': { amount: '4000', below: 'forfeit' } }),
    );
    await prepared();
    await release().approve(1, 'carl');
    await release().release(1, 'rita');
  });

  it.each<[string, string, string]>([
    [
      'a step back',
      `state = 'approved', release_begun_at = NULL, released_by = NULL, released_at = NULL, released_as = NULL, file_written_at = NULL`,
      CHECK,
    ],
    ['the same step again', `released_at = now()`, CHECK],
    ['a void after all', `state = 'voided', voided_by = 'mia', voided_at = now(), voided_because = 'x'`, CHECK],
    ['another approver', `approved_by = 'zed'`, CHECK],
    ['another approver, at no time', `approved_by = 'zed', approved_at = NULL`, CHECK],
    ['no word of when the file was written', 'file_written_at = NULL', CHECK],
    ['another place of the file', `released_as = 'elsewhere'`, CHECK],
    ['another maker', `prepared_by = 'max'`, NO_RIGHT],
  ])('%s', async (_what, set, code) => {
    expect(await attempt(`UPDATE payout_batch SET ${set}`)).toBe(code);
    expect(await attempt(`UPDATE payout_batch SET ${set}`, world.seatback.database.ownerUrl)).toBe(CHECK);
  });

  it.each<[string, string, string]>([
    ['a payment voided alone', 'UPDATE payment_instruction SET voided = true', CHECK],
    ['a payment that was void from the start', payment(`batch, 9, ${same}, true, outcome`), CHECK],
    [
      'a payment of nothing countable',
      payment(`batch, 9, run, partner_key, payee, 'NaN', currency, gen_random_uuid(), true, outcome`),
      CHECK,
    ],
    [
      'a payment of everything',
      payment(`batch, 9, run, partner_key, payee, 'Infinity', currency, gen_random_uuid(), true, outcome`),
      CHECK,
    ],
    [
      'a payment of what was forfeited',
      payment(
        `1, 9, run, partner_key, (SELECT payee FROM payee LIMIT 1), amount, currency, gen_random_uuid(), false, outcome`,
        `threshold_outcome WHERE outcome = 'forfeited'`,
      ),
      CHECK,
    ],
  ])('%s', async (_what, sql, code) => {
    expect(await attempt(sql)).toBe(code);
  });

  it('a second payment of the same money, also by journals of its own', async () => {
    const again = `
      INSERT INTO journal SELECT max(journal) + 1, 'release', 'release again', '${CAMPAIGN}', '2019-08-05', now(), NULL, 'x' FROM journal;
      INSERT INTO posting SELECT (SELECT max(journal) FROM journal), line, account_key, posting.amount, currency
        FROM posting JOIN journal USING (journal) WHERE cause = (SELECT min(cause) FROM journal WHERE kind = 'release');
      SET CONSTRAINTS ALL IMMEDIATE`;
    expect(await attempt(again)).toBe(CHECK);
  });

  it('every change and loss of what stands, to the owner too', async () => {
    for (const table of [
      'payee',
      'payout_batch',
      'payout_block',
      'payout_file_part',
      'payment_instruction',
      'payout_hold',
      'payee_name_confirmation',
    ]) {
      for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
        expect([table, await attempt(sql)]).toEqual([table, NO_RIGHT]);
        expect([table, await attempt(sql, world.seatback.database.ownerUrl)]).toEqual([table, CHECK]);
      }
    }
    expect(await attempt('UPDATE payee SET town = town', world.seatback.database.ownerUrl)).toBe(CHECK);
    expect(await attempt('UPDATE payment_instruction SET line = 9', world.seatback.database.ownerUrl)).toBe(CHECK);
  });
});

describe('of a prepared batch the database refuses', () => {
  beforeAll(async () => {
    await world.clear();
    await postedSeason(twoPartners());
    await prepared();
  });

  it.each<[string, string]>([
    [
      'another name of the maker',
      `state = 'approved', approved_by = ' MIA ', approved_at = now(), approved_hash = file_hash, approved_count = payment_count, approved_totals = totals`,
    ],
    [
      'a blank approver',
      `state = 'approved', approved_by = ' ', approved_at = now(), approved_hash = file_hash, approved_count = payment_count, approved_totals = totals`,
    ],
    ['a release ahead of its time', `released_by = 'rita', release_begun_at = now()`],
    ['a file ahead of its time', 'file_written_at = now()'],
    ['a void for a blank reason', `state = 'voided', voided_by = 'mia', voided_at = now(), voided_because = ' '`],
    [
      'a void that leaves its payments as they are',
      `state = 'voided', voided_by = 'mia', voided_at = now(), voided_because = 'x'; SET CONSTRAINTS ALL IMMEDIATE`,
    ],
  ])('%s', async (_what, set) => {
    expect(await attempt(`UPDATE payout_batch SET ${set}`)).toBe(CHECK);
  });
});

describe('of a batch that was prepared the database refuses', () => {
  beforeAll(async () => {
    await world.clear();
    await postedSeason(twoPartners());
    await prepared();
  });

  it.each([
    ['another part of the file', `INSERT INTO payout_file_part SELECT message_id, 2, sealed FROM payout_file_part`],
    [
      'another block',
      `INSERT INTO payout_block SELECT batch, 2, debtor_account_last_four, debtor_bic, execution_date, cut_off, banking_days, currency,
         service_level, charge_bearer, payment_count, total FROM payout_block`,
    ],
  ])('%s', async (_what, sql) => {
    expect(await attempt(`${sql}; SET CONSTRAINTS ALL IMMEDIATE`)).toBe(CHECK);
  });

  it('another content of its block, to the owner too', async () => {
    const { ownerUrl } = world.seatback.database;
    expect(await attempt('UPDATE payout_block SET total = total', ownerUrl)).toBe(CHECK);
    expect(await attempt(`UPDATE payout_file_part SET part = 2`, ownerUrl)).toBe(CHECK);
  });
});

describe('after a voided batch the database refuses a payment in a new one', () => {
  beforeAll(async () => {
    await world.clear();
    await postedSeason(twoPartners());
    await prepared();
    await release().void(1, 'mia', 'for another try');
  });

  it.each<[string, string]>([
    ['another amount', `run, partner_key, payee, amount + 1, currency, gen_random_uuid(), false, outcome`],
    ['another currency', `run, partner_key, payee, amount, 'EUR', gen_random_uuid(), false, outcome`],
    [
      'another payee',
      `run, partner_key, (SELECT payee FROM payee WHERE partner_key <> instruction.partner_key LIMIT 1), amount, currency, gen_random_uuid(), false, outcome`,
    ],
    ['another run', `run + 1, partner_key, payee, amount, currency, gen_random_uuid(), false, outcome`],
  ])('of %s than is payable', async (_what, values) => {
    const batch = (total: string) => `
      INSERT INTO payout_batch (batch, campaign_id, run, message_id, state, execution_date, payment_count, totals, file_hash, prepared_by, prepared_at)
      SELECT 2, campaign_id, run, 'OTHER', 'prepared', execution_date, 1, '{"USD": "${total}"}', file_hash, prepared_by, prepared_at FROM payout_batch;
      INSERT INTO payout_block SELECT 2, block, debtor_account_last_four, debtor_bic, execution_date, cut_off, banking_days, currency,
        service_level, charge_bearer, 1, ${total} FROM payout_block;`;
    const from = 'payment_instruction AS instruction WHERE line = 1';
    const whole = `${batch('4000.00')} ${payment(`2, 1, ${same}, false, outcome`, from)}; SET CONSTRAINTS ALL IMMEDIATE`;
    expect(await attempt(whole)).toBe('done');
    // Nor without a block, nor may it be added to a batch that was prepared before.
    expect(await attempt(whole.replace(', 1 FROM payment_instruction', ', NULL FROM payment_instruction'))).toBe(CHECK);
    expect(await attempt(payment(`1, 9, ${same}, false, outcome`, from))).toBe(CHECK);
    expect(await attempt(whole.replace('4000.00', '4000.01'))).toBe(CHECK);
    expect(await attempt(`${batch('4000.00')} SET CONSTRAINTS ALL IMMEDIATE`)).toBe(CHECK);
    expect(
      await attempt(`${batch('4000.00')} ${payment(`2, 1, ${values}`, from)}; SET CONSTRAINTS ALL IMMEDIATE`),
    ).toBe(REFERENCE);
  });
});
