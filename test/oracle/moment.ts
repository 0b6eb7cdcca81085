/** The days and instants a calculation stands on (contract, section 5, opening and "Provisional"). */
import { dayOf, midnightThatEnds, type Day, type Days, type Instant } from './calendar.js';
import type { OracleTerms } from './terms.js';
import { readInstant } from './values.js';

export interface Moment {
  /** `F` and `L`. */
  readonly first: Day;
  readonly last: Day;
  readonly window: Days;
  readonly provisional: boolean;
  /** `T` */
  readonly snapshot: Instant;
  /** The day of `K`. */
  readonly knownOn: Day;
  /** "A condition dated after that day ... is unknown and marked `pending`": never so at the end of the window. */
  isPending(conditionDatedOn: Day): boolean;
}

export function momentOf(terms: OracleTerms, options: { snapshotAt?: string; knownAt: string }): Moment {
  const end = midnightThatEnds(terms.window.to, terms.timeZone);
  const given = options.snapshotAt === undefined ? undefined : readInstant(options.snapshotAt);
  const provisional = given !== undefined && given < end;
  // "`T` = that instant, `L` = its day"
  const last = provisional ? dayOf(given, terms.timeZone) : terms.window.to;
  return {
    first: terms.window.from,
    last,
    window: { from: terms.window.from, to: last },
    provisional,
    snapshot: provisional ? given : end,
    knownOn: dayOf(readInstant(options.knownAt), terms.timeZone),
    isPending: (conditionDatedOn) => provisional && conditionDatedOn > last,
  };
}
