import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { processorMs } from '../builders/processor-time.js';
import { instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { startPartnerCenter } from '../../demo/partner-center/index.js';
import {
  generateWorld,
  SETTLED_AT,
  WORLD_ENDS,
  writeReadings,
  writeRegister,
  type ReadingsWritten,
} from '../../demo/world/index.js';
import { itemsOf, Walk, type Json } from './walk.js';

type Row = Readonly<Record<string, string>>;

const world = generateWorld({ seed: 11 });
const PULLS = [
  '2019-01-02T22:00:00Z',
  '2019-06-28T22:00:00Z',
  '2019-06-29T22:00:00Z',
  '2019-06-30T22:00:00Z',
  '2019-08-05T22:00:00Z',
].map(instant);

let parent: string;
let readings: string;
let written: ReadingsWritten;
/** What a client learned over HTTP at the same instants, in the columns of the folder. */
const learned = {
  subscriptions: [] as Row[],
  seats: [] as Row[],
  refusals: [] as Row[],
  periods: [] as Row[],
  lines: new Map<string, Row[]>(),
};

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'seatback-world-'));
  readings = join(parent, 'readings');
  written = await writeReadings(world, PULLS, readings);
  const center = await startPartnerCenter(world, { startAt: PULLS[0] ?? WORLD_ENDS });
  const walk = await Walk.through(center);
  for (const at of PULLS) {
    center.moveTo(at);
    for (const { id } of await walk.customers(50)) await pullCustomer(walk, String(id), at);
  }
  for (const { id } of await walk.listed('/v1/invoices', 7)) await pullInvoice(walk, String(id));
  await center.close();
});
afterAll(() => rm(parent, { recursive: true }));

describe('the folder of readings', () => {
  it('has the subscriptions that a client reads', async () => {
    expect(sorted(await table(readings, 'subscriptions.csv'))).toEqual(sorted(learned.subscriptions));
    expect(written.subscriptionRows).toBe(learned.subscriptions.length);
  });

  it('has the seats that a client reads', async () => {
    expect(sorted(await table(readings, 'seats.csv'))).toEqual(sorted(learned.seats));
    expect(written.seatRows).toBe(learned.seats.length);
  });

  it('has the refusals that a client meets, and nothing of customers that get no answer', async () => {
    expect(sorted(await table(readings, 'no_access.csv'))).toEqual(sorted(learned.refusals));
    const silent = world.customers.find(({ name }) => name === 'Yesterday’s News Archive')?.id;
    const read = (await table(readings, 'seats.csv'))
      .filter(({ customer_id }) => customer_id === silent)
      .map(({ observed_at }) => observed_at);
    expect(new Set(read)).toEqual(new Set([PULLS[4]]));
    expect(learned.refusals.some(({ customer_id }) => customer_id === silent)).toBe(false);
  });

  it('has the invoices that a client reads, line by line', async () => {
    const files = await readdir(join(readings, 'billing'));
    expect(files.sort()).toEqual([...learned.lines.keys()].map((id) => `${id}.csv`).sort());
    for (const [id, lines] of learned.lines) {
      expect((await table(join(readings, 'billing'), `${id}.csv`)).map(lineOfFile)).toEqual(lines);
    }
  });

  it('covers the billing periods and the days of the pulls', async () => {
    const coverage = await table(readings, 'coverage.csv');
    expect(coverage.filter(({ resource }) => resource === 'billing')).toEqual(learned.periods);
    const days = [
      ['2019-01-02', '2019-01-02'],
      ['2019-06-28', '2019-06-30'],
      ['2019-08-05', '2019-08-05'],
    ];
    for (const name of ['subscriptions', 'seats']) {
      expect(
        coverage.filter(({ resource }) => resource === name).map(({ known_from, known_to }) => [known_from, known_to]),
      ).toEqual(days);
    }
  });
});

describe('the register', () => {
  it('is told as finance knows it on a day: ends of standings, proofs and accounts come later', async () => {
    const [may, august] = [join(parent, 'may'), join(parent, 'august')];
    await writeRegister(world, may, { asOf: instant('2019-04-30T12:00:00Z') });
    await writeRegister(world, august, { asOf: SETTLED_AT });
    const competency = async (folder: string) =>
      (await table(folder, 'partner_standings.csv'))
        .filter(({ partner_id, kind }) => partner_id === '5100111' && kind === 'competency')
        .map(({ valid_to }) => valid_to);
    expect([await competency(may), await competency(august)]).toEqual([[''], ['2019-04-30']]);
    expect(await table(may, 'proofs.csv')).toEqual([]);
    expect(
      (await table(august, 'proofs.csv'))
        .filter(({ partner_id }) => partner_id === '5100119')
        .map(({ received_on }) => received_on),
    ).toEqual(['2019-08-01']);
    expect((await table(may, 'bank_accounts.csv')).length).toBeLessThan(
      (await table(august, 'bank_accounts.csv')).length,
    );
    expect((await table(may, 'customers.csv')).length).toBeLessThan((await table(august, 'customers.csv')).length);
    const enrolled = async (folder: string) =>
      (await table(folder, 'partner_standings.csv')).filter(
        ({ partner_id, kind }) => partner_id === '5100117' && kind === 'enrolment',
      ).length;
    expect([await enrolled(may), await enrolled(august)]).toEqual([0, 1]);
  });

  it('leaves out the partner and the customer that finance does not know', async () => {
    const folder = join(parent, 'register');
    await writeRegister(world, folder);
    for (const name of ['partners.csv', 'partner_standings.csv', 'bank_accounts.csv']) {
      expect((await table(folder, name)).filter(({ partner_id }) => partner_id === '5100122')).toEqual([]);
    }
    expect((await table(folder, 'proofs.csv')).filter(({ partner_id }) => partner_id === '5100122')).toHaveLength(1);
    const unlisted = world.customers.find(({ name }) => name === 'Unlisted Instruments');
    const customers = await table(folder, 'customers.csv');
    expect(customers).toHaveLength(world.customers.length - 1);
    expect(customers.some(({ customer_id }) => customer_id === unlisted?.id)).toBe(false);
  });

  it('names a SKU for every offer, and every id once', async () => {
    const folder = join(parent, 'products');
    await writeRegister(world, folder);
    const products = await table(folder, 'products.csv');
    expect(
      products.every(
        ({ product, product_family, sku_id, offer_id }) =>
          product && product_family === 'dynamics-365' && sku_id && offer_id,
      ),
    ).toBe(true);
    expect(new Set(products.map(({ offer_id }) => offer_id)).size).toBe(products.length);
  });
});

