export type { AddressForms } from './check-postal-address.js';
export { checkCreditorDetails, type CreditorContext, type CreditorDetails } from './check-creditor.js';
export { paymentFaults } from './check-one-payment.js';
export { checkPaymentOrder, type CheckSettings, type OrderCheck } from './check-payment-order.js';
export { addControlTotals, controlTotalsOf, RunningTotals } from './control-totals.js';
export type { FindingCode, Severity } from './finding-codes.js';
export type { Finding } from './finding.js';
export { writePain001 } from './pain-001-001-09.js';
export { writePaymentsCsv } from './payments-csv.js';
export type {
  Account,
  Agent,
  ChargeBearer,
  ClearingMember,
  ControlTotals,
  IbanAccount,
  InitiatingParty,
  InitiatingPartyScheme,
  OtherAccount,
  Party,
  Payment,
  PaymentBlock,
  PaymentOrder,
  PaymentSource,
  PaymentType,
  PostalAddress,
  RegulatoryAuthority,
  RegulatoryReport,
  Remittance,
  RemittanceReference,
  RemittanceText,
} from './payment-order.js';
export { isSepaIbanCountry } from './sepa-countries.js';
export { wireNeeds, type WireNeeds } from './wire-needs.js';
export {
  transliterate,
  type TextChange,
  type TextCharacters,
  type Transliteration,
  type TransliterationOptions,
} from '../../kernel/index.js';
