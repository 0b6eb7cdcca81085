import { checkPayment } from './check-payment.js';
import { Findings } from './finding.js';
import type { Payment } from './payment-order.js';
import { csvFault } from './payments-csv.js';

export interface OnePaymentContext {
  readonly serviceLevel: string;
  /** Of the account that pays; undefined where its BIC does not say it. */
  readonly debtorAgentCountry: string | undefined;
  /** In which the payment is to be written. */
  readonly format: 'pain.001.001.09' | 'csv';
}

/**
 * Why a payment by itself would have its whole file refused: what `checkPaymentOrder` says of it, and what its form has no
 * room for. To be asked before it is put into a file.
 *
 * @returns in words, account numbers masked; none where it can be paid
 */
export function paymentFaults(
  payment: Payment,
  { serviceLevel, debtorAgentCountry, format }: OnePaymentContext,
): string[] {
  const findings = new Findings(MOST_SAID);
  checkPayment(findings.report, '', payment, {
    addressForms: 'structured-or-hybrid',
    debtorAgentCountry,
    serviceLevel,
  });
  const faults = findings.all
    .filter(({ severity }) => severity === 'error')
    .map(({ code, path, expected, found }) => `${code}: ${path}: expected ${expected}, found ${found}`);
  const fault = format === 'csv' ? csvFault(payment) : undefined;
  if (fault === undefined) return faults;
  const { column = 'the payment', expected, found } = fault;
  return [...faults, `as CSV: ${column}: expected ${expected}, found ${found}`];
}

const MOST_SAID = 5;
