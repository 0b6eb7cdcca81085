import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { fileUnreadable, unpackedText, type SourceFile } from './source-file.js';

/** One record of a file by lower-case column name; values trimmed. `problem` where its shape cannot be read. */
export interface FileRecord {
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
  readonly problem?: { readonly expected: string; readonly found: string };
}

export interface RecordStream {
  /** Lower-case names of the header; for JSON lines, those of the first line. */
  readonly columns: readonly string[];
  readonly records: AsyncIterable<FileRecord>;
}

/** A record longer than this is a broken file, not a record; it would otherwise fill the memory. */
const RECORD_LIMIT_CHARACTERS = 1_000_000;

/** @throws SeatbackError FILE_UNREADABLE, also while streaming */
export async function openCsv(file: SourceFile): Promise<RecordStream> {
  const parser = Readable.from(unpackedText(file), { objectMode: false, encoding: 'utf8' });
  const rows = parser.pipe(
    parse({
      bom: true,
      raw: true,
      // Left to itself the parser takes the first line's ending for the whole file.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // One misquoted row must not cost the file; it is found below.
      relax_quotes: true,
      max_record_size: RECORD_LIMIT_CHARACTERS,
    }),
  );
  parser.once('error', (error) => rows.destroy(error));
  const iterator = (rows as AsyncIterable<ParsedRecord>)[Symbol.asyncIterator]();
  const lineOf = lineCounter();
  /** The next record that is not a blank line, with the line on which it begins. */
  const next = async (): Promise<(ParsedRecord & { readonly line: number }) | undefined> => {
    for (;;) {
      const row = await iterator.next().catch((error: unknown) => {
        throw error instanceof CsvError ? fileUnreadable(file, 'CSV by RFC 4180', error.message, error) : error;
      });
      if (row.done === true) return undefined;
      const line = lineOf(row.value);
      if (/[^\r\n]/.test(row.value.raw)) return { ...row.value, line };
    }
  };

  const header = await next();
  if (header === undefined) throw fileUnreadable(file, 'a header line', 'an empty file');
  const columns = header.record.map((name) => name.trim().toLowerCase());
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw fileUnreadable(file, 'each column once in the header', `${headerName(twice)} twice`);

  async function* records(): AsyncGenerator<FileRecord, void> {
    for (let row = await next(); row !== undefined; row = await next()) {
      const { line, record } = row;
      const problem = shapeProblem(row, columns.length);
      yield {
        line,
        values: new Map(columns.map((name, index) => [name, (record[index] ?? '').trim()])),
        ...(problem === undefined ? {} : { problem }),
      };
    }
  }
  return { columns, records: records() };
}

/** A file without a header begins with values, and one with a digit may be an account number. */
function headerName(name: string): string {
  return /\p{N}/u.test(name) ? 'a column' : `column "${name}"`;
}

interface ParsedRecord {
  readonly record: readonly string[];
  /** Its own text, with the first character of its line ending. */
  readonly raw: string;
}

/** The line on which each record begins: the parser tells the one on which it ends, and counts CRLF inside quotes twice. */
function lineCounter(): (record: ParsedRecord) => number {
  let next = 1;
  return ({ raw }) => {
    const line = next;
    next += raw.match(/\r\n|\r|\n/g)?.length ?? 0;
    return line;
  };
}

function shapeProblem({ record, raw }: ParsedRecord, columns: number): FileRecord['problem'] {
  if (record.length !== columns) {
    return { expected: `${String(columns)} values, as the header has`, found: `${String(record.length)} values` };
  }
  if (record.some((value) => value.includes('"')) && isMisquoted(raw)) {
    return { expected: 'quotes around whole values only, doubled inside them', found: 'a quote in another place' };
  }
  return undefined;
}

/** Whether a quote is left when all values that are quoted by RFC 4180 are taken out. */
function isMisquoted(raw: string): boolean {
  return raw.replace(/(^|,)"(?:[^"]|"")*"(?=[,\r\n]|$)/g, '$1').includes('"');
}

/** @throws SeatbackError FILE_UNREADABLE, also while streaming */
export async function openJsonLines(file: SourceFile): Promise<RecordStream> {
  const records = jsonRecords(file);
  const first = await records.next();
  async function* all(): AsyncGenerator<FileRecord, void> {
    if (first.done === true) return;
    yield first.value;
    yield* records;
  }
  return { columns: first.done === true ? [] : [...first.value.values.keys()], records: all() };
}

async function* jsonRecords(file: SourceFile): AsyncGenerator<FileRecord, void> {
  let line = 0;
  for await (const text of lines(file)) {
    line += 1;
    if (text.trim() === '') continue;
    yield jsonRecord(line, text);
  }
}

async function* lines(file: SourceFile): AsyncGenerator<string, void> {
  let rest = '';
  for await (const text of unpackedText(file)) {
    const pieces = (rest + text).split('\n');
    rest = pieces.pop() ?? '';
    if (rest.length > RECORD_LIMIT_CHARACTERS) {
      throw fileUnreadable(
        file,
        `lines of at most ${String(RECORD_LIMIT_CHARACTERS)} characters`,
        `one of more than ${String(rest.length)}`,
      );
    }
    yield* pieces;
  }
  yield rest;
}

function jsonRecord(line: number, text: string): FileRecord {
  const problem = { expected: 'one JSON object a line', found: text.length > 60 ? `${text.slice(0, 60)}…` : text };
  let parsed: unknown;
  try {
    // Numbers stay the text they were: a float would change an amount of many digits.
    parsed = JSON.parse(text, keepNumbersAsText as (key: string, value: unknown) => unknown);
  } catch {
    return { line, values: new Map(), problem };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return { line, values: new Map(), problem };
  return { line, values: valuesOf(parsed) };
}

/** The values of a JSON object by lower-case name, as the cells of a record. */
export function valuesOf(object: object): ReadonlyMap<string, string> {
  return new Map(Object.entries(object).map(([name, value]) => [name.trim().toLowerCase(), cellText(value)]));
}

/** A number inside a list stays a number: a list of words may hold none. */
function keepNumbersAsText(
  this: unknown,
  _key: string,
  value: unknown,
  context: { readonly source?: string },
): unknown {
  return typeof value === 'number' && !Array.isArray(this) ? (context.source ?? String(value)) : value;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

/** The first character that is not blank tells JSON lines from CSV. */
export async function isJsonLines(file: SourceFile): Promise<boolean> {
  for await (const text of unpackedText(file)) {
    const start = text.replace(/^\uFEFF/, '').trimStart();
    if (start !== '') return start.startsWith('{');
  }
  return false;
}
