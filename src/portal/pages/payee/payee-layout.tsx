import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { LANGUAGES, type Language } from '../../../kernel/index.js';
import { payeeStylesheetHref } from './payee-stylesheet.js';
import { LANGUAGE_NAMES, payeeWords } from './words/words-of-language.js';

interface PayeeLayoutProps {
  readonly language: Language;
  readonly title: string;
  /** The page that a link of another language opens; without it there is no switch. */
  readonly path?: string | undefined;
  /** Where the browser goes at once. */
  readonly goesTo?: string;
  readonly children: ComponentChildren;
}

function PayeeLayout({ language, title, path, goesTo, children }: PayeeLayoutProps): JSX.Element {
  const words = payeeWords(language);
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        {goesTo !== undefined && <meta http-equiv="refresh" content={`0; url=${goesTo}`} />}
        <title>{title}</title>
        <link rel="stylesheet" href={payeeStylesheetHref} />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#main">
          {words.skip}
        </a>
        <header class="top">
          <div class="width">
            <span class="brand">Seatback</span>
            {path !== undefined && (
              <nav aria-label={words.languages}>
                <ul class="languages">
                  {LANGUAGES.map((each) => (
                    <li key={each}>
                      <a
                        href={`${path}?language=${each}`}
                        lang={each}
                        hreflang={each}
                        aria-current={each === language ? 'true' : undefined}
                      >
                        {LANGUAGE_NAMES[each]}
                      </a>
                    </li>
                  ))}
                </ul>
              </nav>
            )}
          </div>
        </header>
        <main id="main" class="width form-page">
          {children}
        </main>
      </body>
    </html>
  );
}

/** The whole page as text. Whatever is put into it is escaped. */
export function renderPayeePage(props: PayeeLayoutProps): string {
  return `<!doctype html>${renderToString(<PayeeLayout {...props} />)}`;
}
