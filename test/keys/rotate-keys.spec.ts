import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork, Vault } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { RotateKeys } from '../../src/keys/index.js';
import { checkBatches } from '../../src/payout/index.js';
import { ImportFiles } from '../builders/import-folder.js';
import { accountOf, PayeesWorld } from '../payout/payees-world.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const OLD = Buffer.alloc(32, 1).toString('base64');
const NEW = Buffer.alloc(32, 2).toString('base64');
const OLD_ID = new Vault(Buffer.alloc(32, 1)).keyId;
const NEW_ID = new Vault(Buffer.alloc(32, 2)).keyId;

const world = new PayeesWorld();
const seatbacks = new Seatbacks();
beforeAll(async () => {
  await world.start({ SEATBACK_ENCRYPTION_KEY: OLD });
});
afterAll(async () => {
  await world.end();
  await seatbacks.end();
});

/** The program again on the same database, with other keys. */
async function withKeys<T>(
  keys: { encryptionKey: string; keysBefore?: string },
  work: (of: TestSeatback) => Promise<T>,
) {
  const { database } = world.seatback;
  const environment = { ...database.environment, keysBefore: undefined, ...keys };
  const again = await seatbacks.sameDatabase({ ...world.seatback, database: { ...database, environment } });
  try {
    return await work(again);
  } finally {
    await again.close();
  }
}

const rotated = (of: TestSeatback) => of.app.get(RotateKeys).execute('dana');
const inUse = async (of: TestSeatback) =>
  Object.fromEntries((await of.app.get(RotateKeys).inUse()).map(({ keyId, values }) => [keyId, values]));

describe('a rotation of keys', () => {
  it('seals everything with the newest key, goes on where it broke off, and lets the old one be put away', async () => {
    await world.begin();
    await world.posted(new ImportFiles().partner('1001').partner('1002').sale(1).sale(2, { partner: '1002' }));
    await world.prepared();
    await world.enter.byUser('1001', { details: accountOf(5), actor: 'pat' });
    const fingerprints = `SELECT (SELECT string_agg(account_fingerprint::text, ',' ORDER BY partner_key) FROM bank_account) AS prints`;
    const before = await world.query(fingerprints);
    const sealedBefore = (await inUse(world.seatback))[OLD_ID] ?? 0;
    // Two imported accounts, two payees, one wire file, one entered account, and the file of accounts.
    expect(sealedBefore).toBe(7);

    await withKeys({ encryptionKey: NEW, keysBefore: OLD }, async (both) => {
      // Both open before anything was rotated.
      expect(await problems(both)).toEqual([]);
      // It breaks off after the first column that has values.
      await damage(`ALTER TABLE payee DISABLE TRIGGER USER; CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''the power went off''; END'; CREATE TRIGGER stop BEFORE UPDATE ON payee EXECUTE FUNCTION stop()`);
      await expect(rotated(both)).rejects.toThrow('the power went off');
      const half = await inUse(both);
      expect(half[OLD_ID]).toBeGreaterThan(0);
      expect(half[NEW_ID]).toBeGreaterThan(0);
      expect(await problems(both)).toEqual([]);
      await damage('DROP TRIGGER stop ON payee; DROP FUNCTION stop(); ALTER TABLE payee ENABLE TRIGGER USER');

      const { columns } = await rotated(both);
      expect(columns.every(({ unreadable }) => unreadable === 0)).toBe(true);
      // With the fingerprint key, which is kept from the first rotation on.
      expect(await inUse(both)).toEqual({ [NEW_ID]: sealedBefore + 1, [OLD_ID]: 0 });
      expect((await rotated(both)).columns.every(({ resealed }) => resealed === 0)).toBe(true);
    });

    // The old key is gone.
    await withKeys({ encryptionKey: NEW }, async (alone) => {
      expect(await problems(alone)).toEqual([]);
      expect(await world.query(fingerprints)).toEqual(before);
      expect(
        await world.query('SELECT DISTINCT sealed_with AS key FROM payload WHERE sealed_with IS NOT NULL'),
      ).toEqual([{ key: NEW_ID }]);
      // Accounts that are imported again are recognised as those that were known.
      await alone.app
        .get(ImportFolder)
        .execute(new ImportFiles().account('1001').account('1002').writeTo(seatbacks.newFolder()));
      expect(await world.query('SELECT count(*)::integer AS rows FROM bank_account')).toEqual([{ rows: 2 }]);
    });
    const acts = await world.query(`SELECT count(*)::integer AS times FROM audit_entry WHERE act = 'keys.rotate'`);
    expect(acts).toEqual([{ times: 3 }]);
  });

  it('is all that may change a sealed value, for the owner too', async () => {
    const { ownerUrl } = world.seatback.database;
    for (const table of ['payee', 'bank_details', 'bank_account']) {
      const same = `UPDATE ${table} SET account_sealed = set_byte(account_sealed, 40, 255 - get_byte(account_sealed, 40))`;
      expect([table, await world.attempt(same)]).toEqual([table, '23514']);
      const other = `UPDATE ${table} SET account_sealed = overlay(account_sealed placing '0123456789abcdef'::bytea from 2 for 16), account_last_four = '1111'`;
      expect([table, await world.attempt(other, ownerUrl)]).toEqual([table, '23514']);
    }
    expect(await world.attempt(`UPDATE payout_file_part SET sealed = '\\x00'`)).toBe('23514');
    expect(await world.attempt(`UPDATE payload_chunk SET content = '\\x00'`)).toBe('23514');
  });

  it('leaves a program without the key of its database no start, and says which key is wanted', async () => {
    const other = { encryptionKey: Buffer.alloc(32, 3).toString('base64'), keysBefore: OLD };
    await expect(withKeys(other, async () => 'started')).rejects.toMatchObject({
      code: 'SEAL_KEY_UNKNOWN',
      report: { found: `one sealed with key ${NEW_ID}` },
    });
  });
});

/** What is wrong with the batches: their files are opened. */
async function problems({ app }: TestSeatback): Promise<readonly string[]> {
  return app.get(UnitOfWork).inTransaction(async (session) => (await checkBatches(session, app.get(Vault))).problems);
}

async function damage(sql: string): Promise<void> {
  const client = new Client({ connectionString: world.seatback.database.adminUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}
