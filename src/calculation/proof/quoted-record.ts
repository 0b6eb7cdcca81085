import { gunzipSync } from 'node:zlib';
import { Exact, parseCalendarDate } from '../../kernel/index.js';

/** The values of a line of CSV, or of an object of JSON, by lower-case column; `a.b` inside another object. Trimmed. */
export type QuotedRecord = ReadonlyMap<string, string>;

/** @throws Error where the text is neither */
export function recordOf({ header, text }: { readonly header: string | null; readonly text: string }): QuotedRecord {
  if (header === null) return valuesOf(JSON.parse(text, keepNumbersAsText as Reviver));
  const values = fieldsOf(text);
  const columns = fieldsOf(header.replace(/^\uFEFF/, '')).map((name) => name.toLowerCase());
  if (values.length !== columns.length)
    throw new Error(`${String(values.length)} values for ${String(columns.length)} columns`);
  return new Map(columns.map((name, index) => [name, values[index] ?? '']));
}

type Reviver = (key: string, value: unknown) => unknown;

/** Numbers stay the text they were: a float would change an amount of many digits. */
function keepNumbersAsText(
  this: unknown,
  _key: string,
  value: unknown,
  context: { readonly source?: string },
): unknown {
  return typeof value === 'number' ? (context.source ?? String(value)) : value;
}

function valuesOf(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new Map([[path, typeof value === 'string' ? value.trim() : JSON.stringify(value ?? '')]]);
  return new Map(
    Object.entries(value).flatMap(([name, each]) => {
      const key = name.trim().toLowerCase();
      return [...valuesOf(each ?? '', path === '' ? key : `${path}.${key}`)];
    }),
  );
}

/** By RFC 4180. */
function fieldsOf(record: string): string[] {
  // With a comma before each value no match is empty, and none is passed over.
  const fields = `,${record}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/gsu);
  return [...fields].map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain ?? '').trim());
}

/** A payload as text, by the places that evidence names in it. */
export class PayloadText {
  readonly #text: string;
  #lines: readonly string[] | undefined;

  /** @param bytes as they were received, packed or not */
  constructor(bytes: Uint8Array) {
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    this.#text = Buffer.from(plain)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  }

  /**
   * @param place `line 17`, or `items[2]` of an answer
   * @returns undefined where nothing stands there
   */
  at(place: string): { readonly header: string | null; readonly text: string } | undefined {
    const [, line, item] = /^(?:line (\d{1,9})|items\[(\d{1,9})\])$/.exec(place) ?? [];
    if (item !== undefined) {
      const { items } = JSON.parse(this.#text, keepNumbersAsText as Reviver) as { readonly items?: readonly unknown[] };
      const found = items?.[Number(item)];
      return found === undefined ? undefined : { header: null, text: JSON.stringify(found) };
    }
    const isJson = this.#text.trimStart().startsWith('{');
    this.#lines ??= this.#text.split(isJson ? '\n' : /(?<=\n|\r(?!\n))/u);
    const text = isJson ? this.#lines[Number(line) - 1] : this.#recordOn(Number(line));
    if (text === undefined || text === '') return undefined;
    return { header: isJson ? null : (this.#recordOn(1) ?? ''), text };
  }

  /** A quoted value may go on over several lines. */
  #recordOn(line: number): string | undefined {
    const lines = this.#lines ?? [];
    let record = lines[line - 1];
    for (let next = line; record !== undefined && isOpen(record) && next < lines.length; next += 1)
      record += lines[next] ?? '';
    return record?.replace(/[\r\n]+$/, '');
  }
}

function isOpen(record: string): boolean {
  return (record.match(/"/g)?.length ?? 0) % 2 === 1;
}

const DECIMAL = /^[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})(e[+-]?\d{1,3})?$/i;

/** Whether a cell is this number, however it is written. */
export function isNumber(cell: string, value: string): boolean {
  return DECIMAL.test(cell) && new Exact(cell).eq(value);
}

/** The day of a cell of billing: `M/D/YYYY` or ISO, the day as written. */
export function billedDay(cell: string): string | undefined {
  const [, month = '', date = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/.exec(cell) ?? [];
  const written =
    year === '' ? cell.slice(0, 'YYYY-MM-DD'.length) : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return parseCalendarDate(written);
}

/** A partner's id; null for what means that there is none. */
export function partnerOf(cell: string | undefined): string | null {
  return cell === undefined || cell === '' || cell === '0' || cell === '-1' ? null : cell;
}
