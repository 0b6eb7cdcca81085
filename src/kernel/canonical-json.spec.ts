import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, sha256Hex, type JsonValue } from './canonical-json.js';

const values = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 3 }).filter((value) => isExact(value as JsonValue));

function isExact(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((item: JsonValue) => isExact(item));
}

/** The same value with the keys of every object the other way round. */
function turned(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => turned(item));
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, turned(item)]),
  );
}

describe('canonical JSON', () => {
  it('sorts keys at every depth and writes no blanks', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":true,"d":null}]}');
  });

  it('keeps the order of a list, which has a meaning', () => {
    expect(canonicalJson(['b', 'a'])).toBe('["b","a"]');
  });

  it('writes an empty list, an empty object and an empty text', () => {
    expect(canonicalJson({ list: [], object: {}, text: '' })).toBe('{"list":[],"object":{},"text":""}');
  });

  it('gives equal values equal bytes, in whatever order they were made', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalJson(turned(value as JsonValue))).toBe(canonicalJson(value as JsonValue));
      }),
    );
  });

  it('is read back by any JSON reader', () => {
    fc.assert(
      fc.property(values, (value) => {
        const written = canonicalJson(value as JsonValue);
        expect(canonicalJson(JSON.parse(written) as JsonValue)).toBe(written);
      }),
    );
  });

  it.each([[0.1], [2 ** 53], [Number.NaN], [Number.POSITIVE_INFINITY]])(
    'refuses the number %d: decimals are written as text',
    (number) => {
      expect(() => canonicalJson({ amount: number })).toThrow('write decimals as strings');
    },
  );

  it('writes minus zero as zero', () => {
    expect(canonicalJson(-0)).toBe('0');
  });

  it('refuses a part that is there without a value', () => {
    expect(() => canonicalJson({ bic: undefined } as unknown as JsonValue)).toThrow('takes no undefined');
  });
});

describe('SHA-256', () => {
  it('is the published digest, for text and for bytes', () => {
    const published = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256Hex('abc')).toBe(published);
    expect(sha256Hex(new Uint8Array([0x61, 0x62, 0x63]))).toBe(published);
  });
});
