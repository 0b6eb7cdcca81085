import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { csvRecord, SeatbackError } from '../../../kernel/index.js';
import { CsvScanner } from './csv-scanner.js';
import { isJsonLines, openCsv, openJsonLines, type FileRecord, type RecordStream } from './records.js';
import type { SourceFile } from './source-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(content: string | Uint8Array, name = 'customers.csv'): SourceFile {
  files += 1;
  const path = join(folder, `${String(files)}-${name}`);
  writeFileSync(path, content);
  return { name, path };
}

async function recordsOf(stream: RecordStream): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for await (const batch of stream.batches) records.push(...batch);
  return records;
}

/** Each record as its line and its values, or what is wrong with its shape. */
async function rows(stream: Promise<RecordStream>): Promise<unknown[]> {
  return (await recordsOf(await stream)).map(({ line, values, problem }) => [
    line,
    problem === undefined ? Object.fromEntries(values) : problem.found,
  ]);
}

const csv = (content: string | Uint8Array, name?: string) => rows(openCsv(fileOf(content, name)));
const json = (content: string | Uint8Array, name = 'G1.jsonl') => rows(openJsonLines(fileOf(content, name)));

async function failureOf(act: Promise<unknown>): Promise<SeatbackError['report']> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SeatbackError) return error.report;
  throw new Error(`It was read, or failed otherwise: ${String(error)}`);
}

