import type { z } from 'zod';
import { parseExactJson } from '../exact-json.js';
import { PartnerCenterError, unreadable } from './partner-center-error.js';

/**
 * Reads the body of an answer.
 *
 * @throws PartnerCenterError PARTNER_CENTER_UNREADABLE where it has another form than documented
 */
export function parseAnswer<T extends z.ZodType>(path: string, body: string, answer: T): z.output<T> {
  const parsed = answer.safeParse(parseJson(path, body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(
    path,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'the documented form'}`,
    'an answer of another form',
  );
}

/** A byte order mark is stripped; numbers become their own text. */
export function parseJson(path: string, body: string): unknown {
  try {
    const parsed = parseExactJson(body.replace(/^\uFEFF/, ''));
    return MAY_HOLD_WHAT_IS_NOT_STORABLE.test(body) ? withStorableTexts(parsed) : parsed;
  } catch (cause) {
    throw new PartnerCenterError(
      {
        code: 'PARTNER_CENTER_GARBLED',
        expected: 'JSON',
        found: storable(body.length > 80 ? `${body.slice(0, 80)}…` : body),
        where: path,
        next: 'Something between here and Partner Center answered in its place; the next pull tries again.',
      },
      undefined,
      { cause },
    );
  }
}

/** In a body of UTF-8 they can stand as escapes only. */
const MAY_HOLD_WHAT_IS_NOT_STORABLE = /\\u(?:0000|d[89a-f])/i;

function withStorableTexts(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(withStorableTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withStorableTexts(member)]));
}

/** NUL and halves of a surrogate pair have no place in the database's text; one strange name must not stop a pull. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
