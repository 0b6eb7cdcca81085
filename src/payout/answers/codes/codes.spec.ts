import { describe, expect, it } from '@jest/globals';
import { BANK_REASONS } from './reasons-of-banks.js';
import { DETAILS_REASONS } from './reasons-of-details.js';
import { FORM_REASONS } from './reasons-of-form.js';
import { OTHER_REASONS } from './reasons-of-other-services.js';
import { paymentReason, paymentStatus } from './index.js';

const ALL = [...DETAILS_REASONS, ...BANK_REASONS, ...FORM_REASONS, ...OTHER_REASONS];

describe('a reason', () => {
  it('stands once, with four characters', () => {
    const codes = ALL.flatMap(([each]) => each.split(' '));
    expect(codes.filter((code) => !/^[A-Z0-9]{4}$/.test(code))).toEqual([]);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('is said in three languages, each in a sentence of its own', () => {
    for (const [codes, , ...texts] of ALL) {
      expect([codes, new Set(texts).size]).toEqual([codes, 3]);
      for (const text of texts) expect(text).toMatch(/^\p{Lu}.{8,}\.$/u);
    }
  });

  it.each([
    ['AC01', 'ask-again'],
    ['AC04', 'ask-again'],
    ['BE01', 'ask-again'],
    ['AM04', 'decide'],
    ['RR04', 'decide'],
    ['NARR', 'decide'],
    ['DS01', 'none'],
  ])('%s: %s', (code, next) => {
    expect(paymentReason(code)?.next).toBe(next);
  });

  it('that is in no list means nothing', () => {
    expect(paymentReason('ZZ99')).toBeUndefined();
    expect(paymentReason('toString')).toBeUndefined();
    expect(paymentStatus('OKAY')).toBeUndefined();
  });
});
