import { SeatbackError } from '../../../kernel/index.js';
import type { DeliveryDraft, Quarantined } from '../../deliveries/delivery-draft.js';
import { InvoiceStager } from '../../deliveries/invoice-stager.js';
import { rowReader, type FileContext, type FileFormat } from './file-format.js';
import type { Mapping } from '../mapping.js';
import { openCsv, type FileRecord } from './records.js';
import { expectNothingSwallowed, readBillingFile, readRecords, type ImportedFile } from './read-billing.js';
import { fileUnreadable, type SourceFile } from './source-file.js';
import { wholeFile } from './whole-file.js';
import type { LargeBillingFiles } from './large-billing-files.js';

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
  readonly #large: LargeBillingFiles | undefined;
  readonly #files: ImportedFile[] = [];

  constructor(
    context: FileContext,
    mapping: Mapping,
    unreadable: Quarantined[],
    onFile?: OnFile,
    large?: LargeBillingFiles,
  ) {
    this.#draft = context.draft;
    this.#context = context;
    this.#mapping = mapping;
    this.#unreadable = unreadable;
    this.#onFile = onFile;
    this.#large = large;
  }

  async read(listing: FilesToRead, kept: ReadonlyMap<string, Buffer>): Promise<readonly ImportedFile[]> {
    for (const file of listing.files) if (kept.has(file.name)) await this.#whole(file, () => this.#readFormat(file));
    const invoices = new InvoiceStager(this.#draft);
    const seen = new Map<string, string>();
    for (const file of listing.billing) {
      const content = kept.get(file.name)?.toString('hex');
      if (content === undefined) {
        // Kept when it was read, or not to be read.
        await this.#readLarge(file, invoices, seen);
        continue;
      }
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

  async #readLarge(file: SourceFile, invoices: InvoiceStager, seen: Map<string, string>): Promise<void> {
    if (!('path' in file)) return;
    const from = this.#draft.position;
    const read = await this.#large?.read(file, invoices.known(), (rowsRead) => this.#onFile?.(file.name, rowsRead));
    if (read === undefined) return;
    const { hash, reading } = read;
    const { imported, unreadable, brought } = reading;
    const content = hash?.toString('hex') ?? '';
    const sameAs = seen.get(content);
    if (imported === undefined || sameAs !== undefined) await this.#draft.withdrawFrom(from);
    if (sameAs !== undefined) {
      this.#files.push({ file: file.name, rowsRead: 0, rowsTaken: 0, columnsIgnored: [], sameAs });
      return;
    }
    if (unreadable !== undefined) this.#unreadable.push(wholeFile(new SeatbackError(unreadable)));
    if (hash === undefined) return;
    seen.set(content, file.name);
    if (brought !== undefined) invoices.take(brought.form, brought.invoices);
    this.#files.push(imported ?? { file: file.name, rowsRead: 0, rowsTaken: 0, columnsIgnored: [] });
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
    const take = async (records: readonly FileRecord[]): Promise<number> => {
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
    };
    const onRows = (rowsRead: number): void => this.#onFile?.(file.name, rowsRead);
    return readRecords(file, stream, { cells: format.cells, take, onRows });
  }

  async #readBilling(file: SourceFile, invoices: InvoiceStager): Promise<ImportedFile> {
    return readBillingFile(file, {
      rows: this.#draft.rows,
      productNames: this.#draft.productNames,
      openInvoices: (name, form) => invoices.openFile(name, form),
      mapping: this.#mapping,
      onRows: (rowsRead) => this.#onFile?.(file.name, rowsRead),
    });
  }
}

function namesOf(cells: FileFormat['cells']): string {
  return Object.keys(cells).slice(0, 3).join(', ');
}

export function formatName(file: SourceFile): string {
  return file.name.replace(/\.gz$/i, '');
}
