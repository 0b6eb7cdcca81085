import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copyLine } from './copy-text.js';

/** Reads a line as PostgreSQL reads COPY's text format. */
function readBack(line: string): (string | null)[] {
  expect(line.endsWith('\n')).toBe(true);
  return line
    .slice(0, -1)
    .split('\t')
    .map((field) => {
      if (field === '\\N') return null;
      return field.replace(/\\(.)/gs, (_, letter: string) => ({ t: '\t', n: '\n', r: '\r' })[letter] ?? letter);
    });
}

describe('a line for COPY', () => {
  it.each([
    ['texts and numbers', ['Hafen', 15, 15n, -3], 'Hafen\t15\t15\t-3\n'],
    ['nothing, which is not an empty text', [null, ''], '\\N\t\n'],
    ['booleans', [true, false], 't\tf\n'],
    ['bytes', [new Uint8Array([0, 255, 92])], '\\\\x00ff5c\n'],
    ['decimals as text', ['0.10', '1e21'], '0.10\t1e21\n'],
    ['a backslash, a tab and line breaks', ['a\\b', 'a\tb', 'a\nb', 'a\r\nb'], 'a\\\\b\ta\\tb\ta\\nb\ta\\r\\nb\n'],
    ['a text that looks like nothing', ['\\N'], '\\\\N\n'],
    ['a text that looks like the end', ['\\.'], '\\\\.\n'],
  ])('of %s', (_, values, line) => {
    expect(copyLine(values)).toBe(line);
  });

  it('is read back as it was, whatever text it holds', () => {
    const special = fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', 'N', '.', 'n', 't', 'é', '\u{1f4b6}') });
    const values = fc.array(fc.option(fc.oneof(fc.string(), special)), { minLength: 1 });
    fc.assert(fc.property(values, (row) => expect(readBack(copyLine(row))).toEqual(row)));
  });

  it('is one line, whatever text it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (row) => {
        expect(copyLine(row).indexOf('\n')).toBe(copyLine(row).length - 1);
        expect(copyLine(row)).not.toContain('\r');
      }),
    );
  });
});
