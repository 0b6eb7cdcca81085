import type { ComponentChildren, JSX } from 'preact';
import type { JournalPage } from '../../reading/ledger-reading.js';
import { batchHref, runHref } from '../finance/finance-paths.js';
import { money } from '../format.js';
import { renderPage } from '../layout.js';
import { At, Badge, Day, Section, Table } from '../parts.js';
import { onSide, spokenKind } from './ledger-parts.js';

const journalLink = (journal: number) => (
  <a key={journal} href={`/ledger/journals/${String(journal)}`}>
    Journal {journal}
  </a>
);

/** A journal: why it was posted, what it belongs to, what it corrects and is corrected by, and its lines. */
export function journalPage({ journal: shown, payment }: JournalPage): string {
  const { journal, kind, campaignId, description, lines } = shown;
  return renderPage({
    title: `Journal ${String(journal)}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: 'Ledger', href: '/ledger' },
    ],
    children: (
      <>
        <div class="head">
          <h1>Journal {journal}</h1>
          <p class="under">
            {spokenKind(kind)}: {description}
          </p>
        </div>
        <Section id="journal" title="Where it comes from">
          <Facts shown={shown} payment={payment} />
        </Section>
        <Section id="lines" title="Lines" lead="Debits and credits of each currency are equal.">
          <Table
            caption={`Lines of journal ${String(journal)}`}
            keyOf={({ line }) => line}
            rows={lines}
            columns={[
              { head: 'Line', isName: true, cell: ({ line }) => line },
              {
                head: 'Account',
                cell: (line) => (
                  <a href={`/ledger/accounts/${String(line.account)}`}>
                    {line.account} {spokenKind(line.kind)}
                  </a>
                ),
              },
              {
                head: 'Partner',
                cell: ({ partnerId }) =>
                  partnerId === null ? (
                    <span class="note">of the campaign</span>
                  ) : (
                    <a href={`/campaigns/${campaignId}/partners/${encodeURIComponent(partnerId)}`}>{partnerId}</a>
                  ),
              },
              { head: 'Debit', isNumber: true, cell: ({ amount, currency }) => side(amount, currency, 'debit') },
              { head: 'Credit', isNumber: true, cell: ({ amount, currency }) => side(amount, currency, 'credit') },
            ]}
          />
        </Section>
      </>
    ),
  });
}

function side(amount: string, currency: string, which: 'debit' | 'credit'): string {
  const shown = onSide(amount, which);
  return shown === '' ? '' : money(shown, currency);
}

function Facts({
  shown,
  payment,
}: {
  readonly shown: JournalPage['journal'];
  readonly payment: JournalPage['payment'];
}) {
  const { campaignId, cause, accountingDate, isMonthClosed, recordedAt, corrects, correctedBy, runs } = shown;
  const campaign = `/campaigns/${campaignId}`;
  const ofRuns = runs.length > 0 || payment === null ? runs : [payment.run];
  return (
    <dl class="facts">
      <Fact label="Accounting date">
        <Day on={accountingDate} />{' '}
        {isMonthClosed ? <Badge says="Month closed" tone="closed" /> : <Badge says="Month open" tone="open" />}
      </Fact>
      <Fact label="Posted">
        <At instant={recordedAt} zone="UTC" /> UTC
      </Fact>
      <Fact label="Campaign">
        <a href={campaign}>{campaignId}</a>
      </Fact>
      <Fact label="Cause">{cause}</Fact>
      <Fact label="Run">
        {ofRuns.length === 0
          ? 'none'
          : ofRuns.map((run, place) => (
              <span key={run}>
                {place > 0 && ', '}
                <a href={runHref(campaignId, run)}>{run}</a>
              </span>
            ))}
      </Fact>
      <Fact label="Batch and payment">
        {payment === null ? (
          'none'
        ) : (
          <>
            <a href={batchHref(payment.batch)}>Batch {payment.batch}</a>, payment <code>{payment.endToEndId}</code>
          </>
        )}
      </Fact>
      <Fact label="Corrects">{corrects === null ? 'nothing' : journalLink(corrects)}</Fact>
      <Fact label="Corrected by">
        {correctedBy.length === 0 ? 'nothing' : correctedBy.map((each) => <span key={each}>{journalLink(each)} </span>)}
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
