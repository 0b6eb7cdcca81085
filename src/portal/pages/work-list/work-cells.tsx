import type { JSX } from 'preact';
import type { UndecidedCustomer } from '../../../calculation/index.js';
import type { Instant } from '../../../kernel/index.js';
import type { ListedQuestion } from '../../../questions/index.js';
import type { Stake } from '../../chances/partner-action.js';
import type { WorkItem } from '../../reading/work-item.js';
import { claimHref, payeeHref } from '../finance/finance-paths.js';
import { money, spokenDays } from '../format.js';
import { Badge } from '../parts.js';
import { openQuestions, OUTCOMES, ruleName } from '../words.js';
import { ProofForm } from './proof-form.js';
import type { WorkFormProps } from './work-form.js';
import { AnswerForm, DecisionForm } from './work-forms.js';

interface ItemProps {
  readonly item: WorkItem;
  readonly campaignId: string;
}

const customerHref = (campaignId: string, customerId: string) => `/campaigns/${campaignId}/customers/${customerId}`;
const partnerHref = (campaignId: string, partnerId: string) =>
  `/campaigns/${campaignId}/partners/${encodeURIComponent(partnerId)}`;

export function since(item: WorkItem): Instant {
  switch (item.kind) {
    case 'question':
      return item.question.askedAt;
    case 'claim':
      return item.claim.receivedAt;
    case 'payee-name':
      return item.name.enteredAt;
    case 'undecided':
      return item.customer.since;
  }
}

/** What it is about, whose it is, and why it waits. */
export function About({ item, campaignId }: ItemProps): JSX.Element {
  switch (item.kind) {
    case 'question':
      return <AboutQuestion question={item.question} campaignId={campaignId} />;
    case 'claim': {
      const { claimId, partnerId, customerName, standing } = item.claim;
      return (
        <>
          {standing === 'appealed' ? 'Appeal of claim' : 'Claim'} <a href={claimHref(campaignId, claimId)}>{claimId}</a>{' '}
          {customerName !== null && <>for {customerName} </>}
          <Partner campaignId={campaignId} partnerId={partnerId} />
        </>
      );
    }
    case 'payee-name': {
      const { partnerId, registered, account, differences } = item.name;
      return (
        <>
          Account in the name of {account}; registered is {registered}{' '}
          <Partner campaignId={campaignId} partnerId={partnerId} />
          <p class="note">Differs in: {differences.join(', ') || 'what cannot be compared'}.</p>
        </>
      );
    }
    case 'undecided':
      return <AboutUndecided customer={item.customer} campaignId={campaignId} />;
  }
}

function Partner({ campaignId, partnerId }: { readonly campaignId: string; readonly partnerId: string }): JSX.Element {
  return (
    <span class="note">
      (partner <a href={partnerHref(campaignId, partnerId)}>{partnerId}</a>)
    </span>
  );
}

function AboutQuestion({
  question: { question, customerId, customerName, partnerId, outcome, run, asked },
  campaignId,
}: {
  readonly question: ListedQuestion;
  readonly campaignId: string;
}): JSX.Element {
  return (
    <>
      Question {question} about <a href={customerHref(campaignId, customerId)}>{customerName ?? customerId}</a>{' '}
      <Partner campaignId={campaignId} partnerId={partnerId} />
      <p class="note">
        Run {run}: <Badge {...OUTCOMES[outcome]} />
      </p>
      <p class="said">{asked}</p>
    </>
  );
}

function AboutUndecided({
  customer: { customerId, customerName, partnerId, open },
  campaignId,
}: {
  readonly customer: UndecidedCustomer;
  readonly campaignId: string;
}): JSX.Element {
  return (
    <>
      <a href={customerHref(campaignId, customerId)}>{customerName ?? customerId}</a>{' '}
      <Partner campaignId={campaignId} partnerId={partnerId} />
      <ul class="plain">
        {open.map(({ rule, sentence, pending }) => (
          <li key={rule}>
            {ruleName(rule)}: {spokenDays(sentence)} {pending && <Badge says="Its day lies ahead" tone="plain" />}
          </li>
        ))}
      </ul>
    </>
  );
}

export function Worth({ item, stake }: { readonly item: WorkItem; readonly stake: Stake | null }): JSX.Element {
  if (item.kind !== 'undecided') return <span class="note">–</span>;
  if (stake === null) return <span class="note">depends on other customers</span>;
  const bound = { exactly: '', 'at most': 'up to ', 'at least': 'at least ' }[stake.bound];
  return (
    <>
      {bound}
      {money(stake.amount, stake.currency)}
    </>
  );
}

type Forms = Omit<WorkFormProps, 'formToken'> & { readonly formToken: string | undefined };

/** What decides it, and where it is decided here the form. */
export function Acting({ item, ...forms }: Forms & { readonly item: WorkItem }): JSX.Element {
  const { campaignId, formToken } = forms;
  switch (item.kind) {
    case 'question':
      return formToken === undefined ? (
        <p class="note">Answered by a maker of finance.</p>
      ) : (
        <AnswerForm {...forms} question={item.question} formToken={formToken} />
      );
    case 'claim':
      return (
        <>
          <p>
            Looked at and answered on <a href={claimHref(campaignId, item.claim.claimId)}>the page of the claim</a>.
          </p>
          {item.claim.proofs.map((proof) =>
            formToken === undefined ? (
              <p key={proof.document} class="note">
                Document {proof.document}, given as a proof of performance, is accepted by a maker of finance.
              </p>
            ) : (
              <ProofForm key={proof.document} {...forms} claim={item.claim} proof={proof} formToken={formToken} />
            ),
          )}
        </>
      );
    case 'payee-name':
      return (
        <>
          <p>Decide whether it is the same company, and of the details themselves:</p>
          <p>
            <a href={payeeHref(item.name.partnerId)}>Payee of partner {item.name.partnerId}</a>
          </p>
        </>
      );
    case 'undecided':
      return <ToDecide {...forms} customer={item.customer} />;
  }
}

function ToDecide({ customer, ...forms }: Forms & { readonly customer: UndecidedCustomer }): JSX.Element {
  const { formToken } = forms;
  const { open, lastDecision } = customer;
  const decidable = open.some(({ countableAs }) => countableAs.length > 0);
  return (
    <>
      {open.length === 0 && <p>Decided by what is known now: calculate again to see it.</p>}
      <ul class="plain">
        {openQuestions(open.map(({ rule }) => rule)).map(({ decidedBy }) => (
          <li key={decidedBy}>{decidedBy}</li>
        ))}
      </ul>
      {lastDecision !== null && (
        <p class="note">
          Decision {lastDecision.decision} by {lastDecision.decidedBy}:{' '}
          {lastDecision.rule === null ? 'every unknown rule' : ruleName(lastDecision.rule)} counts as{' '}
          {lastDecision.countedAs.replace('-', ' ')}.
        </p>
      )}
      {decidable && formToken !== undefined && <DecisionForm {...forms} customer={customer} formToken={formToken} />}
    </>
  );
}
