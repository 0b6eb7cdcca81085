import { SeatbackError } from '../kernel/index.js';

export const LONGEST_QUESTION = 2_000;
export const LONGEST_ANSWER = 4_000;
const SHORTEST = 3;

/** Lines may end; nothing else may stand in it that cannot be seen, or that turns what stands beside it. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/**
 * What somebody wrote, as it is kept: plain text, composed (NFC), with line feeds between its lines.
 *
 * @throws SeatbackError QUESTION_TEXT_INVALID
 */
export function plainText(text: string, longest: number): string {
  const plain = text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  // As the database counts them.
  const length = [...plain].length;
  const isPlain = !UNSEEN.test(plain.replaceAll('\n', ' '));
  if (isPlain && /[\p{L}\p{N}]/u.test(plain) && length >= SHORTEST && length <= longest) return plain;
  throw new SeatbackError({
    code: 'QUESTION_TEXT_INVALID',
    expected: `plain text of ${String(SHORTEST)} to ${String(longest)} characters`,
    found: isPlain ? `${String(length)} characters` : 'characters that cannot be seen',
    where: 'the text',
    next: 'Write it again, shorter or in plain characters.',
  });
}
