import type { ProductNames } from '../../catalogue/record-sightings.js';
import type { BillingForm, InvoiceFile } from '../../deliveries/invoice-stager.js';
import type { RowText } from '../../deliveries/row-text.js';
import {
  billingCsvForm,
  checkBillingRow,
  invoiceOfLegacyFile,
  LEGACY_CELLS,
  NEW_COMMERCE_CELLS,
  productName,
  type legacyLine,
  type newCommerceLine,
} from './billing-files.js';
import { rowReader, type FileFormat, type RowOf, type RowProblem } from './file-format.js';
import { checkOpenRow, OPEN_AGREEMENT_CELLS, type openLine } from './open-agreements.js';
import { isJsonLines, nameAsShown, openCsv, openJsonLines, type FileRecord, type RecordStream } from './records.js';
import { fileUnreadable, type SourceFile } from './source-file.js';

/** Of all forms: which one it is, the header tells. */
const BILLING_COLUMNS: ReadonlySet<string> = new Set([
  ...Object.keys(LEGACY_CELLS),
  ...Object.keys(NEW_COMMERCE_CELLS),
  ...Object.keys(OPEN_AGREEMENT_CELLS),
  // No cells of a line: what Microsoft calls the product.
  'offername',
  'productname',
  'skuname',
]);

export interface ImportedFile {
  readonly file: string;
  readonly rowsRead: number;
  readonly rowsTaken: number;
  readonly columnsIgnored: readonly string[];
  /** Equal to another file of the folder, and therefore counted once. */
  readonly sameAs?: string;
}

/** Where what a billing file says goes, and what makes lines of it. */
export interface BillingTarget {
  readonly rows: RowText;
  readonly productNames: ProductNames;
  readonly openInvoices: (file: string, form: BillingForm) => InvoiceFile;
  readonly mapping: {
    readonly legacyLine: typeof legacyLine;
    readonly newCommerceLine: typeof newCommerceLine;
    readonly openLine: typeof openLine;
  };
  readonly onRows: (rowsRead: number) => void;
}

/**
 * Reads a file of billing lines: good rows are staged, bad ones quarantined.
 *
 * @param content where its bytes are read, where that is not the file itself
 * @throws SeatbackError FILE_UNREADABLE: nothing of it counts then
 */
export async function readBillingFile(
  file: SourceFile,
  { rows, productNames, openInvoices, mapping, onRows }: BillingTarget,
  content: SourceFile = file,
): Promise<ImportedFile> {
  const isJson = await isJsonLines(file);
  const stream = isJson ? await openJsonLines(content) : await openCsv(content, BILLING_COLUMNS);
  const form: BillingForm | undefined = isJson ? 'new-commerce-json-lines' : billingCsvForm(stream.columns);
  if (form === undefined) {
    throw fileUnreadable(
      file,
      "the header of one of Microsoft's reconciliation files, or of a report of Open agreements",
      `columns ${stream.columns.slice(0, 5).map(nameAsShown).join(', ')}`,
    );
  }
  const format = formatOf(form, file, mapping);
  const invoiceFile = openInvoices(file.name, form);
  const readRow = rowReader(format as unknown as FileFormat);
  const take = async (records: readonly FileRecord[]): Promise<number> => {
    let rowsTaken = 0;
    // Nothing is waited for here unless a row is bad: there are millions of these.
    for (const record of records) {
      const read = readRow(record);
      const place = { file: file.name, line: record.line };
      if ('problem' in read) {
        expectNothingSwallowed(file, record, read.problem);
        await rows.quarantine({ ...place, code: 'ROW_UNREADABLE', ...read.problem });
        continue;
      }
      const line = format.lineOf(read.row);
      productNames.saw('offer', line.offerId, () => productName(record));
      const otherForm = invoiceFile.stage(line, record.line);
      if (otherForm === undefined) {
        rowsTaken += 1;
        continue;
      }
      await rows.quarantine({
        ...place,
        code: 'INVOICE_IN_TWO_FORMS',
        column: null,
        expected: `invoice ${line.invoiceNumber} in one form`,
        found: `${form}, after ${otherForm} in the same folder`,
      });
    }
    await rows.drain();
    return rowsTaken;
  };
  const imported = await readRecords(file, stream, { cells: format.cells, take, onRows });
  invoiceFile.keep();
  return imported;
}

/** The columns of a form, and what makes a line of a row. */
function formatOf(form: BillingForm, file: SourceFile, mapping: BillingTarget['mapping']) {
  const stage = async () => undefined;
  if (form === 'legacy-csv') {
    const invoice = invoiceOfLegacyFile(file.name);
    const lineOf = (row: object) => mapping.legacyLine(invoice, row as RowOf<typeof LEGACY_CELLS>);
    return { cells: LEGACY_CELLS, check: checkBillingRow, stage, lineOf };
  }
  if (form === 'open-csv') {
    const lineOf = (row: object) => mapping.openLine(row as RowOf<typeof OPEN_AGREEMENT_CELLS>);
    return { cells: OPEN_AGREEMENT_CELLS, check: checkOpenRow, stage, lineOf };
  }
  const lineOf = (row: object) => mapping.newCommerceLine(row as RowOf<typeof NEW_COMMERCE_CELLS>);
  return { cells: NEW_COMMERCE_CELLS, check: checkBillingRow, stage, lineOf };
}

/** Reads all records of a file, as many at a time as its pieces hold. */
export async function readRecords(
  file: SourceFile,
  stream: RecordStream,
  {
    cells,
    take,
    onRows,
  }: {
    readonly cells: FileFormat['cells'];
    /** @returns how many of the records were taken */
    readonly take: (records: readonly FileRecord[]) => Promise<number>;
    readonly onRows: (rowsRead: number) => void;
  },
): Promise<ImportedFile> {
  let rowsRead = 0;
  let rowsTaken = 0;
  for await (const records of stream.batches) {
    rowsRead += records.length;
    rowsTaken += await take(records);
    onRows(rowsRead);
  }
  return {
    file: file.name,
    rowsRead,
    rowsTaken,
    columnsIgnored: stream.columns.filter((name) => !Object.hasOwn(cells, name)).map(nameAsShown),
  };
}

/**
 * A value of several lines where none can be: a quote too many made it of the rows below. Who stands in those could
 * not be told, and would count as zero; so nothing of the file is believed.
 *
 * @throws SeatbackError FILE_UNREADABLE
 */
export function expectNothingSwallowed(file: SourceFile, record: FileRecord, { column, expected }: RowProblem): void {
  if (column === null || !/[\r\n]/.test(record.values.get(column) ?? '')) return;
  const found = `a value of several lines in column ${column}, on line ${String(record.line)}`;
  throw fileUnreadable(file, expected, found);
}
