import type { OpenCustomer, RuleId } from '../../calculation/index.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import type { Step, StepKind } from './partner-action.js';

/** Once not met, a partner cannot change them, whatever day it is. */
const OUT_OF_REACH: ReadonlySet<RuleId> = new Set(['maximum-seats', 'one-reward-per-customer', 'exclusion']);

/** What is asked for where a fact is not known that the partner can give. */
const TO_BE_TOLD: Readonly<Partial<Record<RuleId, StepKind>>> = {
  segment: 'declare-segment',
  territory: 'tell-country',
  'new-customer': 'declare-new',
  'assigned-seats': 'give-access',
};

export interface CustomerStep extends Step {
  readonly rule: RuleId;
}

/** What a partner can do for one of its customers; undefined where nothing that it does would help any more. */
export function customerSteps(customer: OpenCustomer, terms: CampaignTerms): CustomerStep[] | undefined {
  if (customer.notMet.some((rule) => OUT_OF_REACH.has(rule))) return undefined;
  return [...notMetSteps(customer, terms), ...unknownSteps(customer)];
}

function notMetSteps({ notMet, ...seats }: OpenCustomer, terms: CampaignTerms): CustomerStep[] {
  const minimum = terms.minimumSeats?.value;
  const short = (count: number | null) =>
    minimum === undefined || count === null ? null : Math.max(1, minimum - count);
  const steps: CustomerStep[] = [];
  if (notMet.includes('assigned-seats'))
    steps.push({ rule: 'assigned-seats', do: 'assign-seats', count: short(seats.seatsAssigned) });
  if (notMet.includes('billed-seats'))
    steps.push({ rule: 'billed-seats', do: 'bill-seats', count: short(seats.seatsBilled) });
  // Enough of both, but of different products: or one of them is short, and then that is the step.
  if (notMet.includes('qualifying-seats') && steps.length === 0)
    steps.push({ rule: 'qualifying-seats', do: 'match-seats', count: short(seats.seatsQualifying) });
  if (notMet.includes('seats-added')) steps.push({ rule: 'seats-added', do: 'add-seats', count: null });
  if (notMet.includes('claim')) steps.push({ rule: 'claim', do: 'hand-in-claim', count: null });
  return steps;
}

function unknownSteps({ unknown }: OpenCustomer): CustomerStep[] {
  const steps: CustomerStep[] = [];
  for (const rule of unknown) {
    const kind = rule === 'claim' ? 'hand-in-claim' : TO_BE_TOLD[rule];
    if (kind !== undefined) steps.push({ rule, do: kind, count: null });
  }
  return steps;
}
