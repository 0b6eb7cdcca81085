import { isCountry } from '../../kernel/index.js';

/** Why a text is not a BIC; the first fault met, in this order. */
export type BicFault =
  | 'empty'
  | 'illegal-character'
  | 'lower-case'
  | 'length'
  | 'numeric-party-prefix'
  | 'country-code'
  | 'unknown-country';

export interface Bic {
  /** 8 or 11 characters, upper case. */
  readonly code: string;
  /** Country of the party that the BIC names, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The eighth character is 0: a BIC of the test network, to which money is never sent. */
  readonly test: boolean;
}

export type BicCheck =
  | { readonly valid: true; readonly bic: Bic }
  | { readonly valid: false; readonly fault: BicFault; readonly expected: string };

/**
 * Checks the structure of a BIC by ISO 9362: four for the party, two for the country, two for the place, three more for
 * a branch. The schema's `BICFI` lets digits into the first four; Swift gives out letters only, and so does this check.
 * That the BIC is in use can only be asked of the BIC directory.
 */
export function checkBic(text: string): BicCheck {
  if (text === '') return fault('empty', 'a BIC');
  if (/[^A-Za-z0-9]/.test(text)) return fault('illegal-character', 'letters and digits only, without blanks');
  if (/[a-z]/.test(text)) return fault('lower-case', 'upper-case letters');
  if (text.length !== 8 && text.length !== 11) return fault('length', '8 or 11 characters');
  if (!/^[A-Z]{4}/.test(text)) return fault('numeric-party-prefix', 'four letters at the beginning');
  const country = text.slice(4, 6);
  if (!/^[A-Z]{2}$/.test(country)) return fault('country-code', 'two letters for the country in places five and six');
  if (!isCountry(country)) return fault('unknown-country', 'a country of ISO 3166 in places five and six');
  return { valid: true, bic: { code: text, country, test: text[7] === '0' } };
}

function fault(kind: BicFault, expected: string): BicCheck {
  return { valid: false, fault: kind, expected };
}
