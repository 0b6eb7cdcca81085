import type { JSX } from 'preact';
import type { IssuedLink } from '../../../payout/index.js';
import type { BankDetailsAnswer, PayeeAnswer } from '../../answers/payee-answers.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import { renderPage } from '../layout.js';
import { At, Badge, Command, Section, Snapshot, Table } from '../parts.js';
import { Fact } from './fact.js';
import { PAYEES_PATH, payeeHref } from './finance-paths.js';
import { DETAILS_STATES, nameWords, SOURCES } from './payee-words.js';
import { PayeeActions } from './payee-forms.js';
import { offeredPayeeForms } from './payee-offers.js';
import { Refused } from './refused.js';
import { writtenInVain, type TypedForm } from './typed-form.js';
import type { Viewer } from './viewer.js';

const ZONE = 'UTC';

interface PayeePage {
  readonly payee: PayeeAnswer;
  readonly campaigns: readonly string[];
  readonly viewer: Viewer;
  readonly problem?: ProblemAnswer | undefined;
  readonly typed?: TypedForm | undefined;
  /** That was just issued. */
  readonly issued?: { readonly link: IssuedLink; readonly page: string | undefined } | undefined;
}

/** Where a partner is paid, as somebody looks at it who stands by it or refuses it. */
export function payeePage({ payee, campaigns, viewer, problem, typed, issued }: PayeePage): string {
  const { partnerId, legalName } = payee;
  const name = legalName ?? `partner ${partnerId}`;
  return renderPage({
    title: `${problem === undefined ? '' : 'Not done: '}Payee ${name}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: 'Payees', href: PAYEES_PATH },
    ],
    api: `/api/v1${payeeHref(partnerId)}`,
    children: (
      <>
        {problem !== undefined && (
          <Refused problem={problem} written={writtenInVain(typed, offeredPayeeForms(payee, viewer))} />
        )}
        {issued !== undefined && <Issued {...issued} />}
        <div class="head">
          <h1>Payee {name}</h1>
          <p class="under">
            Partner <span class="id">{partnerId}</span>. Of an account nobody sees more than the last four characters.
          </p>
        </div>
        <Standing payee={payee} />
        <PayeeActions payee={payee} viewer={viewer} campaigns={campaigns} typed={typed} />
        <Holds payee={payee} />
        <Details details={payee.details} />
        <Requests payee={payee} />
      </>
    ),
  });
}

function Issued({ link, page }: NonNullable<PayeePage['issued']>): JSX.Element {
  return (
    <aside class="next" aria-label="The link">
      <p>
        <strong>This is shown once.</strong> Notice {link.notice} to partner {link.partnerId}, to be answered before{' '}
        <Snapshot at={link.answerBy} zone={ZONE} /> ({ZONE}). Give it to the partner alone; whoever issued it does not
        approve what comes by it. Where mails are sent, the first link of a notice goes out by mail too; one in place of
        a lost link does not.
      </p>
      <Command>{page === undefined ? link.token : `${page}${/[/#=]$/.test(page) ? '' : '/'}${link.token}`}</Command>
    </aside>
  );
}

function Standing({ payee: { account, name, holds } }: { readonly payee: PayeeAnswer }): JSX.Element {
  return (
    <Section id="standing" title="Where it is paid now">
      <dl class="facts">
        <Fact name="Account">{account}</Fact>
        <Fact name="Name">{nameWords(name)}</Fact>
      </dl>
      {holds.length === 0 ? (
        <p>Nothing holds a payment to it.</p>
      ) : (
        <>
          <p>It is not paid for now:</p>
          <ul>
            {holds.map(({ reason, found }) => (
              <li key={reason}>
                <strong>{reason.replaceAll('-', ' ')}:</strong> {found}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Holds({ payee: { personHolds } }: { readonly payee: PayeeAnswer }): JSX.Element | null {
  if (personHolds.length === 0) return null;
  return (
    <Section id="holds" title="What people held back">
      <Table
        caption="Holds of people, the latest first"
        keyOf={({ hold }) => hold}
        isFaint={({ releasedAt }) => releasedAt !== null}
        rows={personHolds}
        columns={[
          { head: 'Hold', isName: true, cell: ({ hold }) => hold },
          {
            head: 'Placed',
            cell: ({ placedBy, placedAt, reason }) => (
              <>
                <At instant={placedAt} zone={ZONE} /> by {placedBy}: {reason}
              </>
            ),
          },
          {
            head: 'Released',
            cell: ({ releasedBy, releasedAt, releasedBecause }) =>
              releasedAt === null ? (
                <Badge says="In force" tone="open" />
              ) : (
                <>
                  <At instant={releasedAt} zone={ZONE} /> by {releasedBy}: {releasedBecause}
                </>
              ),
          },
        ]}
      />
    </Section>
  );
}

/** Everything that was ever entered; nothing is edited or taken away. */
function Details({ details }: { readonly details: readonly BankDetailsAnswer[] }): JSX.Element {
  return (
    <Section
      id="details"
      title="Details that were entered"
      lead={details.length === 0 ? 'None yet.' : 'The newest first.'}
    >
      {details.length > 0 && (
        <Table
          caption="Bank details that were entered, the newest first"
          keyOf={(each) => each.details}
          isFaint={({ state }) => state === 'refused'}
          rows={details}
          columns={[
            { head: 'Details', isName: true, cell: (each) => each.details },
            { head: 'State', cell: ({ state }) => <Badge {...DETAILS_STATES[state]} /> },
            {
              head: 'Account',
              cell: ({ account, accountName, accountKind, vendor }) => (
                <>
                  {vendor === null ? account : `kept by ${vendor}`}, {accountName}
                  {accountKind === 'personal' && ' (a person’s)'}
                </>
              ),
            },
            {
              head: 'Bank',
              cell: ({ bic, bankCountry, currency }) => [bic, bankCountry, currency].filter(Boolean).join(', ') || '–',
            },
            {
              head: 'Entered',
              cell: ({ enteredBy, enteredAt, source, invitedBy }) => (
                <>
                  <At instant={enteredAt} zone={ZONE} /> by {enteredBy}, {SOURCES[source]}
                  {invitedBy !== null && ` that ${invitedBy} issued`}
                </>
              ),
            },
            {
              head: 'Decided',
              cell: ({ decidedBy, decidedAt, decidedBecause, payableFrom }) =>
                decidedAt === null ? (
                  '–'
                ) : (
                  <>
                    <At instant={decidedAt} zone={ZONE} /> by {decidedBy}
                    {decidedBecause !== null && `: ${decidedBecause}`}
                    {payableFrom !== null && (
                      <>
                        ; paid to from <At instant={payableFrom} zone={ZONE} />
                      </>
                    )}
                  </>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

function Requests({ payee: { requests } }: { readonly payee: PayeeAnswer }): JSX.Element | null {
  if (requests.length === 0) return null;
  return (
    <Section id="requests" title="When it was asked">
      <Table
        caption="Requests for bank details, the latest first"
        keyOf={({ openedAt, campaignId }) => `${campaignId} ${openedAt}`}
        rows={requests}
        columns={[
          {
            head: 'Campaign',
            isName: true,
            cell: ({ campaignId }) => <a href={`/campaigns/${campaignId}`}>{campaignId}</a>,
          },
          { head: 'Because', cell: ({ cause }) => cause.replaceAll('-', ' ') },
          { head: 'Asked', cell: ({ openedAt }) => <At instant={openedAt} zone={ZONE} /> },
          { head: 'Notices', isNumber: true, cell: ({ notices }) => notices },
          {
            head: 'To be answered before',
            cell: ({ answerBy }) => (answerBy === null ? '–' : <At instant={answerBy} zone={ZONE} />),
          },
          { head: 'Ended', cell: ({ endedAs }) => endedAs?.replaceAll('-', ' ') ?? 'still open' },
        ]}
      />
    </Section>
  );
}
