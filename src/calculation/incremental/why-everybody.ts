import type { CampaignTerms } from '../../campaigns/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { includeAll, type DayRange, type RunFacts } from '../rules/index.js';
import { daysWithoutBilling } from '../rules/no-recent-billing.js';
import { comparisonDays } from '../rules/seats-added.js';

type Same = (before: RunFacts, after: RunFacts, terms: CampaignTerms) => boolean;

/**
 * For each fact of a run, whether every rule makes the same of it. That a day goes by means something only where the
 * terms name a day: rules compare the days of a run with these, and with days of the partner's and the customer's own.
 */
const SAME_FOR_EVERYBODY: Readonly<Record<keyof RunFacts, Same>> = {
  windowFrom: (before, after) => before.windowFrom === after.windowFrom,
  isProvisional: (before, after) => before.isProvisional === after.isProvisional,
  billingKnown: (before, after) => before.billingKnown === after.billingKnown,
  recordsSince: (before, after) => before.recordsSince === after.recordsSince,
  lastDay: (before, after, terms) => passNoDayOf(terms, before.lastDay, after.lastDay),
  knownDay: (before, after, terms) => passNoDayOf(terms, before.knownDay, after.knownDay),
  billingStretches: (before, after, terms) =>
    askedOf(terms).every((daysOf) => {
      const known = (run: RunFacts) => includeAll(run.billingStretches, daysOf(run));
      return known(before) === known(after);
    }),
};

/** Days of which rules ask whether billing is known on all of them. */
function askedOf(terms: CampaignTerms): ((run: RunFacts) => DayRange)[] {
  const asked: (DayRange | undefined)[] = [
    terms.seatsAdded === undefined ? undefined : comparisonDays(terms),
    terms.noBillingBefore === undefined ? undefined : daysWithoutBilling(terms),
    terms.baselineBill?.value.days,
  ];
  return [
    ({ windowFrom, lastDay }) => ({ from: windowFrom, to: lastDay }),
    ...asked.flatMap((days) => (days === undefined ? [] : [() => days])),
  ];
}

/** On a day of the terms itself it may matter on which side of it a run stands: such a day counts as passed. */
function passNoDayOf(terms: CampaignTerms, before: CalendarDate, after: CalendarDate): boolean {
  return before === after || !daysIn(terms).some((day) => before <= day && day <= after);
}

/** Every day that the terms name, whichever term it is. */
export function daysIn(terms: CampaignTerms): string[] {
  const days: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) days.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  for (const term of Object.values(terms)) walk(term?.value);
  return days;
}

/** The facts of a run that make of every customer something else; none: nobody's outcome differs by them. */
export function whyEverybody(before: RunFacts, after: RunFacts, terms: CampaignTerms): (keyof RunFacts)[] {
  const facts = Object.keys(SAME_FOR_EVERYBODY) as (keyof RunFacts)[];
  return facts.filter((fact) => !SAME_FOR_EVERYBODY[fact](before, after, terms));
}
