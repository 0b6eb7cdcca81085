import type { JSX } from 'preact';
import type { UndecidedCustomer } from '../../../calculation/index.js';
import { LONGEST_ANSWER, type ListedQuestion } from '../../../questions/index.js';
import { typedIn } from '../finance/typed-form.js';
import { ruleName } from '../words.js';
import { WorkForm, WorkReason, type WorkFormProps } from './work-form.js';
import { answerHref, decisionsHref } from './work-paths.js';

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
    <WorkForm
      summary={`Answer question ${String(question)}`}
      isOpen={was !== undefined}
      button="Send answer"
      {...{ action, formToken, from }}
    >
      <div>
        <label for={field}>Answer, as the partner reads it</label>
        <textarea id={field} name="answer" required minLength={3} maxLength={LONGEST_ANSWER}>
          {was}
        </textarea>
      </div>
    </WorkForm>
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
    <WorkForm
      summary={`Decide ${customerName ?? customerId}`}
      isOpen={isTyped}
      button="Record decision"
      {...{ action, formToken, from }}
    >
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
      <WorkReason id={field('reason')} value={was('reason')} />
    </WorkForm>
  );
}
