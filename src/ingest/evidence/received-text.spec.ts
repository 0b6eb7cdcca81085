import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CsvScanner } from '../sources/files/csv-scanner.js';
import { cellsOf, itemTexts, lineAt } from './received-text.js';

/** In pieces of this many characters: a file arrives so, and a mark may be divided. */
async function* inPieces(text: string, size: number): AsyncGenerator<string, void> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

const value = fc.oneof(
  fc.constantFrom('', 'a', 'b "c"', 'd,e', 'f\ng', 'h\r\ni', '\rj', '""', 'ü'),
  fc.string({ maxLength: 4 }),
);
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

describe('a line of what was received', () => {
  it('is the record that an ingest counts as beginning there, however the text arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(value, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (rows, ending, size, endsOpen) => {
          // What begins with a brace is taken for JSON lines, also by an ingest.
          fc.pre(!/^[\s\uFEFF]*\{/.test(rows[0]?.[0] ?? ''));
          const lines = rows.map((row) => row.map(quoted).join(','));
          const text = lines.join(ending) + (endsOpen ? '' : ending);
          const scanner = new CsvScanner(1_000);
          const records = [...scanner.push(text), ...scanner.end()];
          for (const record of records) {
            const found = await lineAt(inPieces(text, size), record.line);
            expect(cellsOf(found?.text ?? '')).toEqual(record.fields);
            expect(text).toContain(found?.text ?? 'nothing');
          }
          expect(await lineAt(inPieces(text, size), text.length + 2)).toBeUndefined();
        },
      ),
    );
  });

  it('comes with the header of its file', async () => {
    const text = '\uFEFFa,b\n1,2\n"3\n4",5\n';
    expect(await lineAt(inPieces(text, 3), 3)).toEqual({ text: '"3\n4",5', header: 'a,b' });
    expect(await lineAt(inPieces(text, 100), 2)).toEqual({ text: '1,2', header: 'a,b' });
  });

  it('of JSON lines is one object, whatever its quotes', async () => {
    const lines = [{ a: 'one "quoted"' }, { a: '\r' }, { a: 3 }].map((line) => JSON.stringify(line));
    for (const [index, line] of lines.entries())
      expect(await lineAt(inPieces(`${lines.join('\n')}\n`, 5), index + 1)).toEqual({ text: line, header: undefined });
  });
});

describe('items of an answer', () => {
  it('are the texts that they were received as, whatever else the answer holds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), fc.constantFrom(0, 2), (items, other, indent) => {
        const body = JSON.stringify({ items: items.length, before: { items: [other] }, links: other }, null, indent);
        const withItems = body.replace(/"items":\s*\d+/, () => `"items": ${JSON.stringify(items, null, indent)}`);
        const texts = itemTexts(withItems);
        expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(items)));
        for (const text of texts) expect(withItems).toContain(text);
      }),
    );
  });

  it('are none where there is no list of them', () => {
    expect(itemTexts('{"totalCount": 1, "other": ["items", [1]]}')).toEqual([]);
  });
});
