import type { Finding, RuleId } from '../../calculation/index.js';
import type { CustomerStep } from './customer-steps.js';
import type { StepKind } from './partner-action.js';

/** What a partner can do about its own standing, each step once. */
export function standingSteps(findings: readonly Finding[]): CustomerStep[] {
  const steps: CustomerStep[] = [];
  for (const finding of findings) {
    const step = stepOf(finding);
    if (step !== undefined && !steps.some((each) => each.do === step.do)) steps.push({ ...step, rule: finding.rule });
  }
  // Whoever is to hold a competency on the day is told so; that membership and agreement must hold too goes with it.
  return steps.some((step) => step.do === 'hold-competency')
    ? steps.filter((step) => step.do !== 'hold-together')
    : steps;
}

/** What each rule that looks at the partner alone asks of it. */
const STEPS: Readonly<Partial<Record<RuleId, StepKind>>> = {
  membership: 'renew-membership',
  agreement: 'renew-agreement',
  competency: 'hold-competency',
  'eligibility-day': 'hold-together',
  enrolment: 'enrol',
  'proof-of-performance': 'hand-in-proof',
};

function stepOf({ rule, because }: Finding): Pick<CustomerStep, 'do' | 'count'> | undefined {
  // So far all is as it must be: only the day has not come.
  if (because === 'enrolled-so-far' || because === 'exclusion-still-possible') return undefined;
  const kind = because === 'partner-not-registered' ? 'register' : STEPS[rule];
  return kind === undefined ? undefined : { do: kind, count: null };
}
