import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CalculateCampaign, OpenDecisions, type Run } from '../../src/calculation/index.js';
import type { Campaign } from '../../src/campaigns/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder, RecordDecision } from '../../src/ingest/index.js';
import { instant, type Instant } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { reading } from '../calculation/restating-world.js';

/** The same version, snapshot, delivery and engine give the same bytes: after any later delivery, and on any machine. */

const PINNED = instant('2019-08-05T09:00:00Z');
const LATER = instant('2019-09-01T09:00:00Z');
const SALES = { offerId: '4c2b8b1e-3d37-4f5b-9b57-1d35f3e5c001', skuId: '4c2b8b1e-3d37-4f5b-9b57-1d35f3e5c002' };

/** Of each of these one run is pinned: what is fixed, what is shared by all, what is cut and rounded. */
const CAMPAIGNS: readonly Campaign[] = [
  aCampaign({ 'minimum payout': { amount: '4000', below: 'forfeit', scope: 'company' } }),
  aCampaign(
    {
      'proof of performance': undefined,
      'rewards for one customer': undefined,
      'reward for each customer': undefined,
      'reward for each seat': { amount: '7', currency: 'GBP', seats: 'all' },
      'maximum seats': { seats: 25, above: 'the maximum counts' },
      'cap for each product': { amount: '170' },
      'cap for the campaign': { amount: '401', shared: 'in proportion' },
      'minimum payout': { amount: '100', below: 'carry', compared: 'before rounding' },
    },
    { campaign: 'by-seats' },
  ),
  aCampaign(
    {
      'proof of performance': undefined,
      'reward for each customer': undefined,
      'reward by tiers': {
        currency: 'GBP',
        measure: 'billed revenue',
        'volume of': 'the partner',
        method: 'marginal',
        'at the edge': 'the band that begins',
        bands: [
          { from: '0', percent: '3.33' },
          { from: '1000', percent: '7.77' },
        ],
      },
      claim: { days: { from: '2019-06-01', to: '2019-07-31' }, needs: ['mpn id', 'customer name'] },
      rounding: { at: 'each customer', direction: 'up' },
      'minimum payout': { amount: '10', below: 'convert' },
    },
    { campaign: 'by-revenue' },
  ),
];

const line = (customer: number, changes: CsvRow = {}) => licenceLine(customer, changes);
const claim = (campaign: string, number: number, partner: string): ImportFiles =>
  new ImportFiles().rows('claims.csv', {
    claim_id: `${campaign}-${String(number)}`,
    partner_id: partner,
    campaign_id: campaign,
    received_at: '2019-07-10T12:00:00Z',
    mpn_id: partner,
    customer_name: `Customer ${String(number)}`,
  });

/** What is known at the pin: the second delivery corrects the first, so that the pin looks past what was superseded. */
const BEFORE: readonly (readonly [at: string, ImportFiles])[] = [
  [
    '2019-08-01T00:00:00Z',
    new ImportFiles()
      .partner('1001', { profile: { global_partner_id: 'G1' } })
      .partner('1002', { profile: { global_partner_id: 'G1' } })
      .partner('1003')
      .rows('products.csv', {
        product: 'sales',
        product_family: 'dynamics-365',
        sku_id: SALES.skuId,
        offer_id: SALES.offerId,
      })
      .sale(1)
      .sale(2, { seats: 31, invoice: 'D2' })
      .sale(3, { partner: '1002', seats: 16, invoice: 'D3' })
      .sale(4, { partner: '1003', seats: 40, assigned: 33, invoice: 'D4' })
      // Two partners share the seats of one tenant, and a third product is sold beside.
      .sale(5, { partner: '1003', seats: 20, assigned: 35, invoice: 'D5' })
      .rows('billing/D6.csv', line(5, { ResellerMpnId: '1002', Quantity: 23, Subtotal: '1151.37' }))
      .rows('billing/D7.csv', line(2, { DurableOfferID: SALES.offerId, Quantity: 3, Subtotal: '99.99' }))
      .sale(6, { partner: '1002', segment: '' })
      .sale(7, { partner: '1003', seats: 9, invoice: 'D8' })
      .rows('billing/D10.csv', line(8, { ResellerMpnId: '1003', Quantity: 17, Subtotal: '800.01' }))
      .rows('customers.csv', { customer_id: customerId(8), name: 'Customer 8', segment: 'SMB' })
      .and(claim('by-revenue', 1, '1001'), claim('by-revenue', 2, '1001'), claim('by-revenue', 3, '1002'))
      .and(claim('by-revenue', 4, '1003'), claim('by-revenue', 6, '1002')),
  ],
  [
    '2019-08-02T00:00:00Z',
    new ImportFiles()
      .rows('billing/D3.csv', line(3, { ResellerMpnId: '1002', Quantity: 18, Subtotal: '903.11' }))
      .rows('customers.csv', { customer_id: customerId(3), name: 'Customer 3', segment: 'SMB' })
      .billingIsKnown(),
  ],
];

