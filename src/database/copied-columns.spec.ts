import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copiedColumns } from './copied-columns.js';
import { copyLine } from './copy-text.js';

describe('columns of a COPY', () => {
  it('come out as they were written', () => {
    const rows = fc.array(
      fc.record({
        number: fc.option(fc.maxSafeInteger()),
        text: fc.option(fc.string({ unit: fc.constantFrom('a', 'é', '𝄞', '\\', '\t', '\n', '\r', 'N') })),
        last: fc.option(fc.integer()),
      }),
    );
    fc.assert(
      fc.property(rows, (written) => {
        const text = written.map(({ number, text: said, last }) => copyLine([number, said, last])).join('');
        expect(copiedColumns(Buffer.from(text), { number: 'number', text: 'text', last: 'number' })).toEqual({
          // A negative zero is written as zero.
          number: written.map(({ number }) => (number === null ? null : number + 0)),
          text: written.map((row) => row.text),
          last: written.map(({ last }) => (last === null ? null : last + 0)),
        });
      }),
    );
  });

  it('are empty where there are no rows', () => {
    expect(copiedColumns(Buffer.alloc(0), { a: 'number', b: 'text' })).toEqual({ a: [], b: [] });
  });

  it('tell the word for nothing from text that looks like it', () => {
    expect(copiedColumns(Buffer.from('\\N\t\\\\N\n\tN\n'), { a: 'text', b: 'text' })).toEqual({
      a: [null, ''],
      b: ['\\N', 'N'],
    });
  });
});
