/** What was bought, and which (partner, customer) pairs that gives a row (contract, section 5, "Rows" and "Counting line"). */
import type { Decimal } from 'decimal.js';
import { covers, overlap, type Day, type Days } from './calendar.js';
import type { Catalogue, Mapped } from './catalogue.js';
import { Fraction } from './exact.js';
import type { Moment } from './moment.js';
import { byCodePoint } from './order.js';
import type { Records } from './records.js';
import { NO_PARTNER } from './tables.js';
import type { OracleTerms } from './terms.js';

export interface CountingLine extends Mapped {
  readonly customerId: string;
  readonly partnerId: string;
  readonly charge: Days & { readonly from: Day; readonly to: Day };
  /** "the absolute `Quantity` ... or `BillableQuantity` ... with the sign of the subtotal" */
  readonly seats: bigint;
  readonly subtotal: Fraction;
  /** Empty where the line has none. */
  readonly currency: string;
}

interface PaidSubscription extends Mapped {
  readonly customerId: string;
  readonly partnerId: string;
  readonly term: Days & { readonly from: Day };
}

export interface Purchases {
  readonly lines: readonly CountingLine[];
  readonly subscriptions: readonly PaidSubscription[];
}

export interface Pair {
  readonly partnerId: string;
  readonly customerId: string;
}

/** "Counting line: product mapped; not marked as trial or add-on; subtotal not zero (a campaign may let zero count)." */
export function purchasesOf(records: Records, catalogue: Catalogue, terms: OracleTerms): Purchases {
  const lines = [...records.invoices.values()].flat().flatMap((line): CountingLine[] => {
    const mapped = catalogue.ofOffer(line.offerId, line.charge.from);
    if (mapped === undefined || line.marked) return [];
    if (line.subtotal.isZero() && terms.zeroSubtotalCounts !== true) return [];
    const seats = signedSeats(line.quantity, line.subtotal);
    if (seats === undefined) return [];
    const { customerId, partnerId, charge, currency } = line;
    return [{ ...mapped, customerId, partnerId, charge, seats, subtotal: Fraction.of(line.subtotal), currency }];
  });
  const subscriptions = records.subscriptions.flatMap((reading): PaidSubscription[] => {
    const mapped = catalogue.ofOffer(reading.offerId, reading.term.from);
    if (mapped === undefined || reading.isTrial) return [];
    return [{ ...mapped, customerId: reading.customerId, partnerId: reading.partnerId, term: reading.term }];
  });
  return { lines, subscriptions };
}

/** A zero that counts is no credit. A part of a seat, mapped only by a later delivery, is still no number of seats. */
function signedSeats(quantity: Decimal, subtotal: Decimal): bigint | undefined {
  if (!quantity.isInteger()) return undefined;
  const seats = BigInt(quantity.abs().toFixed(0));
  return subtotal.isNegative() && !subtotal.isZero() ? -seats : seats;
}

export const isEligible = (bought: Mapped, terms: OracleTerms): boolean =>
  bought.family === terms.productFamily && terms.eligibleProducts.includes(bought.product);

/**
 * "a counting line whose days overlap the window, or a paid (not trial) subscription whose term overlaps it, for an
 * eligible product, names that partner"; sorted by partner, then customer.
 */
export function pairsOf(purchases: Purchases, moment: Moment, terms: OracleTerms): Pair[] {
  const found = new Map<string, Pair>();
  const add = (bought: Pair & Mapped, days: Days): void => {
    if (bought.partnerId === NO_PARTNER || !isEligible(bought, terms) || !overlap(days, moment.window)) return;
    const { partnerId, customerId } = bought;
    found.set(JSON.stringify([partnerId, customerId]), { partnerId, customerId });
  };
  for (const line of purchases.lines) add(line, line.charge);
  for (const subscription of purchases.subscriptions) add(subscription, subscription.term);
  return [...found.values()].sort(
    (one, other) => byCodePoint(one.partnerId, other.partnerId) || byCodePoint(one.customerId, other.customerId),
  );
}

/**
 * "the first purchase is the earliest of: effective start of a paid subscription of the family, charge start of a
 * counting line of positive quantity of the family, `prior_purchases`; by any partner or none."
 */
export function firstPurchase(
  customerId: string,
  purchases: Purchases,
  priorPurchase: Day | undefined,
  terms: OracleTerms,
): Day | undefined {
  const ofFamily = (bought: { customerId: string; family: string }): boolean =>
    bought.customerId === customerId && bought.family === terms.productFamily;
  const days = [
    ...purchases.subscriptions.filter(ofFamily).map((subscription) => subscription.term.from),
    ...purchases.lines.filter((line) => ofFamily(line) && line.seats > 0n).map((line) => line.charge.from),
    ...(priorPurchase === undefined ? [] : [priorPurchase]),
  ];
  return days.sort(byCodePoint)[0];
}

/**
 * "their first start (earliest charge start of a counting line of positive quantity, or effective start of a paid
 * subscription, of an eligible product, naming the partner ...)"
 */
export function firstStart(pair: Pair, purchases: Purchases, terms: OracleTerms): Day | undefined {
  const ofPair = (bought: Pair & Mapped): boolean =>
    bought.customerId === pair.customerId && bought.partnerId === pair.partnerId && isEligible(bought, terms);
  const days = [
    ...purchases.lines.filter((line) => ofPair(line) && line.seats > 0n).map((line) => line.charge.from),
    ...purchases.subscriptions.filter(ofPair).map((subscription) => subscription.term.from),
  ];
  return days.sort(byCodePoint)[0];
}

/** What is billed of a SKU, to each seller, no partner among them. */
interface BilledSku {
  /** By seller, of its lines. */
  readonly products: Map<string, string>;
  readonly byPartner: Map<string, bigint>;
}

/**
 * "billed (customer, SKU, partner) = sum of the quantities of counting lines with charge start <= `L` <= charge end,
 * never below 0": by eligible SKU, on any day that is asked for.
 */
export function billedSeats(
  customerId: string,
  { lines }: Pick<Purchases, 'lines'>,
  day: Day,
  terms: OracleTerms,
): Map<string, BilledSku> {
  const bySku = new Map<string, BilledSku>();
  for (const line of lines) {
    if (line.customerId !== customerId || !isEligible(line, terms) || !covers(line.charge, day)) continue;
    const sku = bySku.get(line.sku) ?? { products: new Map<string, string>(), byPartner: new Map<string, bigint>() };
    sku.byPartner.set(line.partnerId, (sku.byPartner.get(line.partnerId) ?? 0n) + line.seats);
    // "a SKU whose lines of the partner are of two eligible products on `L` is of the first by code point"
    const product = sku.products.get(line.partnerId) ?? line.product;
    sku.products.set(line.partnerId, byCodePoint(product, line.product) <= 0 ? product : line.product);
    bySku.set(line.sku, sku);
  }
  for (const { byPartner } of bySku.values()) {
    for (const [partnerId, seats] of byPartner) byPartner.set(partnerId, seats < 0n ? 0n : seats);
  }
  return bySku;
}
