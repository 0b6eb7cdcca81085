import type { JSX } from 'preact';
import type { LedgerPage } from '../../reading/ledger-reading.js';
import { money, spokenInstant } from '../format.js';
import { renderPage } from '../layout.js';
import { Section, Table } from '../parts.js';
import { accountMeaning } from '../words.js';
import { Balance, chosenOf, ledgerHref, monthName, MonthState, monthText, spokenKind } from './ledger-parts.js';

/** Accounts with what stands on them, of all campaigns or of those that were chosen. */
export function ledgerPage(page: LedgerPage): string {
  const { asked, months } = page;
  return renderPage({
    title: 'Ledger',
    crumbs: [{ label: 'Campaigns', href: '/' }],
    children: (
      <>
        <div class="head">
          <h1>Ledger</h1>
          <p class="under">
            {asked.month === undefined
              ? 'Accounts with all that was ever posted to them.'
              : `What was posted in ${monthName(asked.month)}, and the balance at its end.`}
          </p>
        </div>
        <Choices page={page} />
        <Section id="accounts" title="Accounts" lead={page.accounts.length === 0 ? 'No account fits.' : undefined}>
          {page.accounts.length > 0 && <Accounts page={page} />}
          {page.nextCursor !== null && (
            <p>
              <a href={hrefOf(page, { cursor: page.nextCursor })}>Next accounts</a>
            </p>
          )}
        </Section>
        {months.length > 0 && <Months page={page} />}
      </>
    ),
  });
}

function hrefOf({ asked }: LedgerPage, changes: Readonly<Record<string, string | undefined>>): string {
  return ledgerHref('/ledger', { ...chosenOf(asked), ...changes });
}

function Choices({ page: { asked, campaigns, currencies, months } }: { readonly page: LedgerPage }): JSX.Element {
  return (
    <form class="choices" action="/ledger" method="get">
      <Choice name="campaign" label="Campaign" options={campaigns} chosen={asked.campaign} />
      <div>
        <label for="partner">Partner id</label>
        <input id="partner" name="partner" maxLength={100} autocomplete="off" value={asked.partner ?? ''} />
      </div>
      <Choice name="currency" label="Currency" options={currencies} chosen={asked.currency} />
      <Choice
        name="month"
        label="Accounting month"
        options={months.map(({ month }) => monthText(month))}
        chosen={asked.month === undefined ? undefined : monthText(asked.month)}
      />
      <button type="submit">Show</button>
    </form>
  );
}

function Choice({
  name,
  label,
  options,
  chosen,
}: {
  readonly name: string;
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: string | undefined;
}): JSX.Element {
  return (
    <div>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">All</option>
        {options.map((option) => (
          <option key={option} value={option} selected={option === chosen}>
            {option}
          </option>
        ))}
      </select>
    </div>
  );
}

function Accounts({ page: { accounts, asked } }: { readonly page: LedgerPage }): JSX.Element {
  const month = asked.month === undefined ? undefined : monthText(asked.month);
  return (
    <Table
      caption="Accounts with their balances"
      keyOf={({ account }) => account}
      rows={accounts}
      columns={[
        {
          head: 'Account',
          isName: true,
          cell: ({ account, kind }) => (
            <a href={ledgerHref(`/ledger/accounts/${String(account)}`, { month })}>
              {account} {spokenKind(kind)}
            </a>
          ),
        },
        { head: 'Meaning', cell: ({ kind }) => accountMeaning(kind) },
        {
          head: 'Campaign',
          cell: ({ campaignId }) => <a href={`/campaigns/${campaignId}`}>{campaignId}</a>,
        },
        {
          head: 'Partner',
          cell: ({ partnerId, partnerName, campaignId }) =>
            partnerId === null ? (
              <span class="note">of the campaign</span>
            ) : (
              <a href={`/campaigns/${campaignId}/partners/${encodeURIComponent(partnerId)}`}>
                {partnerName ?? partnerId} ({partnerId})
              </a>
            ),
        },
        { head: 'Debits', isNumber: true, cell: ({ debits, currency }) => money(debits, currency) },
        { head: 'Credits', isNumber: true, cell: ({ credits, currency }) => money(credits, currency) },
        {
          head: 'Balance',
          isNumber: true,
          cell: ({ balance, currency }) => <Balance amount={balance} currency={currency} />,
        },
      ]}
    />
  );
}

function Months({ page }: { readonly page: LedgerPage }): JSX.Element {
  const { months } = page;
  return (
    <Section
      id="months"
      title="Accounting months"
      lead="A closed month takes no postings: corrections go to the open one."
    >
      <Table
        caption="Accounting months"
        isSmall
        keyOf={({ month }) => month}
        rows={months}
        columns={[
          {
            head: 'Month',
            isName: true,
            cell: ({ month }) => <a href={hrefOf(page, { month: monthText(month) })}>{monthName(month)}</a>,
          },
          { head: 'Stands', cell: ({ month }) => <MonthState month={month} months={months} /> },
          {
            head: 'Closed by',
            cell: ({ closedBy, closedAt }) =>
              closedBy === null || closedAt === null ? '' : `${closedBy}, ${spokenInstant(closedAt, 'UTC')} UTC`,
          },
        ]}
      />
    </Section>
  );
}
