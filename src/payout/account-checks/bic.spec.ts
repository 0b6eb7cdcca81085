import { describe, expect, it } from '@jest/globals';
import { checkBic, type BicFault } from './bic.js';

describe('checkBic', () => {
  it.each([
    ['SEATDEFF', 'DE', false],
    ['SEATDEFFXXX', 'DE', false],
    ['SEATXKPR012', 'XK', false],
    ['SEATUS33', 'US', false],
    ['SEATGB20', 'GB', true],
  ])('accepts %s', (code, country, test) => {
    expect(checkBic(code)).toEqual({ valid: true, bic: { code, country, test } });
  });

  it.each<[string, string, BicFault]>([
    ['nothing', '', 'empty'],
    ['a blank', 'SEAT DEFF', 'illegal-character'],
    ['an accent', 'SÉATDEFF', 'illegal-character'],
    ['lower case', 'seatdeff', 'lower-case'],
    ['seven characters', 'SEATDEF', 'length'],
    ['nine characters', 'SEATDEFFX', 'length'],
    ['twelve characters', 'SEATDEFFXXXX', 'length'],
    ['a digit in the first four, which the schema lets pass', 'SE4TDEFF', 'numeric-party-prefix'],
    ['a digit in the country', 'SEATD3FF', 'country-code'],
    ['a country that does not exist', 'SEATXXFF', 'unknown-country'],
  ])('refuses %s', (_, text, fault) => {
    expect(checkBic(text)).toMatchObject({ valid: false, fault });
  });
});
