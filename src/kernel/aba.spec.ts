import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkRoutingNumber } from './aba.js';

describe('checkRoutingNumber', () => {
  // For the first one: 3*(0+1+4) + 7*(2+2+5) + (1+3+8) = 90.
  it.each(['021123458', '121000015', '800000006', '314159265'])('accepts %s', (text) => {
    expect(checkRoutingNumber(text)).toEqual({ valid: true });
  });

  it.each([
    ['eight digits', '02112345', 'format'],
    ['ten digits', '0211234580', 'format'],
    ['a letter', '02112345A', 'format'],
    ['digits of another script', '０２１１２３４５８', 'format'],
    ['nine zeros', '000000000', 'reserved-prefix'],
    ['a range that is not given out', '130000006', 'reserved-prefix'],
    ['a wrong last digit', '021123459', 'check-digit'],
  ])('refuses %s', (_, text, fault) => {
    expect(checkRoutingNumber(text)).toMatchObject({ valid: false, fault });
  });

  it('notices every change of one digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (place, added) => {
        const digits = Array.from('021123458').map(Number);
        digits[place] = ((digits[place] ?? 0) + added) % 10;
        expect(checkRoutingNumber(digits.join('')).valid).toBe(false);
      }),
    );
  });
});
