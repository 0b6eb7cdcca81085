/** Microsoft's billing files (contract, sections 1 to 3 and 5): legacy licences, and new commerce as CSV or JSON lines. */
import type { Decimal } from 'decimal.js';
import type { Day, Days } from './calendar.js';
import type { Catalogue } from './catalogue.js';
import type { DeliveredFile, Folder } from './folder.js';
import { readRows, Row, rowsOfCsv, type QuarantinedRow } from './row.js';
import { partnerOf } from './tables.js';
import {
  readBillingDay,
  readBillingNumber,
  readGuid,
  readMarked,
  readOfferId,
  readSubscriptionId,
  readText,
  Unreadable,
  wholeSeats,
} from './values.js';

export interface BillingLine {
  readonly invoice: string;
  readonly form: Form;
  readonly chargeType: string;
  readonly customerId: string;
  readonly partnerId: string;
  readonly offerId: string;
  readonly charge: Days & { readonly from: Day; readonly to: Day };
  readonly quantity: Decimal;
  readonly subtotal: Decimal;
  /** Empty where the line has none; so is the one that follows. */
  readonly currency: string;
  readonly subscriptionId: string;
  readonly marked: boolean;
}

export type Form = 'legacy CSV' | 'new-commerce CSV' | 'new-commerce JSON lines';

export function readBilling(folder: Folder, catalogue: Catalogue, quarantine: QuarantinedRow[]): BillingLine[] {
  const formOfInvoice = new Map<string, Form>();
  return folder.billing().flatMap((file) => {
    const form = formOf(file);
    const rows =
      form === 'new-commerce JSON lines' ? rowsOfJsonLines(file, quarantine) : rowsOfCsv(file.path, file.text);
    return readRows(rows, (row) => readLine(row, form, catalogue, formOfInvoice), quarantine);
  });
}

/** "any file name; told apart by header or form" */
function formOf(file: DeliveredFile): Form {
  if (file.text.trimStart().startsWith('{')) return 'new-commerce JSON lines';
  const header = file.text.split('\n', 1)[0]!.toLowerCase();
  return header.includes('durableofferid') ? 'legacy CSV' : 'new-commerce CSV';
}

function readLine(row: Row, form: Form, catalogue: Catalogue, formOfInvoice: Map<string, Form>): BillingLine {
  const legacy = form === 'legacy CSV';
  // "for the legacy file, which has none, the file's name without its endings"
  const invoice = legacy ? row.file.replace(/^.*\//, '').replace(/\..*$/, '') : row.required('InvoiceNumber', readText);

  // "one invoice in two forms (CSV and JSON lines) in one folder: the second is quarantined"
  const firstForm = formOfInvoice.get(invoice) ?? form;
  if (firstForm !== form) row.refuse('InvoiceNumber', `an invoice that is not also there as ${firstForm}`);
  formOfInvoice.set(invoice, form);

  const from = row.required('ChargeStartDate', readBillingDay);
  const to = row.required('ChargeEndDate', readBillingDay);
  if (to < from) row.refuse('ChargeEndDate', 'not before ChargeStartDate');

  const offerId = legacy
    ? row.required('DurableOfferID', readOfferId)
    : readOfferId(`${row.required('ProductId', readText)}:${row.required('SkuId', readText)}`);

  // "Seats are whole numbers ... in a billing line only where the product is mapped."
  const isMapped = catalogue.ofOffer(offerId, from) !== undefined;
  const quantity = row.required(legacy ? 'Quantity' : 'BillableQuantity', (text) => {
    const number = readBillingNumber(text);
    if (isMapped) wholeSeats(number);
    return number;
  });

  return {
    invoice,
    form,
    chargeType: row.text('ChargeType'),
    customerId: row.required('CustomerId', readGuid),
    partnerId: partnerOf(row.text('ResellerMpnId')),
    offerId,
    charge: { from, to },
    quantity,
    subtotal: row.required('Subtotal', readBillingNumber),
    currency: row.text('Currency'),
    // Before new commerce it is the syndication number that names the subscription as readings do.
    subscriptionId:
      row.optional(legacy ? 'SyndicationPartnerSubscriptionNumber' : 'SubscriptionId', readSubscriptionId) ?? '',
    marked: row.optional('ProductQualifiers', readMarked) ?? false,
  };
}

function rowsOfJsonLines(file: DeliveredFile, quarantine: QuarantinedRow[]): Row[] {
  return file.text
    .split('\n')
    .map((text, place) => ({ text, line: place + 1 }))
    .filter(({ text }) => text.trim() !== '')
    .flatMap(({ text, line }) => {
      try {
        return [new Row(file.path, line, cellsOfJson(text))];
      } catch (error) {
        if (!(error instanceof Unreadable) && !(error instanceof SyntaxError)) throw error;
        quarantine.push({ file: file.path, line, column: '', expected: 'a JSON object', found: text });
        return [];
      }
    });
}

/** The values as text, so that both forms are read alike; a number keeps its digits as written, through no float. */
function cellsOfJson(text: string): Map<string, string> {
  const keepDigits = function (this: unknown, _key: string, value: unknown, context: { source: string }): unknown {
    return typeof value === 'number' && !Array.isArray(this) ? context.source : value;
  };
  const object = JSON.parse(text, keepDigits as (this: unknown, key: string, value: unknown) => unknown) as unknown;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) throw new Unreadable('a JSON object');
  const cell = (value: unknown): string =>
    typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  return new Map(Object.entries(object).map(([column, value]) => [column.toLowerCase(), cell(value)]));
}
