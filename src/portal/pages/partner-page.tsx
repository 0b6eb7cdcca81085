import type { JSX } from 'preact';
import { Money } from '../../kernel/index.js';
import type { DeterminationAnswer, EarningAnswer } from '../answers/result-answers.js';
import type { CampaignHeading } from '../reading/campaign-reading.js';
import type { GivenOutDocument } from '../reading/document-reading.js';
import { BecomesOf } from './campaign/partners.js';
import { partnerHref, seats } from './campaign/outcomes.js';
import { counted, money } from './format.js';
import { renderPage } from './layout.js';
import { ActForm } from './finance/act-form.js';
import { DocumentFiles } from './finance/advices.js';
import { roleMissingFor, type Viewer } from './finance/viewer.js';
import { At, Badge, Day, Section, Table } from './parts.js';
import { OUTCOMES, ruleName } from './words.js';

export interface PartnerResults {
  readonly partnerId: string;
  readonly run: number;
  readonly earning: EarningAnswer | undefined;
  readonly determinations: readonly DeterminationAnswer[];
  readonly nextCursor: string | null;
  /** Statements and advices that were given out. */
  readonly documents: readonly GivenOutDocument[];
  /** Whether there are statements to be given out. */
  readonly isPosted: boolean;
}

/** A partner in a campaign: each of its customers with the outcome. */
export function partnerPage(campaign: CampaignHeading, results: PartnerResults, viewer: Viewer): string {
  const { campaignId, title, timeZone } = campaign;
  const { partnerId, run, earning, determinations, nextCursor, documents, isPosted } = results;
  const name = earning?.partnerName ?? `Partner ${partnerId}`;
  return renderPage({
    title: name,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: title ?? campaignId, href: `/campaigns/${campaignId}` },
    ],
    api: `/api/v1/campaigns/${campaignId}/determinations?partner=${encodeURIComponent(partnerId)}`,
    children: (
      <>
        <div class="head">
          <h1>{name}</h1>
          <p class="under">
            Partner <span class="id">{partnerId}</span> in {title ?? campaignId}, run {run}
          </p>
          <p class="under">
            <a href={`/partners/${encodeURIComponent(partnerId)}/campaigns/${campaignId}`}>What the partner sees</a>
          </p>
          {earning === undefined ? (
            <p class="lead">This partner sold no eligible product in the window.</p>
          ) : (
            <p class="state">
              <strong class="figure">{money(earning.earned, earning.currency)}</strong> earned with{' '}
              {counted(earning.customersQualified, 'qualified customer')}. <BecomesOf earning={earning} />
            </p>
          )}
          {earning !== undefined && <Payment earning={earning} timeZone={timeZone} />}
          {earning !== undefined && <Standing earning={earning} run={run} />}
        </div>
        {documents.length > 0 && (
          <Documents documents={documents} href={`${partnerHref(campaignId, partnerId)}/documents`} />
        )}
        {viewer?.roles.has('finance-viewer') === true && (
          <GiveOutStatement campaignId={campaignId} partnerId={partnerId} viewer={viewer} isPosted={isPosted} />
        )}
        {determinations.length > 0 && (
          <Section id="customers" title="Customers">
            <Table
              caption="Customers of the partner with their outcomes"
              keyOf={({ customerId }) => customerId}
              rows={determinations}
              columns={[
                {
                  head: 'Customer',
                  isName: true,
                  cell: ({ customerId, customerName }) => (
                    <a href={`/campaigns/${campaignId}/customers/${customerId}`}>{customerName ?? customerId}</a>
                  ),
                },
                { head: 'Outcome', cell: ({ outcome }) => <Badge {...OUTCOMES[outcome]} /> },
                { head: 'Assigned', isNumber: true, cell: ({ seatsAssigned }) => seats(seatsAssigned) },
                { head: 'Billed', isNumber: true, cell: ({ seatsBilled }) => seats(seatsBilled) },
                { head: 'Qualifying', isNumber: true, cell: ({ seatsQualifying }) => seats(seatsQualifying) },
                { head: 'Reward', isNumber: true, cell: ({ reward, currency }) => money(reward, currency) },
                {
                  head: 'Reasons',
                  cell: ({ notMet, unknown }) =>
                    [...notMet.map(ruleName), ...unknown.map((rule) => `${ruleName(rule)} (unknown)`)].join(', '),
                },
              ]}
            />
            {earning !== undefined && (
              <p>
                <strong>Total: {money(earning.earned, earning.currency)}</strong> for{' '}
                {counted(earning.customersQualified, 'qualified customer')}.
              </p>
            )}
            {nextCursor !== null && (
              <p>
                <a href={`${partnerHref(campaignId, partnerId)}?cursor=${nextCursor}`} rel="next">
                  More customers
                </a>
              </p>
            )}
          </Section>
        )}
      </>
    ),
  });
}

