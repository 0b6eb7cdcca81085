import { z } from 'zod';
import { SeatbackError } from '../../../kernel/index.js';
import type { BillingLine } from '../../deliveries/invoice-stager.js';
import type { UnreadBilling } from '../../history/withhold-invoices.js';
import {
  billingDay,
  billingDecimal,
  caselessText,
  guid,
  optional,
  partnerIdOrNone,
  remembered,
  required,
  text,
} from '../cells.js';
import { endsBeforeItStarts, fileFormat, readRow, type Cells, type RowOf, type RowProblem } from './file-format.js';
import { firstNames, type FileRecord } from './records.js';
import type { SourceFile } from './source-file.js';

const MARKS = new Set(['trial', 'addon', 'add-on']);

/**
 * `ProductQualifiers`: a JSON list of words, or one word without comma, quote or bracket. Trial, AddOn and Add-On
 * mark a line, in any case; other words do not (import contract, section 5, "Counting line").
 */
const qualifierMark = remembered({
  expected: 'a JSON list of words, or one word',
  read: (value: string): boolean | undefined => {
    const words = value.startsWith('[') ? jsonWords(value) : /^[^\s,"'[\]{}]+$/.test(value) ? [value] : undefined;
    return words?.some((word) => MARKS.has(word.trim().toLowerCase()));
  },
});

function jsonWords(value: string): string[] | undefined {
  try {
    return z.array(z.string()).safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

const COMMON_CELLS = {
  customerid: required(guid),
  chargestartdate: required(billingDay),
  chargeenddate: required(billingDay),
  subtotal: required(billingDecimal),
  resellermpnid: optional(partnerIdOrNone),
  chargetype: optional(text),
  currency: optional(text),
  productqualifiers: optional(qualifierMark),
} satisfies Cells;

/** Columns of the licence-based file before new commerce. Subscriptions join by the syndication number. */
export const LEGACY_CELLS = {
  ...COMMON_CELLS,
  durableofferid: required(caselessText),
  quantity: required(billingDecimal),
  syndicationpartnersubscriptionnumber: optional(caselessText),
} satisfies Cells;

/** Columns of the new-commerce reconciliation file, and names of the export's JSON lines. */
export const NEW_COMMERCE_CELLS = {
  ...COMMON_CELLS,
  invoicenumber: required(text),
  productid: required(caselessText),
  skuid: required(caselessText),
  billablequantity: required(billingDecimal),
  subscriptionid: optional(caselessText),
} satisfies Cells;

type CommonRow = RowOf<typeof COMMON_CELLS>;

export function checkBillingRow(row: CommonRow): RowProblem | undefined {
  return endsBeforeItStarts('chargeenddate', row.chargestartdate, row.chargeenddate);
}

export function legacyLine(invoiceNumber: string, row: RowOf<typeof LEGACY_CELLS>): BillingLine {
  return {
    ...commonValues(row),
    invoiceNumber,
    offerId: row.durableofferid,
    subscriptionId: row.syndicationpartnersubscriptionnumber,
    quantity: row.quantity,
  };
}

export function newCommerceLine(row: RowOf<typeof NEW_COMMERCE_CELLS>): BillingLine {
  return {
    ...commonValues(row),
    invoiceNumber: row.invoicenumber,
    offerId: `${row.productid}:${row.skuid}`,
    subscriptionId: row.subscriptionid,
    quantity: row.billablequantity,
  };
}

const NEW_COMMERCE_FORMAT = fileFormat({
  cells: NEW_COMMERCE_CELLS,
  check: checkBillingRow,
  stage: async () => undefined,
});

/**
 * A line that Partner Center gave as part of one invoice. It must name that invoice, or the one that this one amends:
 * a line of a third would be counted again with its own.
 */
export function lineOfInvoice(
  invoice: { readonly invoiceNumber: string; readonly amends: string | undefined },
  record: FileRecord,
  map = newCommerceLine,
): { readonly line: BillingLine } | { readonly problem: RowProblem } {
  const read = readRow(NEW_COMMERCE_FORMAT, record);
  if ('problem' in read) return read;
  const line = map(read.row as RowOf<typeof NEW_COMMERCE_CELLS>);
  const { invoiceNumber, amends } = invoice;
  if (line.invoiceNumber === invoiceNumber || line.invoiceNumber === amends)
    return { line: { ...line, invoiceNumber } };
  return {
    problem: {
      column: 'invoicenumber',
      expected: amends === undefined ? invoiceNumber : `${invoiceNumber} or ${amends}`,
      found: `"${line.invoiceNumber}"`,
    },
  };
}

const UNBILLED_CELLS = { ...NEW_COMMERCE_CELLS, invoicenumber: optional(text) } satisfies Cells;

const UNBILLED_FORMAT = fileFormat({
  cells: UNBILLED_CELLS,
  check: checkBillingRow,
  stage: async () => undefined,
});

/** A line of what is not billed yet, which no invoice numbers. */
export function unbilledLine(
  record: FileRecord,
  map = newCommerceLine,
): { readonly line: BillingLine } | { readonly problem: RowProblem } {
  const read = readRow(UNBILLED_FORMAT, record);
  if ('problem' in read) return read;
  return { line: map({ ...(read.row as RowOf<typeof UNBILLED_CELLS>), invoicenumber: '' }) };
}

function commonValues(row: CommonRow): Omit<BillingLine, 'invoiceNumber' | 'offerId' | 'subscriptionId' | 'quantity'> {
  return {
    customerId: row.customerid,
    partnerId: row.resellermpnid,
    chargeType: row.chargetype,
    chargeStart: row.chargestartdate,
    chargeEnd: row.chargeenddate,
    subtotal: row.subtotal,
    currency: row.currency,
    isTrialOrAddOn: row.productqualifiers ?? false,
  };
}

/** The invoice of a legacy file, which names none: the file's name without its endings. */
export function invoiceOfLegacyFile(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return base.replace(/\.gz$/i, '').replace(/\.(csv|txt)$/i, '');
}

/** Tells the form by the header; `undefined` where it is none. */
export function billingCsvForm(columns: readonly string[]): 'legacy-csv' | 'new-commerce-csv' | 'open-csv' | undefined {
  if (columns.includes('durableofferid')) return 'legacy-csv';
  if (columns.includes('agreementnumber')) return 'open-csv';
  if (columns.includes('productid') || columns.includes('invoicenumber')) return 'new-commerce-csv';
  return undefined;
}

/**
 * What a file in `billing/` is, by its first line and before anything is known of it; `undefined` for whatever was put
 * there by mistake.
 */
export async function billingFormOf(file: SourceFile): Promise<ReturnType<typeof billingCsvForm>> {
  try {
    return billingCsvForm(await firstNames(file));
  } catch (error) {
    if (!(error instanceof SeatbackError)) throw error;
    return undefined;
  }
}

/** What was lost with billing files of which nothing could be read. */
export async function unreadBilling(files: readonly SourceFile[]): Promise<UnreadBilling> {
  const forms = [];
  for (const file of files) forms.push(await billingFormOf(file));
  return {
    files: files.map(({ name }) => name),
    legacyInvoices: files.map(({ name }) => invoiceOfLegacyFile(name)),
    mayHoldNewCommerce: forms.some((form) => form !== 'legacy-csv'),
  };
}

/** What Microsoft's own columns call the product of a line. */
export function productName({ values }: Pick<FileRecord, 'values'>): string | undefined {
  return values.get('offername') ?? [values.get('productname'), values.get('skuname')].join(' ');
}
