import { compareCodePoints } from '../../kernel/index.js';
import type { RewardedCustomer } from './counted.js';

/** By first sale, without one last, then by tenant GUID: it decides gates, marginal bands and last cents. */
export function inOrderOfFirstSale<Customer extends Pick<RewardedCustomer, 'customerId' | 'firstStart'>>(
  customers: readonly Customer[],
): Customer[] {
  return [...customers].sort(
    (a, b) => compareFirstStarts(a.firstStart, b.firstStart) || compareCodePoints(a.customerId, b.customerId),
  );
}

function compareFirstStarts(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return compareCodePoints(a, b);
}
