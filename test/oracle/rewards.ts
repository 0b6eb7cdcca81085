/** What a partner's customers earn it (docs/calculation.md, "Reward"): the steps in their order. */
import { allocate } from './allocate.js';
import type { Day } from './calendar.js';
import type { Count } from './counted.js';
import { Fraction, smaller, sum } from './exact.js';
import { byCodePoint } from './order.js';
import type { Reward } from './reward-terms.js';
import type { OracleTerms } from './terms.js';
import { earnByTiers, type Note } from './tiers.js';

export interface Earner {
  readonly customerId: string;
  /** The first sale; missing where there is none. */
  readonly firstSale: Day | undefined;
  readonly count: Count;
}

/** All amounts in the currency's minor unit, customers by id in the order of step 1. */
export interface PartnerReward {
  /** The sum of the customers' amounts after step 5. */
  readonly exact: Fraction;
  /** After step 6. */
  readonly rounded: bigint;
  /** After step 7. */
  readonly rewards: ReadonlyMap<string, bigint>;
}

export function rewardPartner(earners: readonly Earner[], terms: OracleTerms, note: Note): PartnerReward {
  const inOrder = earners.toSorted(bySale);
  const needed = terms.customersNeeded;
  const before = needed?.thoseBefore === 'not rewarded' ? needed.atLeast - 1 : 0;
  if (before > 0 && inOrder.length > 0) note('customers before the gate without a reward');
  const rewarded = inOrder.slice(before);

  const gross = new Map(
    grossOf(
      terms.reward,
      rewarded.map(({ count }) => count.amount),
      note,
    ).map((amount, place) => [rewarded[place]!.customerId, amount]),
  );
  capEachCustomer(gross, terms, note);
  capEachProduct(gross, rewarded, terms, note);
  const unit = Fraction.of(10n ** BigInt(terms.minorUnits));
  for (const [customerId, amount] of gross) gross.set(customerId, amount.times(unit));

  const exact = sum(gross.values());
  const rounded = roundAmounts(exact, gross, terms, note);
  const total = totalOf(rounded);
  const none = inOrder.slice(0, before).map(({ customerId }): [string, bigint] => [customerId, 0n]);
  const capped = cap(rounded, terms.caps?.partner, terms, () => note('cap for each partner'));
  return { exact, rounded: total, rewards: new Map([...none, ...capped]) };
}

/** "the earliest charge start ... or effective start ...; none: last), then by tenant GUID" */
function bySale(one: Earner, other: Earner): number {
  if (one.firstSale !== other.firstSale) {
    if (one.firstSale === undefined || other.firstSale === undefined) return one.firstSale === undefined ? 1 : -1;
    return byCodePoint(one.firstSale, other.firstSale);
  }
  return byCodePoint(one.customerId, other.customerId);
}

/** "For each customer: the amount; or amount x seats; or revenue x percent / 100; or by tiers." */
function grossOf(reward: Reward, counts: readonly Fraction[], note: Note): Fraction[] {
  switch (reward.kind) {
    case 'for each customer':
      return counts.map(() => Fraction.of(reward.amount));
    case 'for each seat':
      return counts.map((seats) => seats.times(Fraction.of(reward.amount)));
    case 'of billed revenue':
      return counts.map((revenue) => revenue.times(Fraction.of(reward.percent)).dividedBy(Fraction.of(100n)));
    case 'by tiers':
      return earnByTiers(reward, counts, note);
  }
}

function capEachCustomer(gross: Map<string, Fraction>, terms: OracleTerms, note: Note): void {
  if (terms.caps?.customer === undefined) return;
  const most = Fraction.of(terms.caps.customer);
  for (const [customerId, amount] of gross) {
    if (amount.compare(most) > 0) note('cap for each customer');
    gross.set(customerId, smaller(amount, most));
  }
}

/**
 * "a customer's gross is split over its products in proportion to what they count; where a partner's sum for one
 * product is above the cap, its parts are scaled down in proportion so that they come to the cap."
 */
function capEachProduct(
  gross: Map<string, Fraction>,
  earners: readonly Earner[],
  terms: OracleTerms,
  note: Note,
): void {
  if (terms.caps?.product === undefined) return;
  const most = Fraction.of(terms.caps.product);
  const parts = earners.flatMap(({ customerId, count: { byProduct } }) => {
    const together = sum(byProduct?.values() ?? []);
    // What is not known by product stays as it is.
    if (byProduct === undefined || together.isZero()) return [];
    return [...byProduct].map(([product, counted]) => ({
      customerId,
      product,
      amount: gross.get(customerId)!.times(counted).dividedBy(together),
    }));
  });
  for (const ofProduct of Map.groupBy(parts, ({ product }) => product).values()) {
    const together = sum(ofProduct.map(({ amount }) => amount));
    if (together.compare(most) <= 0) continue;
    note('cap for each product');
    for (const { customerId, amount } of ofProduct) {
      const capped = amount.times(most).dividedBy(together);
      gross.set(customerId, gross.get(customerId)!.minus(amount).plus(capped));
    }
  }
}

