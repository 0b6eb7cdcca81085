import type { Instant } from '../../kernel/index.js';

/** For as long as readings named a series (a SKU, say) with equal values: from the first that did to the first that did not. */
export interface Spell<V> {
  readonly series: number;
  readonly value: V;
  readonly from: Instant;
  /** Null: the last reading still showed it. */
  readonly to: Instant | null;
}

/** One look at everything there is: a series that is not named was not there. */
export interface Reading<V> {
  readonly at: Instant;
  readonly values: ReadonlyMap<number, V>;
}

/** That there was a look at everything, at an instant; what it showed, the spells tell. */
export interface KnownReading {
  readonly at: Instant;
  /** It turned out to contradict itself, or to be unreadable: it says nothing any more. */
  readonly isVoid: boolean;
}

export interface TimelineChange<V, S extends Spell<V>> {
  /** Ended by a reading later than all known ones: earlier knowledge is not touched by the end. */
  readonly ended: readonly { readonly spell: S; readonly to: Instant }[];
  /** No longer true as recorded, because a reading came in between known ones. */
  readonly superseded: readonly S[];
  readonly added: readonly Spell<V>[];
}

/**
 * Works readings into a timeline and says what that changes. Readings equal to what is known change nothing.
 *
 * @param spells what is known, at least all spells that reach the first of `readings` or end with it
 * @param covered known readings from the first of `readings` on, void ones included
 * @param readings at least one, ascending, no two at one instant. A reading at a known instant replaces that one.
 */
export function workInReadings<V, S extends Spell<V>>(
  spells: readonly S[],
  covered: readonly KnownReading[],
  readings: readonly Reading<V>[],
  equal: (a: V, b: V) => boolean,
): TimelineChange<V, S> {
  const [first] = readings;
  if (first === undefined) return { ended: [], superseded: [], added: [] };
  // A void reading counts here too: before it turned out to be void somebody may have asked what it showed.
  const isLate = covered.length > 0 || spells.some((spell) => spell.from >= first.at);
  const bySeries = new Map<number, S[]>();
  for (const spell of spells) {
    // One that ended with the reading that is replaced may go on.
    const isOver = spell.to !== null && (isLate ? spell.to < first.at : spell.to <= first.at);
    if (isOver) continue;
    const known = bySeries.get(spell.series);
    if (known === undefined) bySeries.set(spell.series, [spell]);
    else known.push(spell);
  }
  const moments = isLate ? mergedMoments(covered, readings) : readings.map((reading) => ({ at: reading.at, reading }));
  const ended: { spell: S; to: Instant }[] = [];
  const superseded: S[] = [];
  const added: Spell<V>[] = [];
  for (const series of new Set([...bySeries.keys(), ...readings.flatMap((reading) => [...reading.values.keys()])])) {
    const known = (bySeries.get(series) ?? []).sort((a, b) => (a.from < b.from ? -1 : 1));
    const recoded = encode(series, moments, known, first.at, equal);
    if (isLate) {
      const isSame = (a: Spell<V>, b: Spell<V>) => a.from === b.from && a.to === b.to && equal(a.value, b.value);
      superseded.push(...known.filter((spell) => !recoded.some((other) => isSame(spell, other))));
      added.push(...recoded.filter((spell) => !known.some((other) => isSame(spell, other))));
      continue;
    }
    const [open] = known;
    const continued = open === undefined ? undefined : recoded.find((spell) => spell.from === open.from);
    if (open !== undefined && continued !== undefined && continued.to !== null)
      ended.push({ spell: open, to: continued.to });
    added.push(...recoded.filter((spell) => spell !== continued));
  }
  return { ended, superseded, added };
}

interface Moment<V> {
  readonly at: Instant;
  /** Undefined: a known reading, whose values the known spells tell. */
  readonly reading: Reading<V> | undefined;
}

function mergedMoments<V>(covered: readonly KnownReading[], readings: readonly Reading<V>[]): Moment<V>[] {
  const moments = new Map<Instant, Moment<V>>();
  for (const { at, isVoid } of covered) if (!isVoid) moments.set(at, { at, reading: undefined });
  for (const reading of readings) moments.set(reading.at, { at: reading.at, reading });
  return [...moments.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Run-length coding of one series over the moments, continuing what was known before the first of them. */
function encode<V>(
  series: number,
  moments: readonly Moment<V>[],
  known: readonly Spell<V>[],
  start: Instant,
  equal: (a: V, b: V) => boolean,
): Spell<V>[] {
  const coded: Spell<V>[] = [];
  let current = known.find((spell) => spell.from < start);
  for (const { at, reading } of moments) {
    const value = reading === undefined ? valueAt(known, at) : reading.values.get(series);
    if (current !== undefined && value !== undefined && equal(current.value, value)) continue;
    if (current !== undefined) coded.push({ series, value: current.value, from: current.from, to: at });
    current = value === undefined ? undefined : { series, value, from: at, to: null };
  }
  if (current !== undefined) coded.push({ series, value: current.value, from: current.from, to: null });
  return coded;
}

function valueAt<V>(known: readonly Spell<V>[], at: Instant): V | undefined {
  return known.find((spell) => spell.from <= at && (spell.to === null || at < spell.to))?.value;
}
