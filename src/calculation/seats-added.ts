import { allocate, plusDays, type CalendarDate } from '../kernel/index.js';
import { known, type DayRange, type SeatRange } from './rules/index.js';
import { qualifyingBySeller, totalOf, type CustomerSeats } from './seats.js';

/** Seats of one SKU that a seller (0: no partner) billed to a customer on each day of a stretch; may be below 0. */
export interface BilledStretch extends DayRange {
  readonly skuKey: number;
  readonly partnerKey: number;
  readonly seats: number;
}

/** Seats billed to a customer on the day of comparison, or the most on any one of the days. */
export interface ComparedSeats {
  readonly bySeller: ReadonlyMap<number, number>;
  /** By all sellers together, on one day. */
  readonly together: number;
}

/** The most that was billed on any one of the days, by each seller and by all together. */
export function comparedSeats(stretches: readonly BilledStretch[], days: DayRange): ComparedSeats {
  const bySeller = new Map<number, number>();
  let together = 0;
  for (const day of changesIn(stretches, days)) {
    const billed = billedOn(stretches, day);
    for (const [seller, seats] of billed) bySeller.set(seller, Math.max(bySeller.get(seller) ?? 0, seats));
    together = Math.max(
      together,
      [...billed.values()].reduce((sum, seats) => sum + seats, 0),
    );
  }
  return { bySeller, together };
}

/** Days on which something begins or is over; between them nothing changes. */
function changesIn(stretches: readonly BilledStretch[], { from, to }: DayRange): Set<CalendarDate> {
  const changes = stretches.flatMap((stretch) => [stretch.from, plusDays(stretch.to, 1)]);
  return new Set([from, ...changes.filter((day) => from < day && day <= to)]);
}

/** By seller, over the SKUs; of a SKU never below 0. */
function billedOn(stretches: readonly BilledStretch[], day: CalendarDate): Map<number, number> {
  const bySku = new Map<string, { readonly seller: number; readonly seats: number }>();
  for (const { skuKey, partnerKey, seats, from, to } of stretches) {
    if (day < from || to < day) continue;
    const key = `${String(partnerKey)} ${String(skuKey)}`;
    bySku.set(key, { seller: partnerKey, seats: (bySku.get(key)?.seats ?? 0) + seats });
  }
  const bySeller = new Map<number, number>();
  for (const { seller, seats } of bySku.values())
    bySeller.set(seller, (bySeller.get(seller) ?? 0) + Math.max(0, seats));
  return bySeller;
}

/**
 * Seats that each partner added, of all that the customer added (docs/calculation.md, "Seats added").
 *
 * @param partnerKeys by ascending partner id: it decides equal remainders
 * @param compared null: not known
 * @param mostQualifying the most that qualifies for a partner, where that is not known
 */
export function seatsAddedOfPartners(
  seats: CustomerSeats,
  partnerKeys: readonly number[],
  compared: ComparedSeats | null,
  mostQualifying: (partnerKey: number) => number,
): Map<number, SeatRange> {
  const bySku = qualifyingBySeller(seats, partnerKeys);
  if (bySku === null || compared === null)
    return new Map(partnerKeys.map((partnerKey) => [partnerKey, { least: 0, most: mostQualifying(partnerKey) }]));
  const sellers = [...partnerKeys, 0];
  const qualifying = sellers.map((seller) => totalOf(bySku.get(seller) ?? new Map()));
  const increases = sellers.map((seller, index) =>
    Math.max(0, (qualifying[index] ?? 0) - (compared.bySeller.get(seller) ?? 0)),
  );
  const sum = (counts: readonly number[]) => counts.reduce((added, count) => added + count, 0);
  const added = Math.min(Math.max(0, sum(qualifying) - compared.together), sum(increases));
  const parts = allocate(BigInt(added), increases.map(BigInt));
  return new Map(partnerKeys.map((partnerKey, index) => [partnerKey, known(Number(parts[index] ?? 0n))]));
}
