import { SeatbackError } from '../../../kernel/index.js';
import type { DeliveryDraft, Quarantined } from '../../deliveries/delivery-draft.js';
import { InvoiceStager, type BillingForm } from '../../deliveries/invoice-stager.js';
import {
  billingCsvForm,
  checkBillingRow,
  invoiceOfLegacyFile,
  LEGACY_CELLS,
  NEW_COMMERCE_CELLS,
  productName,
} from './billing-files.js';
import { rowReader, type FileContext, type FileFormat, type RowOf, type RowProblem } from './file-format.js';
import type { Mapping } from '../mapping.js';
import { isJsonLines, nameAsShown, openCsv, openJsonLines, type FileRecord, type RecordStream } from './records.js';
import { fileUnreadable, type SourceFile } from './source-file.js';

/** Of both forms: which one it is, the header tells. */
const BILLING_COLUMNS: ReadonlySet<string> = new Set([
  ...Object.keys(LEGACY_CELLS),
  ...Object.keys(NEW_COMMERCE_CELLS),
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

/** In the order in which they are read: by name, and what lies in `billing/` last. */
export interface FilesToRead {
  readonly files: readonly SourceFile[];
  readonly billing: readonly SourceFile[];
}

type OnFile = (file: string, rowsRead: number) => void;

/** Reads the files of a folder into a draft: good rows are staged, bad ones quarantined. */
export class FolderReader {
  readonly #draft: DeliveryDraft;
  readonly #context: FileContext;
  readonly #mapping: Mapping;
  readonly #unreadable: Quarantined[];
  readonly #onFile: OnFile | undefined;
  readonly #files: ImportedFile[] = [];

  constructor(context: FileContext, mapping: Mapping, unreadable: Quarantined[], onFile?: OnFile) {
    this.#draft = context.draft;
    this.#context = context;
    this.#mapping = mapping;
    this.#unreadable = unreadable;
    this.#onFile = onFile;
  }

  async read(listing: FilesToRead, kept: ReadonlyMap<string, Buffer>): Promise<readonly ImportedFile[]> {
    for (const file of listing.files) if (kept.has(file.name)) await this.#whole(file, () => this.#readFormat(file));
    const invoices = new InvoiceStager(this.#draft);
    const seen = new Map<string, string>();
    for (const file of listing.billing) {
      const content = kept.get(file.name)?.toString('hex');
      if (content === undefined) continue;
      const sameAs = seen.get(content);
      if (sameAs !== undefined) {
        this.#files.push({ file: file.name, rowsRead: 0, rowsTaken: 0, columnsIgnored: [], sameAs });
        continue;
      }
      seen.set(content, file.name);
      await this.#whole(file, () => this.#readBilling(file, invoices));
    }
    await invoices.finish();
    return this.#files;
  }

  /** All of a file or nothing: where it breaks off, what it staged so far is taken back. */
  async #whole(file: SourceFile, read: () => Promise<ImportedFile>): Promise<void> {
    const from = this.#draft.position;
    try {
      this.#files.push(await read());
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      await this.#draft.withdrawFrom(from);
      this.#unreadable.push(wholeFile(error));
      this.#files.push({ file: file.name, rowsRead: 0, rowsTaken: 0, columnsIgnored: [] });
    }
  }

  async #readFormat(file: SourceFile): Promise<ImportedFile> {
    const format = this.#mapping.formats.get(formatName(file));
    if (format === undefined) throw new Error(`No format for ${file.name}`);
    const stream = await openCsv(file, new Set(Object.keys(format.cells)));
    if (!stream.columns.some((name) => Object.hasOwn(format.cells, name))) {
      throw fileUnreadable(file, `a header with columns such as ${namesOf(format.cells)}`, 'a first line without any');
    }
    const readRow = rowReader(format);
    return this.#readRecords(file, stream, format.cells, async (records) => {
      let rowsTaken = 0;
      for (const record of records) {
        const read = readRow(record);
        const place = { file: file.name, line: record.line };
        if ('row' in read) {
          await format.stage(read.row, place, this.#context);
          rowsTaken += 1;
          continue;
        }
        expectNothingSwallowed(file, record, read.problem);
        await this.#draft.quarantine({ ...place, code: 'ROW_UNREADABLE', ...read.problem });
        await format.afterProblem?.(record, place, this.#context);
      }
      return rowsTaken;
    });
  }

  async #readBilling(file: SourceFile, invoices: InvoiceStager): Promise<ImportedFile> {
    const isJson = await isJsonLines(file);
    const stream = isJson ? await openJsonLines(file) : await openCsv(file, BILLING_COLUMNS);
    const form: BillingForm | undefined = isJson ? 'new-commerce-json-lines' : billingCsvForm(stream.columns);
    if (form === undefined) {
      throw fileUnreadable(
        file,
        "the header of one of Microsoft's reconciliation files",
        `columns ${stream.columns.slice(0, 5).map(nameAsShown).join(', ')}`,
      );
    }
    const legacyInvoice = form === 'legacy-csv' ? invoiceOfLegacyFile(file.name) : undefined;
    const format = {
      cells: legacyInvoice === undefined ? NEW_COMMERCE_CELLS : LEGACY_CELLS,
      check: checkBillingRow,
      stage: async () => undefined,
    };
    const invoiceFile = invoices.openFile(file.name, form);
    const readRow = rowReader(format as unknown as FileFormat);
    const imported = await this.#readRecords(file, stream, format.cells, async (records) => {
      let rowsTaken = 0;
      // Nothing is waited for here unless a row is bad: there are millions of these.
      for (const record of records) {
        const read = readRow(record);
        const place = { file: file.name, line: record.line };
        if ('problem' in read) {
          expectNothingSwallowed(file, record, read.problem);
          await this.#draft.quarantine({ ...place, code: 'ROW_UNREADABLE', ...read.problem });
          continue;
        }
        const line =
          legacyInvoice === undefined
            ? this.#mapping.newCommerceLine(read.row as RowOf<typeof NEW_COMMERCE_CELLS>)
            : this.#mapping.legacyLine(legacyInvoice, read.row as RowOf<typeof LEGACY_CELLS>);
        this.#draft.productNames.saw('offer', line.offerId, () => productName(record));
        const otherForm = invoiceFile.stage(line, record.line);
        if (otherForm === undefined) {
          rowsTaken += 1;
          continue;
        }
        await this.#draft.quarantine({
          ...place,
          code: 'INVOICE_IN_TWO_FORMS',
          column: null,
          expected: `invoice ${line.invoiceNumber} in one form`,
          found: `${form}, after ${otherForm} in the same folder`,
        });
      }
      await this.#draft.drain();
      return rowsTaken;
    });
    invoiceFile.keep();
    return imported;
  }

  async #readRecords(
    file: SourceFile,
    stream: RecordStream,
    cells: FileFormat['cells'],
    take: (records: readonly FileRecord[]) => Promise<number>,
  ): Promise<ImportedFile> {
    let rowsRead = 0;
    let rowsTaken = 0;
    for await (const records of stream.batches) {
      rowsRead += records.length;
      rowsTaken += await take(records);
      this.#onFile?.(file.name, rowsRead);
    }
    return {
      file: file.name,
      rowsRead,
      rowsTaken,
      columnsIgnored: stream.columns.filter((name) => !Object.hasOwn(cells, name)).map(nameAsShown),
    };
  }
}

/**
 * A value of several lines where none can be: a quote too many made it of the rows below. Who stands in those could
 * not be told, and would count as zero; so nothing of the file is believed.
 */
function expectNothingSwallowed(file: SourceFile, record: FileRecord, { column, expected }: RowProblem): void {
  if (column === null || !/[\r\n]/.test(record.values.get(column) ?? '')) return;
  const found = `a value of several lines in column ${column}, on line ${String(record.line)}`;
  throw fileUnreadable(file, expected, found);
}

function namesOf(cells: FileFormat['cells']): string {
  return Object.keys(cells).slice(0, 3).join(', ');
}

export function formatName(file: SourceFile): string {
  return file.name.replace(/\.gz$/i, '');
}

/** A file that could not be read at all. */
export function wholeFile(error: unknown): Quarantined {
  if (!(error instanceof SeatbackError)) throw error;
  const { code, expected, found, where } = error.report;
  return { file: where, line: 0, column: null, code, expected, found };
}
