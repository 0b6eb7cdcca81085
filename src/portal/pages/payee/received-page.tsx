import { spokenMoment, spokenNumber, type Language } from '../../../kernel/index.js';
import type { ReceivedDetails } from '../../../payout/index.js';
import { renderPayeePage } from './payee-layout.js';
import { RECEIVED_PATH } from './payee-paths.js';
import { payeeWords } from './words/words-of-language.js';

const MS_PER_HOUR = 3_600_000;

/** What was entered by the link, whoever asks for it again and however often. */
export function receivedPage(language: Language, received: ReceivedDetails, address: string | undefined): string {
  const words = payeeWords(language);
  const { title, once, reference, givenAt, nextTitle, next, notYouTitle, notYou, done } = words.received;
  const { bankDetails, accountName, account, givenBy, timeZone, waitingMs } = received;
  const facts: readonly (readonly [string, string])[] = [
    [reference, String(bankDetails)],
    [words.form.labels.accountName, accountName],
    [words.review.labels.account, account],
    [words.received.givenBy, givenBy],
    [givenAt, spokenMoment(received.givenAt, timeZone, language)],
  ];
  return renderPayeePage({
    language,
    title,
    path: RECEIVED_PATH,
    children: (
      <>
        <h1>{title}</h1>
        <p class="lead">{once}</p>
        <dl class="facts">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <h2>{nextTitle}</h2>
        <ol>
          {next(spokenNumber(language, waitingMs / MS_PER_HOUR)).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <h2>{notYouTitle}</h2>
        <p>{notYou(address)}</p>
        <p>{done}</p>
      </>
    ),
  });
}