/** Afterwards every kind of file says something else of the same customers and partners. */
const AFTER: readonly ImportFiles[] = [
  new ImportFiles().rows('customers.csv', { customer_id: customerId(1), name: 'Another name', segment: 'ENTERPRISE' }),
  new ImportFiles().rows('partners.csv', {
    partner_id: '1002',
    legal_name: 'Another Ltd',
    country: 'SE',
    global_partner_id: 'G2',
  }),
  new ImportFiles().rows('partner_standings.csv', {
    partner_id: '1003',
    kind: 'membership',
    name: 'mpn',
    valid_from: '2018-01-01',
    valid_to: '2019-06-29',
  }),
  new ImportFiles().rows('prior_purchases.csv', {
    customer_id: customerId(2),
    product_family: 'dynamics-365',
    first_purchased_on: '2018-12-31',
  }),
  new ImportFiles().rows('products.csv', {
    product: 'marketing',
    product_family: 'dynamics-365',
    sku_id: BUSINESS_CENTRAL.skuId,
    offer_id: BUSINESS_CENTRAL.offerId,
  }),
  reading(3, 1, '2019-06-30T22:00:00Z'),
  new ImportFiles().rows('no_access.csv', {
    customer_id: customerId(4),
    resource: 'seats',
    observed_at: '2019-06-30T22:00:00Z',
  }),
  new ImportFiles().rows('subscriptions.csv', {
    customer_id: customerId(5),
    subscription_id: 'S-5',
    partner_id: '1001',
    offer_id: BUSINESS_CENTRAL.offerId,
    is_trial: false,
    effective_start: '2019-01-15',
    observed_at: '2019-01-15T12:00:00Z',
  }),
  new ImportFiles().rows('billing/D9.csv', line(1, { ResellerMpnId: '1003', Quantity: 7, Subtotal: '350.00' })),
  new ImportFiles().rows('billing/D2.csv', line(2, { Quantity: 2, Subtotal: '100.00' })),
  new ImportFiles().rows('coverage.csv', { resource: 'seats', known_from: '2019-01-01', known_to: '2019-06-30' }),
  new ImportFiles().rows('proofs.csv', {
    partner_id: '1001',
    campaign_id: 'a-campaign',
    kind: 'letter',
    received_on: '2019-07-01',
  }),
  new ImportFiles().rows('claims.csv', {
    claim_id: 'by-revenue-5',
    partner_id: '1002',
    campaign_id: 'by-revenue',
    received_at: '2019-07-11T12:00:00Z',
    mpn_id: '1002',
    customer_name: 'Customer 5',
  }),
  new ImportFiles().account('1001', { iban: 'GB33BUKB20201555555555' }),
  new ImportFiles().rows('fx_rates.csv', {
    base: 'USD',
    quote: 'GBP',
    rate_on: '2019-06-28',
    rate: '0.78',
    source: 'ECB',
  }),
  new ImportFiles().rows('registrations.csv', {
    partner_id: '1001',
    campaign_id: 'by-seats',
    registered_at: '2019-06-01T12:00:00Z',
    contact_email: 'ann@example.com',
    company_name: 'Partner 1001 Ltd',
  }),
];

/** Nobody of these bought anything eligible: other numbers are given to everything that comes after them. */
const STRANGERS = new ImportFiles()
  .partner('0900')
  .partner('9900')
  .rows('products.csv', {
    product: 'another-product',
    product_family: 'another-family',
    sku_id: '00000000-1111-4222-8333-000000000001',
    offer_id: '00000000-1111-4222-8333-000000000002',
  })
  .rows('customers.csv', ...[91, 5, 92, 1, 93].map((each) => ({ customer_id: customerId(each), segment: 'SMB' })))
  .rows(
    'billing/D0.csv',
    line(91, { ResellerMpnId: '9900', DurableOfferID: '00000000-1111-4222-8333-000000000002', Quantity: 4 }),
  );

interface Bytes {
  readonly campaign: string;
  readonly digest: string;
  readonly determinations: string;
  readonly earnings: string;
}

const seatbacks = new Seatbacks();
let one: TestSeatback;
let pinned: readonly Bytes[];
beforeAll(async () => {
  one = await seatbacks.start();
  await known(one, (files) => files);
  pinned = await pinnedRuns(one);
});
afterAll(() => seatbacks.end());

