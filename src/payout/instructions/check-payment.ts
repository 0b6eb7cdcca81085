import { findCurrency, type Money } from '../../kernel/index.js';
import { checkCreditor } from './check-creditor.js';
import { checkPaymentType } from './check-payment-type.js';
import type { AddressForms } from './check-postal-address.js';
import { checkRegulatoryReports } from './check-regulatory-reports.js';
import { checkReference, checkText } from './check-text.js';
import { isCreditorReference } from './creditor-reference.js';
import { isPurpose } from './external-codes.js';
import { at, quoted, type Report } from './finding.js';
import type { Payment, Remittance } from './payment-order.js';
import { describeSchemaType, fitsSchemaType, MAX_INTERMEDIARY_AGENTS } from './schema-types.js';
import { isSepaIbanCountry } from './sepa-countries.js';
import { wireRouting } from './wire-routing.js';

/** What a payment has from its block. */
export interface PaymentContext {
  readonly addressForms: AddressForms;
  readonly debtorAgentCountry: string | undefined;
  /** Of the block or, where the block has no payment type, of the payment. */
  readonly serviceLevel: string | undefined;
}

/** Words that banks write where a payment has no end-to-end id. */
const RESERVED_END_TO_END_IDS = new Set(['NOTPROVIDED', 'NOT PROVIDED', 'NONREF']);

/** Currencies of account and funds codes: in ISO 4217, but no bank pays them out. */
const NOT_PAID_OUT = new Set(['CLF', 'UYI', 'UYW']);

/** Checks one payment by itself. Source: payment-file contract section 3, `CdtTrfTxInf`. */
export function checkPayment(report: Report, path: string, payment: Payment, context: PaymentContext): void {
  checkReference(report, at(path, 'instructionId'), payment.instructionId);
  checkReference(report, at(path, 'endToEndId'), payment.endToEndId);
  if (RESERVED_END_TO_END_IDS.has(payment.endToEndId.toUpperCase())) {
    report('END_TO_END_ID_RESERVED', at(path, 'endToEndId'), 'an id of ours', quoted(payment.endToEndId));
  }
  if (!fitsSchemaType('UUIDv4Identifier', payment.uetr)) {
    const found = `${String(payment.uetr.length)} characters of another form`;
    report('UETR_FORMAT', at(path, 'uetr'), describeSchemaType('UUIDv4Identifier'), found);
  }
  if (payment.paymentType !== undefined) checkPaymentType(report, at(path, 'paymentType'), payment.paymentType);
  checkAmount(report, at(path, 'amount'), payment.amount);

  const correspondents = payment.intermediaryAgents?.length ?? 0;
  if (correspondents > MAX_INTERMEDIARY_AGENTS) {
    report('TOO_MANY_INTERMEDIARIES', at(path, 'intermediaryAgents'), 'at most 3', String(correspondents));
  }
  const sepa = context.serviceLevel === 'SEPA';
  const country = checkCreditor(report, path, payment, { ...context, ibanIsEnough: sepa });
  if (sepa) checkSepa(report, path, payment);
  if (payment.purposeCode !== undefined && !isPurpose(payment.purposeCode)) {
    report('PURPOSE_UNKNOWN', at(path, 'purposeCode'), 'a purpose of ISO 20022', quoted(payment.purposeCode));
  }
  checkRegulatoryReports(report, at(path, 'regulatoryReports'), payment.regulatoryReports ?? []);
  if (country !== undefined) checkAskedByCountry(report, path, payment, country);
  if (payment.remittance !== undefined) checkRemittance(report, at(path, 'remittance'), payment.remittance);
}

function checkAmount(report: Report, path: string, { amount, currency: { code } }: Money): void {
  const currency = findCurrency(code);
  if (currency === undefined || NOT_PAID_OUT.has(code)) {
    report('AMOUNT_CURRENCY', path, 'a currency of ISO 4217 that is paid out', quoted(code));
    return;
  }
  if (!amount.greaterThan(0)) report('AMOUNT_NOT_POSITIVE', path, `more than 0 ${code}`, `${amount.toFixed()} ${code}`);
  const { minorUnits } = currency;
  if (amount.decimalPlaces() > minorUnits) {
    const found = `${String(amount.decimalPlaces())} decimals`;
    report('AMOUNT_DECIMALS', path, `at most ${String(minorUnits)} decimals for ${code}`, found);
  } else if (!fitsSchemaType('ActiveOrHistoricCurrencyAndAmount_SimpleType', amount.abs().toFixed(minorUnits))) {
    const expected = describeSchemaType('ActiveOrHistoricCurrencyAndAmount_SimpleType');
    report('AMOUNT_DIGITS', path, expected, `${amount.toFixed(minorUnits)} ${code}`);
  }
}

function checkSepa(report: Report, path: string, { amount, creditorAccount }: Payment): void {
  if (amount.currency.code !== 'EUR') report('SEPA_CURRENCY', at(path, 'amount'), 'EUR', amount.currency.code);
  const country = creditorAccount.iban?.slice(0, 2);
  if (country === undefined || !isSepaIbanCountry(country)) {
    const found = country === undefined ? 'another account number' : `an IBAN of ${country}`;
    report('SEPA_ACCOUNT', at(path, 'creditorAccount'), 'an IBAN of a SEPA country', found);
  }
}

function checkAskedByCountry(report: Report, path: string, payment: Payment, country: string): void {
  const { purpose, regulatoryReport = false } = wireRouting(country) ?? {};
  const asked = purpose === true || purpose?.includes(payment.amount.currency.code) === true;
  if (asked && payment.purposeCode === undefined) {
    report('PURPOSE_ASKED', at(path, 'purposeCode'), `a purpose for payments to ${country}`, 'none');
  }
  if (regulatoryReport && (payment.regulatoryReports ?? []).length === 0) {
    report('REGULATORY_REPORT_ASKED', at(path, 'regulatoryReports'), `a report for payments to ${country}`, 'none');
  }
}

function checkRemittance(report: Report, path: string, remittance: Remittance): void {
  const { text, creditorReference } = remittance;
  if ((text === undefined) === (creditorReference === undefined)) {
    report('REMITTANCE_FORM', path, 'a text or a creditor reference', text === undefined ? 'neither' : 'both');
    return;
  }
  if (text !== undefined) checkText(report, at(path, 'text'), text, 'Max140Text');
  if (creditorReference !== undefined && !isCreditorReference(creditorReference)) {
    const expected = 'RF, two check digits that agree, and 1 to 21 upper-case letters or digits';
    const found = `${String(creditorReference.length)} characters that are no such reference`;
    report('CREDITOR_REFERENCE_INVALID', at(path, 'creditorReference'), expected, found);
  }
}
