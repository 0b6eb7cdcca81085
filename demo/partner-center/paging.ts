import { invalidRequest, type Answer } from './answer.js';
import type { FaultKind } from './faults/plan.js';

/** A whole number of a query; undefined where it is not there, and a refusal where it is no number. */
export function wholeNumber(query: URLSearchParams, name: string, least: number): number | undefined | Answer {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least ? value : invalidRequest(`The value '${text}' of ${name} is not valid.`);
}

/**
 * Opaque to clients, with the commas, slashes and equals signs of the real ones: a header value, not a piece of an
 * address.
 */
export function continuationToken(afterId: string): string {
  return `${Buffer.from(`after/${afterId}`).toString('base64')},${Buffer.from(afterId.slice(0, 7)).toString('base64')}/=`;
}

export function afterIdOf(token: string): string | undefined {
  const text = Buffer.from(token.split(',')[0] ?? '', 'base64').toString();
  return text.startsWith('after/') ? text.slice('after/'.length) : undefined;
}

/** The how-manieth page of its listing a request asks for. */
export function pageNumber(query: URLSearchParams, token: string | undefined, size: number): number {
  const position =
    token === undefined ? Number(query.get('offset') ?? 0) : Number.parseInt(afterIdOf(token) ?? '0', 10);
  return Math.floor(position / size) + 1;
}

/** How many items a page has at most, whatever size was asked for. */
export interface PageSizes {
  readonly customers: number;
  readonly invoices: number;
  readonly lines: number;
}

export const DOCUMENTED_PAGE_SIZES: PageSizes = { customers: 500, invoices: 500, lines: 2000 };

export interface CutPage<Item> {
  readonly items: readonly Item[];
  /** All items in the order in which they are paged through. */
  readonly order: readonly Item[];
  /** Where the next page begins. */
  readonly end: number;
}

/** One page of a listing, as it is or as a fault has it. */
export function cutPage<Item>(
  all: readonly Item[],
  from: number,
  size: number,
  fault: FaultKind | undefined,
): CutPage<Item> {
  const order = fault === 'reordered-pages' ? inOppositeOrder(all, size) : all;
  if (fault === 'empty-page') return { items: [], order, end: Math.min(from + size, order.length) };
  const begin = fault === 'skipped-page' ? from + size : fault === 'repeated-page' ? Math.max(0, from - size) : from;
  const items = order.slice(begin, begin + size);
  return { items, order, end: Math.min(begin + items.length, order.length) };
}

function inOppositeOrder<Item>(all: readonly Item[], size: number): Item[] {
  const pages = Array.from({ length: Math.ceil(all.length / size) }, (_, page) =>
    all.slice(page * size, (page + 1) * size),
  );
  return pages.reverse().flat();
}
