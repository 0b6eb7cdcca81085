/** What a column of COPY's text format is read as; whole numbers must be safe integers. */
export type ColumnKind = 'number' | 'text';

type ColumnOf<Kind extends ColumnKind> = Kind extends 'number' ? (number | null)[] : (string | null)[];

/** What is asked for, by name, in the order of the columns. */
export type ColumnKinds = Readonly<Record<string, ColumnKind>>;

/** One array for each column, all of the same length. */
export type Columns<Kinds extends ColumnKinds> = { readonly [Name in keyof Kinds]: ColumnOf<Kinds[Name]> };

const TAB = 9;
const LINE_FEED = 10;
const MINUS = 45;
const ZERO = 48;
const BACKSLASH = 92;
const LETTER_N = 78;

/**
 * Rows of COPY's text format by column. An object for each row, as the driver makes them, takes five times as long,
 * which counts where millions of rows are looked at once and dropped.
 */
export function copiedColumns<const Kinds extends ColumnKinds>(text: Buffer, named: Kinds): Columns<Kinds> {
  const kinds = Object.values(named);
  const columns: (number | string | null)[][] = kinds.map(() => []);
  const last = kinds.length - 1;
  let place = 0;
  let at = 0;
  while (at < text.length) {
    const ends = place === last ? LINE_FEED : TAB;
    const column = columns[place] ?? [];
    if (text[at] === BACKSLASH && text[at + 1] === LETTER_N) {
      column.push(null);
      at += 3;
    } else if (kinds[place] === 'number') {
      const isNegative = text[at] === MINUS;
      if (isNegative) at += 1;
      let value = 0;
      for (let digit = text[at] ?? ends; digit !== ends; digit = text[at] ?? ends) {
        value = value * 10 + (digit - ZERO);
        at += 1;
      }
      column.push(isNegative ? -value : value);
      at += 1;
    } else {
      const end = text.indexOf(ends, at);
      const field = text.toString('utf8', at, end);
      column.push(field.includes('\\') ? unescaped(field) : field);
      at = end + 1;
    }
    place = place === last ? 0 : place + 1;
  }
  return Object.fromEntries(Object.keys(named).map((name, index) => [name, columns[index]])) as Columns<Kinds>;
}

/** The values of one line of COPY's text format. */
export function copiedFields(line: string): (string | null)[] {
  const fields: (string | null)[] = line.split('\t');
  // A backslash is rare: nulls and escaped characters have one.
  if (!line.includes('\\')) return fields;
  return fields.map((field) => (field === null || field === '\\N' ? null : unescaped(field)));
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unescaped(field: string): string {
  return field.replace(/\\(.)/g, (_match, letter: string) => ESCAPED[letter] ?? letter);
}
