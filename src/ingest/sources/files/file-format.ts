import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { Vault } from '../../../database/index.js';
import type { Cell } from '../cells.js';
import type { FileRecord } from './records.js';

export type Cells = Readonly<Record<string, Cell<unknown>>>;

/** A row by column name; a column that is not required may be null. */
export type RowOf<C extends Cells> = {
  readonly [Name in keyof C]: C[Name] extends Cell<infer T, true>
    ? T
    : C[Name] extends Cell<infer T>
      ? T | null
      : never;
};

/** What is wrong with a row. `column` is null where its shape or several values together are wrong. */
export interface RowProblem {
  readonly column: string | null;
  readonly expected: string;
  readonly found: string;
}

export interface RowPlace {
  readonly file: string;
  readonly line: number;
}

export interface FileContext {
  readonly draft: DeliveryDraft;
  readonly vault: Vault;
}

/** One kind of import file: its columns, what must hold between them, and where its rows go. */
export interface FileFormat<C extends Cells = Cells> {
  readonly cells: C;
  /** What must hold between the values of a row. */
  check?(row: RowOf<C>): RowProblem | undefined;
  stage(row: RowOf<C>, place: RowPlace, context: FileContext): Promise<void>;
  /** What a row that cannot be read still tells; see `seats.csv`. */
  afterProblem?(record: FileRecord, place: RowPlace, context: FileContext): Promise<void>;
}

/** Keeps the type of the cells while they are written down. */
export function fileFormat<const C extends Cells>(format: FileFormat<C>): FileFormat {
  return format;
}

export type ReadRow<C extends Cells> = { readonly row: RowOf<C> } | { readonly problem: RowProblem };

/** Reads the values of a record; the first problem ends it. */
export function readRow<C extends Cells>(format: FileFormat<C>, record: FileRecord): ReadRow<C> {
  return rowReader(format)(record);
}

/** For many records of one format: what is the same for all of them is made ready once. */
export function rowReader<C extends Cells>(format: FileFormat<C>): (record: FileRecord) => ReadRow<C> {
  const cells = Object.entries(format.cells);
  return (record) => readCells(format, cells, record);
}

function readCells<C extends Cells>(
  format: FileFormat<C>,
  cells: readonly (readonly [string, Cell<unknown>])[],
  record: FileRecord,
): ReadRow<C> {
  if (record.problem !== undefined) return { problem: { column: null, ...record.problem } };
  const row: Record<string, unknown> = {};
  for (const [name, cell] of cells) {
    const text = record.values.get(name) ?? '';
    if (text === '') {
      if (cell.required) return { problem: { column: name, expected: cell.expected, found: 'nothing' } };
      row[name] = null;
      continue;
    }
    const value = isStorable(text) ? cell.read(text) : undefined;
    if (value === undefined)
      return { problem: { column: name, expected: cell.expected, found: shown(format.cells, name, text) } };
    row[name] = value;
  }
  const read = row as RowOf<C>;
  const problem = format.check?.(read);
  return problem === undefined ? { row: read } : { problem };
}

/** Not every character that a file may hold can be kept: NUL and halves of a surrogate pair have no place in text. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

const SHOWN_CHARACTERS = 80;

/** In a file with account numbers a number may stand in any column: columns are exchanged or shifted by hand. */
function shown(cells: Cells, column: string, text: string): string {
  const mayBeSecret = Object.values(cells).some((cell) => cell.secret) && /\p{N}/u.test(text);
  if (cells[column]?.secret === true || mayBeSecret) return 'a value that is not shown';
  if (!isStorable(text)) return 'a character that cannot be kept';
  return text.length > SHOWN_CHARACTERS ? `"${text.slice(0, SHOWN_CHARACTERS)}…"` : `"${text}"`;
}

/** For pairs of days: an end before its start cannot be read (import contract, section 1). */
export function endsBeforeItStarts(column: string, start: string | null, end: string | null): RowProblem | undefined {
  if (start === null || end === null || end >= start) return undefined;
  return { column, expected: `a day on or after ${start}`, found: `"${end}"` };
}
