/** What is generated: the same seed and size, the same rows. */
export interface WorldSize {
  readonly customers: number;
  readonly seed: number;
}

const CUSTOMERS_A_PARTNER = 10;

export function partnersOf({ customers }: WorldSize): number {
  return Math.max(2, Math.floor(customers / CUSTOMERS_A_PARTNER));
}

/** Raised when the generated rows become others: a kept world of another version is made anew. */
export const WORLD_VERSION = 1;

/** Nights of the half-year, each a delivery; the catalogue (1) and the register came before them, the last proofs after. */
export const NIGHTS = 181;
export const REGISTER_DELIVERY = 2;
export const FIRST_NIGHT_DELIVERY = 3;
export const LAST_NIGHT_DELIVERY = FIRST_NIGHT_DELIVERY + NIGHTS - 1;
export const PROOFS_DELIVERY = LAST_NIGHT_DELIVERY + 1;

/** The night on which one percent of the customers change, and the one before. */
export const LAST_NIGHT = { snapshotAt: '2019-06-30T22:30:00Z', knownAt: '2019-06-30T22:45:00Z' };
export const NIGHT_BEFORE = { snapshotAt: '2019-06-29T22:30:00Z', knownAt: '2019-06-29T22:45:00Z' };
