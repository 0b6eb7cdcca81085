import type { ComponentChildren, JSX } from 'preact';
import type {
  FoundBatch,
  FoundCustomer,
  FoundPartner,
  FoundPayment,
  Hits,
  SearchAnswer,
} from '../../reading/search-reading.js';
import { batchHref } from '../finance/finance-paths.js';
import { counted, money } from '../format.js';
import { renderPage } from '../layout.js';
import { Badge, Section, Table, type Column } from '../parts.js';
import { reportPath } from '../partner/view.js';
import { OUTCOMES } from '../words.js';

interface SearchProps {
  readonly sought: string;
  /** Undefined where it was too short. */
  readonly found: SearchAnswer | undefined;
  /** The reader sees its own partners only: links lead to their pages. */
  readonly isOfPartner: boolean;
}

export function searchPage({ sought, found, isOfPartner }: SearchProps): string {
  return renderPage({
    title: sought === '' ? 'Search' : `Search for ${sought}`,
    children: (
      <>
        <div class="head">
          <h1>Search</h1>
          <p class="under">{said(sought, found)}</p>
        </div>
        {found !== undefined && (
          <>
            <Customers found={found.customers} isOfPartner={isOfPartner} />
            <Partners found={found.partners} isOfPartner={isOfPartner} />
            <Payments found={found.payments} isOfPartner={isOfPartner} />
            {!isOfPartner && <Batches found={found.batches} />}
          </>
        )}
      </>
    ),
  });
}

function said(sought: string, found: SearchAnswer | undefined): string {
  if (found === undefined)
    return 'By a partner’s id or name, a customer’s tenant, name or domain, a subscription, or a payment’s ids: two characters at least.';
  const kinds = [found.customers, found.partners, found.payments, found.batches];
  if (kinds.every(({ hits }) => hits.length === 0)) return `Nothing was found for “${sought}”.`;
  return `What was found for “${sought}”, over all campaigns.`;
}

function Found<Hit>({
  id,
  title,
  found,
  keyOf,
  columns,
}: {
  readonly id: string;
  readonly title: string;
  readonly found: Hits<Hit>;
  readonly keyOf: (hit: Hit) => string;
  readonly columns: readonly Column<Hit>[];
}): JSX.Element | null {
  const { hits, hasMore } = found;
  if (hits.length === 0) return null;
  return (
    <Section
      id={id}
      title={title}
      lead={hasMore ? `The first ${String(hits.length)}: there are more. Type more of it to find fewer.` : undefined}
    >
      <Table caption={title} keyOf={keyOf} rows={hits} columns={columns} />
    </Section>
  );
}

interface FoundProps<Hit> {
  readonly found: Hits<Hit>;
  readonly isOfPartner: boolean;
}

const partnerHref = (campaignId: string, partnerId: string, isOfPartner: boolean) =>
  isOfPartner
    ? reportPath(partnerId, campaignId)
    : `/campaigns/${campaignId}/partners/${encodeURIComponent(partnerId)}`;

function Customers({ found, isOfPartner }: FoundProps<FoundCustomer>): JSX.Element {
  const href = ({ campaignId, partnerId }: FoundCustomer['standings'][number], customerId: string) =>
    isOfPartner
      ? `${reportPath(partnerId, campaignId)}/customers/${customerId}`
      : `/campaigns/${campaignId}/customers/${customerId}`;
  return (
    <Found
      id="customers"
      title="Customers"
      found={found}
      keyOf={({ customerId }) => customerId}
      columns={[
        { head: 'Customer', isName: true, cell: ({ name, customerId }) => name ?? customerId },
        { head: 'Domain', cell: ({ domain }) => domain ?? '' },
        { head: 'Tenant', cell: ({ customerId }) => <code>{customerId}</code> },
        {
          head: 'Campaigns',
          cell: ({ standings, customerId, name }) => (
            <Links
              none="In no campaign."
              links={standings.map((standing) => ({
                href: href(standing, customerId),
                label: `${standing.campaignId}, partner ${standing.partnerId}`,
                of: name ?? customerId,
                beside: <Badge {...OUTCOMES[standing.outcome]} />,
              }))}
            />
          ),
        },
      ]}
    />
  );
}

function Partners({ found, isOfPartner }: FoundProps<FoundPartner>): JSX.Element {
  return (
    <Found
      id="partners"
      title="Partners"
      found={found}
      keyOf={({ partnerId }) => partnerId}
      columns={[
        {
          head: 'Partner',
          isName: true,
          cell: ({ partnerId, legalName }) => (
            <a href={`/partners/${encodeURIComponent(partnerId)}`}>{legalName ?? partnerId}</a>
          ),
        },
        { head: 'Id', cell: ({ partnerId }) => <code>{partnerId}</code> },
        {
          head: 'Campaigns',
          cell: ({ partnerId, legalName, campaigns }) => (
            <Links
              none="In no campaign."
              links={campaigns.map((campaignId) => ({
                href: partnerHref(campaignId, partnerId, isOfPartner),
                label: campaignId,
                of: legalName ?? partnerId,
              }))}
            />
          ),
        },
      ]}
    />
  );
}

function Payments({ found, isOfPartner }: FoundProps<FoundPayment>): JSX.Element {
  return (
    <Found
      id="payments"
      title="Payments"
      found={found}
      keyOf={({ endToEndId }) => endToEndId}
      columns={[
        {
          head: 'Payment',
          isName: true,
          cell: ({ endToEndId, campaignId, partnerId, batch }) => (
            <a href={isOfPartner ? partnerHref(campaignId, partnerId, true) : batchHref(batch)}>
              <code>{endToEndId}</code>
            </a>
          ),
        },
        { head: 'UETR', cell: ({ uetr }) => <code>{uetr}</code> },
        { head: 'Partner', cell: ({ partnerId }) => partnerId },
        { head: 'Campaign', cell: ({ campaignId }) => campaignId },
        { head: 'Batch', isNumber: true, cell: ({ batch }) => batch },
        {
          head: 'Amount',
          isNumber: true,
          cell: ({ amount, currency, voided }) => (
            <>
              {money(amount, currency)} {voided && <Badge says="Voided" tone="closed" />}
            </>
          ),
        },
      ]}
    />
  );
}

function Batches({ found }: { readonly found: Hits<FoundBatch> }): JSX.Element {
  return (
    <Found
      id="batches"
      title="Batches"
      found={found}
      keyOf={({ messageId }) => messageId}
      columns={[
        {
          head: 'Batch',
          isName: true,
          cell: ({ batch }) => <a href={batchHref(batch)}>Batch {batch}</a>,
        },
        { head: 'Message', cell: ({ messageId }) => <code>{messageId}</code> },
        { head: 'Campaign', cell: ({ campaignId }) => campaignId },
        { head: 'Stands', cell: ({ state }) => state },
        { head: 'Payments', isNumber: true, cell: ({ paymentCount }) => counted(paymentCount, 'payment') },
      ]}
    />
  );
}

interface Link {
  readonly href: string;
  readonly label: string;
  /** Whose it is: links of several rows read alike without it. */
  readonly of: string;
  readonly beside?: ComponentChildren;
}

function Links({ links, none }: { readonly links: readonly Link[]; readonly none: string }): JSX.Element {
  if (links.length === 0) return <span class="note">{none}</span>;
  return (
    <ul class="plain">
      {links.map(({ href, label, of, beside }) => (
        <li key={href}>
          <a href={href}>
            {label}
            <span class="unseen">: {of}</span>
          </a>{' '}
          {beside}
        </li>
      ))}
    </ul>
  );
}
