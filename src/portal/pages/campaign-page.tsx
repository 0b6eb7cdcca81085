import type { JSX } from 'preact';
import type { CampaignAnswer } from '../answers/campaign-answers.js';
import type { DeterminationAnswer, EarningAnswer } from '../answers/result-answers.js';
import { Batches, LedgerBalances } from './campaign/money.js';
import { Reasons, Undecided, WayThrough } from './campaign/outcomes.js';
import { Partners } from './campaign/partners.js';
import { RunRecord } from './campaign/record.js';
import { Rooms } from './campaign/rooms.js';
import { CampaignHead, KeyFigures, WhatToDo } from './campaign/summary.js';
import { Terms } from './campaign/terms.js';
import { payoutHref, runsHref } from './finance/finance-paths.js';
import { renderPage } from './layout.js';

export interface CampaignResults {
  readonly earnings: readonly EarningAnswer[];
  readonly undecided: readonly DeterminationAnswer[];
}

const SECTIONS = [
  ['overview', 'Overview'],
  ['reasons', 'Reasons'],
  ['undecided', 'Undecided'],
  ['partners', 'Partners'],
  ['batches', 'Batches'],
  ['ledger', 'Ledger'],
  ['terms', 'Terms'],
  ['record', 'Record'],
] as const;

/** A campaign on one page. Without a run there are only its terms, and what to do: on another page, where people sign in. */
export function campaignPage(
  campaign: CampaignAnswer,
  results: CampaignResults | undefined,
  { hasSignIn }: { readonly hasSignIn: boolean },
): string {
  const { campaignId, title, run, totals } = campaign;
  return renderPage({
    title: title ?? campaignId,
    crumbs: [{ label: 'Campaigns', href: '/' }],
    api: `/api/v1/campaigns/${campaignId}`,
    children: (
      <>
        <CampaignHead campaign={campaign} />
        <Rooms campaignId={campaignId} />
        {run !== null && totals !== null && <KeyFigures run={run} totals={totals} />}
        <WhatToDo campaign={campaign} hasSignIn={hasSignIn} />
        {run !== null && totals !== null && results !== undefined && (
          <>
            <Finding campaignId={campaignId} />
            <WayThrough run={run} totals={totals} />
            <Reasons run={run} />
            <Undecided campaign={campaign} run={run} undecided={results.undecided} />
            <Partners campaign={campaign} totals={totals} earnings={results.earnings} />
            <Batches campaign={campaign} />
            <LedgerBalances campaign={campaign} />
          </>
        )}
        <Terms campaign={campaign} />
        {run !== null && <RunRecord campaign={campaign} run={run} />}
      </>
    ),
  });
}

/** The way to a section, and to a customer. */
function Finding({ campaignId }: { readonly campaignId: string }): JSX.Element {
  return (
    <div class="finding">
      <nav aria-label="On this page">
        <ul>
          {SECTIONS.map(([id, label]) => (
            <li key={id}>
              <a href={`#${id}`}>{label}</a>
            </li>
          ))}
          <li>
            <a href={runsHref(campaignId)}>All runs</a>
          </li>
          <li>
            <a href={payoutHref(campaignId)}>Payout</a>
          </li>
        </ul>
      </nav>
      <form action={`/campaigns/${campaignId}/customers`} method="get" role="search">
        <label for="customer">Why has a customer its outcome?</label>
        <div class="field">
          <input
            id="customer"
            name="customer"
            required
            maxLength={300}
            autocomplete="off"
            placeholder="Name, domain or tenant GUID"
          />
          <button type="submit">Explain</button>
        </div>
      </form>
    </div>
  );
}
