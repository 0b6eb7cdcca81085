import { checkLei } from '../account-checks/index.js';
import { checkPostalAddress, type AddressForms } from './check-postal-address.js';
import { checkText } from './check-text.js';
import { at, type Report } from './finding.js';
import type { Party } from './payment-order.js';

/** Checks a debtor or creditor by itself: name, address, LEI. */
export function checkParty(report: Report, path: string, { name, address, lei }: Party, forms: AddressForms): void {
  checkText(report, at(path, 'name'), name, 'Max140Text');
  checkPostalAddress(report, at(path, 'address'), address, forms);
  if (lei === undefined) return;
  const check = checkLei(lei);
  if (!check.valid)
    report('LEI_INVALID', at(path, 'lei'), check.expected, `${String(lei.length)} characters (${check.fault})`);
}
