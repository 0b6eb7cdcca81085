import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mod97 } from '../account-checks/index.js';
import { isCreditorReference } from './creditor-reference.js';

describe('isCreditorReference', () => {
  it('accepts RF, check digits and 1 to 21 letters or digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{1,21}$/), (body) => {
        const checkDigits = String(98 - mod97(`${body}RF00`)).padStart(2, '0');
        expect(isCreditorReference(`RF${checkDigits}${body}`)).toBe(true);
      }),
    );
  });

  it.each([
    '',
    'RF18',
    'RF19539007547034',
    'rf18539007547034',
    'RF18 5390 0754 7034',
    `RF18${'0'.repeat(22)}`,
    '18539007547034',
  ])('refuses "%s"', (text) => {
    expect(isCreditorReference(text)).toBe(false);
  });
});
