import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CalculateCampaign,
  determinationsOfRun,
  rulesOfBits,
  type CalculationRequest,
  type StoredDetermination,
} from '../../src/calculation/index.js';
import { holdLock, UnitOfWork, type Session } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant, plusMillis, type Instant } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const FIRST = instant('2019-08-01T00:00:00Z');
const SECOND = instant('2019-08-02T00:00:00Z');

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(() => seatback.database.clear());
afterAll(() => seatbacks.end());

describe('a delivery', () => {
  it('is seen by nobody before it is closed, and whole from then on', async () => {
    const before = await contents();
    const { importing } = await whileClosingWaits(async (begin) => {
      const begun = await begin(aQuarter());
      expect(differing(before, await contents())).toEqual(['payload', 'payload_chunk']);
      return begun;
    });
    expect((await importing).delivery).toMatchObject({ delivery: 1 });
    expect(await deliveries()).toEqual([1]);
    expect(await determinations()).toEqual(['1001 1 qualified']);
  });

  it('is numbered without gaps, whatever came to nothing in between', async () => {
    await imported(aQuarter(), { recordedAt: FIRST });
    await imported(aQuarter(), { recordedAt: FIRST });
    await expect(imported(aQuarter().sale(2), { recordedAt: instant('2019-07-31T00:00:00Z') })).rejects.toMatchObject({
      code: 'DELIVERY_OUT_OF_ORDER',
    });
    await expect(imported(aQuarter().sale(2), { onFile: stop })).rejects.toThrow('the process was killed');
    await imported(aQuarter().sale(2), { recordedAt: FIRST });
    await imported(aQuarter().sale(2).sale(3), { recordedAt: SECOND });
    expect(await deliveries()).toEqual([1, 2, 3]);
  });

  it('is refused where it would be recorded before an earlier one, or in the future', async () => {
    await imported(aQuarter(), { recordedAt: SECOND });
    const before = await contents();
    for (const recordedAt of [FIRST, plusMillis(seatback.clock.now(), 1)]) {
      await expect(imported(aQuarter().sale(2), { recordedAt })).rejects.toMatchObject({
        code: 'DELIVERY_OUT_OF_ORDER',
        report: { found: recordedAt },
      });
    }
    expect(differing(before, await contents())).toEqual(['payload', 'payload_chunk']);
  });

  it('takes the time of the last one where a clock lags a little, and is refused where it lags more', async () => {
    const { clock } = seatback;
    const start = clock.now();
    await imported(aQuarter());
    clock.moveTo(plusMillis(start, -600_000));
    const lagging = await imported(aQuarter().sale(2));
    expect(lagging.delivery).toMatchObject({ delivery: 2, recordedAt: start });
    clock.moveTo(plusMillis(start, -600_001));
    await expect(imported(aQuarter().sale(3))).rejects.toMatchObject({ code: 'DELIVERY_OUT_OF_ORDER' });
    clock.moveTo(start);
  });

  it('changes nothing when the same folder comes again', async () => {
    const folder = everyFile().writeTo(seatbacks.newFolder());
    await seatback.app.get(ImportFolder).execute(folder);
    const before = await contents();
    const again = await seatback.app.get(ImportFolder).execute(folder);
    expect(again.delivery).toBeUndefined();
    expect(await contents()).toEqual(before);
  });

  it('is a new one when an older state comes back: A, B, A', async () => {
    const a = () => aQuarter().rows('customers.csv', { customer_id: customerId(1), segment: 'SMB' });
    const b = () => aQuarter(14).rows('customers.csv', { customer_id: customerId(1), segment: 'ENTERPRISE' });
    await imported(a(), { recordedAt: FIRST });
    const [first] = await determinations();
    await imported(b(), { recordedAt: SECOND });
    await imported(a());
    expect(await deliveries()).toEqual([1, 2, 3]);
    expect(await determinations()).toEqual([first]);
    expect(await determinations(SECOND)).toEqual(['1001 1 not-qualified segment;billed-seats;qualifying-seats']);
  });

  it('leaves nothing when it is cut off while reading, and the next one works', async () => {
    await imported(aQuarter(), { recordedAt: FIRST });
    const before = await contents();
    await expect(imported(aQuarter().sale(2), { onFile: stop })).rejects.toThrow('the process was killed');
    // Bytes that were kept already stay; nothing says that they were delivered.
    expect(differing(before, await contents())).toEqual(['payload', 'payload_chunk']);
    await imported(aQuarter().sale(2));
    expect(await deliveries()).toEqual([1, 2]);
    expect(await determinations()).toEqual(['1001 1 qualified', '1001 2 qualified']);
  });

  it('leaves nothing when its connection is lost while it closes, and the next one works', async () => {
    const before = await contents();
    const { importing } = await whileClosingWaits(async (begin, session) => {
      const begun = await begin(aQuarter());
      await session.query('SELECT pg_terminate_backend($1)', [begun.waitingSession]);
      return begun;
    });
    await expect(importing).rejects.toThrow();
    expect(differing(before, await contents())).toEqual(['payload', 'payload_chunk']);
    await imported(aQuarter());
    expect(await determinations()).toEqual(['1001 1 qualified']);
  });
});

