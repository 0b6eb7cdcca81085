import { z } from 'zod';
import { SeatbackError } from '../../kernel/index.js';

/**
 * Where the next page begins, and in which run: pages that are asked for while a run is posted still belong together.
 */
export interface Cursor<Place> {
  readonly run: number;
  readonly after: Place;
}

const LARGEST_RUN = 2 ** 31 - 1;

export function writeCursor({ run, after }: Cursor<readonly string[]>): string {
  return writePlace([run, after]);
}

/** @throws SeatbackError INPUT_INVALID */
export function readCursor<Place>(text: string, place: z.ZodType<Place>): Cursor<Place> {
  const [run, after] = readPlace(text, z.tuple([z.int().min(1).max(LARGEST_RUN), place]));
  return { run, after };
}

/** The place after which a page begins, in a form that fits into an address. */
export function writePlace(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws SeatbackError INPUT_INVALID */
export function readPlace<Place>(text: string, schema: z.ZodType<Place>): Place {
  const parsed = schema.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new SeatbackError({
    code: 'INPUT_INVALID',
    expected: 'the nextCursor of the page before, as it was given',
    found: `"${text}"`,
    where: 'query parameter cursor',
    next: 'Leave it out to begin with the first page.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
