import axe from 'axe-core';
import type { Page } from 'playwright-core';

export const NARROW = { width: 320, height: 900 };
export const WIDE = { width: 1280, height: 1000 };

/** All pages that links lead to from the first ones, each once, in the order in which they are met. */
export async function walk(
  page: Page,
  address: string,
  visit: (path: string) => Promise<void>,
  from: readonly string[] = ['/'],
): Promise<string[]> {
  const seen = new Set(from);
  for (const path of seen) {
    await page.goto(`${address}${path}`);
    for (const href of await linksOf(page)) if (isPage(href) && !isOneOfMany(href, seen)) seen.add(href);
    await visit(path);
  }
  return [...seen];
}

/** Where the links of a page lead on this server, without their fragments. */
async function linksOf(page: Page): Promise<string[]> {
  const hrefs: string[] = await page.evaluate(
    `[...document.querySelectorAll('a[href]')].map((each) => each.getAttribute('href'))`,
  );
  return hrefs.filter((href) => href.startsWith('/')).map((href) => href.split('#')[0] ?? href);
}

/** Answers for programs and files to keep are no pages. */
function isPage(href: string): boolean {
  return !href.startsWith('/api/') && !href.includes('/documents/');
}

/** Journals, accounts and choices of the log are made alike, and there are hundreds. */
const ALIKE = ['/ledger/journals/', '/ledger/accounts/', '/audit?'];
const ENOUGH_ALIKE = 6;

function isOneOfMany(href: string, seen: ReadonlySet<string>): boolean {
  const beginning = ALIKE.find((each) => href.startsWith(each));
  return (
    beginning !== undefined &&
    !seen.has(href) &&
    [...seen].filter((path) => path.startsWith(beginning)).length >= ENOUGH_ALIKE
  );
}

/** What pages of one kind have in common: `/partners/:/campaigns/:`. */
export function shapeOf(path: string): string {
  return (path.split('?')[0] ?? path)
    .split('/')
    .map((part, index) => (index % 2 === 0 && part !== '' ? ':' : part))
    .join('/');
}

/** What of a page is a serious or critical obstacle to somebody, each with where it is. */
export async function obstacles(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations: { readonly id: string; readonly impact: string; readonly help: string; readonly where: string }[] =
    await page.evaluate(`axe
      .run(document, { resultTypes: ['violations'], preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.slice(0, 3).map(({ html }) => html).join(' | ') })))`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, help, where }) => `${id} (${impact}): ${help}: ${where}`);
}

/** How much wider the page is than the screen, in pixels. */
export async function overflowPx(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** What the script adds is for hands alone: without it a page says the same. */
export async function withoutAdditions(page: Page): Promise<void> {
  await page.evaluate(`document.querySelectorAll('.row-filter, button.copy').forEach((each) => each.remove())`);
}
