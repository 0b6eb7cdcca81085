/** A record of a CSV file as it stands: its values untrimmed, and what is wrong with its shape, if anything. */
export interface CsvRecord {
  /** The line on which it begins. */
  readonly line: number;
  readonly fields: readonly string[];
  /** A quote stands where RFC 4180 has none: inside a value that is not quoted, or before more of a quoted one. */
  readonly isMisquoted: boolean;
  /** It ends on another line than it begins on. */
  readonly spansLines: boolean;
  /** Longer than the limit: passed over to its end, and never held. `fields` is empty. */
  readonly isTooLong: boolean;
}

/** Thrown where nobody can tell any more where the next record begins. */
export class CsvBroken extends Error {}

const QUOTE = 34;
const COMMA = 44;
const LF = 10;
const CR = 13;

/**
 * Cuts text into CSV records by RFC 4180, piece by piece as it arrives, with LF, CRLF or CR behind each record.
 *
 * Written for files of millions of lines: it looks for the next comma, quote and line end instead of at each character,
 * and makes strings only of the columns that are asked for.
 */
export class CsvScanner {
  readonly #limitCharacters: number;
  #wanted: readonly boolean[] | undefined;
  #text = '';
  #at = 0;
  #line = 1;
  #isFirst = true;
  /** In the middle of a record that is too long: dropped up to the next line end. */
  #isSkipping = false;

  constructor(limitCharacters: number) {
    this.#limitCharacters = limitCharacters;
  }

  /** From here on only these columns are made into strings; the others read as empty. */
  want(columns: readonly boolean[]): void {
    this.#wanted = columns;
  }

