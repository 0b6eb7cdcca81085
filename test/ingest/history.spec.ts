import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CalculateCampaign, determinationsOfRun, type StoredDetermination } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { calendarDate, instant, plusDays, plusMillis, type Instant } from '../../src/kernel/index.js';
import { BUSINESS_CENTRAL, customerId, ImportFiles, licenceLine, type CsvRow } from '../builders/import-folder.js';
import { aCampaign } from '../campaign-builder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

const HOUR_MS = 3_600_000;
/** Each run is several imports; `RUNS` asks for more of them. */
const RUNS = Number(process.env['RUNS'] ?? 8);
const PATIENCE_MS = 30_000 + 2_000 * RUNS;

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
beforeAll(async () => {
  seatback = await seatbacks.start();
});
beforeEach(() => seatback.database.clear());
afterAll(() => seatbacks.end());

const START = instant('2019-06-20T00:00:00Z');
const hour = (hours: number): Instant => plusMillis(START, hours * HOUR_MS);
const seat = (customer: number, observed_at: string, assigned: number | string, changes: CsvRow = {}): CsvRow => ({
  customer_id: customerId(customer),
  sku_part_number: 'A_PART',
  assigned,
  purchased: 20,
  observed_at,
  ...changes,
});

describe('seat history', () => {
  const history = () =>
    query(`SELECT sku_part_number AS sku, seats_assigned AS assigned, observed_from AS "from", observed_to AS "to",
      recorded_from AS recorded, recorded_to AS superseded FROM seat_history JOIN observed_sku USING (observed_sku_key)
      ORDER BY recorded_from, observed_from, sku`);

  it('is written only on change, from the first reading that shows it to the first that does not', async () => {
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(0), 10), seat(1, hour(12), 10)));
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(24), 10), seat(1, hour(36), 10)));
    expect(await history()).toEqual([
      { sku: 'a_part', assigned: 10, from: hour(0), to: null, recorded: 1, superseded: null },
    ]);
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(48), 11)));
    // A SKU that a reading does not name is not assigned any more.
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(60), 1, { sku_part_number: 'B_PART' })));
    expect(await history()).toEqual([
      { sku: 'a_part', assigned: 10, from: hour(0), to: hour(48), recorded: 1, superseded: null },
      { sku: 'a_part', assigned: 11, from: hour(48), to: hour(60), recorded: 3, superseded: null },
      { sku: 'b_part', assigned: 1, from: hour(60), to: null, recorded: 4, superseded: null },
    ]);
  });

  it('takes a late reading in between as a newer recording', async () => {
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(0), 10), seat(1, hour(24), 10)));
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(12), 7)));
    expect(await history()).toEqual([
      { sku: 'a_part', assigned: 10, from: hour(0), to: null, recorded: 1, superseded: 2 },
      { sku: 'a_part', assigned: 10, from: hour(0), to: hour(12), recorded: 2, superseded: null },
      { sku: 'a_part', assigned: 7, from: hour(12), to: hour(24), recorded: 2, superseded: null },
      { sku: 'a_part', assigned: 10, from: hour(24), to: null, recorded: 2, superseded: null },
    ]);
  });

  it('takes a reading from before one that turned out to contradict itself', async () => {
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(24), 10)));
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(24), 12)));
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(0), 5)));
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(48), 5)));
    expect(await knownReadings(4)).toEqual([`${hour(0)} a_part=5`, `${hour(48)} a_part=5`]);
  });

  it('stays what it was before, where a reading comes late and only a void one lies behind it', async () => {
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(0.5), 1)));
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(2.5), 1)));
    const known = await knownReadings(2);
    expect(known).toEqual([`${hour(0.5)} a_part=1`, `${hour(2.5)} a_part=1`]);
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(2.5), 7)));
    await imported(new ImportFiles().rows('seats.csv', seat(1, hour(1.5), 2)));
    expect(await knownReadings(2)).toEqual(known);
    expect(await knownReadings(4)).toEqual([`${hour(0.5)} a_part=1`, `${hour(1.5)} a_part=2`]);
  });

  it(
    'says at each known reading what that reading said, in whatever order and however often readings came',
    async () => {
      const row = fc.record({
        hours: fc.integer({ min: 0, max: 6 }),
        sku: fc.constantFrom('a_part', 'b_part'),
        assigned: fc.integer({ min: 0, max: 2 }),
      });
      const deliveries = fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(deliveries, async (delivered) => {
          await seatback.database.clear();
          const rowsAt = new Map<number, Map<string, Set<number>>>();
          const expected: string[][] = [];
          for (const rows of delivered) {
            await imported(
              new ImportFiles()
                .rows('coverage.csv', {
                  resource: 'seats',
                  known_from: '2019-01-01',
                  known_to: plusDays(calendarDate('2019-01-01'), expected.length),
                })
                .rows(
                  'seats.csv',
                  ...rows.map(({ hours, sku, assigned }) => seat(1, hour(hours), assigned, { sku_part_number: sku })),
                ),
            );
            for (const { hours, sku, assigned } of rows) {
              const skus = rowsAt.get(hours) ?? new Map<string, Set<number>>();
              rowsAt.set(hours, skus.set(sku, (skus.get(sku) ?? new Set()).add(assigned)));
            }
            expected.push(
              [...rowsAt]
                .filter(([, skus]) => [...skus.values()].every((figures) => figures.size === 1))
                .map(([hours, skus]) =>
                  [hour(hours), ...[...skus].map(([sku, figures]) => `${sku}=${[...figures].join()}`).sort()].join(' '),
                )
                .sort(),
            );
          }
          for (const [index, readings] of expected.entries()) expect(await knownReadings(index + 1)).toEqual(readings);
        }),
        { numRuns: RUNS, seed: 20190630 },
      );
    },
    PATIENCE_MS,
  );

  /** Each reading of customer 1 that delivery `delivery` knows and that is not void, with what history says at its instant. */
  async function knownReadings(delivery: number): Promise<string[]> {
    const rows = await query<{ at: Instant; sku: string; assigned: number }>(`
      SELECT covered.observed_from AS at, sku_part_number AS sku, seats_assigned AS assigned
      FROM reading_coverage AS covered
      LEFT JOIN seat_history AS history ON history.recorded_from <= ${delivery} AND (history.recorded_to IS NULL OR history.recorded_to > ${delivery})
        AND history.observed_from <= covered.observed_from AND (history.observed_to IS NULL OR history.observed_to > covered.observed_from)
      LEFT JOIN observed_sku USING (observed_sku_key)
      WHERE covered.recorded_from <= ${delivery} AND covered.observed_from NOT IN
        (SELECT observed_at FROM refusal WHERE cause = 'unreadable' AND recorded_from <= ${delivery})
      ORDER BY at, sku`);
    const readings = new Map<Instant, string[]>();
    for (const { at, sku, assigned } of rows) readings.set(at, [...(readings.get(at) ?? []), `${sku}=${assigned}`]);
    return [...readings].map(([at, skus]) => [at, ...skus].join(' '));
  }
});

