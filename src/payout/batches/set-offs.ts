import type { CampaignTerms, CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import { partnerBalances, recoverables, type AccountKind, type Recoverable } from '../../ledger/index.js';
import { postedTerms } from './posted-terms.js';

/** Where in a campaign lies what was not paid: what its partner owes there is taken from that first. */
const UNPAID: readonly AccountKind[] = ['accrued', 'payable', 'held', 'returned', 'forfeited', 'carried', 'converted'];

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
    const own = (await partnerBalances(session, owed.campaignId, [owed.partnerKey])).get(owed.partnerKey);
    const amount = UNPAID.reduce((left, kind) => left.minus(own?.get(kind) ?? Money.zero(left.currency)), owed.amount);
    if (amount.compare(Money.zero(amount.currency)) > 0)
      byPartner.set(owed.partnerKey, [...(byPartner.get(owed.partnerKey) ?? []), { ...owed, amount }]);
  }
  return byPartner;
}

/** Unless its terms say that it is claimed back. */
export function setsOff({ negativeDifference }: CampaignTerms): boolean {
  return negativeDifference?.value !== 'claim back';
}
