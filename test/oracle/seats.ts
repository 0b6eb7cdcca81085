/** Assigned, billed and qualifying seats (contract, sections 3 and 5). A number that is not known is `undefined`. */
import { dayOf, hours, type Instant } from './calendar.js';
import type { Catalogue } from './catalogue.js';
import type { Moment } from './moment.js';
import { byCodePoint } from './order.js';
import { billedSeats, isEligible, type Pair, type Purchases } from './purchases.js';
import type { Records } from './records.js';
import { NO_PARTNER, type SeatRow } from './tables.js';
import type { OracleTerms } from './terms.js';

/** Assigned seats of the eligible SKUs of a tenant; a SKU that is missing has 0. */
export type Reading = ReadonlyMap<string, { readonly seats: bigint; readonly product: string }>;

export interface SeatFigures {
  readonly assigned: bigint | undefined;
  readonly billed: bigint | undefined;
  readonly qualifying: bigint | undefined;
  /** Qualifying seats; where these are not known the most that they can be, if that is. */
  readonly mostByProduct: ReadonlyMap<string, bigint> | undefined;
}

/** The most that qualifying can be; missing where nothing limits it. */
export const mostQualifying = ({ mostByProduct }: SeatFigures): bigint | undefined =>
  mostByProduct && total(mostByProduct);

/**
 * "from the tenant's last reading at or before `T` ... Unknown when there is none, when `T` minus the reading exceeds
 * 48 hours (exactly 48 is fresh), or when a refusal of `seats` has reading < refusal <= `T`."
 */
export function lastReading(
  customerId: string,
  records: Records,
  catalogue: Catalogue,
  moment: Moment,
  terms: OracleTerms,
): Reading | undefined {
  const rows = records.seatRows.filter((row) => row.customerId === customerId);
  const refusals = [...records.seatRefusals, ...records.spoiledReadings]
    .filter((refusal) => refusal.customerId === customerId)
    .map((refusal) => refusal.at);

  // "all rows of one customer and instant are one reading of the tenant"
  const readings: { at: Instant; seats: Reading }[] = [];
  for (const [at, rowsOfReading] of Map.groupBy(rows, (row) => row.observedAt)) {
    const seats = eligibleSeats(rowsOfReading, at, catalogue, terms);
    const spoiled = records.spoiledReadings.some((refusal) => refusal.customerId === customerId && refusal.at === at);
    if (seats === undefined || spoiled) refusals.push(at);
    else readings.push({ at, seats });
  }

  const last = readings
    .filter((reading) => reading.at <= moment.snapshot)
    .reduce<(typeof readings)[number] | undefined>(
      (latest, reading) => (latest && latest.at > reading.at ? latest : reading),
      undefined,
    );
  if (last === undefined) return undefined;
  if (moment.snapshot - last.at > hours(terms.seatReadingMaxAgeHours)) return undefined;
  if (refusals.some((refusal) => last.at < refusal && refusal <= moment.snapshot)) return undefined;
  return last.seats;
}

/**
 * "The same SKU twice (after resolving, also one outside the catalogue): equal `assigned` counts once, different
 * makes the reading a refusal": the answer then is `undefined`.
 */
function eligibleSeats(
  rows: readonly SeatRow[],
  at: Instant,
  catalogue: Catalogue,
  terms: OracleTerms,
): Reading | undefined {
  const day = dayOf(at, terms.timeZone);
  const assignedOf = new Map<string, bigint>();
  const eligible = new Map<string, { seats: bigint; product: string }>();
  for (const row of rows) {
    const mapped = catalogue.ofReading(row.skuId, row.partNumber, day);
    const sku = mapped?.sku ?? (row.skuId || row.partNumber);
    if ((assignedOf.get(sku) ?? row.assigned) !== row.assigned) return undefined;
    assignedOf.set(sku, row.assigned);
    if (mapped !== undefined && isEligible(mapped, terms)) {
      eligible.set(sku, { seats: row.assigned, product: mapped.product });
    }
  }
  return eligible;
}

/** "`assigned_seats` = the tenant's eligible SKUs added; `billed_seats`, `qualifying_seats` = this partner's, added" */
export function seatFigures(
  pair: Pair,
  reading: Reading | undefined,
  billingIsKnown: boolean,
  purchases: Purchases,
  moment: Moment,
  terms: OracleTerms,
): SeatFigures {
  const assigned = new Map<string, bigint>();
  for (const { seats, product } of reading?.values() ?? []) add(assigned, product, seats);
  const billed = new Map<string, bigint>();
  const qualifying = new Map<string, bigint>();
  for (const [sku, { products, byPartner }] of billedSeats(pair.customerId, purchases, moment.last, terms)) {
    const product = products.get(pair.partnerId);
    if (product === undefined) continue;
    add(billed, product, byPartner.get(pair.partnerId) ?? 0n);
    add(qualifying, product, shareOut(reading?.get(sku)?.seats ?? 0n, byPartner).get(pair.partnerId) ?? 0n);
  }
  // Never more than either of the two: where one is known, it is the most.
  const most = billingIsKnown ? (reading ? qualifying : billed) : reading && assigned;
  return {
    assigned: reading && total(assigned),
    billed: billingIsKnown ? total(billed) : undefined,
    qualifying: billingIsKnown && reading ? total(qualifying) : undefined,
    mostByProduct: most,
  };
}

/** Qualifying seats of each seller of a customer, no partner among them: only where reading and billing are known. */
export function qualifyingBySeller(
  customerId: string,
  reading: Reading,
  purchases: Purchases,
  moment: Moment,
  terms: OracleTerms,
): Map<string, bigint> {
  const bySeller = new Map<string, bigint>();
  for (const [sku, { byPartner }] of billedSeats(customerId, purchases, moment.last, terms)) {
    for (const [partnerId, seats] of shareOut(reading.get(sku)?.seats ?? 0n, byPartner))
      add(bySeller, partnerId, seats);
  }
  return bySeller;
}

const add = (sums: Map<string, bigint>, key: string, seats: bigint): unknown =>
  sums.set(key, (sums.get(key) ?? 0n) + seats);

const total = (parts: ReadonlyMap<string, bigint>): bigint =>
  [...parts.values()].reduce((sum, seats) => sum + seats, 0n);

/**
 * "billed, where all partners (and no partner) together billed no more than assigned; else assigned shared in
 * proportion to billed by largest remainder (ties: the lower partner id first, no partner last)."
 */
export function shareOut(assigned: bigint, billed: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  let total = 0n;
  for (const seats of billed.values()) total += seats;
  if (total <= assigned) return billed;

  const shares = [...billed].map(([partnerId, seats]) => ({
    partnerId,
    whole: (assigned * seats) / total,
    remainder: (assigned * seats) % total,
  }));
  let left = assigned;
  for (const share of shares) left -= share.whole;
  const noPartnerLast = (partnerId: string): number => (partnerId === NO_PARTNER ? 1 : 0);
  shares.sort((one, other) => {
    if (one.remainder !== other.remainder) return one.remainder > other.remainder ? -1 : 1;
    return noPartnerLast(one.partnerId) - noPartnerLast(other.partnerId) || byCodePoint(one.partnerId, other.partnerId);
  });
  return new Map(shares.map(({ partnerId, whole }, place) => [partnerId, BigInt(place) < left ? whole + 1n : whole]));
}
