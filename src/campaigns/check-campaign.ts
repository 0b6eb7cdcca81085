import { checkBands } from './contradictions/bands.js';
import { checkCaps } from './contradictions/caps.js';
import { checkDays } from './contradictions/days.js';
import { checkPayDate } from './contradictions/pay-date.js';
import { checkProducts, type KnownProduct } from './contradictions/products.js';
import type { Remark, RemarkAt } from './contradictions/remark.js';
import { checkSeatTerms } from './contradictions/seat-terms.js';
import type { CampaignFile } from './parse-campaign.js';
import { spokenPath, type Campaign } from './terms.js';

export interface CampaignRemark {
  readonly severity: 'contradiction' | 'warning';
  /** As finance writes it: `reward by tiers / bands / 1`. */
  readonly term: string;
  readonly line: number;
  readonly message: string;
}

/**
 * Finds terms that contradict each other, and what is allowed and yet seldom meant.
 *
 * @param products that files or what is built in map to SKUs; left out, the products are not held against them
 * @returns by line
 */
export function checkCampaign(
  { campaign, lineOf }: CampaignFile,
  products?: readonly KnownProduct[],
): CampaignRemark[] {
  return remarksOf(campaign, products)
    .map(({ severity, path, message }) => ({
      severity,
      term: spokenPath(['terms', ...path]),
      line: lineOf(['terms', ...path]),
      message,
    }))
    .sort((one, other) => one.line - other.line);
}

function remarksOf(campaign: Campaign, products: readonly KnownProduct[] | undefined): Remark[] {
  const remarks: Remark[] = [];
  const remarkAt =
    (severity: Remark['severity']): RemarkAt =>
    (path, message) => {
      remarks.push({ severity, path, message });
    };
  const say = { contradiction: remarkAt('contradiction'), warning: remarkAt('warning') };
  checkDays(campaign, say);
  checkPayDate(campaign.terms, say);
  checkSeatTerms(campaign.terms, say);
  checkBands(campaign.terms, say);
  checkCaps(campaign.terms, say);
  if (products !== undefined) checkProducts(campaign.terms, products, say);
  return remarks;
}
