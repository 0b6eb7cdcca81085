import type { JSX } from 'preact';
import type { BatchesAnswer } from '../../answers/payout-answers.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import type { PayoutOverview } from '../../reading/payout-reading.js';
import { partnerHref } from '../campaign/outcomes.js';
import { grouped, money } from '../format.js';
import { renderPage } from '../layout.js';
import { Badge, Day, Section, Table } from '../parts.js';
import { accountMeaning, BATCH_STATES, STAGES } from '../words.js';
import { ActForm, OnTheCommandLine } from './act-form.js';
import { totalsWords } from './batch-record.js';
import { batchHref, payoutHref, runHref, runsHref } from './finance-paths.js';
import { Refused } from './refused.js';
import { roleMissingFor, type Viewer } from './viewer.js';

interface PayoutPage {
  readonly heading: CampaignHeading;
  readonly overview: PayoutOverview;
  readonly batches: BatchesAnswer;
  readonly viewer: Viewer;
  /** Of the preparation that was just asked for, where it was refused. */
  readonly problem?: ProblemAnswer | undefined;
}

/** What a campaign owes and where it is: payable, held and why, in which batch, sent. */
export function payoutPage({ heading, overview, batches, viewer, problem }: PayoutPage): string {
  const { campaignId } = overview;
  const campaign = heading.title ?? campaignId;
  return renderPage({
    title: `${problem === undefined ? '' : 'Not done: '}Payout of ${campaign}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: campaign, href: `/campaigns/${campaignId}` },
    ],
    api: `/api/v1/campaigns/${campaignId}/batches`,
    children: (
      <>
        {problem !== undefined && <Refused problem={problem} />}
        <Head overview={overview} campaign={campaign} />
        <Preparation overview={overview} viewer={viewer} />
        <Stages overview={overview} />
        <Waiting overview={overview} />
        <Batches batches={batches} />
        <Accounts overview={overview} />
      </>
    ),
  });
}

function Head({
  overview: { campaignId, run },
  campaign,
}: {
  readonly overview: PayoutOverview;
  readonly campaign: string;
}): JSX.Element {
  return (
    <div class="head">
      <h1>Payout of {campaign}</h1>
      {run === null ? (
        <p class="under">Nothing has been calculated yet.</p>
      ) : (
        <p class="under">
          By <a href={runHref(campaignId, run.run)}>run {run.run}</a>, {run.isPosted ? 'posted' : 'not posted yet'}.{' '}
          <a href={runsHref(campaignId)}>All runs</a> · to be paid by <Day on={run.payBy} />
        </p>
      )}
    </div>
  );
}

function Preparation({
  overview: { campaignId, run },
  viewer,
}: {
  readonly overview: PayoutOverview;
  readonly viewer: Viewer;
}): JSX.Element {
  const missing = viewer === undefined ? undefined : roleMissingFor('preparation', viewer);
  return (
    <Section
      id="actions"
      title="Prepare a batch"
      lead="Applies the minimum payout to the posted run and puts what can be paid into a file. What is in a batch already is left alone."
    >
      {run?.isPosted !== true ? (
        <p>Not yet: first the official run is posted.</p>
      ) : viewer === undefined ? (
        <OnTheCommandLine commands={[`npx seatback payout prepare ${campaignId} --actor NAME`]} />
      ) : missing === undefined ? (
        <ActForm
          action={`${payoutHref(campaignId)}/preparation`}
          formToken={viewer.formToken}
          button="Prepare what is payable"
        />
      ) : (
        <p>{missing}</p>
      )}
    </Section>
  );
}

function Stages({ overview: { totals } }: { readonly overview: PayoutOverview }): JSX.Element {
  const stages = totals?.stages ?? [];
  return (
    <Section
      id="stages"
      title="Payable, held, forfeited, carried"
      lead={
        totals?.isPreview === true
          ? 'What the minimum payout will decide once it is applied on record.'
          : 'What the minimum payout decided, and how far the money has come.'
      }
    >
      {stages.length === 0 ? (
        <p>Nothing is earned yet.</p>
      ) : (
        <Table
          caption="What was earned, by how far it has come"
          isSmall
          keyOf={({ stage, currency }) => `${stage} ${currency}`}
          rows={stages}
          columns={[
            { head: 'Stage', isName: true, cell: ({ stage }) => STAGES[stage].says },
            { head: 'Partners', isNumber: true, cell: ({ partners }) => grouped(partners) },
            { head: 'Amount', isNumber: true, cell: ({ amount, currency }) => money(amount, currency) },
          ]}
        />
      )}
    </Section>
  );
}

/** Who cannot be paid yet, and what is missing. */
function Waiting({
  overview: { campaignId, reasons, waiting, nextWaiting },
}: {
  readonly overview: PayoutOverview;
}): JSX.Element {
  return (
    <Section
      id="waiting"
      title="Payable, and waiting"
      lead={reasons.length === 0 ? 'Nobody waits.' : 'These go into the next batch when nothing is missing.'}
    >
      {reasons.length > 0 && (
        <Table
          caption="Why payments wait"
          isSmall
          keyOf={({ reason }) => reason}
          rows={reasons}
          columns={[
            { head: 'For', isName: true, cell: ({ reason }) => reason.replaceAll('-', ' ') },
            { head: 'Partners', isNumber: true, cell: ({ partners }) => grouped(partners) },
          ]}
        />
      )}
      {waiting.length > 0 && (
        <>
          <h3>Partners</h3>
          <Table
            caption="Partners whose payment waits"
            keyOf={({ partnerId }) => partnerId}
            rows={waiting}
            columns={[
              {
                head: 'Partner',
                isName: true,
                cell: ({ partnerId }) => <a href={partnerHref(campaignId, partnerId)}>{partnerId}</a>,
              },
              { head: 'Amount', isNumber: true, cell: ({ amount, currency }) => money(amount, currency) },
              {
                head: 'Waits for',
                cell: ({ holds }) => (
                  <ul class="plain holds">
                    {holds.map(({ reason, found }) => (
                      <li key={reason}>
                        <strong>{reason.replaceAll('-', ' ')}:</strong> {found}
                      </li>
                    ))}
                  </ul>
                ),
              },
            ]}
          />
        </>
      )}
      {nextWaiting !== null && (
        <p>
          <a href={`${payoutHref(campaignId)}?waiting=${encodeURIComponent(nextWaiting)}#waiting`}>Further partners</a>
        </p>
      )}
    </Section>
  );
}

