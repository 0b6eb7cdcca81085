import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, type HTMLElement } from 'node-html-parser';
import { Client } from 'pg';
import { generateWorld } from '../../demo/world/index.js';
import { AuditLog } from '../../src/audit/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { auditLogPage } from '../../src/portal/pages/audit-log-page.js';
import { AuditReading } from '../../src/portal/reading/audit-reading.js';
import { AccessWorld } from '../access/access-world.js';
import type { Browser } from '../access/browser.js';
import { Seatbacks } from '../seatback.js';

const textOf = (element: HTMLElement | null | undefined) =>
  (element?.text ?? '').replaceAll(/\s+/g, ' ').replaceAll('\u00A0', ' ').trim();
const rowsOf = (page: HTMLElement) =>
  page.querySelectorAll('#entries tbody tr').map((row) => row.querySelectorAll('th, td').map(textOf));

describe('the audit log', () => {
  let world: AccessWorld;
  let vera: Browser;
  let ola: Browser;
  beforeAll(async () => {
    world = await AccessWorld.start();
    await world.portal.bring(generateWorld({ seed: 3 }));
    await world.portal.calculate();
    await world.portal.confirmTerms();
    [vera, ola] = [await world.signIn('vera'), await world.signIn('ola')];
    await world.signIn('pat');
    await world.grant('pat@partner.example', { role: 'partner-administrator' });
  }, 300_000);
  afterAll(() => world.end());

  const page = async (browser: Browser, query = ''): Promise<HTMLElement> => {
    const response = await browser.get(world.address(`/audit${query}`));
    expect([query, response.status]).toEqual([query, 200]);
    return parse(await response.text());
  };

  it('says who did what to what, when and why, the latest first', async () => {
    const log = await page(vera);
    const rows = rowsOf(log);
    const [stored] = await world.portal.rows('SELECT count(*)::integer AS count FROM audit_entry');
    expect(rows.length).toBe(Number(stored?.['count']));
    expect(rows[0]?.slice(2, 6)).toEqual([
      'operator',
      'access.grant',
      expect.stringMatching(/^role partner-administrator of person \d+$/),
      'Named by the head of finance',
    ]);
    expect(rows.at(-1)?.slice(2, 4)).toEqual(['dana', 'campaign.confirm-term']);
    expect(rows.at(-1)?.[5]).toBe('Agreed with the programme office');
    const [newest] = await world.portal.rows('SELECT entry, entry_hash FROM audit_entry ORDER BY entry DESC LIMIT 1');
    expect(textOf(log.querySelector('.state'))).toContain(
      `each follows the one before it. Digest of entry ${String(newest?.['entry'])}: ${String(newest?.['entry_hash'])}`,
    );
  });

  it('is looked through by person, act and subject', async () => {
    for (const [query, expected] of [
      ['?person=dana&act=&subject=', ['campaign.confirm-term']],
      ['?act=access.', ['access.grant']],
      ['?act=campaign', ['campaign.confirm-term']],
      ['?subject=role', ['access.grant']],
      ['?person=dan', []],
      ['?act=access.&person=dana', []],
      [`?subject=${encodeURIComponent("' OR true --")}`, []],
    ] as const)
      expect([query, [...new Set(rowsOf(await page(vera, query)).map((row) => row[3]))]]).toEqual([query, expected]);
    for (const wrong of ['?cursor=x', '?who=dana'])
      expect((await vera.get(world.address(`/audit${wrong}`))).status).toBe(400);
  });

  it('shows an administrator what was done about rights, and nothing of finance', async () => {
    for (const query of ['', '?act=c', '?act=campaign.confirm-term', '?person=dana', '?act=access']) {
      const acts = rowsOf(await page(ola, query)).map((row) => row[3] ?? '');
      expect([query, acts.filter((act) => !act.startsWith('access.'))]).toEqual([query, []]);
    }
    expect(rowsOf(await page(ola)).length).toBeGreaterThan(0);
  });
});

describe('the chain of what is shown', () => {
  const seatbacks = new Seatbacks();
  afterAll(() => seatbacks.end());

  it('is computed again: a page says which entry was changed, taken out or put in', async () => {
    const { app, database } = await seatbacks.start();
    const unitOfWork = app.get(UnitOfWork);
    await unitOfWork.inTransaction(async (session) => {
      for (let number = 1; number <= 205; number += 1)
        await app.get(AuditLog).record(session, {
          actor: number % 2 === 0 ? 'dana' : '<i>robin</i>',
          act: 'run.approve',
          subject: `run ${String(number)}`,
          detail: { number, reason: 'Looked at it' },
        });
    });
    const reading = new AuditReading(unitOfWork);
    const seen: number[] = [];
    for (let cursor: string | undefined; ;) {
      const { entries, nextCursor } = await reading.entries({ cursor }, 'everything');
      seen.push(...entries.map(({ entry }) => entry));
      expect(entries.every(({ isSound }) => isSound)).toBe(true);
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 205 }, (_, index) => 205 - index));
    const admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    await admin.query(`SET session_replication_role = replica;
      UPDATE audit_entry SET detail = '{"number": 200, "reason": "Another"}' WHERE entry = 200;
      UPDATE audit_entry SET actor = 'mallory' WHERE entry = 150;
      DELETE FROM audit_entry WHERE entry = 180;`);
    await admin.end();
    const damaged = await reading.entries({}, 'everything');
    expect(damaged.entries.filter(({ isSound }) => !isSound).map(({ entry }) => entry)).toEqual([200, 181, 150]);
    const html = auditLogPage(damaged);
    expect(html).toContain('Changed, or without the one before: 200, 181, 150.');
    expect(html).toContain('&lt;i>robin&lt;/i>');
    expect(auditLogPage(await reading.entries({ subject: 'run 20' }, 'everything'))).toContain('one before: 200.');
    expect(auditLogPage(await reading.entries({ subject: 'run 19' }, 'everything'))).toContain('each follows');
  }, 120_000);
});
