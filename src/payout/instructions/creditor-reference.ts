import { mod97 } from '../account-checks/index.js';

/** Whether `reference` is a structured creditor reference by ISO 11649: RF, two check digits, 1 to 21 letters or digits. */
export function isCreditorReference(reference: string): boolean {
  return /^RF[0-9]{2}[A-Z0-9]{1,21}$/.test(reference) && mod97(reference.slice(4) + reference.slice(0, 4)) === 1;
}
