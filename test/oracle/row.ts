/**
 * Rows and their quarantine (contract, section 1): "A required value ... that is empty, or any value that cannot be
 * read, sends the row to quarantine with file, line, column, expected and found; the good rows of the file are kept."
 */
import { readCsv } from './csv.js';
import { Unreadable } from './values.js';

export interface QuarantinedRow {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}

class UnreadableValue extends Error {
  constructor(
    readonly column: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${column}: expected ${expected}`);
  }
}

/** One row of a file, by column name; names ignore case, values are trimmed, a missing column is empty. */
export class Row {
  constructor(
    readonly file: string,
    readonly line: number,
    private readonly cells: ReadonlyMap<string, string>,
  ) {}

  text(column: string): string {
    return this.cells.get(column.toLowerCase())?.trim() ?? '';
  }

  optional<Value>(column: string, read: (text: string) => Value): Value | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    try {
      return read(text);
    } catch (error) {
      if (error instanceof Unreadable) this.refuse(column, error.expected);
      throw error;
    }
  }

  required<Value>(column: string, read: (text: string) => Value): Value {
    return this.optional(column, read) ?? this.refuse(column, 'a value');
  }

  refuse(column: string, expected: string): never {
    throw new UnreadableValue(column, expected, this.text(column));
  }
}

/** Reads each row, and sets aside those that cannot be read; `setAside` is told of each of these. */
export function readRows<Value>(
  rows: readonly Row[],
  read: (row: Row) => Value,
  quarantine: QuarantinedRow[],
  setAside: (row: Row) => void = () => undefined,
): Value[] {
  const values: Value[] = [];
  for (const row of rows) {
    try {
      values.push(read(row));
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      quarantine.push({
        file: row.file,
        line: row.line,
        column: error.column,
        expected: error.expected,
        found: error.found,
      });
      setAside(row);
    }
  }
  return values;
}

export function rowsOfCsv(file: string, text: string): Row[] {
  const [header, ...records] = readCsv(text);
  const columns = (header?.fields ?? []).map((column) => column.trim().toLowerCase());
  return records
    .filter((record) => record.fields.length > 1 || record.fields[0] !== '')
    .map((record) => {
      if (record.fields.length > columns.length)
        throw new Error(`${file}, line ${record.line}: more values than columns`);
      const cells = new Map(columns.map((column, place) => [column, record.fields[place] ?? '']));
      return new Row(file, record.line, cells);
    });
}
