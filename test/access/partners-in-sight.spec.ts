import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { generateWorld } from '../../demo/world/index.js';
import { asOneRequest, seeOnlyPartners, UnitOfWork } from '../../src/database/index.js';
import { IssueDocuments } from '../../src/portal/index.js';
import { determinationsAnswer, earningsAnswer } from '../../src/portal/answers/result-answers.js';
import { DocumentReading } from '../../src/portal/reading/document-reading.js';
import { ResultReading } from '../../src/portal/reading/result-reading.js';
import { CAMPAIGN_API, CAMPAIGN_ID } from '../portal/portal-world.js';
import { AccessWorld } from './access-world.js';
import type { Browser } from './browser.js';

/** The second wall by itself: what the database shows of a neighbour, whatever the program asks it. */

interface Paid {
  readonly partnerId: string;
  readonly partnerKey: number;
  /** Number of its statement. */
  readonly document: string;
  readonly customerId: string;
}

let world: AccessWorld;
let client: Client;
let own: Paid;
let neighbour: Paid;
let pat: Browser;
let vera: Browser;
beforeAll(async () => {
  world = await AccessWorld.start();
  const { portal } = world;
  await portal.bring(generateWorld({ seed: 4 }));
  const run = await portal.calculate();
  await portal.confirmTerms();
  await portal.post(run);
  await portal.releasePayout(await portal.preparePayout());
  [own, neighbour] = await twoPaid();
  pat = await world.signIn('pat');
  vera = await world.signIn('vera');
  await world.grant('pat@partner.example', { partnerId: own.partnerId });
  client = new Client({ connectionString: portal.environment.databaseUrl });
  await client.connect();
}, 300_000);
afterAll(async () => {
  await client.end();
  await world.end();
});

async function twoPaid(): Promise<[Paid, Paid]> {
  const paid = await world.portal.rows(
    'SELECT partner_id, partner_key FROM payment_instruction JOIN partner USING (partner_key) ORDER BY partner_id LIMIT 2',
  );
  const statements: Paid[] = [];
  for (const { partner_id: partnerId, partner_key: partnerKey } of paid as {
    partner_id: string;
    partner_key: number;
  }[]) {
    await world.portal.server.app.get(IssueDocuments).statement(partnerId, CAMPAIGN_ID, { formats: ['csv'] });
    const [issued] = await world.portal.rows(
      'SELECT document FROM issued_document JOIN partner_statement USING (statement) WHERE partner_key = $1',
      [partnerKey],
    );
    const [determined] = await world.portal.rows(
      'SELECT customer_id FROM determination JOIN customer USING (customer_key) WHERE partner_key = $1 ORDER BY 1 LIMIT 1',
      [partnerKey],
    );
    const customerId = String(determined?.['customer_id']);
    statements.push({ partnerId, partnerKey, customerId, document: String(issued?.['document']) });
  }
  const [first, second] = statements;
  if (first === undefined || second === undefined) throw new Error('The world pays two partners');
  return [first, second];
}

/** In the portal's role, with these partners in sight. */
async function asPortal<T>(partners: string | undefined, ask: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    if (partners !== undefined) await client.query(`SET LOCAL seatback.partners_in_sight = '${partners}'`);
    await client.query('SET LOCAL ROLE seatback_portal');
    return await ask();
  } finally {
    await client.query('ROLLBACK');
  }
}

const count = async (table: string) => {
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
  return rows[0]?.count ?? -1;
};

async function heldTables(): Promise<{ table: string; hasKey: boolean }[]> {
  const { rows } = await client.query<{ table: string; hasKey: boolean }>(`
    SELECT relname AS table, EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'partner_key') AS "hasKey"
    FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace ORDER BY 1`);
  return rows;
}

/** In which a partner that was paid has rows. */
const FILLED = [
  'partner',
  'partner_earning',
  'determination',
  'customer',
  'accrual',
  'account',
  'posting',
  'payment_instruction',
  'partner_statement',
  'issued_document',
  'seat_history',
  'billed_seat_history',
];
/** In which all that were paid together share a row. */
const SHARED = ['payout_batch', 'payout_block'];