  /**
   * Adds text and returns the records that end in it; blank lines are no records.
   *
   * @throws CsvBroken where a quote stays open for longer than a record may be
   */
  push(text: string): CsvRecord[] {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    if (this.#isFirst && this.#text !== '') {
      this.#isFirst = false;
      if (this.#text.startsWith('\ufeff')) this.#at = 1;
    }
    return this.#records(false);
  }

  /** @throws CsvBroken where a quote is not closed */
  end(): CsvRecord[] {
    const records = this.#records(true);
    if (this.#at < this.#text.length && !this.#isSkipping)
      throw new CsvBroken(`a quote opened on line ${String(this.#line)} and not closed`);
    return records;
  }

  #records(isEnd: boolean): CsvRecord[] {
    const text = this.#text;
    const next = new NextMarks(text);
    const records: CsvRecord[] = [];
    while (this.#at < text.length) {
      if (this.#isSkipping && !this.#skipRest(next, isEnd)) break;
      const first = text.charCodeAt(this.#at);
      if (first === LF || first === CR) {
        if (!this.#endRecord(this.#at, isEnd)) break;
        continue;
      }
      const begins = this.#at;
      const line = this.#line;
      const fields: string[] = [];
      const outcome = this.#record(next, fields, isEnd);
      const isWhole = outcome === 'whole' || outcome === 'misquoted';
      if ((isWhole ? this.#at : text.length) - begins > this.#limitCharacters) {
        // Over several lines, or with its quote still open, it may have swallowed other records.
        if (outcome === 'open-quote' || this.#line - line > 1) throw tooLong(line, this.#limitCharacters);
        records.push({ line, fields: [], isMisquoted: false, spansLines: false, isTooLong: true });
        this.#isSkipping = !isWhole;
      } else if (isWhole) {
        const last = text.charCodeAt(this.#at - 1);
        const spansLines = this.#line - line > (last === LF || last === CR ? 1 : 0);
        records.push({ line, fields, isMisquoted: outcome === 'misquoted', spansLines, isTooLong: false });
      } else {
        this.#at = begins;
        this.#line = line;
        break;
      }
    }
    return records;
  }

  /** One record from where the scanner stands. What it wrote to `fields` counts only when the record is whole. */
  #record(next: NextMarks, fields: string[], isEnd: boolean): 'whole' | 'misquoted' | 'unfinished' | 'open-quote' {
    const text = this.#text;
    const wanted = this.#wanted;
    let at = this.#at;
    let isMisquoted = false;
    for (let column = 0; ; column += 1) {
      let prefix = '';
      if (text.charCodeAt(at) === QUOTE) {
        const close = closingQuote(text, at + 1);
        if (close === -1) return 'open-quote';
        const after = close + 1 < text.length ? text.charCodeAt(close + 1) : -1;
        // At the end of this piece the quote may be the first of a doubled one.
        if (after === -1 && !isEnd) return 'open-quote';
        if (after === -1 || after === COMMA || after === LF || after === CR) {
          const value = text.slice(at + 1, close);
          fields.push(value.includes('"') ? value.replaceAll('""', '"') : value);
          this.#countLines(at, close, next);
          at = close + 1;
          if (after === COMMA) {
            at += 1;
            continue;
          }
          return this.#endRecord(at, isEnd) ? (isMisquoted ? 'misquoted' : 'whole') : 'unfinished';
        }
        isMisquoted = true;
        this.#countLines(at, close, next);
        prefix = text.slice(at, close + 1);
        at = close + 1;
      }
      const lineEnd = next.lineEnd(at);
      const comma = next.comma(at);
      const end = Math.min(lineEnd, comma, text.length);
      if (end === text.length && !isEnd) return 'unfinished';
      if (next.quote(at) < end) isMisquoted = true;
      fields.push(wanted === undefined || wanted[column] === true ? prefix + text.slice(at, end) : '');
      if (comma < lineEnd) {
        at = comma + 1;
        continue;
      }
      return this.#endRecord(end, isEnd) ? (isMisquoted ? 'misquoted' : 'whole') : 'unfinished';
    }
  }

  /** Steps over the line end at `at`. @returns false where a CR ends this piece of text, and LF may follow it */
  #endRecord(at: number, isEnd: boolean): boolean {
    const text = this.#text;
    if (at >= text.length) {
      this.#at = at;
      return true;
    }
    if (text.charCodeAt(at) === CR) {
      if (at + 1 === text.length && !isEnd) return false;
      this.#at = text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
    } else {
      this.#at = at + 1;
    }
    this.#line += 1;
    return true;
  }

  /** Lines that end between two places, inside quotes. */
  #countLines(from: number, to: number, next: NextMarks): void {
    let at = next.lineEnd(from);
    while (at < to) {
      this.#line += 1;
      at = next.lineEnd(this.#text.charCodeAt(at) === CR && this.#text.charCodeAt(at + 1) === LF ? at + 2 : at + 1);
    }
  }

  /** @returns false where the record goes on beyond this piece of text, which is dropped */
  #skipRest(next: NextMarks, isEnd: boolean): boolean {
    const end = next.lineEnd(this.#at);
    if (end >= this.#text.length || !this.#endRecord(end, isEnd)) {
      this.#at = Math.min(end, this.#text.length);
      return false;
    }
    this.#isSkipping = false;
    return true;
  }
}

function tooLong(line: number, limitCharacters: number): CsvBroken {
  return new CsvBroken(
    `a record of more than ${String(limitCharacters)} characters with quotes, on line ${String(line)}`,
  );
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  return at;
}

/**
 * Where the next comma, quote and line end stand, the end of the text where there is none; each is looked for only when
 * the last one found is passed.
 */
class NextMarks {
  readonly #text: string;
  #comma = -1;
  #quote = -1;
  #lf = -1;
  #cr = -1;

  constructor(text: string) {
    this.#text = text;
  }

  comma(from: number): number {
    if (this.#comma < from) this.#comma = this.#find(',', from);
    return this.#comma;
  }

  quote(from: number): number {
    if (this.#quote < from) this.#quote = this.#find('"', from);
    return this.#quote;
  }

  lineEnd(from: number): number {
    if (this.#lf < from) this.#lf = this.#find('\n', from);
    if (this.#cr < from) this.#cr = this.#find('\r', from);
    return Math.min(this.#lf, this.#cr);
  }

  #find(mark: string, from: number): number {
    const at = this.#text.indexOf(mark, from);
    return at === -1 ? this.#text.length : at;
  }
}
