import { existsSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Vault } from '../../src/database/index.js';
import { codeOf, PayoutWorld, twoPartners } from './payout-world.js';

const world = new PayoutWorld();
const {
  postedSeason,
  prepared,
  release,
  outbox,
  instructions,
  releaseCauses,
  stateOfBatch,
  ledgerProblems,
  query,
  attempt,
  damage,
} = world;
beforeAll(() => world.open());
beforeEach(() => world.clear());
afterAll(() => world.end());

describe('an approval', () => {
  const damages: readonly (readonly [what: string, sql: string, code: string])[] = [
    ['another amount', 'UPDATE payment_instruction SET amount = amount + 1 WHERE line = 1', 'WIRE_FILE_CHANGED'],
    ['a payment fewer', 'UPDATE payment_instruction SET voided = true WHERE line = 1', 'WIRE_FILE_CHANGED'],
    ['a payment taken out', 'DELETE FROM payment_instruction WHERE line = 1', 'WIRE_FILE_CHANGED'],
    ['another currency', `UPDATE payment_instruction SET currency = 'EUR' WHERE line = 1`, 'WIRE_FILE_CHANGED'],
    [
      'another hash',
      `UPDATE payout_batch SET file_hash = repeat('0', 64), approved_hash = repeat('0', 64)`,
      'WIRE_FILE_CHANGED',
    ],
    [
      'other totals',
      `UPDATE payout_batch SET totals = '{"USD": "6000.01"}', approved_totals = '{"USD": "6000.01"}'`,
      'WIRE_FILE_CHANGED',
    ],
    ['another count', 'UPDATE payout_batch SET payment_count = 3, approved_count = 3', 'WIRE_FILE_CHANGED'],
    [
      'a file with a byte changed',
      `UPDATE payout_file_part SET sealed = set_byte(sealed, 60, 255 - get_byte(sealed, 60))`,
      'SEAL_BROKEN',
    ],
    [
      'a file sealed with another key',
      `UPDATE payout_file_part SET sealed = set_byte(sealed, 3, 48 + (get_byte(sealed, 3) + 1) % 10)`,
      'SEAL_KEY_UNKNOWN',
    ],
  ];

  it('is bound to what was prepared: whatever is another by now is found before it', async () => {
    await postedSeason(twoPartners());
    await prepared();
    expect(await found((batch) => release().approve(batch, 'carl'))).toEqual(
      damages.map(([what, , code]) => [what, code]),
    );
    expect(await stateOfBatch()).toBe('prepared');
    expect(await release().approve(1, 'carl')).toMatchObject({ state: 'approved' });
  });

  it('is bound to what was prepared: whatever is another by now is found before the release', async () => {
    await postedSeason(twoPartners());
    await prepared();
    await release().approve(1, 'carl');
    expect(await found((batch) => release().release(batch, 'rita'))).toEqual(
      damages.map(([what, , code]) => [what, code]),
    );
    expect(await stateOfBatch()).toBe('approved');
    expect(existsSync(outbox())).toBe(false);
    expect(await releaseCauses()).toEqual([]);
    expect(await release().release(1, 'rita')).toMatchObject({ state: 'released' });
  });

  /** Does each damage, tries the act, and puts everything back. */
  async function found(act: (batch: number) => Promise<unknown>): Promise<(readonly [string, string])[]> {
    const results: (readonly [string, string])[] = [];
    const tables = ['payout_batch', 'payment_instruction', 'payout_file_part'];
    await damage(
      `CREATE SCHEMA whole; ${tables.map((name) => `CREATE TABLE whole.${name} AS TABLE ${name}`).join(';')}`,
    );
    const restored: string[] = [];
    for (const name of tables) {
      const [{ columns } = { columns: '' }] = await query<{ columns: string }>(
        `SELECT string_agg(attname, ', ') AS columns FROM pg_attribute
         WHERE attrelid = '${name}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
      );
      restored.push(`DELETE FROM ${name}; INSERT INTO ${name} (${columns}) SELECT ${columns} FROM whole.${name}`);
    }
    for (const [what, sql] of damages) {
      await damage(sql);
      results.push([what, await act(1).then(() => 'done', codeOf)]);
      await damage(restored.join(';'));
    }
    await damage('DROP SCHEMA whole CASCADE');
    return results;
  }

  it('is bound to the file: another one, though sealed with the right key, is found', async () => {
    await postedSeason(twoPartners());
    const { batch } = await prepared();
    await release().approve(1, 'carl');
    const vault = world.seatback.app.get(Vault);
    const purpose = `wire file ${batch!.messageId}`;
    const [stored] = await query<{ sealed: Buffer }>('SELECT sealed FROM payout_file_part');
    const changed = vault.open(stored!.sealed, purpose).toString().replace('4000.00', '9000.00');
    await damage(`UPDATE payout_file_part SET sealed = '\\x${vault.seal(changed, purpose).toString('hex')}'`);
    await expect(release().release(1, 'rita')).rejects.toMatchObject({ code: 'WIRE_FILE_CHANGED' });
  });

  it('is bound to what the checker looked at, where they name it', async () => {
    await postedSeason();
    await prepared();
    await expect(release().approve(1, 'carl', { fileHash: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'WIRE_FILE_CHANGED',
    });
    expect(await stateOfBatch()).toBe('prepared');
  });

  it('is held by the database too', async () => {
    await postedSeason(twoPartners());
    await prepared();
    const CHECK = '23514';
    const UNIQUE = '23505';
    const NO_RIGHT = '42501';
    const approved = (hash = 'file_hash') =>
      `approved_at = now(), approved_hash = ${hash}, approved_count = payment_count, approved_totals = totals`;
    const attempts: readonly (readonly [what: string, sql: string, code: string])[] = [
      ['by its maker', `UPDATE payout_batch SET state = 'approved', approved_by = 'mia', ${approved()}`, CHECK],
      ['by nobody', `UPDATE payout_batch SET state = 'approved', ${approved()}`, CHECK],
      [
        'of another file',
        `UPDATE payout_batch SET state = 'approved', approved_by = 'carl', ${approved(`repeat('0', 64)`)}`,
        CHECK,
      ],
      [
        'of nothing in particular',
        `UPDATE payout_batch SET state = 'approved', approved_by = 'carl', approved_at = now()`,
        CHECK,
      ],
      [
        'left out before a release',
        `UPDATE payout_batch SET state = 'releasing', released_by = 'mia', release_begun_at = now()`,
        CHECK,
      ],
      [
        'and a release in no name',
        `UPDATE payout_batch SET state = 'released', approved_by = 'carl', ${approved()}, released_at = now(), released_as = 'x'`,
        CHECK,
      ],
      ['and a void without a reason', `UPDATE payout_batch SET state = 'voided', voided_by = 'mia'`, CHECK],
      ['and another maker', `UPDATE payout_batch SET prepared_by = 'max'`, NO_RIGHT],
      ['and another file', `UPDATE payout_file_part SET sealed = ''`, CHECK],
      ['and another amount', 'UPDATE payment_instruction SET amount = 1', NO_RIGHT],
      ['and another payee', 'UPDATE payment_instruction SET payee = 1', NO_RIGHT],
      ['and another account', `UPDATE payee SET account_sealed = ''`, CHECK],
      ['and a payment taken out', 'DELETE FROM payment_instruction', NO_RIGHT],
      [
        'and the same earning paid again',
        `INSERT INTO payment_instruction SELECT 'SB-OTHER-1', batch, 3, run, partner_key, payee, amount, currency, gen_random_uuid() FROM payment_instruction WHERE line = 1`,
        UNIQUE,
      ],
      [
        'and an id used again',
        `INSERT INTO payment_instruction SELECT end_to_end_id, batch, 3, run, partner_key, payee, amount, currency, gen_random_uuid(), true FROM payment_instruction WHERE line = 1`,
        UNIQUE,
      ],
    ];
    const found: (readonly [string, string])[] = [];
    for (const [what, sql] of attempts) found.push([what, await attempt(sql)]);
    expect(found).toEqual(attempts.map(([what, , code]) => [what, code]));
  });
});

describe('a voided batch', () => {
  it('is never released, and its ids are never used again', async () => {
    await postedSeason(twoPartners());
    await prepared();
    await release().approve(1, 'carl');
    expect(await release().void(1, 'mia', 'one account was closed')).toMatchObject({ state: 'voided' });
    for (const act of [
      release().approve(1, 'carl'),
      release().release(1, 'rita'),
      release().void(1, 'mia', 'once again'),
    ])
      await expect(act).rejects.toMatchObject({ code: 'BATCH_STATE' });
    expect(existsSync(outbox())).toBe(false);

    const { batch } = await prepared();
    expect(batch).toMatchObject({ batch: 2, paymentCount: 2 });
    const payments = await instructions();
    expect(payments.map(({ id, batch: of, voided }) => `${id.slice(-2)} of ${of} ${voided}`)).toEqual([
      '-1 of 1 true',
      '-2 of 2 false',
      '-1 of 1 true',
      '-2 of 2 false',
    ]);
    expect(new Set(payments.map(({ id }) => id)).size).toBe(4);
    expect(new Set(payments.map(({ uetr }) => uetr)).size).toBe(4);
    const [first, second] = await query<{ message: string }>(
      'SELECT message_id AS message FROM payout_batch ORDER BY batch',
    );
    expect(second).not.toEqual(first);
    await release().approve(2, 'carl');
    await release().release(2, 'rita');
    expect(await releaseCauses()).toEqual(payments.filter(({ voided }) => !voided).map(({ id }) => `release ${id}`));
    expect(await ledgerProblems()).toEqual([]);
  });
});
