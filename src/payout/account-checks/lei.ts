import { mod97 } from './mod97.js';

export type LeiFault = 'format' | 'check-digits';

export type LeiCheck =
  | { readonly valid: true }
  | { readonly valid: false; readonly fault: LeiFault; readonly expected: string };

/** Checks a legal entity identifier: 18 letters or digits and two check digits (ISO 17442, ISO 7064 MOD 97-10). */
export function checkLei(text: string): LeiCheck {
  if (!/^[A-Z0-9]{18}[0-9]{2}$/.test(text)) {
    return { valid: false, fault: 'format', expected: '18 upper-case letters or digits and 2 digits' };
  }
  if (mod97(text) !== 1)
    return { valid: false, fault: 'check-digits', expected: 'check digits that agree with the rest' };
  return { valid: true };
}
