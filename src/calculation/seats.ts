import { allocate, invariant } from '../kernel/index.js';
import { known, type SeatRange } from './rules/index.js';

/** Seats of one SKU that one seller billed to a tenant on the last day. `partnerKey` 0: billed without a partner. */
export interface BilledSeats {
  readonly skuKey: number;
  readonly partnerKey: number;
  /** 0 or more */
  readonly seats: number;
}

/** Seats of one SKU assigned in a tenant, by its last reading. */
export interface AssignedSeats {
  readonly skuKey: number;
  readonly seats: number;
  readonly isEligible: boolean;
}

/** What is known of one customer's seats. Null: nothing is known, which is not zero. */
export interface CustomerSeats {
  readonly assigned: readonly AssignedSeats[] | null;
  /** Of eligible products. */
  readonly billed: readonly BilledSeats[] | null;
}

/** One partner's seats with one customer. The three figures are null where they are not known. */
export interface PartnerSeats {
  readonly assignedRange: SeatRange;
  readonly billedRange: SeatRange;
  readonly qualifyingRange: SeatRange;
  readonly assigned: number | null;
  readonly billed: number | null;
  readonly qualifying: number | null;
  /** What `qualifying` is made of; where it is not known, what is billed, the most that it can be. Else nothing. */
  readonly mostBySku: ReadonlyMap<number, number>;
}

const NO_SKU: ReadonlyMap<number, number> = new Map();

const ANY_NUMBER: SeatRange = { least: 0, most: Number.POSITIVE_INFINITY };

/**
 * Seats that are both assigned and billed, by partner (import contract, section 5, "qualifying").
 *
 * @param partnerKeys of all partners that may have billed, by ascending partner id: it decides equal remainders
 */
export function seatsOfPartners(seats: CustomerSeats, partnerKeys: readonly number[]): Map<number, PartnerSeats> {
  const assigned = seats.assigned === null ? null : total(seats.assigned.filter((each) => each.isEligible));
  const shares = qualifyingBySeller(seats, partnerKeys);
  return new Map(
    partnerKeys.map((partnerKey) => {
      const sold = seats.billed?.filter((each) => each.partnerKey === partnerKey);
      const billed = sold === undefined ? null : total(sold);
      const ofSkus = shares?.get(partnerKey);
      const qualifying = shares === null ? null : totalOf(ofSkus ?? NO_SKU);
      return [
        partnerKey,
        {
          assigned,
          billed,
          qualifying,
          mostBySku: ofSkus ?? new Map(sold?.map(({ skuKey, seats: most }) => [skuKey, most])),
          assignedRange: assigned === null ? ANY_NUMBER : known(assigned),
          billedRange: billed === null ? ANY_NUMBER : known(billed),
          // What qualifies is at most what is billed and at most what is assigned, whichever of the two is known.
          qualifyingRange:
            qualifying === null
              ? { least: 0, most: Math.min(billed ?? Number.POSITIVE_INFINITY, assigned ?? Number.POSITIVE_INFINITY) }
              : known(qualifying),
        },
      ];
    }),
  );
}

/**
 * Seats that are both assigned and billed, of every seller (0: no partner) and SKU; null where either is not known.
 *
 * @param partnerKeys by ascending partner id
 */
export function qualifyingBySeller(
  { assigned, billed }: CustomerSeats,
  partnerKeys: readonly number[],
): Map<number, Map<number, number>> | null {
  if (assigned === null || billed === null) return null;
  const sellers = [...partnerKeys, 0];
  const shares = new Map(sellers.map((seller) => [seller, new Map<number, number>()]));
  for (const skuKey of new Set(billed.map((each) => each.skuKey))) {
    const available = assigned.find((each) => each.skuKey === skuKey)?.seats ?? 0;
    const ofSku = billed.filter((each) => each.skuKey === skuKey);
    invariant(
      ofSku.every((each) => shares.has(each.partnerKey)),
      'each seller of a customer is among its partners',
    );
    const sold = sellers.map((partnerKey) => ofSku.find((each) => each.partnerKey === partnerKey)?.seats ?? 0);
    // Enough for all; else what there is, to the one who sold, or in proportion, by largest remainder.
    const enough = total(ofSku) <= available;
    const parts = enough
      ? sold
      : ofSku.length === 1
        ? sold.map((seats) => Math.min(seats, available))
        : allocate(BigInt(available), sold.map(BigInt)).map(Number);
    sellers.forEach((seller, index) => shares.get(seller)?.set(skuKey, parts[index] ?? 0));
  }
  return shares;
}

function total(each: readonly { readonly seats: number }[]): number {
  return each.reduce((sum, { seats }) => sum + seats, 0);
}

/** Over all SKUs. */
export function totalOf(bySku: ReadonlyMap<number, number>): number {
  return [...bySku.values()].reduce((sum, seats) => sum + seats, 0);
}