describe('coverage', () => {
  const covered = (resource = 'seats') =>
    query(`SELECT customer_from AS "first", customer_to AS "last", observed_from AS "from", observed_to AS "to", recorded_from AS recorded
      FROM reading_coverage WHERE resource = '${resource}' ORDER BY recorded_from, observed_from, customer_from`);

  it('joins customers that follow one another, and leaves out who was not read', async () => {
    const all = [1, 2, 3, 4, 5];
    await imported(
      new ImportFiles().rows('customers.csv', ...all.map((number) => ({ customer_id: customerId(number) }))),
    );
    await imported(new ImportFiles().rows('seats.csv', ...[5, 1, 4, 2].map((number) => seat(number, hour(0), number))));
    expect(await covered()).toEqual([
      { first: 1, last: 2, from: hour(0), to: hour(0), recorded: 2 },
      { first: 4, last: 5, from: hour(0), to: hour(0), recorded: 2 },
    ]);
    // What was covered already is not written again; a customer that came later is in none of the older rows.
    await imported(new ImportFiles().rows('seats.csv', ...[1, 2, 3, 6].map((number) => seat(number, hour(0), number))));
    expect((await covered()).slice(2)).toEqual([
      { first: 3, last: 3, from: hour(0), to: hour(0), recorded: 3 },
      { first: 6, last: 6, from: hour(0), to: hour(0), recorded: 3 },
    ]);
  });

  it(
    'covers exactly the customers that were read, whoever they are',
    async () => {
      const read = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
      await fc.assert(
        fc.asyncProperty(fc.array(read, { minLength: 2, maxLength: 4 }), async (nights) => {
          await seatback.database.clear();
          for (const [night, numbers] of nights.entries())
            await imported(
              new ImportFiles().rows('seats.csv', ...numbers.map((number) => seat(number, hour(24 * night), 1))),
            );
          const rows = await query<{ at: Instant; customer: string }>(
            `SELECT observed_from AS at, customer_id AS customer FROM reading_coverage
           JOIN customer ON customer_key BETWEEN customer_from AND customer_to ORDER BY at, customer`,
          );
          expect(rows.map(({ at, customer }) => `${at} ${customer}`)).toEqual(
            nights.flatMap((numbers, night) =>
              numbers.toSorted((a, b) => a - b).map((number) => `${hour(24 * night)} ${customerId(number)}`),
            ),
          );
        }),
        { numRuns: RUNS, seed: 20190630 },
      );
    },
    PATIENCE_MS,
  );
});

