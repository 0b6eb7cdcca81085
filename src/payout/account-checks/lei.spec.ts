import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkLei } from './lei.js';
import { mod97 } from './mod97.js';

/** An identifier of our own making, completed with its two check digits. */
const lei = (eighteen: string) => eighteen + String(98 - mod97(`${eighteen}00`)).padStart(2, '0');

describe('checkLei', () => {
  it('accepts 18 letters or digits with their check digits', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Z0-9]{18}$/), (body) => checkLei(lei(body)).valid));
  });

  it.each([
    ['nineteen characters', lei('5299SEATBACK000001').slice(1), 'format'],
    ['lower case', lei('5299SEATBACK000001').toLowerCase(), 'format'],
    ['a letter among the check digits', '5299SEATBACK0000011A', 'format'],
    ['two characters exchanged', lei('5299SEATBACK000001').replace('5299', '5929'), 'check-digits'],
  ])('refuses %s', (_, text, fault) => {
    expect(checkLei(text)).toMatchObject({ valid: false, fault });
  });
});
