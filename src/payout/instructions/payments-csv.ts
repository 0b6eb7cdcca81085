import { SeatbackError } from '../../kernel/index.js';
import { RunningTotals } from './control-totals.js';
import type { Payment, PaymentBlock, PaymentOrder } from './payment-order.js';

/** Columns in the order of the file; their names are part of what vendors read by, and are never changed. */
const BLOCK_COLUMNS: readonly (readonly [
  name: string,
  value: (block: PaymentBlock, payment: Payment) => string | undefined,
])[] = [
  ['block_id', (block) => block.paymentInformationId],
  ['execution_date', (block) => block.executionDate],
  ['debtor_account', ({ debtorAccount: { iban, other } }) => iban ?? other],
  ['debtor_bic', (block) => block.debtorAgentBic],
  ['service_level', (block, payment) => (block.paymentType ?? payment.paymentType)?.serviceLevel],
  ['charge_bearer', (block) => block.chargeBearer],
];
/** After those of the block. */
const PAYMENT_COLUMNS: readonly (readonly [name: string, value: (payment: Payment) => string | undefined])[] = [
  ['end_to_end_id', (payment) => payment.endToEndId],
  ['uetr', (payment) => payment.uetr],
  ['amount', ({ amount }) => amount.toString()],
  ['currency', ({ amount }) => amount.currency.code],
  ['payee_name', ({ creditor }) => creditor.name],
  ['payee_street', ({ creditor }) => creditor.address.street],
  ['payee_building_number', ({ creditor }) => creditor.address.buildingNumber],
  ['payee_building_name', ({ creditor }) => creditor.address.buildingName],
  ['payee_postcode', ({ creditor }) => creditor.address.postCode],
  ['payee_town', ({ creditor }) => creditor.address.town],
  ['payee_region', ({ creditor }) => creditor.address.countrySubdivision],
  ['payee_country', ({ creditor }) => creditor.address.country],
  ['payee_lei', ({ creditor }) => creditor.lei],
  ['payee_iban', ({ creditorAccount }) => creditorAccount.iban],
  ['payee_account_number', ({ creditorAccount }) => creditorAccount.other],
  ['payee_bic', ({ creditorAgent }) => creditorAgent?.bic],
  ['payee_clearing_system', ({ creditorAgent }) => creditorAgent?.clearingMember?.system],
  ['payee_clearing_number', ({ creditorAgent }) => creditorAgent?.clearingMember?.memberId],
  ['purpose', (payment) => payment.purposeCode],
  ['remittance', ({ remittance }) => remittance?.text ?? remittance?.creditorReference],
];
const COLUMN_NAMES = [...BLOCK_COLUMNS, ...PAYMENT_COLUMNS].map(([name]) => name);

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
  let chunk = `message_id,${COLUMN_NAMES.join(',')}\r\n`;
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
  const fault = csvFault(payment);
  if (fault !== undefined)
    throw unwritable(fault.column === undefined ? path : `${path}, column ${fault.column}`, fault);
  const ofBlock = [
    ['message_id', order.messageId] as const,
    ...BLOCK_COLUMNS.map(([name, value]) => [name, value(block, payment) ?? ''] as const),
  ];
  const head = ofBlock.map(([name, value]) => {
    const wrong = cellFault(value);
    if (wrong !== undefined) throw unwritable(`${path}, column ${name}`, wrong);
    return cell(value);
  });
  return [...head, ...PAYMENT_COLUMNS.map(([, value]) => cell(value(payment) ?? ''))].join(',');
}

/** Why a payment cannot stand in a CSV, whatever its block. */
export interface CsvFault {
  /** Undefined where it is something that has none. */
  readonly column?: string;
  readonly expected: string;
  /** Never the value itself. */
  readonly found: string;
}

export function csvFault(payment: Payment): CsvFault | undefined {
  const { intermediaryAgents = [], regulatoryReports = [], creditor } = payment;
  const unwrittenPart = Object.entries(creditor.address).find(
    ([part, value]) => value !== undefined && !WRITTEN_PARTS.has(part),
  );
  if (intermediaryAgents.length > 0 || regulatoryReports.length > 0 || unwrittenPart !== undefined) {
    const found = unwrittenPart?.[0] ?? (intermediaryAgents.length > 0 ? 'correspondents' : 'a report to a regulator');
    return { expected: 'values that have a column', found };
  }
  for (const [column, value] of PAYMENT_COLUMNS) {
    const fault = cellFault(value(payment) ?? '');
    if (fault !== undefined) return { column, ...fault };
  }
  return undefined;
}

/** A quote in front, which tames a cell elsewhere, would be part of the name that is paid to: such a value is refused. */
function cellFault(value: string): CsvFault | undefined {
  if (/^[=+\-@]/.test(value)) return { expected: 'a value that no spreadsheet computes', found: 'one that begins so' };
  if (/[\p{Control}\p{Surrogate}]/u.test(value))
    return { expected: 'printable characters', found: 'a control character' };
  return undefined;
}

function cell(value: string): string {
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function unwritable(path: string, { expected, found }: CsvFault): SeatbackError {
  return new SeatbackError({
    code: 'PAYMENT_ORDER_UNWRITABLE',
    expected,
    found,
    where: path,
    next: 'Correct the details of the payee, or pay from an account whose files are pain.001.001.09.',
  });
}
