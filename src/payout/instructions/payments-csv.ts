import { SeatbackError } from '../../kernel/index.js';
import { RunningTotals } from './control-totals.js';
import type { Payment, PaymentBlock, PaymentOrder } from './payment-order.js';

/** Columns in the order of the file; their names are part of what vendors read by, and are never changed. */
const COLUMNS: readonly (readonly [
  name: string,
  value: (block: PaymentBlock, payment: Payment) => string | undefined,
])[] = [
  ['block_id', (block) => block.paymentInformationId],
  ['execution_date', (block) => block.executionDate],
  ['debtor_account', ({ debtorAccount: { iban, other } }) => iban ?? other],
  ['debtor_bic', (block) => block.debtorAgentBic],
  ['service_level', (block, payment) => (block.paymentType ?? payment.paymentType)?.serviceLevel],
  ['charge_bearer', (block) => block.chargeBearer],
  ['end_to_end_id', (_, payment) => payment.endToEndId],
  ['uetr', (_, payment) => payment.uetr],
  ['amount', (_, { amount }) => amount.toString()],
  ['currency', (_, { amount }) => amount.currency.code],
  ['payee_name', (_, { creditor }) => creditor.name],
  ['payee_street', (_, { creditor }) => creditor.address.street],
  ['payee_building_number', (_, { creditor }) => creditor.address.buildingNumber],
  ['payee_building_name', (_, { creditor }) => creditor.address.buildingName],
  ['payee_postcode', (_, { creditor }) => creditor.address.postCode],
  ['payee_town', (_, { creditor }) => creditor.address.town],
  ['payee_region', (_, { creditor }) => creditor.address.countrySubdivision],
  ['payee_country', (_, { creditor }) => creditor.address.country],
  ['payee_lei', (_, { creditor }) => creditor.lei],
  ['payee_iban', (_, { creditorAccount }) => creditorAccount.iban],
  ['payee_account_number', (_, { creditorAccount }) => creditorAccount.other],
  ['payee_bic', (_, { creditorAgent }) => creditorAgent?.bic],
  ['payee_clearing_system', (_, { creditorAgent }) => creditorAgent?.clearingMember?.system],
  ['payee_clearing_number', (_, { creditorAgent }) => creditorAgent?.clearingMember?.memberId],
  ['purpose', (_, payment) => payment.purposeCode],
  ['remittance', (_, { remittance }) => remittance?.text ?? remittance?.creditorReference],
];

const WRITTEN_PARTS = new Set('street buildingNumber buildingName postCode town countrySubdivision country'.split(' '));

const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Writes a payment order as CSV for whom ISO 20022 says nothing: RFC 4180 with a header, UTF-8 without byte order mark, a
 * line for each payment. The same order gives the same text. Whether it may be paid is asked of `checkPaymentOrder`
 * beforehand.
 *
 * @throws SeatbackError PAYMENT_ORDER_UNWRITABLE (a value that has no column, or that a spreadsheet would compute),
 *   PAYMENT_ORDER_TOTALS
 */
export async function* writePaymentsCsv(order: PaymentOrder): AsyncGenerator<string, void, undefined> {
  let chunk = `message_id,${COLUMNS.map(([name]) => name).join(',')}\r\n`;
  const file = new RunningTotals();
  for (const [blockIndex, block] of order.blocks.entries()) {
    const totals = new RunningTotals();
    for await (const payment of block.payments) {
      const path = `blocks[${String(blockIndex)}].payments[${String(totals.count)}]`;
      chunk += `${lineOf(order, block, payment, path)}\r\n`;
      totals.add(payment.amount);
      file.add(payment.amount);
      if (chunk.length < CHUNK_CHARACTERS) continue;
      yield chunk;
      chunk = '';
    }
    totals.assertEqual(`blocks[${String(blockIndex)}].totals`, block.totals);
  }
  file.assertEqual('totals', order.totals);
  yield chunk;
}

function lineOf(order: PaymentOrder, block: PaymentBlock, payment: Payment, path: string): string {
  const { intermediaryAgents = [], regulatoryReports = [], creditor } = payment;
  const unwrittenPart = Object.entries(creditor.address).find(
    ([part, value]) => value !== undefined && !WRITTEN_PARTS.has(part),
  );
  if (intermediaryAgents.length > 0 || regulatoryReports.length > 0 || unwrittenPart !== undefined) {
    const found = unwrittenPart?.[0] ?? (intermediaryAgents.length > 0 ? 'correspondents' : 'a report to a regulator');
    throw unwritable(path, 'values that have a column', found);
  }
  const cells = COLUMNS.map(([name, value]) => cell(value(block, payment) ?? '', `${path}, column ${name}`));
  return [cell(order.messageId, `${path}, column message_id`), ...cells].join(',');
}

/** A quote in front, which tames a cell elsewhere, would be part of the name that is paid to: such a value is refused. */
function cell(value: string, path: string): string {
  if (/^[=+\-@]/.test(value)) throw unwritable(path, 'a value that no spreadsheet computes', 'one that begins so');
  if (/[\p{Control}\p{Surrogate}]/u.test(value)) throw unwritable(path, 'printable characters', 'a control character');
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function unwritable(path: string, expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'PAYMENT_ORDER_UNWRITABLE',
    expected,
    found,
    where: path,
    next: 'Correct the details of the payee, or pay from an account whose files are pain.001.001.09.',
  });
}
