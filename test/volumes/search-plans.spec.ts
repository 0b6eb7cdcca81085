import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import {
  BATCH_SEARCHES,
  CUSTOMER_SEARCHES,
  OWN_CUSTOMERS,
  PARTNER_SEARCHES,
  PAYMENT_SEARCHES,
} from '../../src/portal/reading/search-queries.js';
import { SearchReading } from '../../src/portal/reading/search-reading.js';
import { UnitOfWork, type Session } from '../../src/database/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

/** So many that whoever reads a table or an index from end to end stands out; `npm run bench -- api` asks a million. */
const CUSTOMERS = 200_000;
const PARTNERS = 20_000;
/** One for each third customer: the lines of a month. */
const LINES = 60_000;
/**
 * That a whole search may touch, of 8 kB each, in the cache or not: 800 for a word that stands in every other name. One
 * statement that looks at all customers touches 3,000.
 */
const MOST_PAGES = 2_000;

const TOWNS = `(ARRAY['Nord','Süd','Ost','West','Alpha','Beta','Gamma','Delta','Iron','Steel'])[1 + i % 10]`;
const TRADES = `(ARRAY['Trading','Consulting','Bakery','Nursery'])[1 + i % 4]`;
const tenant = (i: number | string) => `('00000000-0000-4000-8000-' || lpad(${i}::text, 12, '0'))::uuid`;

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
let client: Client;
beforeAll(async () => {
  seatback = await seatbacks.start();
  client = new Client({ connectionString: seatback.database.adminUrl });
  await client.connect();
  // Only the rows: neither triggers nor references are what this is about.
  await client.query('SET session_replication_role = replica');
  await client.query(`
    INSERT INTO customer (customer_id) SELECT ${tenant('i')} FROM generate_series(1, ${CUSTOMERS}) AS i;
    INSERT INTO customer_profile (customer_key, name, domain, recorded_from)
      SELECT i, ${TOWNS} || ' ' || md5(i::text) || ' ' || ${TRADES} || ' Ltd', md5(i::text) || '.example', 1 FROM generate_series(1, ${CUSTOMERS}) AS i;
    INSERT INTO customer_listing (customer_key, company_name, domain, recorded_from)
      SELECT i, 'Listed ' || md5(i::text), 'tenant' || i || '.example', 1 FROM generate_series(1, ${CUSTOMERS}, 10) AS i;
    INSERT INTO partner (partner_id) SELECT (1000000 + i)::text FROM generate_series(1, ${PARTNERS}) AS i;
    INSERT INTO partner_profile (partner_key, legal_name, country, recorded_from)
      SELECT i, ${TOWNS} || ' ' || md5(i::text) || ' Cloud AB', 'SE', 1 FROM generate_series(1, ${PARTNERS}) AS i;
    INSERT INTO subscription_history (customer_key, subscription_id, partner_key, offer_key, is_trial, effective_start_on, observed_from, recorded_from)
      SELECT i, md5('subscription ' || i)::uuid::text, 1 + i % ${PARTNERS}, 1, false, '2019-01-01', '2019-01-01', 1 FROM generate_series(1, ${LINES}) AS i;
    INSERT INTO billing_line (invoice_key, line, file, file_line, customer_key, offer_key, partner_key, subscription_id, charge_start, charge_end, quantity, subtotal, is_trial_or_add_on)
      SELECT 1, i, 'billing/june.csv', i, i, 1, 1 + i % ${PARTNERS}, upper(md5('billed ' || i)::uuid::text), '2019-06-01', '2019-06-30', 10, 500, false FROM generate_series(1, ${LINES}) AS i;
    INSERT INTO campaign_version (campaign_id, version, known_from, reason, terms, terms_hash, published_at, title)
      VALUES ('a-campaign', 1, '2019-01-01', 'It was agreed so', '{}', repeat('0', 64), '2019-01-01', 'A campaign');
    INSERT INTO determination (campaign_id, partner_key, customer_key, run_from, outcome, rules_not_met, rules_unknown, rules_pending, reward, currency)
      SELECT 'a-campaign', 1 + i % ${PARTNERS}, i, 1, 'not-qualified', 1, 0, 0, 0, 'USD' FROM generate_series(1, ${LINES}) AS i;
  `);
  await client.query('SET session_replication_role = origin');
  for (const table of [
    'customer',
    'customer_profile',
    'customer_listing',
    'partner',
    'partner_profile',
    'determination',
  ])
    await client.query(`VACUUM ANALYZE ${table}`);
  await client.query('VACUUM ANALYZE subscription_history');
  await client.query('VACUUM ANALYZE billing_line');
}, 600_000);
afterAll(async () => {
  await client.end();
  await seatbacks.end();
});

/** How the database goes about it, in the role that the program works in. */
async function planOf(sql: string, sought: unknown): Promise<Explained> {
  return rolledBack('SET LOCAL ROLE seatback_service; SET LOCAL enable_seqscan = off', () =>
    explained(sql, [sought, 21]),
  );
}