describe('two imports at once', () => {
  it('are closed one after the other, both whole', async () => {
    await Promise.all([
      imported(aQuarter()),
      imported(new ImportFiles().partner('1002').sale(2, { partner: '1002', invoice: 'D2' })),
    ]);
    expect(await deliveries()).toEqual([1, 2]);
    expect(await determinations()).toEqual(['1001 1 qualified', '1002 2 qualified']);
  });

  it('of one folder are one delivery', async () => {
    const folder = everyFile().writeTo(seatbacks.newFolder());
    const both = await Promise.all([1, 2, 3].map(() => seatback.app.get(ImportFolder).execute(folder)));
    expect(both.filter(({ delivery }) => delivery !== undefined)).toHaveLength(1);
    expect(await deliveries()).toEqual([1]);
  });
});

describe('what was known between two deliveries', () => {
  const sale = () => new ImportFiles().sale(1).billingIsKnown();
  const reading = (at: string, assigned: number): CsvRow => ({
    customer_id: customerId(1),
    sku_id: BUSINESS_CENTRAL.skuId,
    assigned,
    observed_at: at,
  });
  const standing = (kind: string, name: string): CsvRow => ({
    partner_id: '1001',
    kind,
    name,
    valid_from: '2018-01-01',
  });
  const product = (name: string): CsvRow => ({
    product: name,
    product_family: 'dynamics-365',
    sku_id: BUSINESS_CENTRAL.skuId,
    sku_part_number: BUSINESS_CENTRAL.partNumber,
    offer_id: BUSINESS_CENTRAL.offerId,
  });
  interface Story {
    readonly of: string;
    readonly first: ImportFiles;
    readonly second: ImportFiles;
    readonly knownFirst: readonly string[];
    readonly knownThen: readonly string[];
  }
  const stories: readonly Story[] = [
    {
      of: 'partners',
      first: sale(),
      second: new ImportFiles().partner('1001'),
      knownFirst: [
        '1001 1 not-qualified membership;agreement;competency;eligibility-day;enrolment;proof-of-performance',
      ],
      knownThen: ['1001 1 qualified'],
    },
    {
      of: 'standings, stated in full for each kind they name',
      first: aQuarter(),
      second: new ImportFiles().rows(
        'partner_standings.csv',
        standing('enrolment', 'another'),
        standing('exclusion', 'x'),
      ),
      knownFirst: ['1001 1 qualified'],
      knownThen: ['1001 1 not-qualified enrolment'],
    },
    {
      of: 'customers',
      first: aQuarter(),
      second: new ImportFiles().rows('customers.csv', { customer_id: customerId(1), segment: 'ENTERPRISE' }),
      knownFirst: ['1001 1 qualified'],
      knownThen: ['1001 1 not-qualified segment'],
    },
    {
      of: 'prior purchases',
      first: aQuarter(),
      second: new ImportFiles().rows('prior_purchases.csv', {
        customer_id: customerId(1),
        product_family: 'dynamics-365',
        first_purchased_on: '2018-12-31',
      }),
      knownFirst: ['1001 1 qualified'],
      knownThen: ['1001 1 not-qualified new-customer'],
    },
    {
      of: 'products',
      first: aQuarter(),
      second: new ImportFiles().rows('products.csv', product('team-members')),
      knownFirst: ['1001 1 qualified'],
      knownThen: [],
    },
    {
      of: 'invoices, superseded whole',
      first: aQuarter(),
      second: new ImportFiles().rows(
        'billing/D2019-06.csv',
        licenceLine(1, { Quantity: 14 }),
        licenceLine(2, { ChargeType: 'Purchase' }),
      ),
      knownFirst: ['1001 1 qualified'],
      knownThen: [
        '1001 1 not-qualified billed-seats;qualifying-seats',
        '1001 2 undecided segment;assigned-seats;qualifying-seats',
      ],
    },
    {
      of: 'seats',
      first: aQuarter(),
      second: new ImportFiles().rows('seats.csv', reading('2019-06-30T21:00:00Z', 14)),
      knownFirst: ['1001 1 qualified'],
      knownThen: ['1001 1 not-qualified assigned-seats;qualifying-seats'],
    },
    {
      of: 'a reading that is withdrawn because another delivery contradicts it',
      first: aQuarter().rows('seats.csv', reading('2019-06-30T21:00:00Z', 20)),
      second: new ImportFiles().rows('seats.csv', reading('2019-06-30T21:00:00Z', 21)),
      knownFirst: ['1001 1 qualified'],
      knownThen: ['1001 1 undecided assigned-seats;qualifying-seats'],
    },
    {
      of: 'refusals',
      first: aQuarter(),
      second: new ImportFiles().rows('no_access.csv', {
        customer_id: customerId(1),
        resource: 'seats',
        observed_at: '2019-06-30T22:00:00Z',
      }),
      knownFirst: ['1001 1 qualified'],
      knownThen: ['1001 1 undecided assigned-seats;qualifying-seats'],
    },
    {
      of: 'coverage',
      first: new ImportFiles().partner('1001').sale(1),
      second: new ImportFiles().billingIsKnown(),
      knownFirst: ['1001 1 undecided new-customer;billed-seats;qualifying-seats'],
      knownThen: ['1001 1 qualified'],
    },
  ];

  it.each(stories)('stays as it was: $of', async ({ first, second, knownFirst, knownThen }) => {
    await imported(first, { recordedAt: FIRST });
    expect(await determinations(FIRST)).toEqual(knownFirst);
    await imported(second, { recordedAt: SECOND });
    expect(await determinations(SECOND)).toEqual(knownThen);
    expect(await determinations(plusMillis(SECOND, -1))).toEqual(knownFirst);
    expect(await determinations(plusMillis(FIRST, -1))).toEqual([]);
  });

  it('has what a statement with a row that cannot be read does not take away: standings', async () => {
    await imported(aQuarter());
    const broken = { ...standing('competency', 'cloud-platform'), level: 'gold', valid_from: '1/1/2018' };
    const other = { ...standing('competency', 'another-competency'), level: 'gold' };
    await imported(new ImportFiles().rows('partner_standings.csv', broken, other));
    expect(await determinations()).toEqual(['1001 1 qualified']);
    // What the partner has now, and says in whole, is what counts.
    await imported(new ImportFiles().rows('partner_standings.csv', other));
    expect(await determinations()).toEqual(['1001 1 not-qualified competency;eligibility-day']);
  });

  it('has what a statement with a row that cannot be read does not take away: products', async () => {
    const spans = (...to: readonly [string, string][]) =>
      new ImportFiles().rows(
        'products.csv',
        ...to.map(([valid_from, valid_to]) => ({ ...product('business-central'), valid_from, valid_to })),
      );
    await imported(aQuarter().and(spans(['2018-01-01', '2019-12-31'])));
    expect(await determinations()).toEqual(['1001 1 qualified']);
    await imported(spans(['2018-01-01', '2018-12-31'], ['1/1/2019', '2019-12-31']));
    expect(await determinations()).toEqual(['1001 1 qualified']);
    await imported(spans(['2018-01-01', '2018-12-31']));
    expect(await determinations()).toEqual([]);
  });

  it('stays as it was: seats, when a reading comes late, between two that are known', async () => {
    const noon = instant('2019-06-20T12:00:00Z');
    await imported(aQuarter().rows('seats.csv', reading('2019-06-20T10:00:00Z', 20)), { recordedAt: FIRST });
    const assigned = async (knownAt = SECOND) => (await determined({ knownAt, snapshotAt: noon }))[0]?.seatsAssigned;
    expect(await assigned(FIRST)).toBe(20);
    await imported(new ImportFiles().rows('seats.csv', reading('2019-06-20T11:00:00Z', 7)), { recordedAt: SECOND });
    expect(await assigned()).toBe(7);
    expect(await assigned(FIRST)).toBe(20);
    expect(await determinations()).toEqual(['1001 1 qualified']);
  });
});