function Batches({ batches: { campaignId, batches, nextCursor } }: { readonly batches: BatchesAnswer }): JSX.Element {
  return (
    <Section
      id="batches"
      title="Batches"
      lead={batches.length === 0 ? 'No batch has been prepared yet.' : 'The latest first; released only as approved.'}
    >
      {batches.length > 0 && (
        <Table
          caption="Batches of this campaign, the latest first"
          keyOf={({ batch }) => batch}
          isFaint={({ state }) => state === 'voided'}
          rows={batches}
          columns={[
            { head: 'Batch', isName: true, cell: ({ batch }) => <a href={batchHref(batch)}>Batch {batch}</a> },
            { head: 'State', cell: ({ state }) => <Badge {...BATCH_STATES[state]} /> },
            { head: 'Payments', isNumber: true, cell: ({ paymentCount }) => grouped(paymentCount) },
            { head: 'Totals', isNumber: true, cell: ({ totals }) => totalsWords(totals) },
            { head: 'Execution', cell: ({ executionDate }) => <Day on={executionDate} /> },
            { head: 'Prepared by', cell: ({ preparedBy }) => preparedBy },
            { head: 'Approved by', cell: ({ approvedBy }) => approvedBy },
          ]}
        />
      )}
      {nextCursor !== null && (
        <p>
          <a href={`${payoutHref(campaignId)}?cursor=${encodeURIComponent(nextCursor)}#batches`}>Earlier batches</a>
        </p>
      )}
    </Section>
  );
}

/** What stands on partners' accounts, over all runs: the forfeited and the carried of earlier ones too. */
function Accounts({ overview: { totals } }: { readonly overview: PayoutOverview }): JSX.Element | null {
  const standing = totals?.standing ?? [];
  if (standing.length === 0) return null;
  return (
    <Section id="accounts" title="On partners’ accounts" lead="By the ledger, over all runs of the campaign.">
      <Table
        caption="Balances of partners by account"
        keyOf={({ account, currency }) => `${account} ${currency}`}
        rows={standing}
        columns={[
          { head: 'Account', isName: true, cell: ({ account }) => account.replaceAll('-', ' ') },
          { head: 'Meaning', cell: ({ account }) => accountMeaning(account) },
          { head: 'Partners', isNumber: true, cell: ({ partners }) => grouped(partners) },
          { head: 'Balance', isNumber: true, cell: ({ amount, currency }) => money(amount, currency) },
        ]}
      />
    </Section>
  );
}
