import {
  isBankingDay,
  parseCalendarDate,
  parseInstant,
  type BankingCalendar,
  type CalendarDate,
} from '../../kernel/index.js';
import { checkAccount } from './check-account.js';
import { checkBicField, checkMemberSuits } from './check-agent.js';
import { checkCountriesAgree } from './check-creditor.js';
import { checkParty } from './check-party.js';
import { checkPayment } from './check-payment.js';
import { checkChargeBearerSuits, checkPaymentType } from './check-payment-type.js';
import type { AddressForms } from './check-postal-address.js';
import { checkReference, checkText } from './check-text.js';
import { isControlSum, isTransactionCount, RunningTotals } from './control-totals.js';
import { at, Findings, quoted, type Finding, type Report } from './finding.js';
import { OrderIds } from './order-ids.js';
import type { ControlTotals, InitiatingParty, PaymentBlock, PaymentOrder } from './payment-order.js';
import { describeSchemaType, fitsSchemaType } from './schema-types.js';

export interface CheckSettings {
  /** The day in the zone of the debtor's bank. */
  readonly today: CalendarDate;
  /** Of the debtor's bank. */
  readonly calendar: BankingCalendar;
  /** What the bank takes; `structured-or-hybrid` unless it says otherwise. */
  readonly addressForms?: AddressForms;
  /** How many findings of each severity are held; all are counted. 1,000 unless given. */
  readonly findingsKept?: number;
}

export interface OrderCheck {
  /** Errors before warnings, at most `findingsKept` of each. */
  readonly findings: readonly Finding[];
  /** All errors there are. The order may be released only where this is 0. */
  readonly errors: number;
  readonly warnings: number;
}

const FINDINGS_KEPT = 1000;

/**
 * Checks an order against the limits of the message and the rules of banks that the schema cannot see. An order without
 * errors is accepted by the schema of pain.001.001.09. Source: payment-file contract sections 3, 4, 5 and 7.
 *
 * Reads every payment once. Faults of the order are returned, never thrown.
 */
export async function checkPaymentOrder(order: PaymentOrder, settings: CheckSettings): Promise<OrderCheck> {
  const findings = new Findings(settings.findingsKept ?? FINDINGS_KEPT);
  const { report } = findings;
  const ids = new OrderIds(report);
  checkReference(report, 'messageId', order.messageId);
  if (parseInstant(order.createdAt) !== order.createdAt) {
    report('CREATION_TIME_FORMAT', 'createdAt', 'an instant in UTC with six decimals', 'other text');
  }
  checkInitiatingParty(report, 'initiatingParty', order.initiatingParty);
  if (order.blocks.length === 0) report('ORDER_EMPTY', 'blocks', 'at least one block', 'none');

  const file = new RunningTotals();
  for (const [index, block] of order.blocks.entries()) {
    const path = at('blocks', index);
    ids.addBlock(index, block);
    const debtorAgentCountry = checkBlockHead(report, path, block, settings);
    const totals = await checkPayments(report, path, block, {
      ids,
      addressForms: settings.addressForms ?? 'structured-or-hybrid',
      debtorAgentCountry,
      blockIndex: index,
      file,
    });
    if (totals.count === 0) report('BLOCK_EMPTY', at(path, 'payments'), 'at least one payment', 'none');
    checkTotals(report, at(path, 'totals'), block.totals, totals);
  }
  checkTotals(report, 'totals', order.totals, file);
  return { findings: findings.all, errors: findings.errors, warnings: findings.warnings };
}

function checkInitiatingParty(report: Report, path: string, { name, id, schemeCode }: InitiatingParty): void {
  checkText(report, at(path, 'name'), name, 'Max140Text');
  checkReference(report, at(path, 'id'), id);
  // The type allows no other, but a settings file may have been read around it.
  if (!['BANK', 'CUST'].includes(schemeCode)) {
    report('INITIATING_PARTY_SCHEME', at(path, 'schemeCode'), 'BANK or CUST', quoted(schemeCode));
  }
}

