import type { Language } from '../../../kernel/index.js';
import { renderPayeePage } from './payee-layout.js';
import { DETAILS_PATH } from './payee-paths.js';
import { payeeWords } from './words/words-of-language.js';

/**
 * Leads from the address of the link, which has the token in it, to one that has not. Not by a redirection: what a mail
 * program opens was asked for by another site, and along a redirection the strict cookie would not be sent.
 */
export function openingPage(language: Language): string {
  const { title, text, go } = payeeWords(language).opening;
  return renderPayeePage({
    language,
    title,
    goesTo: DETAILS_PATH,
    children: (
      <>
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a href={DETAILS_PATH}>{go}</a>
        </p>
      </>
    ),
  });
}
