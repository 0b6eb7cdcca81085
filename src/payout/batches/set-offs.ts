import type { CampaignTerms, CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { recoverables, type Recoverable } from '../../ledger/index.js';
import { postedTerms } from './posted-terms.js';

/** What partners were paid too much in other campaigns that set it off against later payouts. */
export async function setOffsByPartner(
  session: Session,
  versions: CampaignVersions,
  campaignId: string,
): Promise<Map<number, Recoverable[]>> {
  const byPartner = new Map<number, Recoverable[]>();
  const termsOf = postedTerms(session, versions);
  for (const owed of await recoverables(session)) {
    if (owed.campaignId === campaignId || !setsOff(await termsOf(owed.campaignId))) continue;
    byPartner.set(owed.partnerKey, [...(byPartner.get(owed.partnerKey) ?? []), owed]);
  }
  return byPartner;
}

/** Unless its terms say that it is claimed back. */
export function setsOff({ negativeDifference }: CampaignTerms): boolean {
  return negativeDifference?.value !== 'claim back';
}
