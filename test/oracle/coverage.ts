/** The days for which our records are complete (contract, section 3, `coverage.csv`). */
import { addDays, covers, type Day } from './calendar.js';
import { byCodePoint } from './order.js';
import type { Records } from './records.js';
import type { Span } from './terms.js';

/** "rows of a resource that touch or overlap are joined" */
export function coveredStretches(records: Records, resource: string): Span[] {
  const rows = records.coverage
    .filter((row) => row.resource === resource)
    .sort((one, other) => byCodePoint(one.from, other.from));
  const stretches: { from: Day; to: Day }[] = [];
  for (const { from, to } of rows) {
    const before = stretches.at(-1);
    if (before !== undefined && from <= addDays(before.to, 1)) before.to = before.to < to ? to : before.to;
    else stretches.push({ from, to });
  }
  return stretches;
}

/** Whether the coverage of `billing` includes all of the days. */
export const isBillingCovered = (records: Records, days: Span): boolean =>
  coveredStretches(records, 'billing').some((stretch) => covers(stretch, days.from) && covers(stretch, days.to));
