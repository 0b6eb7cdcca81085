import type { ComponentChildren, JSX } from 'preact';
import { dayOf, spokenDate, spokenMoment } from '../../../kernel/index.js';
import { paymentReason, type PartnerPayment } from '../../../payout/index.js';
import type { PartnerReport } from '../../reading/partner-report.js';
import { rateWords } from '../../statements/money-sections.js';
import { wordOf } from '../../statements/payment-words.js';
import { Badge, Section, Table } from '../parts.js';
import { STAGES } from '../words.js';
import type { View } from './view.js';

interface MoneyProps {
  readonly report: PartnerReport;
  readonly view: View;
}

/** What became of what was earned, why it waits where it waits, and where it is paid to. */
export function YourMoney({ report, view }: MoneyProps): JSX.Element {
  const { labels } = view.words;
  const { earning, payments } = report;
  return (
    <Section id="money" title={labels.money}>
      {earning === undefined || earning.payout === null ? (
        <p>{labels.nothingEarned}</p>
      ) : (
        <Becomes report={report} view={view} />
      )}
      <h3>{labels.bankDetails}</h3>
      <Bank report={report} view={view} />
      {earning !== undefined && earning.standing.length > 0 && (
        <>
          <h3>{labels.inBooks}</h3>
          <Table
            caption={labels.inBooks}
            isSmall
            keyOf={({ account, currency }) => `${account} ${currency}`}
            rows={earning.standing}
            columns={[
              {
                head: view.said.labels.account,
                isName: true,
                cell: ({ account }) => wordOf(view.said.accounts, account),
              },
              {
                head: view.said.labels.amount,
                isNumber: true,
                cell: ({ amount, currency }) => view.money(amount, currency),
              },
            ]}
          />
        </>
      )}
      {report.adjustments.length > 0 && <Adjustments report={report} view={view} />}
      <h3>{view.said.labels.payments}</h3>
      {payments.length === 0 ? <p>{view.said.labels.noPayments}</p> : <Payments report={report} view={view} />}
    </Section>
  );
}

function Becomes({ report, view }: MoneyProps): JSX.Element | null {
  const { earning, heldUntil, carriedUntil, today, minimumPayout, payBy } = report;
  const { words, said } = view;
  if (earning?.payout === undefined || earning.payout === null) return null;
  const { stage, amount, reason, holds, isPreview } = earning.payout;
  const notes: ComponentChildren[] = [];
  if (reason !== null) notes.push(wordOf(said.reasons, reason));
  if (reason === 'below-minimum')
    notes.push(words.belowMinimum(view.money(minimumPayout.amount, earning.currency), minimumPayout.below));
  if (heldUntil !== null && heldUntil >= today && (stage === 'payable' || stage === 'waiting-for-payee'))
    notes.push(words.heldUntil(spokenDate(view.language, heldUntil)));
  if (stage === 'carried' && carriedUntil !== null)
    notes.push(words.carriedUntil(spokenDate(view.language, carriedUntil)));
  const isToBePaid = ['payable', 'waiting-for-payee', 'prepared', 'approved', 'held'].includes(stage);
  return (
    <>
      <p class="state">
        <strong class="figure">{view.money(amount, earning.currency)}</strong>{' '}
        <Badge says={wordOf(said.stages, stage)} tone={STAGES[stage].tone} />
        {isPreview && ` ${said.labels.notYet}`}
      </p>
      {notes.map((note, index) => (
        <p key={index}>{note}</p>
      ))}
      {holds.length > 0 && (
        <>
          <p>{words.labels.whyHeld}:</p>
          <ul>
            {holds.map(({ reason: hold }) => (
              <li key={hold}>{wordOf(words.holds, hold)}</li>
            ))}
          </ul>
        </>
      )}
      {isToBePaid && (
        <p>
          {said.labels.payBy}: {view.day(payBy)}
        </p>
      )}
    </>
  );
}

const BANK_LABELS = {
  missing: 'bankMissing',
  'asked-again': 'bankAskedAgain',
  waiting: 'bankWaiting',
  'on-record': 'bankOnRecord',
} as const;