describe('the same pin', () => {
  it('has something to lose: people qualify, do not, and are undecided in each campaign', () => {
    for (const { determinations } of pinned)
      for (const outcome of ['qualified', 'not-qualified']) expect(determinations).toContain(`,${outcome},`);
    expect(pinned.some(({ determinations }) => determinations.includes(',undecided,'))).toBe(true);
    expect(new Set(pinned.map(({ digest }) => digest)).size).toBe(CAMPAIGNS.length);
  });

  it('gives the same bytes after later deliveries of every kind, by which each campaign comes to something else now', async () => {
    one.clock.moveTo(LATER);
    const before = (await runsAt(one, LATER)).map(({ digest }) => digest);
    for (const [index, files] of AFTER.entries()) {
      await imported(one, files, instant(`2019-09-02T${String(index).padStart(2, '0')}:00:00Z`));
    }
    one.clock.moveTo(instant('2019-09-03T00:00:00Z'));
    for (const { digest } of await runsAt(one, one.clock.now())) expect(before).not.toContain(digest);
    // As they are stored, and made anew.
    expect(await runsAt(one, PINNED)).toEqual(pinned);
    expect(await madeAnew(one)).toEqual(pinned);
  });

  it('gives the same bytes elsewhere: in another database, with other keys, rows in another order, and all that came later', async () => {
    const other = await seatbacks.start();
    await imported(other, STRANGERS, instant('2019-07-31T00:00:00Z'));
    await known(other, reversed);
    for (const [index, files] of AFTER.entries())
      await imported(other, reversed(files), instant(`2019-09-02T${String(index).padStart(2, '0')}:00:00Z`));
    other.clock.moveTo(LATER);
    for (const table of ['customer', 'partner', 'sku'])
      expect(await keysOf(other, table)).not.toEqual(await keysOf(one, table));
    expect(await pinnedRuns(other)).toEqual(pinned);
  });
});

/** Every delivery before the pin, and a person's decision. */
async function known(seatback: TestSeatback, as: (files: ImportFiles) => ImportFiles): Promise<void> {
  for (const [at, files] of BEFORE) await imported(seatback, as(files), instant(at));
  seatback.clock.moveTo(instant('2019-08-03T00:00:00Z'));
  const { app } = seatback;
  await app.get(CalculateCampaign).execute(CAMPAIGNS[0]!);
  const pair = await app.get(OpenDecisions).expectDecidable({
    campaignId: 'a-campaign',
    customer: customerId(6),
    partnerId: '1002',
    rule: 'segment',
    countedAs: 'met',
  });
  await app.get(RecordDecision).execute(pair, { actor: 'dana', reason: 'Annual report: 40 people' });
}

async function imported(seatback: TestSeatback, files: ImportFiles, recordedAt: Instant): Promise<void> {
  const folder = files.writeTo(seatbacks.newFolder());
  if (seatback.clock.now() < recordedAt) seatback.clock.moveTo(recordedAt);
  const { quarantined } = await seatback.app.get(ImportFolder).execute(folder, { recordedAt });
  expect(quarantined).toEqual([]);
}

async function pinnedRuns(seatback: TestSeatback): Promise<Bytes[]> {
  if (seatback.clock.now() < PINNED) seatback.clock.moveTo(PINNED);
  return runsAt(seatback, PINNED);
}

async function runsAt({ app }: TestSeatback, knownAt: Instant): Promise<Bytes[]> {
  const bytes: Bytes[] = [];
  for (const campaign of CAMPAIGNS) {
    const run = await app.get(CalculateCampaign).execute(campaign, { knownAt });
    const written = await app
      .get(UnitOfWork)
      .inTransaction(async (session) => files(run, (folder) => app.get(CampaignOutput).write(session, run, folder)));
    bytes.push(written);
  }
  return bytes;
}

/** Calculated once more, though the run is there. */
async function madeAnew({ app }: TestSeatback): Promise<Bytes[]> {
  const bytes: Bytes[] = [];
  for (const campaign of CAMPAIGNS)
    bytes.push(
      await app
        .get(CalculateCampaign)
        .preview(campaign, { knownAt: PINNED }, (session, run) =>
          files(run, (folder) => app.get(CampaignOutput).write(session, run, folder)),
        ),
    );
  return bytes;
}

async function files({ campaignId, digest }: Run, write: (folder: string) => Promise<unknown>): Promise<Bytes> {
  const folder = seatbacks.newFolder();
  await write(folder);
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { campaign: campaignId, digest, determinations: text('determinations.csv'), earnings: text('earnings.csv') };
}

/** What everybody knows it by, with the number that only this database gives it. */
async function keysOf({ app }: TestSeatback, table: string): Promise<string[]> {
  const named = { customer: 'customer_id::text', partner: 'partner_id', sku: 'sku' }[table] ?? '';
  const rows = await app
    .get(UnitOfWork)
    .inSession((session) =>
      session.query<{ line: string }>(
        `SELECT ${named} || ' ' || ${table}_key AS line FROM ${table} WHERE ${named} NOT LIKE '%9_' AND ${named} !~ '900$' ORDER BY 1`,
      ),
    );
  return rows.map(({ line: each }) => each);
}

/** The same files with their rows the other way round. */
function reversed(from: ImportFiles): ImportFiles {
  const turned = new ImportFiles();
  for (const [file, rows] of from.toJSON() as readonly (readonly [string, readonly CsvRow[]])[])
    turned.rows(file, ...[...rows].reverse());
  return turned;
}
