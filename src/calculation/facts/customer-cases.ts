import type { Session } from '../../database/index.js';
import { dayOf, invariant, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { CasePartner, CustomerCase } from '../determine.js';
import type { NoReading, PartnerFacts } from '../rules/index.js';
import type { AssignedSeats } from '../seats.js';
import { observedSkus } from './case-products.js';
import { billedRows, customerRows, firstChargeRows, refusalRows, seatRows, subscriptionRows } from './case-rows.js';
import type { ChosenCustomers } from './chosen-customers.js';
import { followFurtherFacts, NO_FURTHER_FACTS, type FurtherFacts } from './further-facts.js';
import { allKeys, cutRange, rangesOf, type KeyRange } from './key-ranges.js';
import { earlier, Sales } from './sales.js';
import { SeatReadings, type SeatReading } from './seat-readings.js';
import { loadSharedFacts, type SharedFacts } from './shared-facts.js';
import { readSnapshot, type ReadSnapshot, type Snapshot } from './snapshot.js';

/** Customers of a range of keys. */
export interface CaseBatch {
  /** Those that have a row in the determinations, with their facts, in the order of their keys; to be gone through once. */
  readonly cases: Iterable<CustomerCase>;
  /** How many customers of the range any source had told of. */
  readonly customersTold: number;
}

/**
 * Every customer that has a row in the determinations, with its facts, in batches in the order of their keys. The rows
 * of the next batch are on their way while one is worked on, so what a batch is used for asks another connection.
 *
 * @param only these customers; all, where it is left out
 * @param shared read by whoever looks at customers of the same snapshot again and again; read here, where it is left out
 */
export async function* customerCases(
  session: Session,
  snapshot: Snapshot,
  partners: ReadonlyMap<number, PartnerFacts>,
  billingKnown: boolean,
  only?: readonly number[],
  shared?: SharedFacts,
): AsyncGenerator<CaseBatch, void> {
  const ranges = only === undefined ? cutRange(await allKeys(session)) : rangesOf(only);
  yield* casesOfRanges(session, snapshot, partners, billingKnown, ranges, { only }, shared);
}

/**
 * The same of ranges that follow one another.
 *
 * @param chosen which of their customers, so that nothing is read of others; all, where it says nothing
 */
export async function* casesOfRanges(
  session: Session,
  snapshot: Snapshot,
  partners: ReadonlyMap<number, PartnerFacts>,
  billingKnown: boolean,
  ranges: readonly KeyRange[],
  chosen: ChosenCustomers = {},
  shared?: SharedFacts,
): AsyncGenerator<CaseBatch, void> {
  if (ranges.length === 0) return;
  const wanted = chosen.only === undefined ? undefined : new Set(chosen.only);
  const source = new CaseSource(session, await readSnapshot(session, snapshot), {
    partners,
    billingKnown,
    ...(shared ?? (await loadSharedFacts(session, snapshot))),
    readings: await SeatReadings.load(session, snapshot, ranges),
  });
  const furtherFactsOf = await followFurtherFacts(session, snapshot, chosen);
  const rowsOf = (range: KeyRange | undefined) => {
    if (range === undefined) return undefined;
    const rows = source.rows(range);
    // Seen again where it is waited for; this only keeps an early failure from counting as unhandled.
    rows.catch(() => undefined);
    return rows;
  };
  let waiting = rowsOf(ranges[0]);
  for (let index = 1; waiting !== undefined; index += 1) {
    const rows = await waiting;
    waiting = rowsOf(ranges[index]);
    const cases = source.cases(rows, wanted);
    yield {
      cases: furtherFactsOf === undefined ? cases : await withFurtherFacts(cases, furtherFactsOf),
      customersTold: rows.customers.isTold.reduce<number>((sum, told) => sum + (told ?? 0), 0),
    };
  }
}

async function withFurtherFacts(
  cases: Iterable<CustomerCase>,
  furtherFactsOf: (customer: number) => Promise<FurtherFacts>,
): Promise<CustomerCase[]> {
  const further: CustomerCase[] = [];
  for (const each of cases) further.push(withFurther(each, await furtherFactsOf(each.customerKey)));
  return further;
}

function withFurther(each: CustomerCase, further: FurtherFacts): CustomerCase {
  const { country, lastBilledBefore, baselineBill, comparedSeats } = further;
  return {
    ...each,
    customer: { ...each.customer, country, lastBilledBefore, baselineBill },
    comparedSeats,
    partners: each.partners.map((seller) => ({
      ...seller,
      productOfSku: further.productsOf(seller.partnerKey),
      revenue: further.revenueOf(seller.partnerKey),
      claim: further.claimOf(seller.partnerKey),
      licenceTypes: further.licenceTypesOf(seller.partnerKey),
    })),
  };
}

interface CaseFrame extends SharedFacts {
  readonly partners: ReadonlyMap<number, PartnerFacts>;
  readonly billingKnown: boolean;
  readonly readings: SeatReadings;
}

type CaseRows = Awaited<ReturnType<CaseSource['rows']>>;

class CaseSource {
  readonly #session: Session;
  readonly #snapshot: ReadSnapshot;
  readonly #frame: CaseFrame;
  readonly #daysOfReadings = new Map<Instant, CalendarDate>();

  constructor(session: Session, snapshot: ReadSnapshot, frame: CaseFrame) {
    this.#session = session;
    this.#snapshot = snapshot;
    this.#frame = frame;
  }

  async rows(range: KeyRange) {
    const { products, readings } = this.#frame;
    const [session, snapshot] = [this.#session, this.#snapshot];
    // What a stale reading showed counts for nobody.
    const counting = readings.among(range).filter(({ isStale }) => !isStale);
    return {
      customers: await customerRows(session, snapshot, range),
      billed: await billedRows(session, snapshot, range, products),
      charges: await firstChargeRows(session, snapshot, range, products),
      subscriptions: await subscriptionRows(session, snapshot, range, products),
      refusals: await refusalRows(session, snapshot, range),
      seats: await seatRows(session, snapshot, range, counting, await this.#skusOf(counting)),
    };
  }

  /** Made one by one, so that each is gone again before the next. */
  *cases(rows: CaseRows, wanted: ReadonlySet<number> | undefined): Generator<CustomerCase, void> {
    const { customers, billed, charges, subscriptions, refusals, seats } = rows;
    const at = { billed: 0, charges: 0, subscriptions: 0, refusals: 0, seats: 0 };
    const { country, lastBilledBefore, baselineBill, comparedSeats } = NO_FURTHER_FACTS;
    for (let place = 0; place < customers.customer.length; place += 1) {
      const customerKey = customers.customer[place] ?? 0;
      const sales = new Sales(this.#snapshot);
      while (billed.customer[at.billed] === customerKey) {
        sales.bill(billed.partner[at.billed] ?? 0, billed.sku[at.billed] ?? 0, billed.seats[at.billed] ?? null);
        at.billed += 1;
      }
      while (subscriptions.customer[at.subscriptions] === customerKey) {
        sales.subscribe(
          subscriptions.partner[at.subscriptions] ?? null,
          subscriptions.isEligible[at.subscriptions] === 1,
          (subscriptions.start[at.subscriptions] ?? '') as CalendarDate,
          (subscriptions.end[at.subscriptions] ?? null) as CalendarDate | null,
        );
        at.subscriptions += 1;
      }
      while (charges.customer[at.charges] === customerKey) {
        const start = (charges.start[at.charges] ?? '') as CalendarDate;
        sales.charge(charges.partner[at.charges] ?? 0, charges.isEligible[at.charges] === 1, start);
        at.charges += 1;
      }
      let refusedAtMicros: number | null = null;
      while (refusals.customer[at.refusals] === customerKey) {
        refusedAtMicros = refusals.refusedAtMicros[at.refusals] ?? null;
        at.refusals += 1;
      }
      const seatsFrom = at.seats;
      while (seats.customer[at.seats] === customerKey) at.seats += 1;
      if (sales.sellers.length === 0 || wanted?.has(customerKey) === false) continue;

      const reading = this.#frame.readings.of(customerKey);
      const why = whyNoReading(reading, refusedAtMicros);
      const assigned =
        why === null && reading !== undefined ? this.#assigned(seats, seatsFrom, at.seats, reading) : null;
      yield {
        customerKey,
        customer: {
          customerId: customers.customerId[place] ?? '',
          segment: customers.segment[place] ?? null,
          firstPurchasedOn: earlier(
            (customers.priorPurchase[place] ?? null) as CalendarDate | null,
            sales.firstOfFamily,
          ),
          declaredNeverPurchased: customers.isDeclared[place] === 1 && customers.priorPurchase[place] === null,
          readAt: reading?.from ?? null,
          noReading: why ?? (assigned === null ? 'unreadable' : null),
          country,
          lastBilledBefore,
          baselineBill,
        },
        comparedSeats,
        seats: { assigned, billed: this.#frame.billingKnown ? sales.billed : null },
        partners: this.#casePartners(customerKey, sales),
      };
    }
  }

  #casePartners(customerKey: number, sales: Sales): CasePartner[] {
    const decisions = this.#frame.decisions.get(customerKey);
    return sales.sellers.map((partnerKey) => {
      const partner = this.#frame.partners.get(partnerKey);
      invariant(partner !== undefined, 'each partner of a case is loaded');
      return {
        partnerKey,
        partner,
        firstStart: sales.firstStartOf(partnerKey),
        licenceTypes: NO_FURTHER_FACTS.licenceTypesOf(partnerKey),
        productOfSku: NO_FURTHER_FACTS.productsOf(partnerKey),
        revenue: null,
        claim: null,
        decisions: decisions?.get(partnerKey),
      };
    });
  }

  /** Seats by SKU; null where the reading names a SKU twice with different figures, or with names that contradict. */
  #assigned(seats: CaseRows['seats'], from: number, to: number, reading: SeatReading): AssignedSeats[] | null {
    const skus = this.#frame.skusOfDays.get(this.#dayOf(reading));
    const assigned: (AssignedSeats & { readonly sku: string })[] = [];
    const seatsOfNames = new Map<string, number>();
    for (let place = from; place < to; place += 1) {
      const sku = skus?.get(seats.observedSku[place] ?? 0);
      const began = (seats.fromMicros[place] ?? 0) <= reading.toMicros;
      const lasted = (seats.toMicros[place] ?? Number.POSITIVE_INFINITY) > reading.toMicros;
      if (sku === undefined || !began || !lasted) continue;
      const count = seats.seats[place] ?? 0;
      const known = seatsOfNames.get(sku.sku);
      if (sku.isContradicted || (known !== undefined && known !== count)) return null;
      if (known === undefined && sku.skuKey !== null)
        assigned.push({ sku: sku.sku, skuKey: sku.skuKey, seats: count, isEligible: sku.isEligible });
      seatsOfNames.set(sku.sku, count);
    }
    return assigned;
  }

  /** Keys of the observed SKUs that may count on the days of the readings. */
  async #skusOf(readings: readonly SeatReading[]): Promise<Set<number>> {
    const keys = new Set<number>();
    for (const reading of readings) {
      const day = this.#dayOf(reading);
      const known = this.#frame.skusOfDays.get(day) ?? (await observedSkus(this.#session, this.#snapshot, day));
      this.#frame.skusOfDays.set(day, known);
      for (const key of known.keys()) keys.add(key);
    }
    return keys;
  }

  #dayOf({ to }: SeatReading): CalendarDate {
    const day = this.#daysOfReadings.get(to) ?? dayOf(to, this.#snapshot.terms.timeZone.value);
    this.#daysOfReadings.set(to, day);
    return day;
  }
}

function whyNoReading(reading: SeatReading | undefined, refusedAtMicros: number | null): NoReading | null {
  if (refusedAtMicros !== null && (reading === undefined || refusedAtMicros > reading.fromMicros)) return 'refused';
  if (reading === undefined) return 'never-read';
  return reading.isStale ? 'stale' : null;
}