describe('a CSV file', () => {
  it('has column names in any case, and trimmed values', async () => {
    const stream = await openCsv(fileOf('Customer_ID, Segment \n a ,SMB\n'));
    expect(stream.columns).toEqual(['customer_id', 'segment']);
    expect(Object.fromEntries((await recordsOf(stream))[0]!.values)).toEqual({ customer_id: 'a', segment: 'SMB' });
  });

  it.each([
    ['LF', 'a,b\n1,2\n3,4\n'],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['CR', 'a,b\r1,2\r3,4\r'],
    ['no ending of the last line', 'a,b\n1,2\n3,4'],
    ['a byte order mark', '\ufeffa,b\n1,2\n3,4\n'],
    ['a byte order mark before a quote', '\ufeff"a",b\n1,2\n3,4\n'],
    ['a header in CRLF and rows in LF', 'a,b\r\n1,2\n3,4\n'],
    ['a header in LF and rows in CRLF', 'a,b\n1,2\r\n3,"4"\r\n'],
  ])('is read with %s', async (_, content) => {
    expect(await csv(content)).toEqual([
      [2, { a: '1', b: '2' }],
      [3, { a: '3', b: '4' }],
    ]);
  });

  it('is read packed, also in several parts', async () => {
    const parts = Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n')]);
    expect(await csv(parts, 'customers.csv.gz')).toEqual([
      [2, { a: '1', b: '2' }],
      [3, { a: '3', b: '4' }],
    ]);
  });

  it('keeps commas, quotes and line breaks inside quotes', async () => {
    expect(await csv('a,b\n"Smith, Ltd","the ""Cloud"""\n"two\nlines",""\n')).toEqual([
      [2, { a: 'Smith, Ltd', b: 'the "Cloud"' }],
      [3, { a: 'two\nlines', b: '' }],
    ]);
  });

  it('tells the line on which a record begins, behind values of several lines and blank lines', async () => {
    expect(await csv('a,b\r\n"1\r\n2\r\n3",x\r\n\r\n4,"5\n6"\r\n7,8\r\n')).toEqual([
      [2, { a: '1\r\n2\r\n3', b: 'x' }],
      [6, { a: '4', b: '5\n6' }],
      [8, { a: '7', b: '8' }],
    ]);
    expect(await csv('\n"a\n",b\n1,2\n')).toEqual([[4, { a: '1', b: '2' }]]);
  });

  it('says of a row with too few or too many values how many there are, and reads the others', async () => {
    expect(await csv('a,b\n1\n3,4\n5,6,7\n')).toEqual([
      [2, '1 values'],
      [3, { a: '3', b: '4' }],
      [4, '3 values'],
    ]);
  });

  it.each([
    ['characters after a quoted value', '"SMB" x,2'],
    ['a blank after a quoted value', '"SMB" ,2'],
    ['a quoted value after a blank', ' "SMB",2'],
    ['a quote inside a value that is not quoted', '5" screens,2'],
  ])('does not guess what was meant by %s, and reads the others', async (_, row) => {
    expect(await csv(`a,b\n${row}\n3,4\n`)).toEqual([
      [2, 'a quote in another place'],
      [3, { a: '3', b: '4' }],
    ]);
  });

  it('loses a record of two million characters without quotes, and says so, and reads the others', async () => {
    const long = `${'x'.repeat(2_000_000)},2`;
    expect(await csv(`a,b\n1,2\n${long}\n\r\n3,4\n${long}`)).toEqual([
      [2, { a: '1', b: '2' }],
      [3, 'a longer one'],
      [5, { a: '3', b: '4' }],
      [6, 'a longer one'],
    ]);
  });

  it('is read alike however it is cut into pieces', () => {
    const text = '\ufeffa,b\r\n"1\r\n""2""",x\n\r\n"3" 4,5\r6,"7"\r\n,\n8,9';
    const inPieces = (characters: number) => {
      const scanner = new CsvScanner(1_000);
      const pieces = Array.from({ length: Math.ceil(text.length / characters) }, (_, index) =>
        text.slice(index * characters, (index + 1) * characters),
      );
      return [...pieces.flatMap((piece) => scanner.push(piece)), ...scanner.end()];
    };
    for (let characters = 1; characters < text.length; characters += 1)
      expect(inPieces(characters)).toEqual(inPieces(text.length));
    expect(inPieces(text.length).map(({ line, fields }) => [line, ...fields])).toEqual([
      [1, 'a', 'b'],
      [2, '1\r\n"2"', 'x'],
      [5, '"3" 4', '5'],
      [6, '6', '7'],
      [7, '', ''],
      [8, '8', '9'],
    ]);
  });

  it.each([
    ['a quote that is opened and not closed, up to the next one', 'a,b\n"1,2\n3,4\n5,"6"\n7,8\n'],
    ['the same in CRLF, at the end of the file', 'a,b\r\n"1,2\r\n3,4"x'],
    ['a quote that swallows rows together with their commas', 'a,b\n1,2\n3,"4\n5",6\n7,8\n'],
    ['a quote too many in the header', '"a,b\n1,"2"\n3,4\n'],
  ])('is not believed at all with %s', async (_, content) => {
    expect(await failureOf(csv(content))).toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('may have columns without a name, as spreadsheets leave them behind', async () => {
    const stream = await openCsv(fileOf('a,b,, \n1,2,,\n3,4,5,6\n7,8\n'));
    expect(stream.columns).toEqual(['a', 'b']);
    expect(await csv('a,b,, \n1,2,,\n3,4,5,6\n7,8\n')).toEqual([
      [2, { a: '1', b: '2' }],
      [3, { a: '3', b: '4' }],
      [4, '2 values'],
    ]);
  });

  it('has no rows with a header alone', async () => {
    expect(await csv('a,b')).toEqual([]);
  });

  it.each([
    ['empty', '', 'a header line'],
    ['blank lines only', '\n\n', 'a header line'],
    ['a column twice, in two cases', 'a,A\n1,2\n', 'each column once in the header'],
    ['a quote that is not closed', 'a,b\n"1,2\n3,4\n', 'CSV by RFC 4180'],
    ['a quoted record of two million characters', `a,b\n"${'x\n'.repeat(1_000_000)}",2\n`, 'CSV by RFC 4180'],
    ['a byte that is not UTF-8', Buffer.from([0x61, 0x0a, 0xff, 0x0a]), 'text in UTF-8'],
    ['a last character cut in two', Buffer.from('a\né').subarray(0, 3), 'text in UTF-8'],
    ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), 'text in UTF-8'],
    ['Latin-1', Buffer.from('name\nMüller\n', 'latin1'), 'text in UTF-8'],
  ])('that is %s cannot be read at all', async (_, content, expected) => {
    expect(await failureOf(csv(content))).toMatchObject({
      code: 'FILE_UNREADABLE',
      expected,
      where: 'customers.csv',
    });
  });

  it('that is cut short in its packing cannot be read at all, though its first rows could', async () => {
    const whole = gzipSync(`a,b\n${Array.from({ length: 50_000 }, (_, row) => `${String(row)},2\n`).join('')}`);
    const cut = whole.subarray(0, whole.length - 9);
    expect(await failureOf(csv(cut, 'customers.csv.gz'))).toMatchObject({ expected: 'a whole gzip file' });
    expect(await failureOf(csv('a,b\n', 'customers.csv.gz'))).toMatchObject({ expected: 'a whole gzip file' });
  });

  it('that is not there cannot be read', async () => {
    const missing = openCsv({ name: 'customers.csv', path: join(folder, 'nowhere.csv') });
    expect(await failureOf(missing)).toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('gives back whatever was written by RFC 4180, on the lines where it stands', async () => {
    const value = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '\u{1f4b6}'), maxLength: 6 });
    const content = fc.array(fc.tuple(value, value), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(content, fc.constantFrom('\n', '\r\n'), async (written, ending) => {
        const text = [['first', 'second'], ...written].map((row) => csvRecord(row).slice(0, -1) + ending).join('');
        let line = 2;
        const expected = written.map(([first, second]) => {
          const begins = line;
          line += (`${first}|${second}`.match(/\r\n|\r|\n/g)?.length ?? 0) + 1;
          return [begins, { first: first.trim(), second: second.trim() }];
        });
        expect(await csv(text)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a file of JSON lines', () => {
  it('has names in any case, and values as text', async () => {
    expect(await json('{"CustomerId":" a ","Quantity":15,"IsTrial":true,"Reseller":null}\n')).toEqual([
      [1, { customerid: 'a', quantity: '15', istrial: 'true', reseller: '' }],
    ]);
  });

  it('keeps every digit of a number, as it was written', async () => {
    expect(await json('{"a":123456789012345678901234567890.10,"b":5E-05,"c":1e400,"d":-0.10}')).toEqual([
      [1, { a: '123456789012345678901234567890.10', b: '5E-05', c: '1e400', d: '-0.10' }],
    ]);
  });

  it('keeps a list of words a list, and a number in it a number, which is no word', async () => {
    expect(await json('{"a":["AddOn","Trial"],"b":[1],"c":[]}')).toEqual([
      [1, { a: '["AddOn","Trial"]', b: '[1]', c: '[]' }],
    ]);
  });

  it('is read with byte order mark, CRLF, blank lines, and without an ending', async () => {
    expect(await json('\ufeff{"a":1}\r\n\r\n{"a":2}')).toEqual([
      [1, { a: '1' }],
      [3, { a: '2' }],
    ]);
    expect(await json(gzipSync('{"a":1}\n'), 'G1.jsonl.gz')).toEqual([[1, { a: '1' }]]);
  });

  it('says of a line that is no object what it begins with, and reads the others', async () => {
    expect(await json('[1]\n"a"\n1\nnull\n{"a":\n{"a":1} {"a":2}\n{"a":3}\n')).toEqual([
      [1, '[1]'],
      [2, '"a"'],
      [3, '1'],
      [4, 'null'],
      [5, '{"a":'],
      [6, '{"a":1} {"a":2}'],
      [7, { a: '3' }],
    ]);
    expect(await json(`{"a":"${'x'.repeat(100)}"`)).toEqual([[1, `{"a":"${'x'.repeat(54)}…`]]);
  });

  it('does not guess which counts where a line has one name in two cases', async () => {
    expect(await json('{"Quantity":1,"quantity":2}\n{"Quantity":3}\n')).toEqual([
      [1, '"quantity" twice'],
      [2, { quantity: '3' }],
    ]);
  });

  it('does not show a line that is no object where it may hold an account number', async () => {
    expect(await json('{"a":\n1001,GB33BUKB20201555555555\n')).toEqual([
      [1, '{"a":'],
      [2, 'a line that is not shown'],
    ]);
  });

  it('has the columns of its first line', async () => {
    expect((await openJsonLines(fileOf('{"A":1,"B":2}\n{"C":3}\n'))).columns).toEqual(['a', 'b']);
    expect((await openJsonLines(fileOf(''))).columns).toEqual([]);
  });

  it('loses a line of two million characters, and says so, and reads the others', async () => {
    const long = `{"a":"${'x'.repeat(2_000_000)}"}`;
    expect(await json(`{"a":1}\n${long}\n{"a":2}\n`)).toEqual([
      [1, { a: '1' }],
      [2, 'a longer one'],
      [3, { a: '2' }],
    ]);
    expect(await json(`{"a":1}\n${long}`)).toEqual([
      [1, { a: '1' }],
      [2, 'a longer one'],
    ]);
  });

  it('is told from CSV by its first character that is not blank', async () => {
    expect(await isJsonLines(fileOf('{"a":1}'))).toBe(true);
    expect(await isJsonLines(fileOf('\ufeff \r\n\n {"a":1}'))).toBe(true);
    expect(await isJsonLines(fileOf('a,b\n{,}\n'))).toBe(false);
    expect(await isJsonLines(fileOf('[{"a":1}]'))).toBe(false);
    expect(await isJsonLines(fileOf(''))).toBe(false);
  });
});
