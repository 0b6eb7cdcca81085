import { ibanStructure } from './iban-structures.js';
import { mod97 } from './mod97.js';
import { nationalCheckFails } from './national-check-digits.js';

/** Why a text is not an IBAN; the first fault met, in this order. */
export type IbanFault =
  | 'empty'
  | 'illegal-character'
  | 'lower-case'
  | 'country-code'
  | 'unknown-country'
  | 'check-digits-not-numeric'
  | 'check-digit-range'
  | 'length'
  | 'structure'
  | 'mod97'
  | 'national-check';

export interface Iban {
  /** Upper case, no blanks: the only form that goes into a payment file. */
  readonly electronic: string;
  /** The two letters the IBAN begins with. */
  readonly country: string;
  /** Whether the registry lists the country. Only such an IBAN belongs into `CdtrAcct/Id/IBAN`. */
  readonly registered: boolean;
}

export type IbanCheck =
  | { readonly valid: true; readonly iban: Iban }
  /** `expected` never holds a part of the number. */
  | { readonly valid: false; readonly fault: IbanFault; readonly expected: string };

/** An IBAN as a person typed or printed it, without blanks and invisible characters, ASCII letters in upper case. */
export function electronicIban(typed: string): string {
  // Only a-z are raised: toUpperCase() would turn a sharp s or a ligature into letters that nobody typed.
  return typed.replace(/[\s\p{Cf}]/gu, '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Checks what a person typed: blanks and case do not matter. */
export function readIban(typed: string): IbanCheck {
  return checkIban(electronicIban(typed));
}

/**
 * Checks the electronic form: characters, country, length, structure, check digits by ISO 7064 MOD 97-10, and the
 * national check digits of Belgium and Spain. Source: payment-file contract section 3, SWIFT IBAN Registry release 99.
 */
export function checkIban(electronic: string): IbanCheck {
  if (electronic === '') return fault('empty', 'an IBAN');
  if (/[^A-Za-z0-9]/.test(electronic)) return fault('illegal-character', 'letters and digits only, without blanks');
  if (/[a-z]/.test(electronic)) return fault('lower-case', 'upper-case letters');
  const country = electronic.slice(0, 2);
  if (!/^[A-Z]{2}$/.test(country)) return fault('country-code', 'two letters for the country at the beginning');
  const structure = ibanStructure(country);
  if (structure === undefined) return fault('unknown-country', 'a country that has IBANs');

  const checkDigits = electronic.slice(2, 4);
  if (!/^[0-9]{2}$/.test(checkDigits)) return fault('check-digits-not-numeric', 'two check digits after the country');
  // The digits are 98 less a remainder of 97, so 00, 01 and 99 can pass the division and are still never issued.
  if (checkDigits < '02' || checkDigits > '98') return fault('check-digit-range', 'check digits from 02 to 98');
  if (electronic.length !== structure.length) {
    return fault('length', `${String(structure.length)} characters for ${country}`);
  }
  const bban = electronic.slice(4);
  if (!structure.bban.test(bban)) return fault('structure', `letters and digits where ${country} has them`);
  if (mod97(bban + country + checkDigits) !== 1) return fault('mod97', 'check digits that agree with the number');
  if (nationalCheckFails(country, bban)) {
    return fault('national-check', `national check digits of ${country} that agree with the number`);
  }
  return { valid: true, iban: { electronic, country, registered: structure.registered } };
}

/**
 * The IBAN of an account number in its national form, with computed check digits. The result is not checked further:
 * a number of the wrong length gives a wrong IBAN.
 */
export function ibanOf(country: string, bban: string): string {
  const checkDigits = 98 - mod97(`${bban}${country}00`);
  return `${country}${String(checkDigits).padStart(2, '0')}${bban}`;
}

function fault(kind: IbanFault, expected: string): IbanCheck {
  return { valid: false, fault: kind, expected };
}