/** @returns country of the debtor's bank, where its BIC is right */
function checkBlockHead(
  report: Report,
  path: string,
  block: PaymentBlock,
  settings: CheckSettings,
): string | undefined {
  const { addressForms = 'structured-or-hybrid' } = settings;
  checkReference(report, at(path, 'paymentInformationId'), block.paymentInformationId);
  checkExecutionDate(report, at(path, 'executionDate'), block.executionDate, settings);
  checkParty(report, at(path, 'debtor'), block.debtor, addressForms);
  const ibanCountry = checkAccount(report, at(path, 'debtorAccount'), block.debtorAccount);
  const agentPath = at(path, 'debtorAgentBic');
  const agentCountry = checkBicField(report, agentPath, block.debtorAgentBic);
  if (block.debtorAgentClearing !== undefined)
    checkMemberSuits(report, at(path, 'debtorAgentClearing'), block.debtorAgentClearing, agentCountry);
  checkCountriesAgree(report, agentPath, ibanCountry, agentCountry);

  if (!fitsSchemaType('ChargeBearerType1Code', block.chargeBearer)) {
    const expected = describeSchemaType('ChargeBearerType1Code');
    report('CHARGE_BEARER_UNKNOWN', at(path, 'chargeBearer'), expected, quoted(block.chargeBearer));
  }
  if (block.paymentType !== undefined) {
    checkPaymentType(report, at(path, 'paymentType'), block.paymentType);
    checkChargeBearerSuits(report, at(path, 'chargeBearer'), block.chargeBearer, block.paymentType.serviceLevel);
  }
  return agentCountry;
}

function checkExecutionDate(
  report: Report,
  path: string,
  date: CalendarDate,
  { today, calendar }: CheckSettings,
): void {
  if (parseCalendarDate(date) === undefined) {
    report('EXECUTION_DATE_FORMAT', path, 'a day as YYYY-MM-DD', 'other text');
    return;
  }
  if (date < today) report('EXECUTION_DATE_PAST', path, `${today} or later`, date);
  if (!isBankingDay(date, calendar)) report('EXECUTION_DATE_NOT_BANKING_DAY', path, 'a banking day', date);
}

interface BlockContext {
  readonly ids: OrderIds;
  readonly addressForms: AddressForms;
  readonly debtorAgentCountry: string | undefined;
  readonly blockIndex: number;
  readonly file: RunningTotals;
}

async function checkPayments(
  report: Report,
  path: string,
  block: PaymentBlock,
  context: BlockContext,
): Promise<RunningTotals> {
  const totals = new RunningTotals();
  let blockCurrency: string | undefined;
  for await (const payment of block.payments) {
    const index = totals.count;
    const paymentPath = at(at(path, 'payments'), index);
    totals.add(payment.amount);
    context.file.add(payment.amount);
    context.ids.addPayment(context.blockIndex, index, payment);
    const { code } = payment.amount.currency;
    blockCurrency ??= code;
    if (code !== blockCurrency) {
      report('BLOCK_CURRENCIES_MIXED', at(paymentPath, 'amount'), `${blockCurrency}, as in the first payment`, code);
    }
    const { paymentType } = payment;
    if (paymentType !== undefined && block.paymentType !== undefined) {
      report('PAYMENT_TYPE_AT_BOTH_LEVELS', at(paymentPath, 'paymentType'), 'none, since the block has one', 'one');
    }
    const serviceLevel = (block.paymentType ?? paymentType)?.serviceLevel;
    if (block.paymentType === undefined) {
      checkChargeBearerSuits(report, at(paymentPath, 'paymentType'), block.chargeBearer, serviceLevel);
    }
    checkPayment(report, paymentPath, payment, { ...context, serviceLevel });
  }
  return totals;
}

function checkTotals(report: Report, path: string, given: ControlTotals, counted: RunningTotals): void {
  if (!isTransactionCount(given.count)) {
    report('COUNT_FORMAT', at(path, 'count'), 'a whole number of 1 to 15 digits, more than 0', String(given.count));
  } else if (given.count !== counted.count) {
    report('COUNT_DISAGREES', at(path, 'count'), String(counted.count), String(given.count));
  }
  if (!isControlSum(given.controlSum)) {
    const found = `"${given.controlSum.slice(0, 40)}"`;
    report('CONTROL_SUM_FORMAT', at(path, 'controlSum'), describeSchemaType('DecimalNumber'), found);
  } else if (!counted.sumEquals(given.controlSum)) {
    report('CONTROL_SUM_DISAGREES', at(path, 'controlSum'), counted.totals().controlSum, given.controlSum);
  }
}
