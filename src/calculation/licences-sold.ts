import type { CampaignTerms } from '../campaigns/index.js';
import type { CustomerFacts } from './rules/index.js';
import type { CustomerSeats } from './seats.js';

interface SeatFacts {
  readonly customer: CustomerFacts;
  readonly seats: CustomerSeats;
}

/**
 * Of a campaign that counts licences as they were sold nothing depends on readings: what all sellers billed of a SKU
 * stands for what is assigned of it, and no reading is missed (docs/calculation.md, "Licences sold").
 */
export function seatsThatCount(facts: SeatFacts, { seatCount }: CampaignTerms): SeatFacts {
  if (seatCount.value !== 'licences sold') return facts;
  const { customer, seats } = facts;
  return {
    customer: { ...customer, noReading: null },
    seats: { billed: seats.billed, assigned: seats.billed === null ? null : soldOfEachSku(seats.billed) },
  };
}

function soldOfEachSku(billed: NonNullable<CustomerSeats['billed']>): NonNullable<CustomerSeats['assigned']> {
  const sold = new Map<number, number>();
  for (const { skuKey, seats } of billed) sold.set(skuKey, (sold.get(skuKey) ?? 0) + seats);
  return [...sold].map(([skuKey, seats]) => ({ skuKey, seats, isEligible: true }));
}