async function rolledBack<T>(settings: string, work: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN; ${settings}`);
  try {
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}

interface Explained {
  readonly plan: string;
  /** Touched, of 8 kB each. */
  readonly pages: number;
}

async function explained(sql: string, parameters: readonly unknown[]): Promise<Explained> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, [...parameters]);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  const counted = /Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(plan) ?? [];
  return { plan, pages: Number(counted[1] ?? 0) + Number(counted[2] ?? 0) };
}

/** Carries out what a search asks, and adds up what the server read for it. */
class CountedReading {
  pages = 0;

  async reading<T>(work: (session: Pick<Session, 'query' | 'execute'>) => Promise<T>): Promise<T> {
    return rolledBack('SET LOCAL ROLE seatback_service', () =>
      work({
        execute: async (sql) => (await client.query(sql)).rowCount ?? 0,
        query: async <Row>(sql: string, parameters: readonly unknown[]) => {
          this.pages += (await explained(sql, parameters)).pages;
          return (await client.query(sql, [...parameters])).rows as Row[];
        },
      }),
    );
  }
}

const GUID = '00000000-0000-4000-8000-000000000007';
const SEARCHES: readonly (readonly [string, string, unknown])[] = [
  ['customer by tenant', CUSTOMER_SEARCHES.id, GUID],
  ['customer by subscription', CUSTOMER_SEARCHES.subscription, 'ab12cd34'],
  ['customer by billed subscription', CUSTOMER_SEARCHES.billedSubscription, GUID],
  ['customer by beginning of name', CUSTOMER_SEARCHES.name, 'nord'],
  ['customer by beginning of listed name', CUSTOMER_SEARCHES.listedName, 'listed'],
  ['customer by domain', CUSTOMER_SEARCHES.domain, 'c4ca4'],
  ['customer by listed domain', CUSTOMER_SEARCHES.listedDomain, 'tenant1'],
  ['customer by words', CUSTOMER_SEARCHES.words, 'c4ca4 trading'],
  ['customer by listed words', CUSTOMER_SEARCHES.listedWords, 'c4ca4'],
  ['customer by a word that nobody has', CUSTOMER_SEARCHES.words, 'xyzzy'],
  ['partner by id', PARTNER_SEARCHES.id, '1000'],
  ['partner by name', PARTNER_SEARCHES.name, 'sud'],
  ['partner by words', PARTNER_SEARCHES.words, 'cloud c4ca4'],
  ['payment by id', PAYMENT_SEARCHES.endToEndId, 'SB-1'],
  ['payment by UETR', PAYMENT_SEARCHES.uetr, GUID],
  ['batch by number', BATCH_SEARCHES.batch, 7],
  ['batch by message', BATCH_SEARCHES.messageId, 'SB-1'],
];

describe('among very many customers', () => {
  it.each(SEARCHES)('%s reads no table from end to end', async (_what, sql, sought) => {
    const { plan } = await planOf(sql, sought);
    expect(plan).toMatch(/Index|Bitmap/);
    expect(plan).not.toContain('Seq Scan');
    // Nor an index from end to end, to look at each of its rows.
    expect(plan).not.toMatch(/Rows Removed by Filter: \d{4}/);
  });

  it('every kind is looked for', () => {
    const all = [CUSTOMER_SEARCHES, PARTNER_SEARCHES, PAYMENT_SEARCHES, BATCH_SEARCHES].flatMap((each) =>
      Object.values<string>(each),
    );
    expect(new Set(SEARCHES.map(([, sql]) => sql))).toEqual(new Set(all));
  });

  it('a partner finds its own by reading no table from end to end', async () => {
    const { plan, pages } = await rolledBack(
      `SET LOCAL seatback.partners_in_sight = '{8}'; SET LOCAL ROLE seatback_portal; SET LOCAL enable_seqscan = off`,
      () => explained(OWN_CUSTOMERS, ['nord', 21]),
    );
    expect(plan).not.toContain('Seq Scan');
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThan(MOST_PAGES / 10);
  });

  it.each(['nord', 'ltd', 'süd c4ca', 'consulting ltd', 'xyzzy', GUID, 'tenant77', '1000007', 'cloud'])(
    'a whole search for %s reads little, however common the word',
    async (sought) => {
      const counted = new CountedReading();
      await new SearchReading(counted as unknown as UnitOfWork).find(sought, undefined);
      expect(counted.pages).toBeGreaterThan(0);
      expect([sought, counted.pages < MOST_PAGES ? 'few pages' : counted.pages]).toEqual([sought, 'few pages']);
    },
  );

  it('finds what is there', async () => {
    const search = new SearchReading(seatback.app.get(UnitOfWork));
    const byName = await search.find('sud 8f14e45f', undefined);
    expect(byName?.customers.hits).toEqual([]);
    const { rows } = await client.query<{ name: string; id: string; subscription: string; billed: string }>(
      `SELECT name, customer_id AS id, md5('subscription 7')::uuid AS subscription, md5('billed 7')::uuid AS billed
       FROM customer_profile JOIN customer USING (customer_key) WHERE customer_key = 7`,
    );
    const [{ name, id, subscription, billed } = { name: '', id: '', subscription: '', billed: '' }] = rows;
    const word = name.split(' ')[1] ?? '';
    for (const sought of [id, subscription, billed, name, word, `ltd ${word}`, `${word}.ex`])
      expect([
        sought,
        (await search.find(sought, undefined))?.customers.hits.map(({ customerId }) => customerId),
      ]).toEqual([sought, [id]]);
    const [found] = (await search.find(id, undefined))?.customers.hits ?? [];
    expect(found?.standings).toEqual([{ campaignId: 'a-campaign', partnerId: '1000008', outcome: 'not-qualified' }]);
    expect((await search.find('ltd', undefined))?.customers).toMatchObject({ hasMore: true });
  });
});
