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
    expected: 'an instant in ISO 8601 with offset, such as 2019-07-31T15:00:00Z',
    found: `"${text.slice(0, 100)}"`,
    where,
    next,
  });
}
