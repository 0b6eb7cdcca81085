import { parse, type CsvError } from 'csv-parse';
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
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: RECORD_LIMIT_CHARACTERS,
    }),
  );
  parser.once('error', (error) => rows.destroy(error));
  const iterator = (rows as AsyncIterable<{ record: string[]; info: { lines: number } }>)[Symbol.asyncIterator]();
  const next = () =>
    iterator.next().catch((error: unknown) => {
      throw (error as CsvError).code.startsWith('CSV_')
        ? fileUnreadable(file, 'CSV by RFC 4180', (error as Error).message, error)
        : error;
    });

  const header = await next();
  if (header.done === true) throw fileUnreadable(file, 'a header line', 'an empty file');
  const columns = header.value.record.map((name) => name.trim().toLowerCase());
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw fileUnreadable(file, 'each column once in the header', `column "${twice}" twice`);

  async function* records(): AsyncGenerator<FileRecord, void> {
    for (let row = await next(); row.done !== true; row = await next()) {
      const { record, info } = row.value;
      yield {
        line: info.lines,
        values: new Map(columns.map((name, index) => [name, (record[index] ?? '').trim()])),
        ...(record.length === columns.length
          ? {}
          : {
              problem: {
                expected: `${String(columns.length)} values, as the header has`,
                found: `${String(record.length)} values`,
              },
            }),
      };
    }
  }
  return { columns, records: records() };
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
  return {
    line,
    values: new Map(Object.entries(parsed).map(([name, value]) => [name.trim().toLowerCase(), cellText(value)])),
  };
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
