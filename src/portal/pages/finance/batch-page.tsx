import type { ComponentChildren, JSX } from 'preact';
import type { BatchPaymentAnswer, BatchPaymentsAnswer, BatchRecordAnswer } from '../../answers/payout-answers.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import { partnerHref } from '../campaign/outcomes.js';
import { grouped, money, spokenDays } from '../format.js';
import { renderPage } from '../layout.js';
import { At, Badge, Section, Table } from '../parts.js';
import { Advice, GiveOutAdvices } from './advices.js';
import { BatchActions } from './batch-actions.js';
import { offeredBatchForms } from './batch-offers.js';
import { BatchHead, BatchRecord } from './batch-record.js';
import { batchHref, payoutHref } from './finance-paths.js';
import { LostFileNote } from './lost-file.js';
import { paymentStateWords } from './payment-words.js';
import { Refused } from './refused.js';
import { writtenInVain, type TypedForm } from './typed-form.js';
import type { Viewer } from './viewer.js';

interface BatchPage {
  readonly heading: CampaignHeading;
  readonly record: BatchRecordAnswer;
  readonly payments: BatchPaymentsAnswer;
  /** Of the page of payments; undefined on the first. */
  readonly cursor?: string | undefined;
  readonly viewer: Viewer;
  /** Of the step that was just asked for, where it was refused. */
  readonly problem?: ProblemAnswer | undefined;
  /** What had been typed into its form. */
  readonly typed?: TypedForm | undefined;
}

/** A batch, as somebody looks at it who approves or releases it, or asks what became of a payment. */
export function batchPage({ heading, record, payments, cursor, viewer, problem, typed }: BatchPage): string {
  const { campaignId, batch } = record;
  const campaign = heading.title ?? campaignId;
  const name = `Batch ${String(batch.batch)}`;
  return renderPage({
    title: `${problem === undefined ? '' : 'Not done: '}${name} of ${campaign}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: campaign, href: `/campaigns/${campaignId}` },
      { label: 'Payout', href: payoutHref(campaignId) },
    ],
    api: `/api/v1${batchHref(batch.batch)}`,
    children: (
      <>
        {problem !== undefined && (
          <Refused problem={problem} written={writtenInVain(typed, offeredBatchForms(record, viewer))} />
        )}
        <BatchHead record={record} campaign={campaign} />
        {record.warnings.map((warning) => (
          <p key={warning} class="state provisional">
            <Badge says="Mind" tone="open" /> {spokenDays(warning)}.
          </p>
        ))}
        {record.lostFile !== null && (
          <LostFileNote record={record} lostFile={record.lostFile} zone={heading.timeZone} />
        )}
        <BatchActions record={record} viewer={viewer} typed={typed} />
        <BatchRecord record={record} zone={heading.timeZone} />
        <Standing record={record} />
        <Payments record={record} page={payments} zone={heading.timeZone} cursor={cursor} viewer={viewer} />
        <Reports record={record} zone={heading.timeZone} />
      </>
    ),
  });
}

/** How many payments stand how. */
function Standing({ record: { states, lostFile } }: { readonly record: BatchRecordAnswer }): JSX.Element {
  return (
    <Section
      id="standing"
      title="How its payments stand"
      lead={
        lostFile !== null
          ? 'Nobody knows yet whether they have left.'
          : states.length === 0
            ? 'Nothing has left yet.'
            : 'By what was reported of them.'
      }
    >
      {states.length > 0 && (
        <Table
          caption="Payments by standing"
          keyOf={({ state, currency }) => `${state} ${currency}`}
          rows={states}
          columns={[
            { head: 'Standing', isName: true, cell: ({ state }) => <Badge {...paymentStateWords(state)} /> },
            { head: 'Payments', isNumber: true, cell: ({ payments }) => grouped(payments) },
            { head: 'Amount', isNumber: true, cell: ({ amount, currency }) => money(amount, currency) },
          ]}
        />
      )}
    </Section>
  );
}

function Payments({
  record: { campaignId, batch },
  page: { payments, nextCursor },
  zone,
  cursor,
  viewer,
}: {
  readonly record: BatchRecordAnswer;
  readonly page: BatchPaymentsAnswer;
  readonly zone: string;
  readonly cursor: string | undefined;
  readonly viewer: Viewer;
}): JSX.Element {
  return (
    <Section id="payments" title="Payments" lead="In the order of the file. Accounts are shown by their last four.">
      <Table
        caption="Payments of this batch"
        keyOf={({ line }) => line}
        rows={payments}
        columns={[
          {
            head: 'Partner',
            isName: true,
            cell: ({ partnerId }) => <a href={partnerHref(campaignId, partnerId)}>{partnerId}</a>,
          },
          { head: 'To', cell: ({ accountName }) => accountName },
          { head: 'Account', cell: ({ account }) => <span class="id">{account}</span> },
          { head: 'Amount', isNumber: true, cell: ({ amount, currency }) => money(amount, currency) },
          { head: 'Standing', cell: (payment) => <PaymentStanding payment={payment} zone={zone} /> },
          { head: 'End-to-end id', cell: ({ endToEndId }) => <code>{endToEndId}</code> },
          ...(batch.state === 'released'
            ? [
                {
                  head: 'Remittance advice',
                  cell: (payment: BatchPaymentAnswer) => (
                    <Advice payment={payment} campaignId={campaignId} zone={zone} />
                  ),
                },
              ]
            : []),
        ]}
      />
      {batch.state === 'released' && <GiveOutAdvices batch={batch.batch} cursor={cursor} viewer={viewer} />}
      {nextCursor !== null && (
        <p>
          <a href={`${batchHref(batch.batch)}?cursor=${encodeURIComponent(nextCursor)}#payments`}>Further payments</a>
        </p>
      )}
    </Section>
  );
}

