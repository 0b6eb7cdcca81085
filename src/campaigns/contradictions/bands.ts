import { rewardMethod } from '../reward-terms.js';
import type { CampaignTerms } from '../terms.js';
import type { Say } from './remark.js';
import { countedRange, rateOf, ratesOf, reachableBands } from './reward-range.js';

/** Looks for bands that nobody comes to, for steps down, and for rates by which nothing is earned. */
export function checkBands(terms: CampaignTerms, say: Say): void {
  const method = rewardMethod(terms);
  if (ratesOf(terms).every((rate) => rate.isZero()))
    say.contradiction([termOf(method.kind)], 'nobody would earn anything by it');
  if (method.kind === 'revenue' && Number(method.percent) > 100)
    say.warning(['rewardOfBilledRevenue', 'value', 'percent'], `${method.percent} percent is more than was billed`);
  if (method.kind !== 'tiers') return;

  const reachable = reachableBands(terms, method);
  const { least, most } = countedRange(terms);
  for (const [index, band] of method.bands.entries()) {
    const path = ['rewardByTiers', 'value', 'bands', index] as const;
    if (Number(band.percent ?? 0) > 100)
      say.warning([...path, 'percent'], `${band.percent ?? ''} percent is more than was billed`);
    if (!reachable.includes(band)) {
      say.contradiction(
        path,
        most?.lte(band.from) === true
          ? `no volume comes to it: of one customer at most ${most.toFixed()} count`
          : `no volume belongs to it: whoever qualifies counts with ${least.toFixed()} or more`,
      );
      continue;
    }
    const before = method.bands[index - 1];
    if (method.method === 'whole volume' && before !== undefined && rateOf(band).lt(rateOf(before)))
      say.warning(
        path,
        `its rate is lower than that of the band before and holds for the whole volume: whoever goes beyond ${band.from} earns less than with one ${unit(method.measure)} fewer`,
      );
  }
}

function termOf(kind: ReturnType<typeof rewardMethod>['kind']) {
  return (
    {
      customer: 'rewardForEachCustomer',
      seat: 'rewardForEachSeat',
      revenue: 'rewardOfBilledRevenue',
      tiers: 'rewardByTiers',
    } as const
  )[kind];
}

function unit(measure: string): string {
  if (measure === 'customers') return 'customer';
  return measure === 'billed revenue' ? 'unit of revenue' : 'seat';
}
