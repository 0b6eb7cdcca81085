import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Language } from '../../kernel/index.js';
import { SearchBox } from './search/search-box.js';
import { stylesheetHref } from './styles/stylesheet.js';

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

/** What surrounds a page, in its language. */
export interface Frame {
  readonly language: Language;
  readonly skip: string;
  readonly whereYouAre: string;
  /** Where the name of the program leads to. */
  readonly home: string;
  /** At the end of the head of the page, such as the choice of a language. */
  readonly aside?: ComponentChildren;
}

const ENGLISH_FRAME: Frame = {
  language: 'en',
  skip: 'To the content',
  whereYouAre: 'Where you are',
  home: '/',
  aside: (
    <>
      <SearchBox />
      <a class="account" href="/account">
        Account
      </a>
    </>
  ),
};

interface LayoutProps {
  readonly title: string;
  /** Where the page lies, from the list of campaigns down; the page itself is left out. */
  readonly crumbs?: readonly Crumb[];
  /** In English, and leading to the list of campaigns, where it is left out. */
  readonly frame?: Frame;
  /** The same for programs. */
  readonly api?: string;
  readonly children: ComponentChildren;
}

function Layout({ title, crumbs = [], frame = ENGLISH_FRAME, api, children }: LayoutProps): JSX.Element {
  return (
    <html lang={frame.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · Seatback`}</title>
        <link rel="stylesheet" href={stylesheetHref} />
        {/* Without an icon of its own every page would ask for one in vain. */}
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#main">
          {frame.skip}
        </a>
        <header class="top">
          <div class="width">
            <a class="brand" href={frame.home}>
              Seatback
            </a>
            {crumbs.length > 0 && (
              <nav aria-label={frame.whereYouAre}>
                <ol class="crumbs">
                  {crumbs.map(({ label, href }) => (
                    <li key={href}>
                      <a href={href}>{label}</a>
                    </li>
                  ))}
                </ol>
              </nav>
            )}
            {frame.aside}
          </div>
        </header>
        <main id="main" class="width">
          {children}
        </main>
        {api !== undefined && (
          <footer class="width foot">
            <p>
              Amounts, outcomes and texts come from the run that the page names. For programs: <a href={api}>{api}</a>,
              described by <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.
            </p>
          </footer>
        )}
      </body>
    </html>
  );
}

/** The whole page as text. Whatever is put into it is escaped. */
export function renderPage(props: LayoutProps): string {
  return `<!doctype html>${renderToString(<Layout {...props} />)}`;
}
