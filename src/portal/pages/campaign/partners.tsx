import type { ComponentChildren, JSX } from 'preact';
import type { CampaignAnswer, TotalsAnswer } from '../../answers/campaign-answers.js';
import type { EarningAnswer } from '../../answers/result-answers.js';
import { grouped, money } from '../format.js';
import { Badge, Section, Table } from '../parts.js';
import { STAGES } from '../words.js';
import { partnerHref } from './outcomes.js';

/** What each partner earned, and what becomes of it. */
export function Partners({
  campaign,
  totals,
  earnings,
}: {
  readonly campaign: CampaignAnswer;
  readonly totals: TotalsAnswer;
  readonly earnings: readonly EarningAnswer[];
}): JSX.Element {
  const { campaignId, run } = campaign;
  const all = totals.partnersEarning + totals.partnersWithoutEarning;
  const isProvisional = run?.kind === 'provisional';
  return (
    <Section
      id="partners"
      title="Partners"
      lead={
        totals.isPreview
          ? 'What the minimum payout will decide once it is applied on record.'
          : 'What the minimum payout decided, and how far the payment is.'
      }
    >
      <Table
        kind="partners"
        caption="Partners with what they earned and what becomes of it"
        keyOf={({ partnerId }) => partnerId}
        isFaint={({ payout }) => payout === null}
        rows={[...earnings.filter(earns), ...earnings.filter((earning) => !earns(earning))]}
        columns={[
          {
            head: 'Partner',
            isName: true,
            cell: ({ partnerId, partnerName }) => (
              <a href={partnerHref(campaignId, partnerId)}>{partnerName ?? 'Not in the register'}</a>
            ),
          },
          { head: 'Id', cell: ({ partnerId }) => <span class="id">{partnerId}</span> },
          { head: 'Qualified', isNumber: true, cell: ({ customersQualified }) => grouped(customersQualified) },
          {
            head: 'Undecided',
            isNumber: true,
            cell: ({ customersUndecided, customersPending }) =>
              isProvisional && customersPending > 0
                ? `${grouped(customersUndecided)} (${grouped(customersPending)} pending)`
                : grouped(customersUndecided),
          },
          { head: 'Earned', isNumber: true, cell: ({ earned, currency }) => money(earned, currency) },
          { head: 'What becomes of it', cell: (earning) => <BecomesOf earning={earning} /> },
          {
            head: 'Payment',
            cell: ({ payout }) => (payout?.endToEndId ? <code class="whole">{payout.endToEndId}</code> : null),
          },
          { head: 'Batch', isNumber: true, cell: ({ payout }) => payout?.batch },
        ]}
      />
      {earnings.length < all && (
        <p class="note">
          The first {grouped(earnings.length)} of {grouped(all)} by id; all of them:{' '}
          <a href={`/api/v1/campaigns/${campaignId}/earnings`}>/api/v1/campaigns/{campaignId}/earnings</a>
        </p>
      )}
    </Section>
  );
}

function earns({ payout }: EarningAnswer): boolean {
  return payout !== null;
}

/** The stage, and why the money waits where it waits. */
export function BecomesOf({ earning: { payout } }: { readonly earning: EarningAnswer }): ComponentChildren {
  if (payout === null) return 'Nothing earned';
  const { stage, holds } = payout;
  return (
    <>
      <Badge {...STAGES[stage]} />
      {holds.length > 0 && (
        <ul class="plain holds">
          {holds.map(({ reason, found }) => (
            <li key={reason}>
              <strong>{reason.replaceAll('-', ' ')}:</strong> {found}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
