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
  return Buffer.from(JSON.stringify([run, after])).toString('base64url');
}

/** @throws SeatbackError INPUT_INVALID */
export function readCursor<Place>(text: string, place: z.ZodType<Place>): Cursor<Place> {
  const parsed = z
    .tuple([z.int().min(1).max(LARGEST_RUN), place])
    .safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (parsed.success) return { run: parsed.data[0], after: parsed.data[1] };
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