/** The state, since when, and why where it failed: in words, with the code that the bank said. */
function PaymentStanding({
  payment: { state, stateSince, reasons, returnedAmount, currency, carriedUntil },
  zone,
}: {
  readonly payment: BatchPaymentAnswer;
  readonly zone: string;
}): ComponentChildren {
  return (
    <>
      {state === null ? 'Not released' : <Badge {...paymentStateWords(state)} />}
      {stateSince !== null && (
        <span class="note">
          {' '}
          since <At instant={stateSince} zone={zone} />
        </span>
      )}
      {returnedAmount !== null && <> {money(returnedAmount, currency)} came back.</>}
      {reasons.length > 0 && (
        <ul class="plain holds">
          {reasons.map(({ code, says }) => (
            <li key={code}>
              {says ?? 'A reason that is in none of the lists.'} <span class="note">({code})</span>
            </li>
          ))}
        </ul>
      )}
      {carriedUntil !== null && <span class="note"> Carried until {carriedUntil}.</span>}
    </>
  );
}

function Reports({
  record: { reports },
  zone,
}: {
  readonly record: BatchRecordAnswer;
  readonly zone: string;
}): JSX.Element {
  return (
    <Section
      id="reports"
      title="Reports received"
      lead={reports.length === 0 ? 'Nobody has reported anything of these payments yet.' : 'The latest first.'}
    >
      {reports.length > 0 && (
        <Table
          caption="Reports of banks and vendors about payments of this batch"
          keyOf={({ report }) => report}
          rows={reports}
          columns={[
            { head: 'Report', isName: true, cell: ({ report }) => `Report ${String(report)}` },
            { head: 'From', cell: ({ bank }) => bank },
            { head: 'Kind', cell: ({ kind }) => kind },
            { head: 'Received', cell: ({ receivedAt }) => <At instant={receivedAt} zone={zone} /> },
            { head: 'Payments', isNumber: true, cell: ({ payments }) => grouped(payments) },
            { head: 'Message', cell: ({ messageId }) => messageId !== null && <code>{messageId}</code> },
          ]}
        />
      )}
    </Section>
  );
}
