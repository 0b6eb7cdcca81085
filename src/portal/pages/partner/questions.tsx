import type { JSX } from 'preact';
import { LONGEST_QUESTION, type ListedQuestion } from '../../../questions/index.js';
import type { CustomersSeats } from '../../reading/partner-report.js';
import { Badge, Section } from '../parts.js';
import { reportPath, type View } from './view.js';
import { questionWords } from './words/question-words.js';

/** The form of somebody who may ask. */
export interface Asking {
  readonly formToken: string;
  /** New with each page: what is sent twice is asked once. */
  readonly form: string;
  /** What was sent and could not be taken. */
  readonly refused: string | undefined;
}

interface QuestionsProps {
  readonly seats: CustomersSeats;
  readonly explanation: { readonly customerId: string };
  readonly questions: readonly ListedQuestion[];
  readonly asking: Asking | undefined;
  readonly view: View;
}

/** What the partner asked about the customer, each with its answer, and where it asks. */
export function Questions(props: QuestionsProps): JSX.Element {
  const { questions, asking, view, seats } = props;
  const words = questionWords(view.language);
  return (
    <Section id="questions" title={words.title} lead={questions.length === 0 ? words.none : words.lead}>
      {questions.length > 0 && (
        <ul class="thread">
          {questions.map((question) => (
            <li key={question.question}>
              <Thread {...props} question={question} zone={seats.campaign.timeZone} />
            </li>
          ))}
        </ul>
      )}
      {asking !== undefined && <AskForm {...props} asking={asking} />}
    </Section>
  );
}

function questionsPath({ seats: { partner, campaign }, explanation }: QuestionsProps): string {
  return `${reportPath(partner.partnerId, campaign.campaignId)}/customers/${explanation.customerId}/questions`;
}

function Thread(props: QuestionsProps & { readonly question: ListedQuestion; readonly zone: string }): JSX.Element {
  const { question, zone, asking, view } = props;
  const words = questionWords(view.language);
  const { state, answer, endedAt } = question;
  return (
    <>
      <p class="note">
        {words.asked} {view.moment(question.askedAt, zone)}, {words.about(view.said.outcomes[question.outcome])}
      </p>
      <p class="said">{question.asked}</p>
      {state === 'open' && (
        <p>
          <Badge says={words.waiting} tone="open" />
        </p>
      )}
      {state === 'withdrawn' && (
        <p>
          <Badge says={words.withdrawn} tone="closed" /> {endedAt !== null && view.moment(endedAt, zone)}
        </p>
      )}
      {state === 'answered' && (
        <>
          <p class="note">
            <strong>{words.answer}</strong> {endedAt !== null && view.moment(endedAt, zone)}
          </p>
          <p class="said">{answer}</p>
        </>
      )}
      {state === 'open' && asking !== undefined && (
        <form
          class="written"
          method="post"
          action={view.href(`${questionsPath(props)}/${String(question.question)}/withdrawal`)}
        >
          <input type="hidden" name="formToken" value={asking.formToken} />
          <button type="submit" class="second">
            {words.withdraw} {question.question}
          </button>
        </form>
      )}
    </>
  );
}

function AskForm(props: QuestionsProps & { readonly asking: Asking }): JSX.Element {
  const { asking, view, seats } = props;
  const { formToken, form, refused } = asking;
  const words = questionWords(view.language);
  const isFaulty = refused !== undefined;
  return (
    <form class="written" method="post" action={view.href(questionsPath(props))}>
      <input type="hidden" name="formToken" value={formToken} />
      <input type="hidden" name="form" value={form} />
      <input type="hidden" name="run" value={String(seats.run.run)} />
      <div>
        <label for="question">{words.label}</label>
        <textarea
          id="question"
          name="question"
          required
          minLength={3}
          maxLength={LONGEST_QUESTION}
          aria-describedby={isFaulty ? 'question-fault question-hint' : 'question-hint'}
          aria-invalid={isFaulty ? 'true' : undefined}
          autofocus={isFaulty}
          defaultValue={refused}
        />
        {isFaulty && (
          <p class="fault" id="question-fault">
            {words.fault(LONGEST_QUESTION)}
          </p>
        )}
        <p class="note" id="question-hint">
          {words.hint(LONGEST_QUESTION)}
        </p>
      </div>
      <button type="submit">{words.send}</button>
    </form>
  );
}
