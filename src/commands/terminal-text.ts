/**
 * Names come from outside, and a terminal obeys control characters and turns text around at others. Those are shown as
 * their code instead; a line break between lines of our own stays.
 */
export function shownOnTerminal(text: string): string {
  return text.replaceAll(
    /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu,
    code,
  );
}

/** In a cell nothing breaks the line: it would begin a row that nobody wrote. */
export function shownInCell(text: string): string {
  return shownOnTerminal(text).replaceAll('\n', code);
}

function code(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
