import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { checkAccess, AccessGrants } from '../../src/access/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
let client: Client;
beforeAll(async () => {
  seatback = await seatbacks.start();
  client = new Client({ connectionString: seatback.database.serviceUrl });
  await client.connect();
}, 300_000);
afterAll(async () => {
  await client.end();
  await seatbacks.end();
});
beforeEach(async () => {
  await seatback.database.clear();
  await client.query(`
    INSERT INTO person (issuer, subject, actor, actor_key, first_seen_at, told_at)
    VALUES ('https://login.example', 'a', 'ada', 'ADA', '2019-01-01Z', '2019-01-01Z'), ('https://login.example', 'b', 'bob', 'BOB', '2019-01-01Z', '2019-01-01Z')`);
});

const DECISION = { actor: 'operator', reason: 'Named by the head of finance' };
const grants = () => seatback.app.get(AccessGrants);
const grantBySql = (role: string, isGranted: boolean, by: string) =>
  client.query(
    `INSERT INTO role_grant (person, role, is_granted, decided_by, reason, recorded_at) VALUES (1, $1, $2, $3, 'by hand', '2019-01-02Z')`,
    [role, isGranted, by],
  );

describe('rights on record', () => {
  it('are granted once, withdrawn once, and granted again', async () => {
    const right = { role: 'administrator' } as const;
    expect(await grants().isWithoutAdministrator()).toBe(true);
    await grants().grant(1, right, DECISION);
    expect(await grants().isWithoutAdministrator()).toBe(false);
    await grants().withdraw(1, right, DECISION);
    expect(await grants().isWithoutAdministrator()).toBe(true);
    await grants().grant(1, right, DECISION);
    const { rows } = await client.query('SELECT is_granted FROM role_grant ORDER BY role_grant');
    expect(rows.map((row: { is_granted: boolean }) => row.is_granted)).toEqual([true, false, true]);
  });

  it('are nobody’s own decision', async () => {
    await expect(grants().grant(1, { role: 'finance-maker' }, { ...DECISION, actor: 'ADA' })).rejects.toMatchObject({
      code: 'SAME_PERSON',
    });
  });

  it('need a reason, and a person who has signed in', async () => {
    const right = { role: 'finance-maker' } as const;
    await expect(grants().grant(1, right, { ...DECISION, reason: 'ok' })).rejects.toMatchObject({
      code: 'REASON_INVALID',
    });
    await expect(grants().grant(99, right, DECISION)).rejects.toMatchObject({ code: 'PERSON_UNKNOWN' });
  });

  it('are held by the database too, whoever writes', async () => {
    await expect(grantBySql('finance-emperor', true, 'operator')).rejects.toThrow(/check constraint/);
    await expect(grantBySql('finance-maker', true, 'ada')).rejects.toThrow(/rights of their own/);
    await expect(grantBySql('finance-maker', false, 'operator')).rejects.toThrow(/given once and withdrawn once/);
    await grantBySql('finance-maker', true, 'operator');
    await expect(grantBySql('finance-maker', true, 'operator')).rejects.toThrow(/given once and withdrawn once/);
    for (const sql of [
      'UPDATE role_grant SET is_granted = false',
      'DELETE FROM role_grant',
      `UPDATE person SET actor = 'bob (2)'`,
      'DELETE FROM person',
    ])
      await expect(client.query(sql)).rejects.toThrow(/permission denied/);
  });

  it('that somebody wrote past the program are found', async () => {
    await grants().grant(2, { role: 'finance-checker' }, DECISION);
    await grantBySql('finance-maker', true, 'operator');
    const { problems } = await seatback.app.get(UnitOfWork).inSession(checkAccess);
    expect(problems).toEqual(['role finance-maker of person 1: the audit log has no access.grant by operator']);
  });

  it('stay with the person: neither a session nor a token is changed into another one', async () => {
    await client.query(
      `INSERT INTO person_session VALUES (decode(repeat('ab', 32), 'hex'), 1, '{}', '2019-01-01Z', '2019-01-01Z', '2019-01-02Z')`,
    );
    await expect(client.query('UPDATE person_session SET person = 2')).rejects.toThrow(/permission denied/);
    await client.query(`UPDATE person_session SET ended_at = '2019-01-01T01:00Z'`);
    await expect(client.query('UPDATE person_session SET ended_at = NULL')).rejects.toThrow(/stays otherwise/);
  });
});
