import type { JSX } from 'preact';
import type { UndecidedCustomer } from '../../../calculation/index.js';
import { LONGEST_ANSWER, type ListedQuestion } from '../../../questions/index.js';
import { typedIn, type TypedForm } from '../finance/typed-form.js';
import { ruleName } from '../words.js';
import { answerHref, decisionsHref } from './work-paths.js';

/** What the forms of a page have in common. */
export interface WorkFormProps {
  readonly campaignId: string;
  readonly formToken: string;
  /** The page of the list on which the form stands. */
  readonly from: { readonly kind: string | undefined; readonly cursor: string | undefined };
  /** What was typed into the one that was refused. */
  readonly typed: TypedForm | undefined;
}

export function FromPage({ from: { kind, cursor } }: Pick<WorkFormProps, 'from'>): JSX.Element {
  return (
    <>
      {kind !== undefined && <input type="hidden" name="kind" value={kind} />}
      {cursor !== undefined && <input type="hidden" name="cursor" value={cursor} />}
    </>
  );
}

/** Answers a partner; what is written here is what it reads. */
export function AnswerForm({
  question: { question },
  campaignId,
  formToken,
  from,
  typed,
}: WorkFormProps & { readonly question: ListedQuestion }): JSX.Element {
  const field = `answer-${String(question)}`;
  const action = answerHref(campaignId, question);
  const was = typedIn(typed, action, 'answer');
  return (
    <details open={was !== undefined}>
      <summary>Answer question {question}</summary>
      <form class="written" method="post" action={action}>
        <input type="hidden" name="formToken" value={formToken} />
        <FromPage from={from} />
        <div>
          <label for={field}>Answer, as the partner reads it</label>
          <textarea id={field} name="answer" required minLength={3} maxLength={LONGEST_ANSWER}>
            {was}
          </textarea>
        </div>
        <button type="submit">Send answer</button>
      </form>
    </details>
  );
}

/** Decides what the facts leave open. What is met or not met is no choice here: it is never overruled. */
export function DecisionForm({
  customer,
  campaignId,
  formToken,
  from,
  typed,
}: WorkFormProps & { readonly customer: UndecidedCustomer }): JSX.Element {
  const { partnerId, customerId, partnerKey, customerKey, customerName, open, lastDecision } = customer;
  const rules = open.filter(({ countableAs }) => countableAs.length > 0);
  const field = (name: string) => `${name}-${String(partnerKey)}-${String(customerKey)}`;
  const action = decisionsHref(campaignId);
  const of = (name: string) => typedIn(typed, action, name);
  const isTyped = of('partner') === partnerId && of('customer') === customerId;
  const was = (name: string) => (isTyped ? of(name) : undefined);
  return (
    <details open={isTyped}>
      <summary>Decide {customerName ?? customerId}</summary>
      <form class="written" method="post" action={action}>
        <input type="hidden" name="formToken" value={formToken} />
        <FromPage from={from} />
        <input type="hidden" name="partner" value={partnerId} />
        <input type="hidden" name="customer" value={customerId} />
        <input type="hidden" name="seen" value={String(lastDecision?.decision ?? 0)} />
        <div>
          <label for={field('rule')}>Rule</label>
          <select id={field('rule')} name="rule">
            <option value="">Every rule that is unknown</option>
            {rules.map(({ rule }) => (
              <option key={rule} value={rule} selected={was('rule') === rule}>
                {ruleName(rule)}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for={field('as')}>Counts as</label>
          <select id={field('as')} name="as" required>
            <option value="">Choose</option>
            <option value="met" selected={was('as') === 'met'}>
              Met
            </option>
            <option value="not-met" selected={was('as') === 'not-met'}>
              Not met
            </option>
          </select>
        </div>
        <div>
          <label for={field('reason')}>Reason, for whoever reads this in a year</label>
          <textarea id={field('reason')} name="reason" required minLength={8} maxLength={2000}>
            {was('reason')}
          </textarea>
        </div>
        <button type="submit">Record decision</button>
      </form>
    </details>
  );
}
