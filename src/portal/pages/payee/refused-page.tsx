import type { Language } from '../../../kernel/index.js';
import { renderPayeePage } from './payee-layout.js';
import { PAYEE_PATH } from './payee-paths.js';
import type { Refusal } from './words/payee-words.js';
import { payeeWords } from './words/words-of-language.js';

/** Why nothing can be given here, and what to do: of one form, whatever the reason. */
export function refusedPage(language: Language, refusal: Refusal, address: string | undefined): string {
  const words = payeeWords(language);
  const { title, text } = words.refused[refusal];
  return renderPayeePage({
    language,
    title,
    // Not the address of this page, which may have a token in it.
    path: `${PAYEE_PATH}/refused/${refusal}`,
    children: (
      <>
        <h1>{title}</h1>
        {text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <p>{words.ask(address)}</p>
      </>
    ),
  });
}