/** A partner in good standing with one customer that qualifies. */
function aQuarter(seats = 15): ImportFiles {
  return new ImportFiles().partner('1001').sale(1, { seats, assigned: 15 }).billingIsKnown();
}

/** A row at least in each kind of file, also such as cannot be read. */
function everyFile(): ImportFiles {
  const at = '2019-06-30T20:00:00Z';
  return aQuarter()
    .rows('products.csv', {
      product: 'sales',
      product_family: 'dynamics-365',
      sku_part_number: 'A_PART',
      sku_id: undefined,
      offer_id: 'CFQ7TTC0LH18:0001:X',
    })
    .rows('prior_purchases.csv', {
      customer_id: customerId(1),
      product_family: 'dynamics-365',
      first_purchased_on: 'never',
    })
    .rows(
      'subscriptions.csv',
      ...['active', 'suspended'].map((status, index) => ({
        customer_id: customerId(1),
        subscription_id: 's-1',
        partner_id: '1001',
        offer_id: BUSINESS_CENTRAL.offerId,
        quantity: 15,
        status,
        is_trial: false,
        effective_start: '2019-06-01',
        commitment_end: '9999-12-31T00:00:00Z',
        observed_at: `2019-06-0${index + 2}T00:00:00Z`,
      })),
    )
    .rows(
      'seats.csv',
      { customer_id: customerId(2), sku_part_number: 'A_PART', assigned: 5, purchased: 6, observed_at: at },
      { customer_id: customerId(2), sku_part_number: 'A_PART', assigned: 5, purchased: 7, observed_at: at },
      { customer_id: customerId(3), sku_part_number: 'A_PART', assigned: 5, observed_at: at },
      { customer_id: customerId(3), sku_part_number: 'A_PART', assigned: 6, observed_at: at },
      { customer_id: customerId(4), sku_part_number: 'A_PART', assigned: 'many', observed_at: at },
    )
    .rows('no_access.csv', { customer_id: customerId(5), resource: 'subscriptions', observed_at: at })
    .rows('registrations.csv', {
      partner_id: '1001',
      campaign_id: 'a-campaign',
      registered_at: at,
      contact_email: 'a@example.com',
      company_name: 'A',
    })
    .rows('claims.csv', { claim_id: 'C-1', partner_id: '1001', campaign_id: 'a-campaign', received_at: at })
    .rows('fx_rates.csv', { base: 'USD', quote: 'GBP', rate: '0.7850', rate_on: '2019-06-28', source: 'ECB' })
    .rows('billing/D-empty.csv', licenceLine(9, { CustomerId: 'nobody' }));
}

