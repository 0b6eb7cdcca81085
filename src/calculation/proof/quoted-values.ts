import { parseCalendarDate, parseGuid, parseInstant } from '../../kernel/index.js';
import { billedDay, isNumber, partnerOf, type QuotedRecord } from './quoted-record.js';
import type { Proof } from './proof-schema.js';

type Reading = Proof['evidence']['readings'][number];
type Line = Proof['evidence']['lines'][number];
type Row = Proof['evidence']['register'][number];

/** Values of a piece of evidence that its record says otherwise; each as its name and value. */
export type Misquotes = readonly string[];

type Compared = readonly [name: string, isSame: boolean, value: unknown];

function misquotes(compared: readonly Compared[]): Misquotes {
  return compared.flatMap(([name, isSame, value]) => (isSame ? [] : [`${name} ${JSON.stringify(value)}`]));
}

const same = (cell: string | undefined, value: string | null): boolean =>
  (cell ?? '').toLowerCase() === (value ?? '').toLowerCase();
const sameInstant = (cell: string | undefined, value: string | null): boolean =>
  parseInstant((cell ?? '').replaceAll(': ', ':')) === (value ?? undefined);

/** A row of `seats.csv`, or an item of `subscribedskus`. */
export function misquotedReading(
  { sku, partNumber, seatsAssigned }: Reading,
  record: QuotedRecord,
  { customerId, readAt }: Proof['facts']['customer'],
): Misquotes {
  const isAnswer = record.has('consumedunits');
  const id = record.get(isAnswer ? 'productsku.id' : 'sku_id') ?? '';
  const name = record.get(isAnswer ? 'productsku.skupartnumber' : 'sku_part_number') ?? '';
  return misquotes([
    ['sku', id === '' ? same(name, sku) : parseGuid(id) === sku, sku],
    ['part number', same(name, partNumber), partNumber],
    [
      'seats',
      isNumber(record.get(isAnswer ? 'consumedunits' : 'assigned') ?? '', String(seatsAssigned)),
      seatsAssigned,
    ],
    ['customer', isAnswer || parseGuid(record.get('customer_id') ?? '') === customerId, customerId],
    ['instant', isAnswer || sameInstant(record.get('observed_at'), readAt), readAt],
  ]);
}

/** The last day of an Open licence that does not end. */
const NEVER = '9999-12-31';

const MARKS = new Set(['trial', 'addon', 'add-on']);

/** A line of any form of billing: files and answers give the same names, in one case or another. */
export function misquotedLine(line: Line, record: QuotedRecord, customerId: string): Misquotes {
  const isOpen = record.has('agreementnumber');
  const quantity = record.get(isOpen || record.has('durableofferid') ? 'quantity' : 'billablequantity') ?? '';
  const seller = partnerOf(record.get('resellermpnid') ?? record.get('tier2mpnid'));
  const marks = (record.get('productqualifiers') ?? '').split(/[^A-Za-z-]+/);
  const isMarked = marks.some((mark) => MARKS.has(mark.toLowerCase()));
  const invoice = record.get(isOpen ? 'agreementnumber' : 'invoicenumber');
  const firstDay = record.get(isOpen ? 'saledate' : 'chargestartdate') ?? '';
  const lastDay = record.get(isOpen ? 'enddate' : 'chargeenddate') ?? '';
  return misquotes([
    ['customer', parseGuid(record.get('customerid') ?? '') === customerId, customerId],
    ['partner', seller === line.partnerId, line.partnerId],
    ['first day', billedDay(firstDay) === line.chargeStart, line.chargeStart],
    ['last day', (isOpen && lastDay === '' ? NEVER : billedDay(lastDay)) === line.chargeEnd, line.chargeEnd],
    ['type', (record.get('chargetype') ?? '') === (line.chargeType ?? ''), line.chargeType],
    ['quantity', isNumber(quantity, line.quantity), line.quantity],
    ['subtotal', isNumber(record.get('subtotal') ?? '', line.subtotal), line.subtotal],
    ['currency', (record.get('currency') ?? '') === (line.currency ?? ''), line.currency],
    // Answers name the invoice that they are of by their address, and may name the one that it amends.
    ['invoice', invoice === line.invoice || isNamedBy(line), line.invoice],
    ['left out', isMarked || line.leftOut !== 'trial or add-on', line.leftOut],
    ['left out', !isMarked || line.leftOut === 'trial or add-on' || line.leftOut === 'not mapped', line.leftOut],
  ]);
}

function isNamedBy({ file, invoice }: Line): boolean {
  if (file.startsWith('invoices/')) return file.startsWith(`invoices/${encodeURIComponent(invoice)}/`);
  const base = file.slice(file.lastIndexOf('/') + 1);
  return base.replace(/\.gz$/i, '').replace(/\.(csv|txt)$/i, '') === invoice;
}

const IN_ANSWER: Readonly<Record<string, string>> = {
  subscription_id: 'id',
  partner_id: 'partnerid',
  offer_id: 'offerid',
  is_trial: 'istrial',
  effective_start: 'effectivestartdate',
  commitment_end: 'commitmentenddate',
};

/** A row of a file of the register, or of subscriptions, which may be an item of an answer. */
export function misquotedRow({ file, values }: Row, record: QuotedRecord): Misquotes {
  const isAnswer = file === 'subscriptions.csv' && record.has('effectivestartdate');
  const columns = isAnswer ? Object.keys(values).filter((column) => column in IN_ANSWER) : Object.keys(values);
  return misquotes(
    columns.map((column) => {
      const cell = record.get(isAnswer ? (IN_ANSWER[column] ?? '') : column) ?? '';
      return [column, isSameCell(column, cell, values[column] ?? null, isAnswer), values[column]];
    }),
  );
}

function isSameCell(column: string, cell: string, value: string | null, isAnswer: boolean): boolean {
  if (column === 'partner_id') return partnerOf(cell) === value;
  if (column === 'is_trial') return (cell === '' ? 'false' : cell.toLowerCase()) === value;
  // Answers write years that mean that there is no end.
  if (value === null) return cell === '' || cell === 'never' || (isAnswer && /^(9999|0001)-/.test(cell));
  if (column === 'customer_id') return parseGuid(cell) === value;
  if (column === 'offer_id') return cell.toLowerCase().split(':', 2).join(':') === value;
  if (column.endsWith('_at')) return sameInstant(cell, value);
  if (column === 'effective_start' || column === 'commitment_end')
    return parseCalendarDate(cell) === value || sameInstant(cell, value);
  return same(cell, value);
}
