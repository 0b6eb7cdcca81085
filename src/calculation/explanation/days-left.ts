import type { CampaignTerms } from '../../campaigns/index.js';
import { daysBetween, type CalendarDate } from '../../kernel/index.js';
import type { Finding, RuleId, RunFacts } from '../rules/index.js';

/** What can be reached up to the last day of the window, as long as that lies ahead. */
const UP_TO_THE_LAST_DAY: ReadonlySet<RuleId> = new Set([
  'assigned-seats',
  'billed-seats',
  'qualifying-seats',
  'maximum-seats',
  'seats-added',
  'membership',
  'agreement',
  'enrolment',
  'reward-measure',
  'one-reward-per-customer',
  'customers-needed',
]);

export interface Deadline {
  readonly day: CalendarDate;
  readonly daysLeft: number;
}

/**
 * The day up to which a finding that is not met or unknown can still change. What must be so by the end of the window
 * is counted from the snapshot; what is handed in, from the day that is known. Null where no day decides any more.
 */
export function deadlineOf(
  finding: Pick<Finding, 'rule' | 'outcome'>,
  run: Pick<RunFacts, 'isProvisional' | 'knownDay' | 'lastDay'>,
  terms: CampaignTerms,
): Deadline | null {
  if (finding.outcome === 'met') return null;
  const received = receivedBy(finding.rule, terms);
  if (received !== null) return ahead(run.knownDay, received);
  if (!run.isProvisional) return null;
  return ahead(run.lastDay, lastDayOf(finding.rule, terms));
}

/** The last day on which a document that the rule asks for may be received. */
function receivedBy(rule: RuleId, { registration, claim, proofOfPerformance }: CampaignTerms): CalendarDate | null {
  if (rule === 'registration') return registration?.value.days.to ?? null;
  if (rule === 'claim') return claim?.value.days.to ?? null;
  return rule === 'proof-of-performance' ? (proofOfPerformance?.value.by ?? null) : null;
}

function lastDayOf(rule: RuleId, { eligibilityDays, window }: CampaignTerms): CalendarDate | null {
  if (rule === 'competency' || rule === 'eligibility-day')
    return [...(eligibilityDays?.value ?? [])].sort().at(-1) ?? null;
  return UP_TO_THE_LAST_DAY.has(rule) ? window.value.to : null;
}

function ahead(from: CalendarDate, day: CalendarDate | null): Deadline | null {
  if (day === null) return null;
  const daysLeft = daysBetween(from, day);
  return daysLeft < 0 ? null : { day, daysLeft };
}
