import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { stylesheetHref } from './styles/stylesheet.js';

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

interface LayoutProps {
  readonly title: string;
  /** Where the page lies, from the list of campaigns down; the page itself is left out. */
  readonly crumbs?: readonly Crumb[];
  /** The same for programs. */
  readonly api?: string;
  readonly children: ComponentChildren;
}

function Layout({ title, crumbs = [], api, children }: LayoutProps): JSX.Element {
  return (
    <html lang="en">
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
          To the content
        </a>
        <header class="top">
          <div class="width">
            <a class="brand" href="/">
              Seatback
            </a>
            {crumbs.length > 0 && (
              <nav aria-label="Where you are">
                <ol class="crumbs">
                  {crumbs.map(({ label, href }) => (
                    <li key={href}>
                      <a href={href}>{label}</a>
                    </li>
                  ))}
                </ol>
              </nav>
            )}
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
