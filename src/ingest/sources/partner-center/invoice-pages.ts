import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { AnswerSource } from './answers.js';
import { unreadable } from './partner-center-error.js';
import { endless, PAGES_AT_MOST } from './paging.js';
import { licenceLinesPage, newCommerceLinesPage, nextPage, type Page, type WireLicenceLine } from './wire.js';

const LINES_A_PAGE = 2000;

/**
 * Items, a page at a time, by offset. We count it ourselves, by what came: the next link of a published sample has one without a value,
 * and a server may give fewer than were asked for.
 *
 * @param reading the how-manieth time this is read; each is asked for anew
 */
export async function* pagesByOffset<Item>(
  answers: AnswerSource,
  query: string,
  size: number,
  pageOfItems: z.ZodType<Page<Item>>,
  reading = 1,
): AsyncGenerator<readonly Item[], void> {
  const pages = new PagesSeen();
  let offset = 0;
  for (let page = 1; page <= PAGES_AT_MOST; page += 1) {
    const path = `${query}size=${String(size)}&offset=${String(offset)}`;
    const { value } = await answers.read({ name: readingName(path, reading), path }, pageOfItems, ({ items }) => {
      if (pages.have(items)) throw endless(path);
    });
    if (value.items.length === 0) return;
    const isLast = nextPage(value) === undefined;
    if (!isLast) pages.add(value.items);
    yield value.items;
    if (isLast) return;
    offset += value.items.length;
  }
  throw endless(query);
}

/** @param file the address of the lines, below `/v1` */
export function legacyLines(
  answers: AnswerSource,
  file: string,
  reading: number,
): AsyncGenerator<readonly WireLicenceLine[], void> {
  const query = `${file}?provider=office&invoicelineitemtype=BillingLineItems&`;
  return pagesByOffset(answers, query, LINES_A_PAGE, licenceLinesPage, reading);
}

/** Seek paging: size and offset of the next link mean nothing here, its header alone counts. */
export async function* newCommerceLines(
  answers: AnswerSource,
  file: string,
  reading: number,
): AsyncGenerator<readonly Readonly<Record<string, unknown>>[], void> {
  let path = `${file}?provider=onetime&invoicelineitemtype=BillingLineItems&size=${String(LINES_A_PAGE)}`;
  let headers: Record<string, string> = {};
  const tokens = new Set<string>();
  const pages = new PagesSeen();
  for (let page = 1; page <= PAGES_AT_MOST; page += 1) {
    const question = { name: readingName(`${file} page ${String(page)}`, reading), path, headers };
    const { value } = await answers.read(question, newCommerceLinesPage, (given) => {
      if (pages.have(given.items)) throw endless(path);
      const next = nextPage(given);
      if (next === undefined) return;
      if (next.continuationToken === undefined)
        throw unreadable(path, 'a continuation token for the next page', 'none');
      if (tokens.has(next.continuationToken)) throw endless(path);
    });
    const token = nextPage(value)?.continuationToken;
    if (token !== undefined) pages.add(value.items);
    yield value.items;
    if (token === undefined) return;
    tokens.add(token);
    path = `${file}/OneTime/BillingLineItems?seekOperation=Next`;
    headers = { 'MS-ContinuationToken': token };
  }
  throw endless(file);
}

/**
 * The pages of one reading. Lines may repeat one another, whole pages do not: one that comes twice would count twice, and
 * where it does so each time no second reading would tell.
 */
class PagesSeen {
  readonly #digests = new Set<string>();

  have(items: readonly unknown[]): boolean {
    return this.#digests.size > 0 && items.length > 0 && this.#digests.has(digestOf(items));
  }

  /** Of the last page nobody asks. */
  add(items: readonly unknown[]): void {
    this.#digests.add(digestOf(items));
  }
}

function digestOf(items: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(items)).digest('base64');
}

function readingName(name: string, reading: number): string {
  return reading === 1 ? name : `${name} again ${String(reading)}`;
}
