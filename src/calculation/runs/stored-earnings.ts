import type { Session } from '../../database/index.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import { comparedAmounts, type ComparedAmounts } from './compared-amounts.js';
import type { DigestedEarning } from './digests.js';
import type { PartnerEarning } from './settle-partner.js';

export type DigestedPartnerEarning = PartnerEarning & { readonly digest: string };

type StoredEarningAmounts = DigestedPartnerEarning & { readonly compared: ComparedAmounts | null };

export const EARNED_COLUMNS = [
  'customers_qualified',
  'customers_undecided',
  'customers_provisional',
  'earned',
  'potential',
  'compared',
  'compared_potential',
  'currency',
  'digest',
];

/**
 * Into a table of the transaction's own: `staged_earning`.
 *
 * @param companies of the locations that belong to one, by the key of the location
 */
export async function stageEarnings(
  session: Session,
  earnings: readonly DigestedPartnerEarning[],
  companies: ReadonlyMap<number, string>,
  terms: CampaignTerms,
): Promise<void> {
  const compared = comparedAmounts(
    earnings.map((each) => ({ ...each, globalPartnerId: companies.get(each.partnerKey) ?? null })),
    terms,
  );
  await session.execute(
    `CREATE TEMPORARY TABLE staged_earning ON COMMIT DROP AS SELECT partner_key, ${EARNED_COLUMNS.join(', ')} FROM partner_earning WITH NO DATA`,
  );
  await session.copyRows(
    'staged_earning',
    ['partner_key', ...EARNED_COLUMNS],
    earnings.map((each, index) => earningRow({ ...each, compared: compared[index] ?? null })),
  );
}

export function digestedEarning({ qualified, undecided, now, potential }: PartnerEarning): DigestedEarning {
  return {
    customersQualified: qualified,
    customersUndecided: undecided,
    earned: now.earned.toString(),
    potential: potential?.earned.toString() ?? null,
    currency: now.earned.currency.code,
  };
}

function earningRow(each: StoredEarningAmounts): readonly (string | number | null)[] {
  const { partnerKey, qualified, undecided, provisional, now, potential, compared, digest } = each;
  return [
    partnerKey,
    qualified,
    undecided,
    provisional,
    now.earned.toString(),
    potential?.earned.toString() ?? null,
    compared?.compared.toString() ?? null,
    compared?.comparedPotential?.toString() ?? null,
    now.earned.currency.code,
    digest,
  ];
}
