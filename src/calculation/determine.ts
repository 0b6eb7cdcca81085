import type { CampaignTerms } from '../campaigns/index.js';
import { compareCodePoints, type CalendarDate } from '../kernel/index.js';
import {
  countedRevenueOf,
  countedSeatsOf,
  ONE_CUSTOMER,
  revenueOf,
  type ProductRevenue,
} from './counted-of-customer.js';
import type { Counted } from './rewards/counted.js';
import { applyDecisions } from './rules/apply-decisions.js';
import {
  countedSeats,
  eligibleSeats,
  includeAll,
  measureOf,
  type CaseFacts,
  type CustomerFacts,
  type Decision,
  type Finding,
  type LicenceType,
  type PartnerFacts,
  type Rule,
  type RuleId,
  type RunFacts,
  type SeatRange,
  type ValidClaim,
} from './rules/index.js';
import { comparisonDays } from './rules/seats-added.js';
import { seatsAddedOfPartners, type ComparedSeats } from './seats-added.js';
import { seatsThatCount } from './licences-sold.js';
import { seatsOfPartners, type CustomerSeats, type PartnerSeats } from './seats.js';

export type Outcome = 'qualified' | 'not-qualified' | 'undecided';

/** A customer with all partners that sold to it: they share its seats and its one reward. */
export interface CustomerCase {
  readonly customerKey: number;
  readonly customer: CustomerFacts;
  readonly seats: CustomerSeats;
  /** On the days of comparison; null where the campaign has none. */
  readonly comparedSeats: ComparedSeats | null;
  readonly partners: readonly CasePartner[];
}

export interface CasePartner {
  readonly partnerKey: number;
  readonly partner: PartnerFacts;
  /** First day charged or subscribed for an eligible product; null: only lines that take something back. */
  readonly firstStart: CalendarDate | null;
  readonly licenceTypes: readonly LicenceType[];
  /** The product that each SKU billed by the partner is of; nothing where the reward does not count seats. */
  readonly productOfSku: ReadonlyMap<number, string>;
  /** What the partner billed within the window; null where the reward does not count it. */
  readonly revenue: PartnerRevenue | null;
  /** The first that counts. */
  readonly claim: ValidClaim | null;
  /** Of people, oldest first; none where it is left out. */
  readonly decisions?: readonly Decision[] | undefined;
}

/** Of eligible products. */
export interface PartnerRevenue {
  readonly byProduct: readonly ProductRevenue[];
  readonly currency: string;
  readonly hasOtherCurrency: boolean;
}

/** A customer's outcome for a partner. */
export interface JudgedPartner<Verdict> {
  readonly customerKey: number;
  readonly partnerKey: number;
  readonly outcome: Outcome;
  readonly verdict: Verdict;
  readonly seatsQualifying: number | null;
  readonly seatsAssigned: number | null;
  readonly seatsBilled: number | null;
  readonly firstStart: CalendarDate | null;
  /** What the customer brings to the partner's reward, if it is rewarded. */
  readonly counted: Counted;
}

/** The same with all findings. */
export interface Determination extends Omit<JudgedPartner<unknown>, 'verdict'> {
  readonly findings: readonly Finding[];
}

/** What is made of the facts of a customer for a partner. */
export interface Judgement<Verdict> {
  /** Under the rules that look at this partner, by itself. */
  readonly byItself: (facts: CaseFacts, decisions: readonly Decision[] | undefined) => Verdict;
  /** With the rules that look at the partners before it, too. */
  readonly amongOthers: (verdict: Verdict, facts: CaseFacts, decisions: readonly Decision[] | undefined) => Verdict;
  readonly outcomeOf: (verdict: Verdict) => Outcome;
}

const SHARED: RuleId = 'one-reward-per-customer';

/** Rules that look at one partner by itself, and those that look at the customer's other partners. */
export function splitRules<Any extends { readonly id: RuleId }>(rules: readonly Any[]): { own: Any[]; shared: Any[] } {
  return { own: rules.filter(({ id }) => id !== SHARED), shared: rules.filter(({ id }) => id === SHARED) };
}

/** Evaluates all rules for all partners of a customer. Pure: the same facts and terms give the same determinations. */
export function determine(
  input: CustomerCase,
  run: RunFacts,
  terms: CampaignTerms,
  rules: readonly Rule[],
): Determination[] {
  const { own, shared } = splitRules(rules);
  const find = (chosen: readonly Rule[], facts: CaseFacts, decisions: readonly Decision[] | undefined) =>
    applyDecisions(
      chosen.map((rule) => rule.evaluate(facts, terms)),
      terms.window.value.to,
      decisions,
    );
  const judged = judge(input, run, terms, {
    byItself: (facts, decisions) => find(own, facts, decisions),
    amongOthers: (findings, facts, decisions) => [...findings, ...find(shared, facts, decisions)],
    outcomeOf,
  });
  return judged.map(({ verdict, ...each }) => ({ ...each, findings: verdict }));
}

