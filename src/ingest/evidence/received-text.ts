import { CsvScanner } from '../sources/files/csv-scanner.js';

/** What stands at a place of a payload, as it was received. */
export interface ReceivedLine {
  readonly text: string;
  /** The first line of a CSV file; undefined where there are no columns. */
  readonly header: string | undefined;
}

/** More than this of one line is nothing to look at. */
const SHOWN_CHARACTERS = 1_048_576;

/**
 * The record that begins on a line, counted as an ingest counts: LF, CRLF or CR end a line of CSV, LF one of JSON
 * lines. A quoted value may go on over several lines. All of the text is read, so that its hash can be told.
 *
 * @returns undefined where no line begins there
 */
export async function lineAt(pieces: AsyncIterable<string>, line: number): Promise<ReceivedLine | undefined> {
  const header = new LineTaker(1);
  const wanted = new LineTaker(line);
  let isJson: boolean | undefined;
  for await (const piece of pieces) {
    const text = isJson === undefined ? piece.replace(/^\uFEFF/, '') : piece;
    if (isJson === undefined && text.trim() !== '') isJson = text.trimStart().startsWith('{');
    header.push(text, isJson ?? false);
    wanted.push(text, isJson ?? false);
  }
  const text = wanted.end();
  if (text === undefined || text === '') return undefined;
  return { text, header: isJson === true ? undefined : header.end() };
}

/** Collects one record out of pieces, and holds nothing else of them. */
class LineTaker {
  readonly #wanted: number;
  #line = 1;
  #taken: string | undefined;
  #isInQuotes = false;
  #isDone = false;
  #endsWithCr = false;

  constructor(wanted: number) {
    this.#wanted = wanted;
    if (wanted === 1) this.#taken = '';
  }

  push(text: string, isJson: boolean): void {
    if (this.#isDone) return;
    // Within the wanted record a line end may be part of a value.
    const marks = isJson ? /\n/g : /\r\n|\n|\r|"/g;
    // The second half of a line end, the first of which ended the last piece.
    if (this.#endsWithCr && text.startsWith('\n')) marks.lastIndex = 1;
    let from = this.#isInQuotes ? 0 : marks.lastIndex;
    this.#endsWithCr = !isJson && text.endsWith('\r');
    for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
      if (mark[0] === '"') {
        if (this.#taken !== undefined) this.#isInQuotes = !this.#isInQuotes;
        continue;
      }
      this.#line += 1;
      if (this.#isInQuotes) continue;
      if (this.#taken !== undefined) {
        this.#take(text.slice(from, mark.index));
        this.#isDone = true;
        return;
      }
      if (this.#line === this.#wanted) {
        this.#taken = '';
        from = mark.index + mark[0].length;
      }
    }
    if (this.#taken !== undefined) this.#take(text.slice(from));
  }

  end(): string | undefined {
    return this.#taken;
  }

  #take(text: string): void {
    this.#taken = ((this.#taken ?? '') + text).slice(0, SHOWN_CHARACTERS);
  }
}

/** The cells of one record of CSV. */
export function cellsOf(record: string): readonly string[] {
  const scanner = new CsvScanner(SHOWN_CHARACTERS);
  return [...scanner.push(record), ...scanner.end()][0]?.fields ?? [];
}

/** Each item of an answer's `items`, as it was received. */
export function itemTexts(body: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let begins = -1;
  let isInItems = false;
  for (const { at, mark, key } of marksOf(body)) {
    if (mark === '[' && depth === 1 && key === 'items') {
      isInItems = true;
      begins = at + 1;
    }
    if (mark === ']' && depth === 2 && isInItems) {
      const last = body.slice(begins, at).trim();
      if (last !== '') items.push(last);
      return items;
    }
    if (mark === ',' && depth === 2 && isInItems) {
      items.push(body.slice(begins, at).trim());
      begins = at + 1;
    }
    if (mark === '[' || mark === '{') depth += 1;
    if (mark === ']' || mark === '}') depth -= 1;
  }
  return items;
}

interface Mark {
  readonly at: number;
  readonly mark: string;
  /** The text that was last in quotes: before a colon, the key of what follows. */
  readonly key: string;
}

/** The marks of JSON outside its texts. */
function* marksOf(body: string): Generator<Mark, void> {
  const marks = /"((?:[^"\\]|\\.)*)"|[[\]{},]/gs;
  let key = '';
  for (let mark = marks.exec(body); mark !== null; mark = marks.exec(body)) {
    if (mark[1] === undefined) yield { at: mark.index, mark: mark[0], key };
    else key = mark[1];
  }
}