/**
 * "`at: each customer`: each customer's amount is rounded ... `at: each partner` (also without the term): the sum is
 * rounded, and allocated to its customers by largest remainder: each gets its exact amount rounded down, and one unit
 * more goes to each of those with the largest remainders, until the rounded sum is reached (ties: the order of step 1)."
 */
function roundAmounts(
  exact: Fraction,
  gross: ReadonlyMap<string, Fraction>,
  { rounding }: OracleTerms,
  note: Note,
): Map<string, bigint> {
  const direction = rounding?.direction ?? 'half away from zero';
  const round = (amount: Fraction): bigint => {
    if (!amount.isWhole()) note(`rounded at ${rounding?.at ?? 'no point named'}, ${direction}`);
    return roundTo(amount, direction, note);
  };
  if (rounding?.at === 'each customer')
    return new Map([...gross].map(([customerId, amount]) => [customerId, round(amount)]));

  const roundedDown = new Map([...gross].map(([customerId, amount]) => [customerId, amount.floor()]));
  const units = Number(round(exact) - totalOf(roundedDown));
  const remainders = [...gross].map(([customerId, amount]) => ({
    customerId,
    remainder: amount.minus(Fraction.of(amount.floor())),
  }));
  // Sorting keeps the order of those that are equal.
  const first = remainders.toSorted((one, other) => other.remainder.compare(one.remainder)).slice(0, units);
  for (const { customerId } of first) roundedDown.set(customerId, roundedDown.get(customerId)! + 1n);
  return roundedDown;
}

/** No amount here is ever below zero. */
function roundTo(amount: Fraction, direction: NonNullable<OracleTerms['rounding']>['direction'], note: Note): bigint {
  const below = amount.floor();
  const above = amount.isWhole() ? below : below + 1n;
  const toHalf = amount.minus(Fraction.of(below)).compare(Fraction.ratio(1n, 2n));
  if (toHalf === 0) note(`a half, ${direction}`);
  switch (direction) {
    case 'down':
      return below;
    case 'up':
      return above;
    case 'half away from zero':
      return toHalf >= 0 ? above : below;
    case 'half to even':
      return toHalf > 0 || (toHalf === 0 && below % 2n !== 0n) ? above : below;
  }
}

/** "where more is earned, the cap is earned, allocated ... in proportion to" what each would have had */
function cap(
  rewards: ReadonlyMap<string, bigint>,
  most: string | undefined,
  terms: OracleTerms,
  capped: () => void,
): Map<string, bigint> {
  const limit = most === undefined ? undefined : minorUnitsOf(most, terms);
  if (limit === undefined || totalOf(rewards) <= limit) return new Map(rewards);
  capped();
  return allocate(limit, new Map([...rewards].map(([key, reward]) => [key, Fraction.of(reward)])));
}

/**
 * "where all partners together earn more, the cap is allocated to them by largest remainder in proportion to what they
 * earned (ties: lower partner id), and each partner's part to its customers as in step 7."
 */
export function capCampaign(
  partners: ReadonlyMap<string, ReadonlyMap<string, bigint>>,
  terms: OracleTerms,
  note: Note,
): Map<string, ReadonlyMap<string, bigint>> {
  const earned = new Map(
    [...partners.keys()].sort(byCodePoint).map((partnerId) => [partnerId, totalOf(partners.get(partnerId)!)]),
  );
  const parts = cap(earned, terms.caps?.campaign, terms, () => note('cap for the campaign'));
  return new Map(
    [...partners].map(([partnerId, rewards]) => {
      const weights = new Map([...rewards].map(([customerId, reward]) => [customerId, Fraction.of(reward)]));
      const part = parts.get(partnerId)!;
      return [partnerId, part === earned.get(partnerId) ? rewards : allocate(part, weights)];
    }),
  );
}

export const totalOf = (amounts: ReadonlyMap<string, bigint>): bigint =>
  [...amounts.values()].reduce((total, amount) => total + amount, 0n);

/** An amount of the terms, none of which is finer than the currency. */
export const minorUnitsOf = (amount: string, { minorUnits }: OracleTerms): bigint =>
  Fraction.of(amount)
    .times(Fraction.of(10n ** BigInt(minorUnits)))
    .floor();
