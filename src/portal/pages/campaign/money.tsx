import type { JSX } from 'preact';
import type { BatchAnswer, CampaignAnswer } from '../../answers/campaign-answers.js';
import { batchHref } from '../finance/finance-paths.js';
import { counted, money } from '../format.js';
import { At, Badge, Day, Section, Table } from '../parts.js';
import { accountMeaning, BATCH_STATES } from '../words.js';

/** Files to the bank. */
export function Batches({ campaign }: { readonly campaign: CampaignAnswer }): JSX.Element {
  const { batches, timeZone } = campaign;
  return (
    <Section
      id="batches"
      title="Payout batches"
      lead={batches.length === 0 ? 'No batch has been prepared yet.' : 'One wire file each, released only as approved.'}
    >
      {batches.map((batch) => (
        <Batch key={batch.batch} batch={batch} timeZone={timeZone} />
      ))}
    </Section>
  );
}

function Batch({ batch, timeZone }: { readonly batch: BatchAnswer; readonly timeZone: string }): JSX.Element {
  return (
    <article class="card">
      <h3>
        <a href={batchHref(batch.batch)}>Batch {batch.batch}</a> <Badge {...BATCH_STATES[batch.state]} />
      </h3>
      <dl class="facts">
        <div>
          <dt>Payments</dt>
          <dd>
            {counted(batch.paymentCount, 'payment')},{' '}
            {Object.entries(batch.totals)
              .map(([currency, total]) => money(total, currency))
              .join(' and ')}
          </dd>
        </div>
        <div>
          <dt>Execution</dt>
          <dd>
            <Day on={batch.executionDate} />
          </dd>
        </div>
        <div>
          <dt>Prepared</dt>
          <dd>
            {batch.preparedBy}, <At instant={batch.preparedAt} zone={timeZone} />
          </dd>
        </div>
        <div>
          <dt>Approved</dt>
          <dd>
            {batch.approvedAt === null ? (
              'not yet'
            ) : (
              <>
                {batch.approvedBy}, <At instant={batch.approvedAt} zone={timeZone} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Released</dt>
          <dd>
            {batch.releasedAt === null ? (
              'not yet'
            ) : (
              <>
                {batch.releasedBy}, <At instant={batch.releasedAt} zone={timeZone} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Message</dt>
          <dd>
            <code>{batch.messageId}</code>
            {batch.file !== null && (
              <>
                {' '}
                in the outbox as <code>{batch.file}</code>
              </>
            )}
          </dd>
        </div>
        <div class="long">
          <dt>SHA-256 of the file</dt>
          <dd>
            <code>{batch.fileHash}</code>
          </dd>
        </div>
      </dl>
    </article>
  );
}

/** What the ledger says of the campaign. */
export function LedgerBalances({ campaign: { balances } }: { readonly campaign: CampaignAnswer }): JSX.Element {
  return (
    <Section
      id="ledger"
      title="Ledger"
      lead={
        balances.length === 0
          ? 'Nothing has been posted for this campaign yet.'
          : 'Balances of the double-entry ledger: what was spent on one side, what became of it on the other.'
      }
    >
      {balances.length > 0 && (
        <Table
          caption="Ledger balances by account"
          isSmall
          keyOf={({ account, currency }) => `${account} ${currency}`}
          isFaint={({ balance }) => /^0(\.0*)?$/.test(balance)}
          rows={balances}
          columns={[
            { head: 'Account', isName: true, cell: ({ account }) => account.replaceAll('-', ' ') },
            { head: 'Meaning', cell: ({ account }) => accountMeaning(account) },
            { head: 'Balance', isNumber: true, cell: ({ balance, currency }) => money(balance, currency) },
          ]}
        />
      )}
    </Section>
  );
}