function stop(file: string): void {
  if (file === 'seats.csv') throw new Error('the process was killed');
}

async function imported(files: ImportFiles, options: Parameters<ImportFolder['execute']>[1] = {}) {
  return seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()), options);
}

/** Partner, number of the customer, outcome and reasons of each determination. */
async function determinations(knownAt?: Instant): Promise<string[]> {
  return (await determined({ knownAt })).map((row) => {
    const reasons = rulesOfBits(row.rulesNotMet | row.rulesUnknown).join(';');
    return `${row.partnerId} ${Number(row.customerId.slice(-12))} ${row.outcome} ${reasons}`.trim();
  });
}

async function determined(request: CalculationRequest): Promise<StoredDetermination[]> {
  const { app } = seatback;
  const run = await app.get(CalculateCampaign).execute(aCampaign(), request);
  return app.get(UnitOfWork).inTransaction(async (session) => {
    const rows: StoredDetermination[] = [];
    for await (const row of determinationsOfRun(session, run.campaignId, run.run)) rows.push(row);
    return rows;
  });
}

async function deliveries(): Promise<number[]> {
  return seatback.app.get(UnitOfWork).inSession(async (session) => {
    const rows = await session.query<{ delivery: number }>(
      'SELECT delivery FROM delivery ORDER BY recorded_at, delivery',
    );
    return rows.map(({ delivery }) => delivery);
  });
}

/** Every table with what it holds. */
async function contents({ app }: TestSeatback = seatback): Promise<ReadonlyMap<string, string>> {
  return app.get(UnitOfWork).inSession(async (session) => {
    const tables = await session.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const digests = await session.query<{ name: string; digest: string }>(
      tables
        .map(
          ({ name }) =>
            `SELECT '${name}' AS name, count(*) || ' ' || md5(COALESCE(string_agg(t::text, '' ORDER BY t::text), '')) AS digest FROM ${name} AS t`,
        )
        .join(' UNION ALL '),
    );
    return new Map(digests.map(({ name, digest }) => [name, digest]));
  });
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after.keys()].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** Holds the lock under which deliveries close; imports that are begun meanwhile have read everything and wait. */
async function whileClosingWaits<T>(
  work: (
    begin: (
      files: ImportFiles,
    ) => Promise<{ readonly importing: ReturnType<typeof imported>; readonly waitingSession: number }>,
    session: Session,
  ) => Promise<T>,
): Promise<T> {
  return seatback.app.get(UnitOfWork).inTransaction(async (session) => {
    await holdLock(session, 'delivery');
    return work(async (files) => {
      const importing = imported(files);
      // Awaited by the test; until then a failure is not unhandled.
      importing.catch(() => undefined);
      return { importing, waitingSession: await aSessionWaits(session) };
    }, session);
  });
}

/** @returns the process id of the session that waits for a lock in this database */
async function aSessionWaits(session: Session): Promise<number> {
  for (;;) {
    const [waiting] = await session.query<{ pid: number }>(
      'SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE NOT granted AND datname = current_database()',
    );
    if (waiting !== undefined) return waiting.pid;
  }
}