it('a year of nightly pulls is written in a few seconds', async () => {
  const nights = Array.from({ length: 270 }, (_, night) =>
    plusMillis(instant('2018-12-02T01:00:00Z'), night * 86_400_000),
  );
  expect(await processorMs(() => writeReadings(world, nights, join(parent, 'year')))).toBeLessThan(5000);
});

async function pullCustomer(walk: Walk, id: string, at: Instant): Promise<void> {
  const text = (value: unknown): string =>
    value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  for (const item of itemsOf(await walk.get(`/v1/customers/${id}/subscriptions`))) {
    const end = text(item['commitmentEndDate']).slice(0, 10);
    learned.subscriptions.push({
      customer_id: id,
      subscription_id: text(item['id']).toLowerCase(),
      partner_id: text(item['partnerId']),
      offer_id: text(item['offerId']).toLowerCase(),
      quantity: text(item['quantity']),
      status: text(item['status']),
      is_trial: text(item['isTrial'] ?? false),
      effective_start: text(item['effectiveStartDate']).slice(0, 10),
      commitment_end: end.startsWith('9999') ? '' : end,
      observed_at: at,
    });
  }
  const seats = await walk.get(`/v1/customers/${id}/subscribedskus?licenseGroupIds=group1`);
  if (seats.status === 403) learned.refusals.push({ customer_id: id, resource: 'seats', observed_at: at });
  if (seats.status !== 200) return;
  for (const item of itemsOf(seats)) {
    const sku = item['productSku'] as Json;
    learned.seats.push({
      customer_id: id,
      sku_part_number: text(sku['skuPartNumber']),
      sku_id: text(sku['id']),
      assigned: text(item['consumedUnits']),
      purchased: text(item['totalUnits']),
      observed_at: at,
    });
  }
}

async function pullInvoice(walk: Walk, id: string): Promise<void> {
  const { body } = await walk.get(`/v1/invoices/${id}`);
  const day = (field: string): string => String(body[field]).slice(0, 10);
  learned.periods.push({
    resource: 'billing',
    known_from: day('billingPeriodStartDate'),
    known_to: day('billingPeriodEndDate'),
  });
  learned.lines.set(
    id,
    (await walk.lines(id, 30)).map((line) => ({
      customer: String(line['customerId']),
      subscription: String(line['syndicationPartnerSubscriptionNumber']),
      offer: String(line['durableOfferId']),
      reseller: line['tier2MpnId'] === -1 ? '' : String(line['tier2MpnId']),
      partner: String(line['mpnId']),
      type: String(line['chargeType']),
      from: String(line['chargeStartDate']).slice(0, 10),
      to: String(line['chargeEndDate']).slice(0, 10),
      quantity: String(line['quantity']),
      unitPrice: money(line['unitPrice']),
      amount: money(line['amount']),
      discount: money(line['totalOtherDiscount']),
      subtotal: money(line['subtotal']),
      total: money(line['totalForCustomer']),
      currency: String(line['currency']),
      cycle: String(line['billingCycleType']),
      order: String(line['orderId']),
      termFrom: String(line['subscriptionStartDate']).slice(0, 10),
      termTo: String(line['subscriptionEndDate']).slice(0, 10),
    })),
  );
}

function lineOfFile(row: Row): Row {
  const field = (name: string): string => row[name] ?? '';
  const date = (name: string): string => {
    const [month = '', day = '', year = ''] = field(name).split(' ')[0]?.split('/') ?? [];
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  };
  return {
    customer: field('CustomerId'),
    subscription: field('SyndicationPartnerSubscriptionNumber').toUpperCase(),
    offer: field('DurableOfferID'),
    reseller: field('ResellerMpnId'),
    partner: field('MpnId'),
    type: field('ChargeType'),
    from: date('ChargeStartDate'),
    to: date('ChargeEndDate'),
    quantity: field('Quantity'),
    unitPrice: money(field('UnitPrice')),
    amount: money(field('Amount')),
    discount: money(field('TotalOtherDiscount')),
    subtotal: money(field('Subtotal')),
    total: money(field('TotalForCustomer')),
    currency: field('Currency'),
    cycle: field('BillingCycleType').toUpperCase(),
    order: field('OrderId'),
    termFrom: date('SubscriptionStartDate'),
    termTo: date('SubscriptionEndDate'),
  };
}

function money(value: unknown): string {
  return Number(value).toFixed(2);
}

async function table(folder: string, name: string): Promise<Row[]> {
  return parse<Row>(await readFile(join(folder, name)), { columns: true, bom: true });
}

function sorted(rows: readonly Row[]): string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
}
