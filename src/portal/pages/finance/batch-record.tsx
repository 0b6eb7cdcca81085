import type { JSX } from 'preact';
import type { BatchRecordAnswer } from '../../answers/payout-answers.js';
import { counted, grouped, money } from '../format.js';
import { At, Badge, Day, Section, Table } from '../parts.js';
import { BATCH_STATES } from '../words.js';
import { Fact } from './fact.js';
import { runHref } from './finance-paths.js';

export function BatchHead({
  record: { campaignId, batch, vendor },
  campaign,
}: {
  readonly record: BatchRecordAnswer;
  readonly campaign: string;
}): JSX.Element {
  return (
    <div class="head">
      <h1>Batch {batch.batch}</h1>
      <p class="under">
        {campaign} · of <a href={runHref(campaignId, batch.run)}>run {batch.run}</a> ·{' '}
        {vendor === null ? 'to the bank' : `fetched by vendor ${vendor}`}
      </p>
      <p class="state">
        <Badge {...BATCH_STATES[batch.state]} /> <strong class="figure">{totalsWords(batch.totals)}</strong> in{' '}
        {counted(batch.paymentCount, 'payment')}
      </p>
    </div>
  );
}

export function totalsWords(totals: Readonly<Record<string, string>>): string {
  return Object.entries(totals)
    .map(([currency, total]) => money(total, currency))
    .join(' and ');
}

/** The file with its hash and totals, and who did what with it, when. */
export function BatchRecord({
  record,
  zone,
}: {
  readonly record: BatchRecordAnswer;
  readonly zone: string;
}): JSX.Element {
  const { batch, voided } = record;
  return (
    <Section id="record" title="The file, and who did what" lead="An approval is bound to this hash, count and totals.">
      <dl class="facts">
        <Fact name="Totals">{totalsWords(batch.totals)}</Fact>
        <Fact name="Payments">{grouped(batch.paymentCount)}</Fact>
        <Fact name="Execution">
          <Day on={batch.executionDate} />
        </Fact>
        <Fact name="Prepared">
          <ByWhom by={batch.preparedBy} at={batch.preparedAt} zone={zone} />
        </Fact>
        <Fact name="Approved">
          <ByWhom by={batch.approvedBy} at={batch.approvedAt} zone={zone} />
        </Fact>
        <Fact name="Released">
          <ByWhom by={batch.releasedBy} at={batch.releasedAt} zone={zone} />
        </Fact>
        {voided !== null && (
          <Fact name="Taken back">
            <ByWhom by={voided.by} at={voided.at} zone={zone} />: {voided.reason}
          </Fact>
        )}
        <Fact name="Message">
          <code>{batch.messageId}</code>
        </Fact>
        {batch.file !== null && (
          <Fact name="Released as">
            <code>{batch.file}</code>
          </Fact>
        )}
        <Fact name="SHA-256 of the file" isLong>
          <code>{batch.fileHash}</code>
        </Fact>
      </dl>
      <Blocks record={record} />
    </Section>
  );
}

function ByWhom({
  by,
  at,
  zone,
}: {
  readonly by: string | null;
  readonly at: string | null;
  readonly zone: string;
}): JSX.Element {
  if (at === null) return <>{by === null ? 'not yet' : `begun by ${by}`}</>;
  return (
    <>
      {by}, <At instant={at} zone={zone} />
    </>
  );
}

/** What is to be paid from which account, and when. */
function Blocks({ record: { blocks } }: { readonly record: BatchRecordAnswer }): JSX.Element | null {
  if (blocks.length === 0) return null;
  return (
    <>
      <h3>By account and day</h3>
      <Table
        caption="Parts of the file by account and day"
        keyOf={({ block }) => block}
        rows={blocks}
        columns={[
          { head: 'Part', isName: true, cell: ({ block }) => block },
          { head: 'From account', cell: ({ debtorAccount }) => debtorAccount ?? 'the vendor’s' },
          { head: 'Execution', cell: ({ executionDate }) => <Day on={executionDate} /> },
          { head: 'Payments', isNumber: true, cell: ({ payments }) => grouped(payments) },
          { head: 'Total', isNumber: true, cell: ({ total, currency }) => money(total, currency) },
        ]}
      />
    </>
  );
}
