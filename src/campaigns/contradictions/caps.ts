import { Exact } from '../../kernel/index.js';
import { rewardMethod } from '../reward-terms.js';
import type { CampaignTerms } from '../terms.js';
import type { Say } from './remark.js';
import { rewardRange } from './reward-range.js';

type Exactly = InstanceType<typeof Exact>;

/** In the order in which they are applied. */
const CAPS = [
  ['capForEachCustomer', 'the cap for each customer'],
  ['capForEachProduct', 'the cap for each product'],
  ['capForEachPartner', 'the cap for each partner'],
  ['capForTheCampaign', 'the cap for the campaign'],
] as const;

/** Holds caps, the minimum payout and the gate against what a reward can come to. */
export function checkCaps(terms: CampaignTerms, say: Say): void {
  const { currency } = rewardMethod(terms);
  const said = (amount: Exactly) => `${amount.toFixed()} ${currency}`;
  checkEachCap(terms, say, said);
  checkOrder(terms, say, said);
  checkMinimumPayout(terms, say, said);

  const needed = terms.customersNeeded?.value;
  const { least } = rewardRange(terms);
  if (needed?.thoseBefore !== 'rewarded') return;
  const atTheGate = Exact.min(least, amountOf(terms, 'capForEachCustomer') ?? least).times(needed.atLeast);
  for (const [name, words] of CAPS.slice(2)) {
    const cap = amountOf(terms, name);
    if (cap?.lt(atTheGate) === true)
      say.contradiction(
        ['customersNeeded', 'value', 'atLeast'],
        `${String(needed.atLeast)} customers earn ${said(atTheGate)} at least, more than ${words} allows, ${said(cap)}`,
      );
  }
}

/** A cap that every reward is above, or none. */
function checkEachCap(terms: CampaignTerms, say: Say, said: (amount: Exactly) => string): void {
  const { least, most } = rewardRange(terms);
  const products = terms.eligibleProducts.value.length;
  for (const [name] of CAPS) {
    const cap = amountOf(terms, name);
    if (cap === undefined) continue;
    // Of one customer's reward, each product can have a part.
    const room = name === 'capForEachProduct' ? cap.times(products) : cap;
    if (cap.isZero()) say.contradiction([name, 'value', 'amount'], 'nobody would earn anything by it');
    else if (room.lt(least))
      say.contradiction(
        [name, 'value', 'amount'],
        `${said(cap)} is below the reward for one customer, which is ${said(least)} at least: no customer is ever fully rewarded`,
      );
    if (name === 'capForEachCustomer' && most !== undefined && cap.gte(most) && !most.isZero())
      say.warning([name, 'value', 'amount'], `it never limits anything: one customer earns at most ${said(most)}`);
    const productCap = amountOf(terms, 'capForEachProduct');
    if (name === 'capForEachPartner' && productCap?.times(products).lte(cap) === true)
      say.warning(
        [name, 'value', 'amount'],
        `it never limits anything: ${String(products)} products with a cap of ${said(productCap)} each stand before it`,
      );
  }
}

/** What is capped further down at less is never reached further up. */
function checkOrder(terms: CampaignTerms, say: Say, said: (amount: Exactly) => string): void {
  for (const [index, [name]] of CAPS.entries()) {
    const cap = amountOf(terms, name);
    const smaller = CAPS.slice(index + 1).find(([later]) => {
      // A partner earns for one product with many customers, and a customer buys many products.
      if (name === 'capForEachCustomer' && later === 'capForEachProduct') return false;
      const limit = amountOf(terms, later);
      return cap !== undefined && limit?.lt(cap) === true;
    });
    if (cap === undefined || smaller === undefined) continue;
    const [later, words] = smaller;
    say.warning(
      [name, 'value', 'amount'],
      `nobody comes to ${said(cap)}: ${words} is ${said(amountOf(terms, later) ?? cap)}, and less`,
    );
  }
}

function checkMinimumPayout(terms: CampaignTerms, say: Say, said: (amount: Exactly) => string): void {
  const { amount, boundary, scope } = terms.minimumPayout.value;
  const largest = largestEarning(terms, scope ?? 'location');
  if (largest === undefined) return;
  const minimum = new Exact(amount);
  const isOutOfReach = boundary === 'more than' ? largest.amount.lte(minimum) : largest.amount.lt(minimum);
  if (isOutOfReach)
    say.contradiction(
      ['minimumPayout', 'value', 'amount'],
      `nothing would ever be paid: ${said(largest.amount)} is the most that can be earned, by ${largest.by}`,
    );
}

/** The most that is held against the minimum payout, and by which term; undefined where there is no limit. */
function largestEarning(terms: CampaignTerms, scope: 'location' | 'company') {
  const { most } = rewardRange(terms);
  const productCap = amountOf(terms, 'capForEachProduct');
  const limits = [
    ...(most?.isZero() === true ? [{ amount: most, by: 'the reward' }] : []),
    ...(scope === 'location' && productCap !== undefined
      ? [{ amount: productCap.times(terms.eligibleProducts.value.length), by: 'the cap for each product' }]
      : []),
    ...CAPS.slice(scope === 'location' ? 2 : 3).flatMap(([name, by]) => {
      const amount = amountOf(terms, name);
      return amount === undefined ? [] : [{ amount, by }];
    }),
  ];
  return limits.toSorted((one, other) => one.amount.comparedTo(other.amount))[0];
}

function amountOf(terms: CampaignTerms, name: (typeof CAPS)[number][0]): Exactly | undefined {
  const amount = terms[name]?.value.amount;
  return amount === undefined ? undefined : new Exact(amount);
}