/** What the partner was given, each in its last edition and in the partner's language. */
function Documents({
  documents,
  href,
}: {
  readonly documents: readonly GivenOutDocument[];
  readonly href: string;
}): JSX.Element {
  return (
    <Section id="documents" title="Documents">
      <Table
        caption="Statements and remittance advices that the partner was given"
        keyOf={({ document }) => document}
        rows={documents}
        columns={[
          { head: 'Document', isName: true, cell: ({ document }) => <code class="whole">{document}</code> },
          {
            head: 'Kind',
            cell: ({ kind }) => (kind === 'statement' ? 'Statement' : 'Remittance advice'),
          },
          { head: 'Edition', isNumber: true, cell: ({ edition }) => String(edition) },
          {
            head: 'Files',
            cell: ({ document }) => <DocumentFiles href={href} document={document} />,
          },
        ]}
      />
    </Section>
  );
}

/** For finance alone: the statement of the posted run, as it is by now. */
function GiveOutStatement({
  campaignId,
  partnerId,
  viewer,
  isPosted,
}: {
  readonly campaignId: string;
  readonly partnerId: string;
  readonly viewer: NonNullable<Viewer>;
  readonly isPosted: boolean;
}): JSX.Element {
  const missing = roleMissingFor('statement', viewer);
  return (
    <Section id="statement" title="Give out its statement">
      {!isPosted ? (
        <p>Not yet: first the official run is posted.</p>
      ) : missing === undefined ? (
        <ActForm
          action={`${partnerHref(campaignId, partnerId)}/statement`}
          formToken={viewer.formToken}
          button="Give out the statement"
        >
          <p>Where something has happened since the last one, it is the next edition; else it stays the same.</p>
        </ActForm>
      ) : (
        <p>{missing}</p>
      )}
    </Section>
  );
}

/** Over all runs, by the ledger: what has been sent, and what was paid too much and why. */
function Standing({ earning, run }: { readonly earning: EarningAnswer; readonly run: number }): JSX.Element | null {
  const { standing, currency } = earning;
  const on = (...accounts: readonly string[]) =>
    standing
      .filter((each) => accounts.includes(each.account) && each.currency === currency)
      .reduce((sum, { amount }) => sum.plus(Money.of(amount, currency)), Money.zero(currency));
  const sent = on('in-transit', 'paid');
  const owed = on('recoverable');
  const exchanged = standing.filter((each) => each.currency !== currency);
  if (sent.isZero() && owed.isZero() && exchanged.length === 0) return null;
  const all = [
    ...(sent.isZero() && exchanged.length > 0 ? [] : [money(sent.toString(), currency)]),
    ...exchanged.map((each) => money(each.amount, each.currency)),
  ];
  return (
    <>
      <p>Sent to the bank in all runs of this campaign: {all.join(', ')}.</p>
      {!owed.isZero() && (
        <p>
          <strong>{money(owed.toString(), currency)} were paid too much</strong> by what is known now, and come back:
          set off against later payouts or claimed back, as the terms say. Why, cause by cause and customer by customer:{' '}
          <code>npx seatback run changes {run}</code>
        </p>
      )}
    </>
  );
}

/** The payment as the bank will name it, and what may still come. */
function Payment({ earning, timeZone }: { readonly earning: EarningAnswer; readonly timeZone: string }): JSX.Element {
  const { payout, potential, earned, currency, customersUndecided } = earning;
  const open = potential === null ? null : Money.of(potential, currency).minus(Money.of(earned, currency));
  return (
    <dl class="facts">
      {payout?.endToEndId !== null && payout !== null && (
        <>
          <div>
            <dt>Payment</dt>
            <dd>
              {money(payout.amount, currency)}, <code class="whole">{payout.endToEndId}</code>, batch {payout.batch}
            </dd>
          </div>
          <div>
            <dt>Execution</dt>
            <dd>{payout.executionDate !== null && <Day on={payout.executionDate} />}</dd>
          </div>
          <div>
            <dt>Sent to the bank</dt>
            <dd>{payout.releasedAt === null ? 'not yet' : <At instant={payout.releasedAt} zone={timeZone} />}</dd>
          </div>
        </>
      )}
      {customersUndecided > 0 && (
        <div>
          <dt>Still open</dt>
          <dd>
            {counted(customersUndecided, 'undecided customer')} could bring{' '}
            {open === null ? 'more; how much at most is not known' : `up to ${money(open.toString(), currency)} more`}
          </dd>
        </div>
      )}
    </dl>
  );
}
