/** Rewards by tiers (docs/calculation.md, "Reward", step 3). */
import { Fraction, larger, smaller, sum } from './exact.js';
import type { Tiers } from './reward-terms.js';

interface Band {
  readonly from: Fraction;
  /** What one unit earns; of revenue, one unit of the currency. */
  readonly each: Fraction;
}

/** Told of what happened, by a name: it shows over many worlds that nothing was left untried. */
export type Note = (what: string) => void;

/** @param counts of the customers, in the order in which they fill the bands; @returns what each earns */
export function earnByTiers(terms: Tiers, counts: readonly Fraction[], note: Note): Fraction[] {
  const percent = terms.measure === 'billed revenue' ? Fraction.ratio(1n, 100n) : Fraction.of(1n);
  const bands = terms.bands.map(({ from, rate }) => ({
    from: Fraction.of(from),
    each: Fraction.of(rate).times(percent),
  }));
  const partner = sum(counts);
  let before = Fraction.ZERO;
  return counts.map((count) => {
    const volume = terms.volumeOf === 'the partner' ? partner : count;
    if (terms.method === 'whole volume') return bandOf(volume, bands, terms, note).each.times(count);
    const start = terms.volumeOf === 'the partner' ? before : Fraction.ZERO;
    before = before.plus(count);
    return terms.measure === 'billed revenue'
      ? betweenEdges(start, start.plus(count), bands, note)
      : unitByUnit(start.floor(), count.floor(), bands, terms, note);
  });
}

/**
 * "Band i begins at `from` of i and goes up to where the next begins. ... A volume of exactly `from` belongs to the band
 * that begins there, or to the band before, as the term says. A volume of 0 belongs to the first band."
 */
function bandOf(volume: Fraction, bands: readonly Band[], { atTheEdge }: Tiers, note: Note): Band {
  if (bands.some(({ from }) => !from.isZero() && from.compare(volume) === 0)) note(`a volume at an edge, ${atTheEdge}`);
  const reached = bands.findLastIndex(({ from }) =>
    atTheEdge === 'the band that begins' ? from.compare(volume) <= 0 : from.compare(volume) < 0,
  );
  note(reached > 0 ? 'a later band' : 'the first band');
  return bands[Math.max(reached, 0)]!;
}

/** "the n-th unit is paid at the rate of the band that the volume n belongs to" */
function unitByUnit(before: bigint, count: bigint, bands: readonly Band[], terms: Tiers, note: Note): Fraction {
  let earned = Fraction.ZERO;
  for (let unit = before + 1n; unit <= before + count; unit++) {
    earned = earned.plus(bandOf(Fraction.of(unit), bands, terms, note).each);
  }
  return earned;
}

/** "the part of the volume between two edges is paid at the rate of the band between them" */
function betweenEdges(from: Fraction, to: Fraction, bands: readonly Band[], note: Note): Fraction {
  return sum(
    bands.map((band, place) => {
      const next = bands[place + 1]?.from;
      const start = larger(from, band.from);
      const end = next === undefined ? to : smaller(to, next);
      if (end.compare(start) <= 0) return Fraction.ZERO;
      note(place > 0 ? 'a later band' : 'the first band');
      return end.minus(start).times(band.each);
    }),
  );
}
