import type { Cause } from '../../../calculation/index.js';
import type { AccountKind } from '../../../ledger/index.js';
import type { PartnerPayment, PayoutStage } from '../../../payout/index.js';

export type PartnerAccount = Exclude<
  AccountKind,
  'expense' | 'bank' | 'bank-charges' | 'exchange-difference' | 'currency-position'
>;

/** All that is printed on a statement or an advice, in one language. */
export interface StatementWords {
  readonly labels: Readonly<Record<StatementLabel, string>>;
  readonly outcomes: Readonly<Record<'qualified' | 'not-qualified' | 'undecided', string>>;
  readonly stages: Readonly<Record<PayoutStage, string>>;
  /** Why an earning is not paid, or not paid yet. */
  readonly reasons: Readonly<Record<OutcomeReason, string>>;
  readonly accounts: Readonly<Record<PartnerAccount, string>>;
  readonly causes: Readonly<Record<Cause, string>>;
  readonly states: Readonly<Record<PartnerPayment['state'], string>>;
  readonly unknown: (rule: string) => string;
  readonly page: (page: number, pages: number) => string;
}

export type OutcomeReason =
  | 'undecided-customers'
  | 'below-minimum'
  | 'carry-expired'
  | 'cancelled'
  | 'no-bank-details'
  | 'payment-failed'
  | 'personal-account';

export type StatementLabel =
  | 'statement'
  | 'advice'
  | 'number'
  | 'edition'
  | 'issuedOn'
  | 'campaign'
  | 'window'
  | 'payer'
  | 'partner'
  | 'partnerId'
  | 'summary'
  | 'earned'
  | 'customersQualified'
  | 'customersUndecided'
  | 'whatBecomes'
  | 'settledBefore'
  | 'payBy'
  | 'accounts'
  | 'account'
  | 'amount'
  | 'currency'
  | 'customers'
  | 'customer'
  | 'customerId'
  | 'outcome'
  | 'assigned'
  | 'billed'
  | 'qualifying'
  | 'reward'
  | 'reason'
  | 'noCustomers'
  | 'total'
  | 'changes'
  | 'changesSince'
  | 'noChanges'
  | 'cause'
  | 'earnedBefore'
  | 'payments'
  | 'noPayments'
  | 'exchanges'
  | 'owed'
  | 'rate'
  | 'rateOn'
  | 'rateSource'
  | 'adjustments'
  | 'approvedOn'
  | 'payment'
  | 'endToEndId'
  | 'executionDate'
  | 'state'
  | 'since'
  | 'returnedAmount'
  | 'uetr'
  | 'order'
  | 'accountEnding'
  | 'accountName'
  | 'statementOf'
  | 'origin'
  | 'run'
  | 'knownAt'
  | 'termsVersion'
  | 'runDigest'
  | 'partnerDigest'
  | 'contentDigest'
  | 'notIssued'
  | 'notYet';