describe('the portal’s role in the database', () => {
  it('sees nothing where nobody said for whom', async () => {
    const tables = await heldTables();
    expect(tables.length).toBeGreaterThan(15);
    for (const nobody of [undefined, '', '{}'])
      await asPortal(nobody, async () => {
        for (const { table } of tables) expect([table, await count(table)]).toEqual([table, 0]);
      });
  });

  it('sees of each table only what is of the partner in sight', async () => {
    for (const { table, hasKey } of await heldTables()) {
      const all = await count(table);
      if (hasKey) {
        const seen = await asPortal(`{${own.partnerKey}}`, () =>
          client.query<{ key: number }>(`SELECT DISTINCT partner_key AS key FROM ${table}`),
        );
        expect([table, seen.rows.filter(({ key }) => key !== own.partnerKey)]).toEqual([table, []]);
      }
      const some = await asPortal(`{${own.partnerKey}}`, () => count(table));
      if (FILLED.includes(table)) expect([table, some]).not.toEqual([table, 0]);
      if (all > 1 && !SHARED.includes(table)) expect([table, some < all]).toEqual([table, true]);
    }
  });

  it('sees no customer, amount or document of the neighbour’s by way of another table', async () => {
    const theirs = {
      customer:
        'SELECT customer_key FROM determination WHERE partner_key = $1 AND customer_key NOT IN (SELECT customer_key FROM determination WHERE partner_key = $2)',
      posting:
        'SELECT posting.account_key FROM posting JOIN account USING (account_key) WHERE partner_key = $1 AND $2::integer IS NOT NULL',
    };
    const keys = [neighbour.partnerKey, own.partnerKey];
    const customers = (await client.query<{ customer_key: number }>(theirs.customer, keys)).rows.map(
      (row) => row.customer_key,
    );
    const accounts = (await client.query<{ account_key: number }>(theirs.posting, keys)).rows.map(
      (row) => row.account_key,
    );
    expect(Math.min(customers.length, accounts.length)).toBeGreaterThan(0);
    await asPortal(`{${own.partnerKey}}`, async () => {
      for (const [sql, parameter] of [
        ['SELECT FROM customer WHERE customer_key = ANY ($1)', customers],
        ['SELECT FROM customer_profile WHERE customer_key = ANY ($1)', customers],
        ['SELECT FROM posting WHERE account_key = ANY ($1)', accounts],
        ['SELECT FROM issued_document WHERE document = ANY ($1)', [neighbour.document]],
      ] as const)
        expect([sql, (await client.query(sql, [parameter])).rowCount]).toEqual([sql, 0]);
      expect((await client.query('SELECT FROM issued_document WHERE document = $1', [own.document])).rowCount).toBe(1);
    });
  });

  it('reads no other table, and writes none', async () => {
    for (const table of [
      'person_session',
      'command_token',
      'fingerprint_key',
      'billing_line',
      'audit_entry',
      'person',
      'role_grant',
    ])
      await expect(asPortal(`{${own.partnerKey}}`, () => count(table))).rejects.toThrow(/permission denied/);
    for (const { table } of await heldTables())
      await expect(asPortal(`{${own.partnerKey}}`, () => client.query(`DELETE FROM ${table}`))).rejects.toThrow(
        /permission denied/,
      );
  });
});

describe('the program behind the second wall', () => {
  const held = <T>(keys: readonly number[], read: () => Promise<T>): Promise<T> =>
    asOneRequest(() => {
      seeOnlyPartners(keys);
      return read();
    });

  it('finds nothing of the neighbour also where nothing before it held the request to its partners', async () => {
    const { app } = world.portal.server;
    const results = app.get(ResultReading);
    const everything = await results.earnings(CAMPAIGN_ID, { limit: 1000 });
    expect(everything.earnings.length).toBeGreaterThan(1);
    const seen = await held([own.partnerKey], () => results.earnings(CAMPAIGN_ID, { limit: 1000 }));
    expect(seen.earnings.map(({ partnerId }) => partnerId)).toEqual([own.partnerId]);
    const asked = held([own.partnerKey], () =>
      results.determinations(CAMPAIGN_ID, { partner: neighbour.partnerId, limit: 10 }),
    );
    await expect(asked).rejects.toMatchObject({ code: 'PARTNER_UNKNOWN' });
    const documents = await held([own.partnerKey], () =>
      app.get(DocumentReading).documents(CAMPAIGN_ID, neighbour.partnerId),
    );
    expect(documents).toEqual([]);
    const nothing = await held([], () => results.earnings(CAMPAIGN_ID, { limit: 1000 }));
    expect(nothing.earnings).toEqual([]);
  });

  it('holds every transaction of the request, also one that nobody thought of, and no other request', async () => {
    const unitOfWork = world.portal.server.app.get(UnitOfWork);
    const partners = () =>
      unitOfWork.inSession((session) => session.one<{ seen: number }>('SELECT count(*)::integer AS seen FROM partner'));
    const all = await partners();
    const [one, meanwhile] = await Promise.all([held([own.partnerKey], partners), partners()]);
    expect([one.seen, meanwhile.seen]).toEqual([1, all.seen]);
    expect(await partners()).toEqual(all);
    const written = held([own.partnerKey], () =>
      unitOfWork.inTransaction((session) => session.execute(`INSERT INTO partner (partner_id) VALUES ('new')`)),
    );
    await expect(written).rejects.toThrow(/permission denied/);
  });

  it('answers a partner’s person what it answers finance of that partner', async () => {
    for (const [path, schema] of [
      [`${CAMPAIGN_API}/earnings?partner=${own.partnerId}`, earningsAnswer],
      [`${CAMPAIGN_API}/determinations?partner=${own.partnerId}`, determinationsAnswer],
    ] as const) {
      const [seen, whole] = await Promise.all(
        [pat, vera].map(async (browser) => schema.parse(await (await browser.get(world.address(path))).json())),
      );
      expect(seen).toEqual(whole);
    }
    const page = `/campaigns/${CAMPAIGN_ID}/partners/${own.partnerId}`;
    const pages = `/partners/${own.partnerId}`;
    const report = `${pages}/campaigns/${CAMPAIGN_ID}`;
    for (const path of [
      page,
      `${page}/documents/${own.document}/pdf`,
      pages,
      report,
      `${report}/customers/${own.customerId}`,
      `${report}/documents/${own.document}/pdf`,
    ]) {
      const [seen, whole] = await Promise.all(
        [pat, vera].map(async (browser) => {
          const response = await browser.get(world.address(path));
          expect([path, response.status]).toEqual([path, 200]);
          const answered = Buffer.from(await response.arrayBuffer());
          // The form in which only a partner's person asks, and what only finance gives out.
          const ofOneAlone = path.includes('/customers/')
            ? /<form class="written".*?<\/form>/gs
            : /<section id="statement".*?<\/section>/gs;
          return path.endsWith('/pdf') ? answered : Buffer.from(answered.toString('utf8').replaceAll(ofOneAlone, ''));
        }),
      );
      expect(seen?.equals(whole ?? Buffer.of())).toBe(true);
    }
    const theirs = `/campaigns/${CAMPAIGN_ID}/partners/${own.partnerId}/documents/${neighbour.document}/pdf`;
    expect((await pat.get(world.address(theirs))).status).toBe(404);
  });
});
