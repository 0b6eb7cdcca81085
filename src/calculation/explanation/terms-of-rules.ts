import { spokenName, type CampaignTerms, type TermName } from '../../campaigns/index.js';
import type { RuleId } from '../rules/index.js';

/** A term as it was in force, with where it stands. */
export interface TermInForce {
  readonly term: string;
  readonly value: unknown;
  readonly source: string | null;
  readonly assumed: string | null;
}

const TERMS_OF: Readonly<Record<RuleId, readonly TermName[]>> = {
  segment: ['segments'],
  territory: ['territories'],
  'new-customer': ['newCustomer', 'ownRecordsSince', 'productFamily'],
  'no-recent-billing': ['noBillingBefore', 'productFamily'],
  'baseline-bill': ['baselineBill', 'productFamily'],
  'licence-type': ['licenceTypes'],
  'assigned-seats': ['minimumSeats', 'eligibleProducts', 'oldestSeatReading'],
  'billed-seats': ['minimumSeats', 'eligibleProducts'],
  'qualifying-seats': ['minimumSeats', 'seatCount'],
  'maximum-seats': ['maximumSeats', 'seatCount'],
  'seats-added': ['seatsAdded', 'seatCount', 'eligibleProducts'],
  membership: ['membership'],
  agreement: ['agreement'],
  competency: ['competencies', 'eligibilityDays'],
  'eligibility-day': ['eligibilityDays'],
  enrolment: ['enrolment'],
  exclusion: ['exclusion'],
  registration: ['registration'],
  claim: ['claim'],
  'proof-of-performance': ['proofOfPerformance'],
  'reward-measure': ['rewardForEachSeat', 'rewardOfBilledRevenue', 'rewardByTiers', 'maximumSeats'],
  'one-reward-per-customer': ['rewardsForOneCustomer'],
  'customers-needed': ['customersNeeded'],
};

/** The terms that a rule goes by. */
export function termsOfRule(rule: RuleId, terms: CampaignTerms): TermInForce[] {
  return termsInForce(TERMS_OF[rule], terms);
}

/** Those of the terms that the campaign states. */
export function termsInForce(names: readonly TermName[], terms: CampaignTerms): TermInForce[] {
  return names.flatMap((name) => termInForce(terms, name));
}

function termInForce(terms: CampaignTerms, name: TermName): TermInForce[] {
  const term = terms[name];
  return term === undefined
    ? []
    : [{ term: spokenName(name), value: term.value, source: term.source ?? null, assumed: term.assumed ?? null }];
}
