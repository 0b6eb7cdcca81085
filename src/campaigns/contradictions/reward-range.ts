import { Exact } from '../../kernel/index.js';
import { rewardMeasure, rewardMethod, type Tiers } from '../reward-terms.js';
import type { CampaignTerms } from '../terms.js';

type Exactly = InstanceType<typeof Exact>;
type Band = Tiers['bands'][number];

/** The most and the least that a reward counts with one customer that qualifies. */
interface CountedRange {
  readonly least: Exactly;
  /** Undefined where there is no limit. */
  readonly most: Exactly | undefined;
}

export function countedRange(terms: CampaignTerms): CountedRange {
  const measure = rewardMeasure(rewardMethod(terms));
  if (measure === 'customers') return { least: new Exact(1), most: new Exact(1) };
  if (measure === 'billed revenue') return { least: new Exact(0), most: undefined };
  const most = terms.maximumSeats?.value.seats;
  const least = measure === 'seats' ? terms.minimumSeats?.value : terms.seatsAdded?.value.atLeast;
  return {
    least: Exact.min(least ?? 0, most ?? Infinity),
    most: most === undefined ? undefined : new Exact(most),
  };
}

/** The bands that a volume can come to; with the volume of all customers together, every one. */
export function reachableBands(terms: CampaignTerms, tiers: Tiers): readonly Band[] {
  if (tiers.volumeOf === 'the partner') return tiers.bands;
  const { least, most } = countedRange(terms);
  return tiers.bands.filter((band, index) => {
    const next = tiers.bands[index + 1]?.from;
    // With marginal rates the bands below the volume pay for their part of it.
    const isPassed = tiers.method === 'whole volume' && next !== undefined && isBeyond(least, next, tiers);
    return !isPassed && (index === 0 || most === undefined || isBeyond(most, band.from, tiers));
  });
}

/** Whether a volume belongs to the band that begins at an edge, or to a later one. */
function isBeyond(volume: Exactly, edge: string, { atTheEdge }: Tiers): boolean {
  return atTheEdge === 'the band that begins' ? volume.gte(edge) : volume.gt(edge);
}

/** The rates of a method: for each customer or seat, or the part of revenue. */
export function ratesOf(terms: CampaignTerms): Exactly[] {
  const method = rewardMethod(terms);
  if (method.kind === 'tiers') return reachableBands(terms, method).map(rateOf);
  return [method.kind === 'revenue' ? new Exact(method.percent).div(100) : new Exact(method.amount)];
}

export function rateOf({ each, percent }: Band): Exactly {
  return each === undefined ? new Exact(percent ?? 0).div(100) : new Exact(each);
}

/** Bounds of what is earned with one customer before any cap. `most` is undefined where there is none. */
export function rewardRange(terms: CampaignTerms): { readonly least: Exactly; readonly most: Exactly | undefined } {
  const { least, most } = countedRange(terms);
  const rates = ratesOf(terms);
  const highest = Exact.max(0, ...rates);
  return {
    least: least.times(Exact.min(highest, ...rates)),
    most: highest.isZero() ? highest : most?.times(highest),
  };
}