describe('a customer whose seats could not be read on the last evening', () => {
  const sale = () => new ImportFiles().partner('1001').sale(1, { readAt: '2019-06-29T20:00:00Z' }).billingIsKnown();
  const refusal = (resource: string, observed_at: string) =>
    imported(new ImportFiles().rows('no_access.csv', { customer_id: customerId(1), resource, observed_at }));

  it('is undecided where it refused: what is assigned is unknown then', async () => {
    await imported(sale());
    expect(await determination()).toMatchObject({ outcome: 'qualified', seatsAssigned: 15 });
    await refusal('seats', '2019-06-30T23:00:00Z');
    expect(await determination()).toMatchObject({ outcome: 'undecided', seatsAssigned: null });
  });

  it.each([
    ['came with the reading itself or before it', 'seats', '2019-06-29T20:00:00Z'],
    ['came after the snapshot', 'seats', '2019-06-30T23:00:00.000001Z'],
    ['was one of subscriptions', 'subscriptions', '2019-06-30T20:00:00Z'],
  ])('is not, where the refusal %s', async (_when, resource, observedAt) => {
    await imported(sale());
    await refusal(resource, observedAt);
    expect(await determination()).toMatchObject({ outcome: 'qualified', seatsAssigned: 15 });
  });
});

describe('billed seat history', () => {
  interface Line {
    readonly customer: number;
    readonly offer: string;
    readonly partner: string;
    readonly start: number;
    readonly days: number;
    readonly quantity: number;
    readonly subtotal: number;
    readonly qualifiers: string;
  }
  /** Which SKU an offer is, from one day of the calendar to another. */
  interface Span {
    readonly part: string;
    readonly from: number;
    readonly to: number;
  }
  interface Delivered {
    readonly invoices: ReadonlyMap<string, readonly Line[]>;
    readonly spans: readonly Span[];
  }

  const DAYS = 12;
  const OFFER = 'an-offer';
  const PRODUCT_OF: Readonly<Record<string, string>> = { a_part: 'sales', b_part: 'team-members' };
  const day = (number: number) => plusDays(calendarDate('2019-06-01'), number);

  const line: fc.Arbitrary<Line> = fc.record({
    customer: fc.integer({ min: 1, max: 2 }),
    offer: fc.constantFrom(BUSINESS_CENTRAL.offerId, OFFER, OFFER, 'another-offer'),
    partner: fc.constantFrom('1001', '1002', '', '-1'),
    start: fc.integer({ min: 0, max: DAYS - 1 }),
    days: fc.integer({ min: 1, max: 6 }),
    quantity: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: -9, max: 9 }) },
      { weight: 1, arbitrary: fc.constant(2.5) },
    ),
    subtotal: fc.constantFrom(-10, -0.5, 0, 10, 10, 10),
    qualifiers: fc.constantFrom('', '', '', 'Trial', '["Other"]', '["add-on"]'),
  });
  const invoices = fc
    .array(fc.tuple(fc.constantFrom('D1', 'D2', 'D3'), fc.array(line, { minLength: 1, maxLength: 4 })), {
      maxLength: 2,
    })
    .map((pairs) => new Map(pairs));
  /** One to three stretches that follow one another, some of them left out. */
  const spans = fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: DAYS - 1 }), { maxLength: 2 }),
      fc.array(fc.constantFrom('a_part', 'b_part', ''), { minLength: 3, maxLength: 3 }),
    )
    .map(([cuts, parts]) => {
      const starts = [0, ...cuts.toSorted((a, b) => a - b)];
      return starts
        .map((from, index): Span => ({ part: parts[index] ?? '', from, to: (starts[index + 1] ?? DAYS) - 1 }))
        .filter(({ part }) => part !== '');
    });
  const deliveries: fc.Arbitrary<readonly Delivered[]> = fc.array(
    fc.record({ invoices, spans: fc.oneof(fc.constant<Span[]>([]), spans) }),
    { minLength: 2, maxLength: 4 },
  );

  it(
    'is what adding the lines day by day gives, after each of any deliveries',
    async () => {
      await fc.assert(
        fc.asyncProperty(deliveries, async (delivered) => {
          await seatback.database.clear();
          const known = new Map<string, readonly Line[]>();
          let mapping: readonly Span[] = [];
          const expected = new Map<number, ReturnType<typeof dayByDay>>();
          for (const each of delivered) {
            const closed = (await imported(filesOf(each))).delivery;
            if (each.spans.length > 0) mapping = each.spans;
            for (const [invoice, lines] of each.invoices) {
              // Of a counted product there are only whole seats; an invoice without a line that can be read is none.
              const read = lines.filter((one) => Number.isInteger(one.quantity) || skuOf(one, mapping) === undefined);
              if (read.length > 0) known.set(invoice, read);
            }
            if (closed !== undefined) expected.set(closed.delivery, dayByDay([...known.values()].flat(), mapping));
          }
          for (const [delivery, { billed, first }] of expected) {
            expect(await billedByDay(delivery)).toEqual(billed);
            expect(await firstCharges(delivery)).toEqual(first);
          }
        }),
        { numRuns: RUNS, seed: 20190630 },
      );
    },
    PATIENCE_MS,
  );

  function filesOf({ invoices: bills, spans: stated }: Delivered): ImportFiles {
    const files = new ImportFiles();
    for (const [invoice, lines] of bills) {
      files.rows(
        `billing/${invoice}.csv`,
        ...lines.map((one) =>
          licenceLine(one.customer, {
            DurableOfferID: one.offer,
            ResellerMpnId: one.partner,
            ChargeStartDate: day(one.start),
            ChargeEndDate: day(one.start + one.days - 1),
            Quantity: one.quantity,
            Subtotal: one.subtotal,
            ProductQualifiers: one.qualifiers,
          }),
        ),
      );
    }
    for (const { part, from, to } of stated) {
      files.rows('products.csv', {
        product: PRODUCT_OF[part],
        product_family: 'dynamics-365',
        sku_part_number: part,
        offer_id: OFFER,
        valid_from: day(from),
        valid_to: day(to),
      });
    }
    return files;
  }

  function skuOf({ offer, start }: Line, mapping: readonly Span[]): string | undefined {
    if (offer === BUSINESS_CENTRAL.offerId) return BUSINESS_CENTRAL.skuId;
    return offer === OFFER ? mapping.find(({ from, to }) => from <= start && start <= to)?.part : undefined;
  }

  /** By customer, SKU, partner and day; and the first day charged by what adds seats, by customer, SKU and partner. */
  function dayByDay(lines: readonly Line[], mapping: readonly Span[]) {
    const billed = new Map<string, number>();
    const first = new Map<string, number>();
    for (const one of lines) {
      const sku = skuOf(one, mapping);
      const isMarked = one.qualifiers === 'Trial' || one.qualifiers === '["add-on"]';
      if (sku === undefined || isMarked || one.subtotal === 0 || !Number.isInteger(one.quantity)) continue;
      const series = `${one.customer} ${sku} ${one.partner.replace('-1', '')}`;
      const seats = Math.abs(one.quantity) * Math.sign(one.subtotal);
      for (let number = one.start; number < one.start + one.days; number += 1) {
        const key = `${series} ${day(number)}`;
        billed.set(key, (billed.get(key) ?? 0) + seats);
      }
      if (seats > 0) first.set(series, Math.min(first.get(series) ?? one.start, one.start));
    }
    return {
      billed: [...billed].map(([key, seats]) => `${key}: ${seats}`).sort(),
      first: [...first].map(([series, number]) => `${series} ${day(number)}`).sort(),
    };
  }

  const SERIES = `right(customer_id::text, 1) || ' ' || sku || ' ' || COALESCE(partner_id, '')`;
  const visibleTo = (delivery: number) =>
    `recorded_from <= ${delivery} AND (recorded_to IS NULL OR recorded_to > ${delivery})`;

  async function billedByDay(delivery: number): Promise<string[]> {
    const rows = await query<{ day: string; isBroken: boolean }>(`
      SELECT ${SERIES} || ' ' || (charged_from + number) || ': ' || seats_billed AS day,
        -- Stretches of one figure are one row, and no two rows of a series share a day.
        EXISTS (SELECT FROM billed_seat_history AS next WHERE (next.customer_key, next.sku_key, next.partner_key) = (billed.customer_key, billed.sku_key, billed.partner_key)
          AND next.${visibleTo(delivery)
            .replace(/ (recorded_to)/g, ' next.$1')
            .replace('(recorded_to', '(next.recorded_to')} AND next.charged_from > billed.charged_from
          AND (next.charged_from <= billed.charged_to OR (next.charged_from = billed.charged_to + 1 AND next.seats_billed = billed.seats_billed))) AS "isBroken"
      FROM billed_seat_history AS billed JOIN customer USING (customer_key) JOIN sku USING (sku_key)
      LEFT JOIN partner ON partner.partner_key = billed.partner_key,
      generate_series(0, charged_to - charged_from) AS number
      WHERE ${visibleTo(delivery)}`);
    expect(rows.filter(({ isBroken }) => isBroken)).toEqual([]);
    return rows.map(({ day: text }) => text).sort();
  }

  async function firstCharges(delivery: number): Promise<string[]> {
    const rows = await query<{ first: string }>(`
      SELECT right(customer_id::text, 1) || ' ' || CASE product WHEN 'sales' THEN 'a_part' WHEN 'team-members' THEN 'b_part' ELSE '${BUSINESS_CENTRAL.skuId}' END
        || ' ' || COALESCE(partner_id, '') || ' ' || charge_start AS first
      FROM first_charge AS charge JOIN customer USING (customer_key) JOIN product USING (product_key)
      LEFT JOIN partner ON partner.partner_key = charge.partner_key WHERE ${visibleTo(delivery)}`);
    return rows.map(({ first }) => first).sort();
  }
});

async function imported(files: ImportFiles) {
  return seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
}

async function query<Row = unknown>(sql: string): Promise<Row[]> {
  return seatback.app.get(UnitOfWork).inSession((session) => session.query<Row>(sql));
}

async function determination(): Promise<StoredDetermination | undefined> {
  const { app } = seatback;
  const run = await app.get(CalculateCampaign).execute(aCampaign());
  return app.get(UnitOfWork).inTransaction(async (session) => {
    for await (const row of determinationsOfRun(session, run.campaignId, run.run)) return row;
    return undefined;
  });
}
