import type { CampaignTerms } from '../../campaigns/index.js';
import { Exact } from '../../kernel/index.js';
import type { Proof } from './proof-schema.js';

export type Line = Proof['evidence']['lines'][number];

/** Seats of a line, with the sign of its subtotal; null where it does not count. */
export function seatsOf(line: Line): number | null {
  const quantity = new Exact(line.quantity);
  if (line.leftOut !== null || !quantity.isInteger()) return null;
  return new Exact(line.subtotal).isNegative() ? -Math.abs(quantity.toNumber()) : Math.abs(quantity.toNumber());
}

export function isEligible(
  { product, productFamily }: { readonly product: string | null; readonly productFamily: string | null },
  terms: CampaignTerms,
): boolean {
  return (
    productFamily === terms.productFamily.value && product !== null && terms.eligibleProducts.value.includes(product)
  );
}
