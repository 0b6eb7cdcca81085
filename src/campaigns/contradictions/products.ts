import { nearestWord } from '../../kernel/index.js';
import type { CampaignTerms } from '../terms.js';
import type { Say } from './remark.js';

/** A product that at least one SKU or offer is mapped to. */
export interface KnownProduct {
  readonly product: string;
  readonly productFamily: string;
}

/** No seat of a product that nobody maps would ever count. */
export function checkProducts(terms: CampaignTerms, known: readonly KnownProduct[], say: Say): void {
  const family = terms.productFamily.value;
  const ofFamily = known.filter(({ productFamily }) => productFamily === family).map(({ product }) => product);
  const families = [...new Set(known.map(({ productFamily }) => productFamily))];
  if (ofFamily.length === 0) {
    say.contradiction(['productFamily'], `no SKU is known to be of "${family}"${meant(family, families)}`);
    return;
  }
  for (const [index, product] of terms.eligibleProducts.value.entries()) {
    if (ofFamily.includes(product)) continue;
    const elsewhere = known.find((each) => each.product === product)?.productFamily;
    say.contradiction(
      ['eligibleProducts', 'value', index],
      elsewhere === undefined
        ? `no SKU is known to be "${product}"${meant(product, ofFamily)}`
        : `"${product}" is of the family "${elsewhere}", not "${family}"`,
    );
  }
}

function meant(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  return nearest === undefined ? '; products.csv may say which is' : `; "${nearest}" is known`;
}
