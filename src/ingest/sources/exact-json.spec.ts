import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExactJson } from './exact-json.js';

describe('parseExactJson', () => {
  it('keeps each number as it is written', () => {
    expect(
      parseExactJson('{"a": 12.30, "b": [-0, 1e3, 1.5E-07, 12345678901234567890.10], "c": 0.0000000000000000001}'),
    ).toEqual({ a: '12.30', b: ['-0', '1e3', '1.5E-07', '12345678901234567890.10'], c: '0.0000000000000000001' });
    expect(parseExactJson('17')).toBe('17');
  });

  it('leaves alone what stands in quotes', () => {
    const text = String.raw`{"1": "2", "a\"3": "4\\", "5\\\"6,7": [true, null, "\u0038"], "": ""}`;
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  it('reads as JSON does, whatever the text', () => {
    const written = fc.json({ stringUnit: 'binary' });
    const blanks = fc.string({ unit: fc.constantFrom(' ', '\n', '\t') });
    const whole = fc.tuple(blanks, written, blanks).map((parts) => parts.join(''));
    fc.assert(fc.property(whole, (text) => expect(parseExactJson(text)).toEqual(bySource(text))));
  });

  it('refuses what is not JSON, and only that', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'{}[]",:\\0123456789.eE+-anult '.split('')), maxLength: 12 });
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.nat(3), signs)
      .map(([text, at, cut, put]) => `${text.slice(0, at % text.length)}${put}${text.slice((at % text.length) + cut)}`);
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(signs, damaged), (text) => {
        const expected = outcomeOf(() => bySource(text));
        if (expected === 'not JSON') refused += 1;
        expect(outcomeOf(() => parseExactJson(text))).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
    expect(refused).toBeGreaterThan(500);
  });

  it.each(['{1: 2}', '{1\n:2}', '[01]', '[1.]', '[.5]', '[1e]', '[--1]', '[1 2]', '"a"1', '1"a"', '[1,]', '{"a":-}'])(
    'refuses %j',
    (text) => expect(outcomeOf(() => parseExactJson(text))).toBe('not JSON'),
  );

  it('takes no longer for many quotes behind backslashes', () => {
    const text = JSON.stringify('\\"'.repeat(200_000));
    expect(parseExactJson(text)).toBe('\\"'.repeat(200_000));
  });

  it('takes no longer for digits that are no number', () => {
    expect(() => parseExactJson(`[${'1'.repeat(1_000_000)}:`)).toThrow(SyntaxError);
  });
});

function bySource(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? context?.source : value,
  );
}

function outcomeOf(read: () => unknown): unknown {
  try {
    return { read: read() };
  } catch (error) {
    if (error instanceof SyntaxError) return 'not JSON';
    throw error;
  }
}
