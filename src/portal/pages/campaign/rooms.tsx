import type { JSX } from 'preact';
import { adjustmentsHref, claimsHref, PAYEES_PATH } from '../finance/finance-paths.js';
import { workListHref } from '../work-list/work-paths.js';

/** Pages beside a campaign's own. */
export function Rooms({ campaignId }: { readonly campaignId: string }): JSX.Element {
  const rooms = [
    ['Work list', workListHref(campaignId)],
    ['Claims', claimsHref(campaignId)],
    ['Adjustments', adjustmentsHref(campaignId)],
    ['Payees', PAYEES_PATH],
    ['Terms and versions', `/campaigns/${campaignId}/terms`],
    ['Ledger', `/ledger?campaign=${campaignId}`],
    ['Audit log', '/audit'],
  ] as const;
  return (
    <nav aria-label="Pages of this campaign">
      <ul class="inline kinds">
        {rooms.map(([label, href]) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
