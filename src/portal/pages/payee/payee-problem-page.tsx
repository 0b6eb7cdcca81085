import { LANGUAGES, type Language } from '../../../kernel/index.js';
import type { ProblemAnswer } from '../../answers/problem.js';
import { renderPayeePage } from './payee-layout.js';

const SAID: Readonly<Record<Language, string>> = {
  en: 'This did not work, and nothing was entered. Open the link of our message again.',
  de: 'Das hat nicht geklappt, und nichts wurde erfasst. Öffnen Sie den Link unserer Nachricht noch einmal.',
  sv: 'Det gick inte, och inget har tagits emot. Öppna länken i vårt meddelande igen.',
};

/** A failure that comes before anybody knows who asks: in all languages, and with nothing of what was sent. */
export function payeeProblemPage({ title, status, code }: ProblemAnswer): string {
  return renderPayeePage({
    language: 'en',
    title,
    children: (
      <>
        <h1>{title}</h1>
        {LANGUAGES.map((language) => (
          <p key={language} lang={language}>
            {SAID[language]}
          </p>
        ))}
        <p>
          <code>{code}</code> ({status})
        </p>
      </>
    ),
  });
}
