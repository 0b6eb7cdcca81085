import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countryHasIban, ibanCountryOf, ibanStructure } from './iban-structures.js';
import { checkIban, electronicIban, ibanOf, readIban, type IbanFault } from './iban.js';

/** Numbers of our own making, in no bank's range. */
const GERMAN = 'DE08999999990648489890';
const BRITISH = ibanOf('GB', 'SEAT20353012345678');

function faultOf(text: string): IbanFault | 'valid' {
  const check = checkIban(text);
  return check.valid ? 'valid' : check.fault;
}

describe('checkIban', () => {
  it('accepts the electronic form and names the country', () => {
    expect(checkIban(BRITISH)).toEqual({
      valid: true,
      iban: { electronic: BRITISH, country: 'GB', registered: true },
    });
  });

  it('accepts all digits', () => {
    expect(faultOf(GERMAN)).toBe('valid');
  });

  it('says of a country outside the registry that it is not registered', () => {
    expect(checkIban(ibanOf('MA', '011519000001205000534921'))).toMatchObject({
      valid: true,
      iban: { registered: false },
    });
  });

  it.each<[string, string, IbanFault]>([
    ['nothing', '', 'empty'],
    ['a blank inside', 'GB82 SEAT', 'illegal-character'],
    ['a currency sign', 'GB82SEAT£0353012345678', 'illegal-character'],
    ['lower case', BRITISH.toLowerCase(), 'lower-case'],
    ['a digit in the country', `D3${GERMAN.slice(2)}`, 'country-code'],
    ['one letter', 'D', 'country-code'],
    ['a country nobody has', `QQ${GERMAN.slice(2)}`, 'unknown-country'],
    ['a country without IBANs', `US${GERMAN.slice(2)}`, 'unknown-country'],
    ['letters as check digits', `DEAB${GERMAN.slice(4)}`, 'check-digits-not-numeric'],
    ['check digits 00', `DE00${GERMAN.slice(4)}`, 'check-digit-range'],
    ['check digits 99', `DE99${GERMAN.slice(4)}`, 'check-digit-range'],
    ['one character less', GERMAN.slice(0, -1), 'length'],
    ['one character more', `${GERMAN}0`, 'length'],
    ['a letter where digits stand', `${GERMAN.slice(0, 8)}A${GERMAN.slice(9)}`, 'structure'],
    ['a digit where letters stand', `${BRITISH.slice(0, 4)}1${BRITISH.slice(5)}`, 'structure'],
    ['two digits exchanged', GERMAN.replace('0648', '0684'), 'mod97'],
    ['Belgian national digits', ibanOf('BE', '539007547035'), 'national-check'],
    ['Spanish national digits', ibanOf('ES', '21000418450200051333'), 'national-check'],
  ])('refuses %s', (_, text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it('accepts national check digits at their edges', () => {
    // A remainder of 0 is written 97 in Belgium; in Spain 10 is written 1 and 11 is written 0.
    expect(faultOf(ibanOf('BE', '000000009797'))).toBe('valid');
    expect(faultOf(ibanOf('ES', '00000000000000000000'))).toBe('valid');
    expect(faultOf(ibanOf('ES', '30000000111000000000'))).toBe('valid');
  });

  it('never repeats a part of the number in what it expected', () => {
    const check = checkIban(`${GERMAN}0`);
    expect(check).toEqual({ valid: false, fault: 'length', expected: '22 characters for DE' });
  });

  it('notices every change of one digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: GERMAN.length - 1 }), fc.integer({ min: 1, max: 9 }), (place, added) => {
        const digit = (Number(GERMAN[place]) + added) % 10;
        expect(faultOf(`${GERMAN.slice(0, place)}${String(digit)}${GERMAN.slice(place + 1)}`)).not.toBe('valid');
      }),
    );
  });

  it('accepts what ibanOf makes of any account number of the right form', () => {
    const german = fc.stringMatching(/^[0-9]{18}$/);
    const maltese = fc.stringMatching(/^[A-Z]{4}[0-9]{5}[A-Z0-9]{18}$/);
    fc.assert(fc.property(german, (bban) => faultOf(ibanOf('DE', bban)) === 'valid'));
    fc.assert(fc.property(maltese, (bban) => faultOf(ibanOf('MT', bban)) === 'valid'));
  });

  it('has an answer for every text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof checkIban(text).valid === 'boolean'));
  });
});

describe('readIban', () => {
  it('takes blanks, invisible characters and lower case as typed', () => {
    const typed = ` ${GERMAN.toLowerCase().replace(/(.{4})/g, '$1 ')}\u200b`;
    expect(readIban(typed)).toMatchObject({ valid: true, iban: { electronic: GERMAN } });
  });

  it('does not turn a foreign letter into an ASCII one', () => {
    expect(electronicIban('maßı')).toBe('MAßı');
    expect(readIban(`${GERMAN.slice(0, -1)}ß`)).toMatchObject({ valid: false, fault: 'illegal-character' });
  });
});

describe('IBAN countries', () => {
  it('lays territories under the country whose letters their accounts carry', () => {
    expect(ibanCountryOf('RE')).toBe('FR');
    expect(ibanCountryOf('DE')).toBe('DE');
    expect(ibanCountryOf('constructor')).toBe('constructor');
    expect(['JE', 'AX', 'GP', 'DE'].every(countryHasIban)).toBe(true);
  });

  it('knows who has none', () => {
    expect(['US', 'CA', 'AU', 'JP', 'MA', 'CI', 'QQ'].some(countryHasIban)).toBe(false);
  });

  it('computes the length from the structure', () => {
    expect(ibanStructure('NO')?.length).toBe(15);
    expect(ibanStructure('RU')?.length).toBe(33);
  });
});