/** The account by its last four, and what is missing; never more of it. */
function Bank({ report: { bank, campaign }, view }: MoneyProps): JSX.Element {
  const { words } = view;
  const lastFour = bank.waitingLastFour ?? bank.lastFour;
  const isWanted = bank.is === 'missing' || bank.is === 'asked-again';
  const label = bank.is === 'on-record' && lastFour === null ? 'bankAtVendor' : BANK_LABELS[bank.is];
  return (
    <>
      <p>
        {words.labels[label]} {lastFour !== null && words.accountEnding(lastFour)}
        {lastFour !== null && '.'}
      </p>
      {bank.payableFrom !== null && (
        <p>{words.payableFrom(spokenMoment(bank.payableFrom, campaign.timeZone, view.language))}</p>
      )}
      {isWanted && <p>{words.labels.bankHow}</p>}
      {isWanted && bank.answerBy !== null && (
        <p>
          {words.labels.answerBy}: <strong>{view.deadline(bank.answerBy, campaign.timeZone)}</strong>
        </p>
      )}
    </>
  );
}

function Payments({ report: { payments, campaign }, view }: MoneyProps): JSX.Element {
  const { labels, states } = view.said;
  return (
    <Table
      caption={labels.payments}
      keyOf={({ endToEndId }) => endToEndId}
      rows={payments}
      columns={[
        { head: labels.endToEndId, isName: true, cell: ({ endToEndId }) => <code>{endToEndId}</code> },
        { head: labels.amount, isNumber: true, cell: (payment) => <Paid payment={payment} view={view} /> },
        { head: labels.executionDate, cell: ({ executionDate }) => view.day(executionDate) },
        { head: labels.state, cell: ({ state }) => wordOf(states, state) },
        { head: labels.since, cell: ({ since }) => view.moment(since, campaign.timeZone) },
        { head: labels.accountEnding, cell: ({ account }) => account ?? '' },
        { head: labels.reason, cell: (payment) => <Returned payment={payment} view={view} /> },
      ]}
    />
  );
}

/** With what is owed and the rate, where it is paid in another currency. */
function Paid({
  payment: { amount, currency, exchange },
  view,
}: {
  readonly payment: PartnerPayment;
  readonly view: View;
}): JSX.Element {
  const { labels } = view.said;
  return (
    <>
      {view.money(amount, currency)}
      {exchange !== null && (
        <div class="note">
          {labels.owed}: {view.money(exchange.owed, exchange.owedCurrency)}. {rateWords(exchange)}, {labels.rateOn}{' '}
          {view.day(exchange.rateOn)}
        </div>
      )}
    </>
  );
}

/** What people added or took away, each with its reason. */
function Adjustments({ report: { adjustments, campaign, customers }, view }: MoneyProps): JSX.Element {
  const { labels } = view.said;
  const names = new Map(customers.map(({ customerId, customerName }) => [customerId, customerName]));
  return (
    <>
      <h3>{labels.adjustments}</h3>
      <Table
        caption={labels.adjustments}
        keyOf={({ adjustment }) => adjustment}
        rows={adjustments}
        columns={[
          {
            head: labels.customer,
            isName: true,
            cell: ({ customerId }) => names.get(customerId) ?? <code>{customerId}</code>,
          },
          { head: labels.reason, cell: ({ reason }) => reason },
          {
            head: labels.approvedOn,
            cell: ({ decidedAt }) => (decidedAt === null ? '' : view.day(dayOf(decidedAt, campaign.timeZone))),
          },
          { head: labels.amount, isNumber: true, cell: ({ amount, currency }) => view.money(amount, currency) },
        ]}
      />
    </>
  );
}

function Returned({ payment, view }: { readonly payment: PartnerPayment; readonly view: View }): JSX.Element {
  const { reasons, returnedAmount, currency } = payment;
  const why = reasons.map((code) => paymentReason(code)?.[view.language] ?? code).join(' ');
  return (
    <>
      {returnedAmount !== null && `${view.said.labels.returnedAmount}: ${view.money(returnedAmount, currency)}. `}
      {why}
    </>
  );
}
