import { checkBands } from './contradictions/bands.js';
import { checkCaps } from './contradictions/caps.js';
import { checkDays } from './contradictions/days.js';
import { checkClaimCalendar } from './contradictions/claim-calendar.js';
import { checkPayDate } from './contradictions/pay-date.js';
import { checkProducts, type KnownProduct } from './contradictions/products.js';
import { checkRegisterWords, type RegisterWords } from './contradictions/register-words.js';
import type { Remark, RemarkAt } from './contradictions/remark.js';
import { checkSeatTerms } from './contradictions/seat-terms.js';
import { checkTermsWithoutEffect } from './contradictions/terms-without-effect.js';
import { SeatbackError } from '../kernel/index.js';
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
 * @param register words of the registers of partners and customers; left out, no term is held against them
 * @returns by line
 */
export function checkCampaign(
  { campaign, lineOf }: CampaignFile,
  products?: readonly KnownProduct[],
  register?: RegisterWords,
): CampaignRemark[] {
  return remarksOf(campaign, products, register)
    .map(({ severity, path, message }) => ({
      severity,
      term: spokenPath(['terms', ...path]),
      line: lineOf(['terms', ...path]),
      message,
    }))
    .sort((one, other) => one.line - other.line);
}

/** What of it nobody could be paid by. */
export function contradictionsOf(file: CampaignFile, products?: readonly KnownProduct[]): CampaignRemark[] {
  return checkCampaign(file, products).filter(({ severity }) => severity === 'contradiction');
}

/**
 * By terms that contradict each other no figure is right. Warnings are no matter here.
 *
 * @param lineOf where terms stand in the campaign's file; left out, they are named without their lines
 * @throws SeatbackError CAMPAIGN_CONTRADICTS_ITSELF, with each term and its line
 */
export function expectNoContradiction(
  campaign: Campaign,
  products: readonly KnownProduct[] | undefined,
  lineOf: CampaignFile['lineOf'] | undefined,
): void {
  const contradictions = contradictionsOf({ campaign, lineOf: lineOf ?? (() => 0) }, products);
  const findings = contradictions.map(({ term, line, message }) => ({
    place: lineOf === undefined ? term : `${term} (line ${String(line)})`,
    expected: 'a term that goes with the others',
    found: message,
  }));
  if (findings.length === 0) return;
  throw new SeatbackError({
    code: 'CAMPAIGN_CONTRADICTS_ITSELF',
    expected: 'terms that can all hold together, for an official run',
    found: findings.map(({ place, found }) => `${place}: ${found}`).join('; '),
    where: `${campaign.campaign} version ${String(campaign.version)}`,
    next: `Correct the terms and see npx seatback campaigns check ${campaign.campaign}; where this version was published, raise it.`,
    findings,
  });
}

function remarksOf(
  campaign: Campaign,
  products: readonly KnownProduct[] | undefined,
  register: RegisterWords | undefined,
): Remark[] {
  const remarks: Remark[] = [];
  const remarkAt =
    (severity: Remark['severity']): RemarkAt =>
    (path, message) => {
      remarks.push({ severity, path, message });
    };
  const say = { contradiction: remarkAt('contradiction'), warning: remarkAt('warning') };
  checkDays(campaign, say);
  checkPayDate(campaign.terms, say);
  checkClaimCalendar(campaign.terms, say);
  checkSeatTerms(campaign.terms, say);
  checkBands(campaign.terms, say);
  checkCaps(campaign.terms, say);
  checkTermsWithoutEffect(campaign.terms, say);
  if (register !== undefined) checkRegisterWords(campaign.terms, register, say);
  if (products !== undefined) checkProducts(campaign.terms, products, say);
  return remarks;
}
