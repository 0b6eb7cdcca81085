import { invalidRequest, type Answer } from './answer.js';

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