/** All partners of a customer, in the order of their first sale to it, by whatever is made of the facts. */
export function judge<Verdict>(
  input: CustomerCase,
  run: RunFacts,
  terms: CampaignTerms,
  judgement: Judgement<Verdict>,
): JudgedPartner<Verdict>[] {
  const bySeller =
    input.partners.length === 1
      ? input.partners
      : [...input.partners].sort((a, b) => compareCodePoints(a.partner.partnerId, b.partner.partnerId));
  const partnerKeys = bySeller.map(({ partnerKey }) => partnerKey);
  const counting = seatsThatCount(input, terms);
  const seats = seatsOfPartners(counting.seats, partnerKeys);
  const { comparedSeats } = input;
  const added = addedByPartner({ seats: counting.seats, comparedSeats }, run, terms, partnerKeys, seats);
  const billingOfWindowKnown = includeAll(run.billingStretches, { from: run.windowFrom, to: run.lastDay });
  const byFirstSale = [...bySeller].sort((a, b) => compareFirstStarts(a.firstStart, b.firstStart));

  const earlierPartners: CaseFacts['earlierPartners'][number][] = [];
  return byFirstSale.map((seller) => {
    const { partnerKey, partner, firstStart, decisions } = seller;
    const own = seats.get(partnerKey);
    if (own === undefined) throw new Error('Broken invariant: each partner of a customer has its seats');
    const revenue = billingOfWindowKnown ? seller.revenue : null;
    const facts: CaseFacts = {
      run,
      partner,
      customer: counting.customer,
      seatsAssigned: own.assignedRange,
      seatsBilled: own.billedRange,
      seatsQualifying: own.qualifyingRange,
      seatsAdded: added.get(partnerKey) ?? own.qualifyingRange,
      revenue:
        revenue === null
          ? null
          : {
              amount: revenueOf(revenue.byProduct),
              currency: revenue.currency,
              hasOtherCurrency: revenue.hasOtherCurrency,
            },
      licenceTypes: seller.licenceTypes,
      claim: seller.claim,
      earlierPartners: [...earlierPartners],
    };
    const byItself = judgement.byItself(facts, decisions);
    earlierPartners.push({ partnerId: partner.partnerId, outcome: judgement.outcomeOf(byItself) });
    const verdict = judgement.amongOthers(byItself, facts, decisions);
    return {
      customerKey: input.customerKey,
      partnerKey,
      outcome: judgement.outcomeOf(verdict),
      verdict,
      seatsQualifying: own.qualifying,
      seatsAssigned: own.assigned,
      seatsBilled: own.billed,
      firstStart,
      counted: countedFor(facts, terms, seller, own),
    };
  });
}

const NOTHING_ADDED: ReadonlyMap<number, SeatRange> = new Map();

/** Seats added, where the campaign has a term for them. */
function addedByPartner(
  { seats, comparedSeats }: Pick<CustomerCase, 'seats' | 'comparedSeats'>,
  run: RunFacts,
  terms: CampaignTerms,
  partnerKeys: readonly number[],
  ofPartners: ReadonlyMap<number, PartnerSeats>,
): ReadonlyMap<number, SeatRange> {
  if (terms.seatsAdded === undefined) return NOTHING_ADDED;
  const compared = includeAll(run.billingStretches, comparisonDays(terms)) ? comparedSeats : null;
  return seatsAddedOfPartners(
    seats,
    partnerKeys,
    compared,
    (partnerKey) => ofPartners.get(partnerKey)?.qualifyingRange.most ?? Number.POSITIVE_INFINITY,
  );
}

/** What the reward counts (docs/calculation.md, "What a reward counts"). */
function countedFor(facts: CaseFacts, terms: CampaignTerms, seller: CasePartner, own: PartnerSeats): Counted {
  const measure = measureOf(terms);
  if (measure === 'customers') return ONE_CUSTOMER;
  if (measure === 'billed revenue') {
    const isKnown = facts.revenue !== null && !facts.revenue.hasOtherCurrency;
    return countedRevenueOf(isKnown ? (seller.revenue?.byProduct ?? null) : null);
  }
  const byProduct = new Map<string, number>();
  for (const [skuKey, seats] of own.mostBySku) {
    const product = seller.productOfSku.get(skuKey) ?? '';
    byProduct.set(product, (byProduct.get(product) ?? 0) + seats);
  }
  const range = measure === 'seats' ? facts.seatsQualifying : facts.seatsAdded;
  return countedSeatsOf(countedSeats(range, terms), byProduct, eligibleSeats(terms));
}

/** Any rule not met decides; otherwise anything unknown leaves it open. */
export function outcomeOf(findings: readonly Finding[]): Outcome {
  if (findings.some(({ outcome }) => outcome === 'not-met')) return 'not-qualified';
  return findings.some(({ outcome }) => outcome === 'unknown') ? 'undecided' : 'qualified';
}

function compareFirstStarts(a: CalendarDate | null, b: CalendarDate | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}
