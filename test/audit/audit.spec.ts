import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { AuditLog, checkAuditChain, type AuditedAct } from '../../src/audit/index.js';
import { CampaignVersions, type Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const NOW = instant('2019-08-05T09:00:00.123Z');

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(async () => {
  seatback.clock.moveTo(NOW);
  await seatback.database.clear();
});
afterAll(() => seatbacks.end());

describe('the chain of acts', () => {
  it('holds, and every entry says who did what to what, when', async () => {
    expect(await checked()).toEqual({ entries: 0, problems: [] });
    await record(act(1), act(2));
    seatback.clock.moveTo(plusMillis(NOW, 1));
    await record({ ...act(3), detail: { nested: { b: [1, 'two', null, true], a: '—ø "quoted" \\ 0.10' } } });
    expect(await checked()).toEqual({ entries: 3, problems: [] });
    expect(
      await query(`SELECT entry, actor, act, subject, done_at AS at, detail FROM audit_entry ORDER BY entry`),
    ).toEqual([
      { entry: 1, actor: 'person 1', act: 'run.approve', subject: 'run 1', at: NOW, detail: { number: 1 } },
      { entry: 2, actor: 'person 2', act: 'run.approve', subject: 'run 2', at: NOW, detail: { number: 2 } },
      {
        entry: 3,
        actor: 'person 3',
        act: 'run.approve',
        subject: 'run 3',
        at: plusMillis(NOW, 1),
        detail: { nested: { b: [1, 'two', null, true], a: '—ø "quoted" \\ 0.10' } },
      },
    ]);
  });

  it('holds whoever acts at once', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, index) => record(act(2 * index + 1), act(2 * index + 2))));
    expect(await checked()).toEqual({ entries: 16, problems: [] });
    // Two acts of one transaction stand side by side.
    const numbers = (
      await query<{ number: number }>(`SELECT (detail->>'number')::integer AS number FROM audit_entry ORDER BY entry`)
    ).map(({ number }) => number);
    for (let place = 0; place < numbers.length; place += 2) expect(numbers[place + 1]).toBe((numbers[place] ?? 0) + 1);
  });

  it('has no entry of an act that came to nothing', async () => {
    await record(act(1));
    await expect(
      seatback.app.get(UnitOfWork).inTransaction(async (session) => {
        await seatback.app.get(AuditLog).record(session, act(2));
        throw new Error('the act failed');
      }),
    ).rejects.toThrow('the act failed');
    await record(act(3));
    expect(await checked()).toEqual({ entries: 2, problems: [] });
  });

  it('holds over acts of different kinds', async () => {
    const campaign = aCampaign();
    const assumed: Campaign = {
      ...campaign,
      terms: { ...campaign.terms, timeZone: { ...campaign.terms.timeZone, assumed: 'Not said.' } },
    };
    await record(act(1));
    await seatback.app
      .get(CampaignVersions)
      .confirm(assumed, ['timeZone'], { actor: 'fay', reason: 'Asked the vendor' });
    await record(act(3));
    expect(await checked()).toEqual({ entries: 3, problems: [] });
  });

  const changes: readonly (readonly [what: string, sql: string, problems: readonly string[]])[] = [
    ['another actor', `UPDATE audit_entry SET actor = 'somebody else' WHERE entry = 2`, ['audit entry 2 was changed']],
    ['another act', `UPDATE audit_entry SET act = 'run.reject' WHERE entry = 2`, ['audit entry 2 was changed']],
    ['another subject', `UPDATE audit_entry SET subject = 'run 9' WHERE entry = 2`, ['audit entry 2 was changed']],
    [
      'another time',
      `UPDATE audit_entry SET done_at = done_at + interval '1 microsecond' WHERE entry = 2`,
      ['audit entry 2 was changed'],
    ],
    [
      'another detail',
      `UPDATE audit_entry SET detail = '{"number": 3}' WHERE entry = 2`,
      ['audit entry 2 was changed'],
    ],
    [
      'another hash',
      `UPDATE audit_entry SET entry_hash = repeat('a', 64) WHERE entry = 2`,
      ['audit entry 2 was changed', 'audit entry 3 does not follow the one before'],
    ],
    [
      'an entry taken out',
      'DELETE FROM audit_entry WHERE entry = 2',
      ['audit entry 2 is missing', 'audit entry 3 does not follow the one before', 'audit entry 3 is missing'],
    ],
    [
      'an entry taken out and the others moved up',
      // One after the other: a single statement takes the rows as they lie, and may give a number that is not free yet.
      `DELETE FROM audit_entry WHERE entry = 2; UPDATE audit_entry SET entry = 2 WHERE entry = 3;
       UPDATE audit_entry SET entry = 3 WHERE entry = 4`,
      ['audit entry 2 does not follow the one before', 'audit entry 2 was changed', 'audit entry 3 was changed'],
    ],
    [
      'the first entry taken out',
      'DELETE FROM audit_entry WHERE entry = 1',
      [
        'audit entry 1 is missing',
        'audit entry 2 does not follow the one before',
        'audit entry 2 is missing',
        'audit entry 3 is missing',
      ],
    ],
    [
      'an entry put in',
      `UPDATE audit_entry SET entry = entry + 1 WHERE entry = 4; UPDATE audit_entry SET entry = entry + 1 WHERE entry = 3;
       INSERT INTO audit_entry SELECT 3, done_at, 'mallory', act, subject, detail, entry_hash, repeat('b', 64) FROM audit_entry WHERE entry = 2`,
      [
        'audit entry 3 was changed',
        'audit entry 4 does not follow the one before',
        'audit entry 4 was changed',
        'audit entry 5 was changed',
      ],
    ],
    [
      'two entries exchanged',
      'UPDATE audit_entry SET entry = 9 WHERE entry = 2; UPDATE audit_entry SET entry = 2 WHERE entry = 3; UPDATE audit_entry SET entry = 3 WHERE entry = 9',
      [
        'audit entry 2 does not follow the one before',
        'audit entry 2 was changed',
        'audit entry 3 does not follow the one before',
        'audit entry 3 was changed',
        'audit entry 4 does not follow the one before',
      ],
    ],
  ];

  it.each(changes)('shows %s', async (_what, sql, problems) => {
    await record(act(1), act(2), act(3), act(4));
    await damage(sql);
    expect((await checked()).problems).toEqual(expect.arrayContaining([...problems]));
  });

  it('takes no entry that does not follow the last, from whomever', async () => {
    await record(act(1), act(2));
    const entry = (number: number, previous: string) =>
      `INSERT INTO audit_entry VALUES (${number}, now(), 'mallory', 'x', 'y', '{}', ${previous}, repeat('c', 64))`;
    const last = '(SELECT entry_hash FROM audit_entry WHERE entry = 2)';
    for (const url of [seatback.database.serviceUrl, seatback.database.ownerUrl]) {
      expect(await attempt(url, entry(4, last))).toBe('23514');
      expect(await attempt(url, entry(2, last))).toBe('23514');
      expect(await attempt(url, entry(3, `repeat('0', 64)`))).toBe('23514');
      expect(await attempt(url, entry(3, last).replace('mallory', ''))).toBe('23514');
      expect(await attempt(url, entry(3, last))).toBe('done');
    }
  });
});

function act(number: number): AuditedAct {
  return { actor: `person ${number}`, act: 'run.approve', subject: `run ${number}`, detail: { number } };
}

/** All in one transaction. */
async function record(...acts: readonly AuditedAct[]): Promise<void> {
  await seatback.app.get(UnitOfWork).inTransaction(async (session) => {
    for (const each of acts) await seatback.app.get(AuditLog).record(session, each);
  });
}

function checked() {
  return seatback.app.get(UnitOfWork).inTransaction((session) => checkAuditChain(session));
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}

/** @returns the code with which it was refused; nothing of it stays */
async function attempt(url: string, sql: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`BEGIN; ${sql}`);
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}

/** As a superuser who has switched off what would hold anybody else back. */
async function damage(sql: string): Promise<void> {
  const client = new Client({ connectionString: seatback.database.adminUrl });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = 'replica'; ${sql}`);
  } finally {
    await client.end();
  }
}
