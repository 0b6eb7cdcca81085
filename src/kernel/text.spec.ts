import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { compareCodePoints, csvRecord, spreadsheetRecord } from './text.js';

/** Any text that can be written as UTF-8, with many characters from around the surrogates. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}') }),
);

describe('order by code point', () => {
  it('is the order of the bytes in UTF-8, as PostgreSQL has it in collation "C"', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 1000 },
    );
  });

  it('puts partner 10 before partner 9, and 09 before both: ids are text', () => {
    expect(['9', '10', '09', '1'].sort(compareCodePoints)).toEqual(['09', '1', '10', '9']);
  });

  it('puts capitals before small letters and accents behind both', () => {
    expect(['é', 'a', 'Z'].sort(compareCodePoints)).toEqual(['Z', 'a', 'é']);
  });

  it('puts a character beyond the basic plane behind those inside it, as UTF-16 does not', () => {
    expect(['\u{1f4b6}', '\uffe1'].sort(compareCodePoints)).toEqual(['\uffe1', '\u{1f4b6}']);
    expect(['\u{1f4b6}', '\uffe1'].sort()).toEqual(['\u{1f4b6}', '\uffe1']);
  });

  it('puts a text before its own continuation, and finds equal texts equal', () => {
    expect(compareCodePoints('Hafen', 'Hafen Cloud')).toBeLessThan(0);
    expect(compareCodePoints('', 'a')).toBeLessThan(0);
    expect(compareCodePoints('Hafen', 'Hafen')).toBe(0);
  });
});

describe('a record for a spreadsheet', () => {
  it('computes nothing that came from outside', () => {
    const names = ['=1+1', '+44 20 7946 0000', '-', '@SUM(A1)', '\t=1', '\r=1'];
    expect(spreadsheetRecord(names)).toBe(`'=1+1,'+44 20 7946 0000,'-,'@SUM(A1),'\t=1,"'\r=1"\n`);
  });

  it('leaves numbers and ordinary names as they are', () => {
    expect(spreadsheetRecord([-5, '-2000.00', 'A-1 = Ltd', ''])).toBe('-5,-2000.00,A-1 = Ltd,\n');
  });
});

describe('a CSV record', () => {
  it.each([
    [['1001', 'Hafen Cloud', ''], '1001,Hafen Cloud,\n'],
    [['Smith, Ltd', 'the "Cloud"'], '"Smith, Ltd","the ""Cloud"""\n'],
    [['two\nlines', 'a\rb'], '"two\nlines","a\rb"\n'],
    [[' blanks stay ', '\t'], ' blanks stay ,\t\n'],
  ])('of %j', (record, written) => {
    expect(csvRecord(record)).toBe(written);
  });

  it('is read back as it was by a parser of RFC 4180', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 6 }), (record) => {
        expect(parse(csvRecord(record), { record_delimiter: '\n' })).toEqual([record]);
      }),
    );
  });
});
