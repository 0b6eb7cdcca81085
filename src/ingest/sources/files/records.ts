import { CsvBroken, CsvScanner, type CsvRecord } from './csv-scanner.js';
import { fileUnreadable, unpackedText, type SourceFile } from './source-file.js';

/** The values of a record by lower-case column name; trimmed. */
export interface RecordValues extends Iterable<[string, string]> {
  get(column: string): string | undefined;
}

/** One record of a file. `problem` where its shape cannot be read. */
export interface FileRecord {
  readonly line: number;
  readonly values: RecordValues;
  readonly problem?: { readonly expected: string; readonly found: string };
}

export interface RecordStream {
  /** Lower-case names of the header, empty ones left out; for JSON lines, those of the first line. */
  readonly columns: readonly string[];
  /** As many records at a time as a piece of the file holds: a promise for each would cost more than reading it. */
  readonly batches: AsyncIterable<readonly FileRecord[]>;
}

/** 1 MiB of text. A record longer than this is broken, and is not held: it could fill the memory. */
const RECORD_LIMIT_CHARACTERS = 1_048_576;

/**
 * @param wanted columns to be read; all of them, where it is left out
 * @throws SeatbackError FILE_UNREADABLE, also while streaming
 */
export async function openCsv(file: SourceFile, wanted?: ReadonlySet<string>): Promise<RecordStream> {
  const scanner = new CsvScanner(RECORD_LIMIT_CHARACTERS);
  const pieces = csvRecords(file, scanner);
  let waiting: CsvRecord[] = [];
  while (waiting.length === 0) {
    const piece = await pieces.next();
    if (piece.done === true) throw fileUnreadable(file, 'a header line', 'an empty file');
    waiting = piece.value;
  }
  const [header, ...rest] = waiting;
  if (header === undefined || header.isTooLong) throw fileUnreadable(file, 'a header line', TOO_LONG.found);
  if (header.isMisquoted) throw fileUnreadable(file, 'a header line', 'one with a quote in another place');
  const width = header.fields.length;
  const names = header.fields.map((name) => name.trim().toLowerCase());
  // Spreadsheets write columns that were once used and have no name any more.
  const columns = names.filter((name) => name !== '');
  const places = new Map(names.flatMap((name, index) => (name === '' ? [] : [[name, index] as const])));
  if (places.size < columns.length) {
    const twice = columns.find((name, index) => columns.indexOf(name) !== index) ?? '';
    throw fileUnreadable(file, 'each column once in the header', `column "${nameAsShown(twice)}" twice`);
  }
  if (wanted !== undefined) scanner.want(names.map((name) => wanted.has(name)));

  async function* batches(): AsyncGenerator<readonly FileRecord[], void> {
    const toRecords = (read: readonly CsvRecord[]) => read.map((record) => csvRecord(file, record, places, width));
    yield toRecords(rest);
    for await (const piece of pieces) yield toRecords(piece);
  }
  return { columns, batches: batches() };
}

async function* csvRecords(file: SourceFile, scanner: CsvScanner): AsyncGenerator<CsvRecord[], void> {
  try {
    for await (const text of unpackedText(file)) yield scanner.push(text);
    yield scanner.end();
  } catch (error) {
    throw error instanceof CsvBroken ? fileUnreadable(file, 'CSV by RFC 4180', error.message, error) : error;
  }
}

const TOO_LONG = {
  expected: `a record of at most ${String(RECORD_LIMIT_CHARACTERS)} characters`,
  found: 'a longer one',
} as const;

function csvRecord(
  file: SourceFile,
  record: CsvRecord,
  places: ReadonlyMap<string, number>,
  width: number,
): FileRecord {
  const values = new CsvValues(record.fields, places);
  const problem = shapeProblem(record, width);
  if (problem === undefined) return { line: record.line, values };
  // One quote too many makes one record of many lines: who is in the others could not be told, and would count as zero.
  if (record.spansLines) {
    throw fileUnreadable(
      file,
      'CSV by RFC 4180',
      `${problem.found} in a record of several lines that begins on line ${String(record.line)}`,
    );
  }
  return { line: record.line, values, problem };
}

