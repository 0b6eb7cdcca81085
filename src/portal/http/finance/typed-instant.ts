import { parseInstant, SeatbackError, type Instant } from '../../../kernel/index.js';

/** An instant as somebody typed it; undefined where the field was left empty. @throws SeatbackError INPUT_INVALID */
export function typedInstant(
  text: string,
  { where, next }: { readonly where: string; readonly next: string },
): Instant | undefined {
  if (text.trim() === '') return undefined;
  const read = parseInstant(text.trim());
  if (read !== undefined) return read;
  throw new SeatbackError({
    code: 'INPUT_INVALID',
    expected: 'a day and a time with their offset from UTC, such as 2019-07-31T15:00:00+02:00',
    found: `"${text.slice(0, 100)}"`,
    where,
    next,
  });
}
