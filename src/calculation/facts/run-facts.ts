import type { Session } from '../../database/index.js';
import { compareCodePoints, dayOf, plusDays, type CalendarDate } from '../../kernel/index.js';
import type { RunFacts } from '../rules/index.js';
import { visible, type Snapshot } from './snapshot.js';

/** Days for which records of a resource are complete. */
export interface CoveredDays {
  readonly resource: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

export async function loadRunFacts(session: Session, snapshot: Snapshot): Promise<RunFacts> {
  const covered = await session.query<CoveredDays>(
    `SELECT resource, known_from AS "from", known_to AS "to" FROM record_coverage AS covered WHERE ${visible('covered', snapshot.delivery)}`,
  );
  return runFactsOf(covered, snapshot);
}

/** Pure: the same coverage and pin give the same facts. */
export function runFactsOf(
  covered: readonly CoveredDays[],
  snapshot: Omit<Snapshot, 'delivery' | 'campaignId' | 'snapshotAt'>,
): RunFacts {
  const { window, timeZone } = snapshot.terms;
  const stretches = joinStretches([...covered].sort(byResourceAndDays));
  const containing = (resource: string, day: CalendarDate) =>
    stretches.find((stretch) => stretch.resource === resource && stretch.from <= day && day <= stretch.to);
  const starts = ['billing', 'subscriptions']
    .map((resource) => containing(resource, window.value.from)?.from)
    .filter((day) => day !== undefined);
  return {
    windowFrom: window.value.from,
    lastDay: snapshot.lastDay,
    isProvisional: snapshot.isProvisional,
    knownDay: dayOf(snapshot.knownAt, timeZone.value),
    billingKnown: containing('billing', snapshot.lastDay) !== undefined,
    billingStretches: stretches.filter(({ resource }) => resource === 'billing').map(({ from, to }) => ({ from, to })),
    recordsSince: starts.sort()[0] ?? null,
  };
}

/** Rows of a resource that touch or overlap are one stretch (import contract, section 3, `coverage.csv`). */
function joinStretches(ordered: readonly CoveredDays[]): CoveredDays[] {
  const joined: CoveredDays[] = [];
  for (const next of ordered) {
    const last = joined.at(-1);
    if (last?.resource === next.resource && next.from <= plusDays(last.to, 1)) {
      if (next.to > last.to) joined[joined.length - 1] = { ...last, to: next.to };
    } else joined.push(next);
  }
  return joined;
}

function byResourceAndDays(a: CoveredDays, b: CoveredDays): number {
  return (
    compareCodePoints(a.resource, b.resource) || compareCodePoints(a.from, b.from) || compareCodePoints(a.to, b.to)
  );
}
