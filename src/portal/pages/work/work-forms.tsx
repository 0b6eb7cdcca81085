import type { JSX } from 'preact';
import type { UndecidedCustomer } from '../../../calculation/index.js';
import { LONGEST_ANSWER, type ListedQuestion } from '../../../questions/index.js';
import { ruleName } from '../words.js';

interface FormProps {
  readonly campaignId: string;
  readonly formToken: string;
}

/** Answers a partner; what is written here is what it reads. */
export function AnswerForm({
  question: { question },
  campaignId,
  formToken,
}: FormProps & { readonly question: ListedQuestion }): JSX.Element {
  const field = `answer-${String(question)}`;
  return (
    <details>
      <summary>Answer question {question}</summary>
      <form class="written" method="post" action={`/campaigns/${campaignId}/work/questions/${String(question)}/answer`}>
        <input type="hidden" name="formToken" value={formToken} />
        <div>
          <label for={field}>Answer, as the partner reads it</label>
          <textarea id={field} name="answer" required minLength={3} maxLength={LONGEST_ANSWER} />
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
}: FormProps & { readonly customer: UndecidedCustomer }): JSX.Element {
  const { partnerId, customerId, partnerKey, customerKey, customerName, open, lastDecision } = customer;
  const rules = open.filter(({ countableAs }) => countableAs.length > 0);
  const field = (name: string) => `${name}-${String(partnerKey)}-${String(customerKey)}`;
  return (
    <details>
      <summary>Decide {customerName ?? customerId}</summary>
      <form class="written" method="post" action={`/campaigns/${campaignId}/work/decisions`}>
        <input type="hidden" name="formToken" value={formToken} />
        <input type="hidden" name="partner" value={partnerId} />
        <input type="hidden" name="customer" value={customerId} />
        <input type="hidden" name="seen" value={String(lastDecision?.decision ?? 0)} />
        <div>
          <label for={field('rule')}>Rule</label>
          <select id={field('rule')} name="rule">
            <option value="">Every rule that is unknown</option>
            {rules.map(({ rule }) => (
              <option key={rule} value={rule}>
                {ruleName(rule)}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for={field('as')}>Counts as</label>
          <select id={field('as')} name="as" required>
            <option value="">Choose</option>
            <option value="met">Met</option>
            <option value="not-met">Not met</option>
          </select>
        </div>
        <div>
          <label for={field('reason')}>Reason, for whoever reads this in a year</label>
          <textarea id={field('reason')} name="reason" required minLength={8} maxLength={2000} />
        </div>
        <button type="submit">Record decision</button>
      </form>
    </details>
  );
}
