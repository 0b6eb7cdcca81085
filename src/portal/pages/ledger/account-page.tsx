import type { AccountPage } from '../../reading/ledger-reading.js';
import { money } from '../format.js';
import { renderPage } from '../layout.js';
import { Day, Section, Table } from '../parts.js';
import { accountMeaning } from '../words.js';
import { Balance, chosenOf, ledgerHref, monthName, MonthState, onSide, spokenKind } from './ledger-parts.js';

/** What was posted to an account, in the order in which it was. */
export function accountPage({ account, asked, months, postings, nextCursor }: AccountPage): string {
  const { kind, campaignId, partnerId, partnerName, currency, balance, debits, credits } = account;
  const { month } = asked;
  const path = `/ledger/accounts/${String(account.account)}`;
  return renderPage({
    title: `Account ${String(account.account)}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: 'Ledger', href: '/ledger' },
    ],
    children: (
      <>
        <div class="head">
          <h1>
            Account {account.account}: {spokenKind(kind)}
          </h1>
          <p class="under">
            {accountMeaning(kind)} <a href={`/campaigns/${campaignId}`}>{campaignId}</a>
            {partnerId !== null && `, partner ${partnerId}${partnerName === null ? '' : ` (${partnerName})`}`}
          </p>
          {month !== undefined && (
            <p class="state">
              {monthName(month)} <MonthState month={month} months={months} />
            </p>
          )}
        </div>
        <dl class="figures small">
          <div>
            <dt>Debits</dt>
            <dd>{money(debits, currency)}</dd>
          </div>
          <div>
            <dt>Credits</dt>
            <dd>{money(credits, currency)}</dd>
          </div>
          <div>
            <dt>{month === undefined ? 'Balance' : `Balance at the end of ${monthName(month)}`}</dt>
            <dd>
              <Balance amount={balance} currency={currency} />
            </dd>
          </div>
        </dl>
        <Section id="postings" title="Postings" lead={postings.length === 0 ? 'Nothing was posted.' : undefined}>
          {postings.length > 0 && (
            <Table
              caption={`Postings of account ${String(account.account)}`}
              keyOf={({ journal, line }) => `${String(journal)} ${String(line)}`}
              rows={postings}
              columns={[
                {
                  head: 'Journal',
                  isName: true,
                  cell: ({ journal }) => <a href={`/ledger/journals/${String(journal)}`}>Journal {journal}</a>,
                },
                { head: 'Date', cell: ({ accountingDate }) => <Day on={accountingDate} /> },
                {
                  head: 'Month',
                  cell: ({ accountingDate }) => <MonthState month={accountingDate} months={months} />,
                },
                { head: 'Kind', cell: (posting) => spokenKind(posting.kind) },
                { head: 'What for', cell: ({ description }) => description },
                { head: 'Debit', isNumber: true, cell: ({ amount }) => onSide(amount, 'debit') },
                { head: 'Credit', isNumber: true, cell: ({ amount }) => onSide(amount, 'credit') },
              ]}
            />
          )}
          {nextCursor !== null && (
            <p>
              <a href={ledgerHref(path, { ...chosenOf(asked), cursor: nextCursor })}>Next postings</a>
            </p>
          )}
        </Section>
      </>
    ),
  });
}
