import type { CampaignTerms, Tiers } from '../../campaigns/index.js';
import type { SeatRange } from './case-facts.js';

export type Measure = Tiers['measure'];

/** What the campaign's reward counts for each customer. */
export function measureOf({ rewardByTiers, rewardForEachSeat, rewardOfBilledRevenue }: CampaignTerms): Measure {
  if (rewardByTiers !== undefined) return rewardByTiers.value.measure;
  if (rewardForEachSeat !== undefined) return rewardForEachSeat.value.seats === 'all' ? 'seats' : 'seats added';
  return rewardOfBilledRevenue === undefined ? 'customers' : 'billed revenue';
}

/** Of these seats, those that count for the reward: no more than a maximum that counts. */
export function countedSeats({ least, most }: SeatRange, { maximumSeats }: CampaignTerms): SeatRange {
  const maximum =
    maximumSeats?.value.above === 'the maximum counts' ? maximumSeats.value.seats : Number.POSITIVE_INFINITY;
  return { least: Math.min(least, maximum), most: Math.min(most, maximum) };
}

/** Above so many qualifying seats a customer is not eligible, and seats added are never more than those. */
export function eligibleSeats({ maximumSeats }: CampaignTerms): number {
  return maximumSeats?.value.above === 'not eligible' ? maximumSeats.value.seats : Number.POSITIVE_INFINITY;
}
