import type { RewardPolicy, RewardRates } from '../../campaigns/index.js';
import { Ratio } from '../../kernel/index.js';

export type Tiers = RewardRates & { readonly kind: 'tiers' };

/** A part of what is counted that lies in one band. */
export interface BandPart {
  /** From 0. */
  readonly band: number;
  readonly units: Ratio;
  /** The volume reached with it. */
  readonly volume: Ratio;
}

/** The band, from 0, that a volume belongs to. */
export function bandOf(volume: Ratio, { bands, atTheEdge }: Tiers): number {
  const isReached = (from: string): boolean => {
    const compared = volume.compare(Ratio.of(from));
    return compared > 0 || (compared === 0 && atTheEdge === 'the band that begins');
  };
  // Nothing counted lies at the edge of the first band, and has no band before.
  return Math.max(
    0,
    bands.findLastIndex(({ from }) => isReached(from)),
  );
}

/** Where `units` more lie that are counted on top of `before`, band by band; bands without any are left out. */
export function fillBands(
  before: Ratio,
  units: Ratio,
  tiers: Tiers,
  measure: RewardPolicy['measure'],
): readonly BandPart[] {
  const parts: BandPart[] = [];
  const full = before.plus(units);
  let filled = before;
  for (const band of tiers.bands.keys()) {
    const end = endOf(band, tiers, measure);
    const volume = end === null || end.compare(full) > 0 ? full : end;
    if (volume.compare(filled) <= 0) continue;
    parts.push({ band, units: volume.minus(filled), volume });
    filled = volume;
  }
  return parts;
}

/** The last volume that a band pays for; null: without end. */
function endOf(band: number, { bands, atTheEdge }: Tiers, measure: RewardPolicy['measure']): Ratio | null {
  const next = bands[band + 1];
  if (next === undefined) return null;
  const edge = Ratio.of(next.from);
  // The unit that reaches the edge is whole, and belongs to one of the two bands. Revenue is divided at the edge itself.
  return measure !== 'billed revenue' && atTheEdge === 'the band that begins' ? edge.minus(Ratio.of(1n)) : edge;
}
