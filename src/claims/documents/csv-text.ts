import { parse } from 'csv-parse/sync';

const SEPARATORS = [',', ';', '\t', '|'] as const;
const FIRST_ROWS = 20;
/** Beyond these a record is no row of a list. */
const MOST_RECORD_CHARACTERS = 100_000;

/** The text of a file in UTF-8, or in UTF-16 with its mark; undefined where it is none, or holds what no list holds. */
export function plainTextOf(bytes: Buffer): string | undefined {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return /[^\P{Cc}\t\r\n]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a text is a list: a header and a row or more, of two columns or more, as many in each of its first rows. */
export function isList(text: string): boolean {
  // A page or a message may hold commas too.
  if (/^\s*[<{[%]/.test(text)) return false;
  return SEPARATORS.some((separator) => columnsOf(text, separator) >= 2);
}

/** How many columns the first rows have; 0 where they differ or are none. */
function columnsOf(text: string, delimiter: string): number {
  try {
    const rows = parse(text, {
      delimiter,
      to: FIRST_ROWS,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MOST_RECORD_CHARACTERS,
    });
    const [first = [], ...others] = rows;
    return others.length > 0 && others.every((row) => row.length === first.length) ? first.length : 0;
  } catch {
    return 0;
  }
}