/** Trims what is asked for, when it is asked for. */
class CsvValues implements RecordValues {
  readonly #fields: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(fields: readonly string[], places: ReadonlyMap<string, number>) {
    this.#fields = fields;
    this.#places = places;
  }

  get(column: string): string | undefined {
    const place = this.#places.get(column);
    return place === undefined ? undefined : (this.#fields[place] ?? '').trim();
  }

  *[Symbol.iterator](): Generator<[string, string], void> {
    for (const [column, place] of this.#places) yield [column, (this.#fields[place] ?? '').trim()];
  }
}

/** A column's name in a message. A file without a header begins with values, and one with a digit may be an account number. */
export function nameAsShown(name: string): string {
  return /\p{N}/u.test(name) ? '(not shown)' : name;
}

function shapeProblem({ fields, isMisquoted, isTooLong }: CsvRecord, columns: number): FileRecord['problem'] {
  if (isTooLong) return TOO_LONG;
  if (fields.length !== columns) {
    return { expected: `${String(columns)} values, as the header has`, found: `${String(fields.length)} values` };
  }
  if (isMisquoted) {
    return { expected: 'quotes around whole values only, doubled inside them', found: 'a quote in another place' };
  }
  return undefined;
}

/**
 * The column names of a file's first line, before anything is known of it; nothing more of it is held.
 *
 * @throws SeatbackError FILE_UNREADABLE
 */
export async function firstNames(file: SourceFile): Promise<readonly string[]> {
  const isJson = await isJsonLines(file);
  const pieces = isJson ? jsonRecords(file) : csvRecords(file, new CsvScanner(RECORD_LIMIT_CHARACTERS));
  for await (const [first] of pieces) {
    if (first !== undefined)
      return 'fields' in first
        ? first.fields.map((name) => name.trim().toLowerCase())
        : [...first.values].map(([name]) => name);
  }
  return [];
}

/** @throws SeatbackError FILE_UNREADABLE, also while streaming */
export async function openJsonLines(file: SourceFile): Promise<RecordStream> {
  const pieces = jsonRecords(file);
  let first: readonly FileRecord[] = [];
  while (first.length === 0) {
    const piece = await pieces.next();
    if (piece.done === true) break;
    first = piece.value;
  }
  async function* batches(): AsyncGenerator<readonly FileRecord[], void> {
    yield first;
    yield* pieces;
  }
  return { columns: [...(first[0]?.values ?? [])].map(([name]) => name), batches: batches() };
}

async function* jsonRecords(file: SourceFile): AsyncGenerator<readonly FileRecord[], void> {
  let line = 0;
  for await (const lines of linesOf(file)) {
    const records: FileRecord[] = [];
    for (const text of lines) {
      line += 1;
      if (text === undefined) records.push({ line, values: new Map(), problem: TOO_LONG });
      else if (text.trim() !== '') records.push(jsonRecord(line, text));
    }
    yield records;
  }
}

/** The lines of each piece of a file; `undefined` in place of one that is longer than a record may be. */
async function* linesOf(file: SourceFile): AsyncGenerator<readonly (string | undefined)[], void> {
  let rest = '';
  let isSkipping = false;
  for await (const text of unpackedText(file)) {
    const pieces: (string | undefined)[] = (rest + text).split('\n');
    rest = pieces.pop() ?? '';
    if (isSkipping && pieces.length > 0) {
      pieces[0] = undefined;
      isSkipping = false;
    }
    // Not held until its end comes: only that it is too long is remembered.
    isSkipping ||= rest.length > RECORD_LIMIT_CHARACTERS;
    if (isSkipping) rest = '';
    yield pieces.map((piece) => (piece !== undefined && piece.length > RECORD_LIMIT_CHARACTERS ? undefined : piece));
  }
  yield [isSkipping ? undefined : rest];
}

function jsonRecord(line: number, text: string): FileRecord {
  let parsed: unknown;
  try {
    // Numbers stay the text they were: a float would change an amount of many digits.
    parsed = JSON.parse(text, keepNumbersAsText as (key: string, value: unknown) => unknown);
  } catch {
    return notAnObject(line, text);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return notAnObject(line, text);
  const twice = nameTwice(parsed);
  if (twice === undefined) return { line, values: valuesOf(parsed) };
  const problem = { expected: 'each name once, in whatever case', found: `"${nameAsShown(twice)}" twice` };
  return { line, values: new Map(), problem };
}

function nameTwice(object: object): string | undefined {
  const names = new Set<string>();
  for (const name of Object.keys(object)) {
    const column = name.trim().toLowerCase();
    if (names.has(column)) return column;
    names.add(column);
  }
  return undefined;
}

/** The values of a JSON object by lower-case name, as the cells of a record. */
export function valuesOf(object: object): ReadonlyMap<string, string> {
  return new Map(Object.entries(object).map(([name, value]) => [name.trim().toLowerCase(), cellText(value)]));
}

const FEWEST_DIGITS_OF_AN_ACCOUNT = 6;

function notAnObject(line: number, text: string): FileRecord {
  // Nobody knows what it is: with as many digits as that, it may be an account number.
  const mayBeAccount = (text.match(/\p{N}/gu)?.length ?? 0) >= FEWEST_DIGITS_OF_AN_ACCOUNT;
  const found = mayBeAccount ? 'a line that is not shown' : text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return { line, values: new Map(), problem: { expected: 'one JSON object a line', found } };
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
