import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork, Vault } from '../../../database/index.js';
import { CLOCK, SeatbackError, type Clock, type Instant } from '../../../kernel/index.js';
import { CloseDelivery, type ClosedDelivery } from '../../deliveries/close-delivery.js';
import { DeliveryDraft, type Quarantined } from '../../deliveries/delivery-draft.js';
import { InvoiceStager, type BillingForm } from '../../deliveries/invoice-stager.js';
import { keepPayload } from '../../raw/payload-store.js';
import {
  LEGACY_CELLS,
  NEW_COMMERCE_CELLS,
  billingCsvForm,
  checkBillingRow,
  invoiceOfLegacyFile,
  legacyLine,
  newCommerceLine,
  productName,
} from './billing-files.js';
import { readRow, type FileContext, type FileFormat, type RowOf } from './file-format.js';
import { listFolder, type FolderListing } from './folder-listing.js';
import { READING_FILES } from './reading-files.js';
import { isJsonLines, openCsv, openJsonLines, type FileRecord, type RecordStream } from './records.js';
import { REGISTER_FILES } from './register-files.js';
import { fileUnreadable, unpackedBytes, type SourceFile } from './source-file.js';

const FORMATS: ReadonlyMap<string, FileFormat> = new Map([...REGISTER_FILES, ...READING_FILES]);

/** The file whose payload is sealed whole: it holds account numbers. */
const SEALED_FILE = 'bank_accounts.csv';

export interface ImportedFile {
  readonly file: string;
  readonly rowsRead: number;
  readonly rowsTaken: number;
  readonly columnsIgnored: readonly string[];
  /** Equal to another file of the folder, and therefore counted once. */
  readonly sameAs?: string;
}

export interface FolderImport {
  /** Undefined where the folder brought nothing that was not known. */
  readonly delivery: ClosedDelivery | undefined;
  readonly files: readonly ImportedFile[];
  readonly filesIgnored: readonly string[];
  readonly filesUnreadable: readonly Quarantined[];
  readonly quarantined: readonly Quarantined[];
}

export interface ImportOptions {
  /** When the delivery counts as recorded; now, unless an old one is loaded afterwards. */
  readonly recordedAt?: Instant;
  readonly onFile?: (file: string, rowsRead: number) => void;
}

/** Imports a folder as one delivery (import contract, sections 1 to 3). */
@Injectable()
export class ImportFolder {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, closeDelivery: CloseDelivery, vault: Vault, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#vault = vault;
    this.#clock = clock;
  }

  /**
   * Rows that cannot be read go to quarantine, a file that cannot be read at all is left out whole; the rest is
   * taken. Nothing is seen of any of it until the delivery closes.
   *
   * @throws SeatbackError FOLDER_MISSING, DELIVERY_OUT_OF_ORDER
   */
  async execute(folder: string, options: ImportOptions = {}): Promise<FolderImport> {
    const listing = listFolder(folder, new Set(FORMATS.keys()));
    return this.#unitOfWork.inSession(async (session) => {
      const kept = new Map<string, Buffer>();
      const unreadable: Quarantined[] = [];
      for (const file of [...listing.files, ...listing.billing]) {
        try {
          kept.set(
            file.name,
            await keepPayload(
              session,
              () => unpackedBytes(file),
              formatName(file) === SEALED_FILE ? this.#vault : undefined,
            ),
          );
        } catch (error) {
          unreadable.push(wholeFile(error));
        }
      }
      const key = folderDigest(kept, unreadable);
      return DeliveryDraft.open(session, { source: 'files', key }, this.#clock.now(), async (draft) => {
        for (const [name, hash] of kept) draft.payloads.push({ name, hash });
        const reader = new FolderReader(draft, this.#vault, unreadable, options.onFile);
        const files = await reader.read(listing, kept);
        draft.quarantined.push(...unreadable);
        const delivery = await this.#closeDelivery.execute(draft, {
          recordedAt: options.recordedAt,
          summary: { files: files.map(({ file, rowsRead, rowsTaken }) => ({ file, rowsRead, rowsTaken })) },
        });
        return {
          delivery,
          files,
          filesIgnored: listing.ignored,
          filesUnreadable: unreadable,
          quarantined: draft.quarantined,
        };
      });
    });
  }
}

/** The folder's contents in one value: equal folders are one delivery. */
function folderDigest(kept: ReadonlyMap<string, Buffer>, unreadable: readonly Quarantined[]): string {
  const digest = createHash('sha256');
  for (const [name, hash] of kept) digest.update(`${name}\0${hash.toString('hex')}\n`);
  for (const { file, found } of unreadable) digest.update(`${file}\0unreadable\0${found}\n`);
  return digest.digest('hex');
}

class FolderReader {
  readonly #draft: DeliveryDraft;
  readonly #context: FileContext;
  readonly #unreadable: Quarantined[];
  readonly #onFile: ImportOptions['onFile'];
  readonly #files: ImportedFile[] = [];

  constructor(draft: DeliveryDraft, vault: Vault, unreadable: Quarantined[], onFile: ImportOptions['onFile']) {
    this.#draft = draft;
    this.#context = { draft, vault };
    this.#unreadable = unreadable;
    this.#onFile = onFile;
  }

  async read(listing: FolderListing, kept: ReadonlyMap<string, Buffer>): Promise<readonly ImportedFile[]> {
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
    const quarantinedBefore = this.#draft.quarantined.length;
    try {
      this.#files.push(await read());
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      await this.#draft.withdrawFrom(from);
      this.#draft.quarantined.length = quarantinedBefore;
      this.#unreadable.push(wholeFile(error));
      this.#files.push({ file: file.name, rowsRead: 0, rowsTaken: 0, columnsIgnored: [] });
    }
  }

  async #readFormat(file: SourceFile): Promise<ImportedFile> {
    const format = FORMATS.get(formatName(file));
    if (format === undefined) throw new Error(`No format for ${file.name}`);
    const stream = await openCsv(file);
    if (!stream.columns.some((name) => name in format.cells)) {
      throw fileUnreadable(file, `a header with columns such as ${namesOf(format.cells)}`, 'a first line without any');
    }
    return this.#readRecords(file, stream, format.cells, async (record) => {
      const read = readRow(format, record);
      const place = { file: file.name, line: record.line };
      if ('row' in read) {
        await format.stage(read.row, place, this.#context);
        return true;
      }
      this.#draft.quarantined.push({ ...place, code: 'ROW_UNREADABLE', ...read.problem });
      await format.afterProblem?.(record, place, this.#context);
      return false;
    });
  }

  async #readBilling(file: SourceFile, invoices: InvoiceStager): Promise<ImportedFile> {
    const isJson = await isJsonLines(file);
    const stream = isJson ? await openJsonLines(file) : await openCsv(file);
    const form: BillingForm | undefined = isJson ? 'new-commerce-json-lines' : billingCsvForm(stream.columns);
    if (form === undefined) {
      throw fileUnreadable(
        file,
        "the header of one of Microsoft's reconciliation files",
        `columns ${stream.columns.slice(0, 5).join(', ')}`,
      );
    }
    const legacyInvoice = form === 'legacy-csv' ? invoiceOfLegacyFile(file.name) : undefined;
    const format = {
      cells: legacyInvoice === undefined ? NEW_COMMERCE_CELLS : LEGACY_CELLS,
      check: checkBillingRow,
      stage: async () => undefined,
    };
    const invoiceFile = invoices.openFile(file.name, form);
    const imported = await this.#readRecords(file, stream, format.cells, async (record) => {
      const read = readRow(format as unknown as FileFormat, record);
      const place = { file: file.name, line: record.line };
      if ('problem' in read) {
        this.#draft.quarantined.push({ ...place, code: 'ROW_UNREADABLE', ...read.problem });
        return false;
      }
      const line =
        legacyInvoice === undefined
          ? newCommerceLine(read.row as RowOf<typeof NEW_COMMERCE_CELLS>)
          : legacyLine(legacyInvoice, read.row as RowOf<typeof LEGACY_CELLS>);
      this.#draft.productNames.saw('offer', line.offerId, productName(record));
      const otherForm = await invoiceFile.stage(line, record.line);
      if (otherForm === undefined) return true;
      this.#draft.quarantined.push({
        ...place,
        code: 'INVOICE_IN_TWO_FORMS',
        column: null,
        expected: `invoice ${line.invoiceNumber} in one form`,
        found: `${form}, after ${otherForm} in the same folder`,
      });
      return false;
    });
    invoiceFile.keep();
    return imported;
  }

  async #readRecords(
    file: SourceFile,
    stream: RecordStream,
    cells: FileFormat['cells'],
    take: (record: FileRecord) => Promise<boolean>,
  ): Promise<ImportedFile> {
    const PROGRESS_ROWS = 10_000;
    let rowsRead = 0;
    let rowsTaken = 0;
    for await (const record of stream.records) {
      rowsRead += 1;
      if (await take(record)) rowsTaken += 1;
      if (rowsRead % PROGRESS_ROWS === 0) this.#onFile?.(file.name, rowsRead);
    }
    this.#onFile?.(file.name, rowsRead);
    return { file: file.name, rowsRead, rowsTaken, columnsIgnored: stream.columns.filter((name) => !(name in cells)) };
  }
}

function namesOf(cells: FileFormat['cells']): string {
  return Object.keys(cells).slice(0, 3).join(', ');
}

function formatName(file: SourceFile): string {
  return file.name.replace(/\.gz$/i, '');
}

function wholeFile(error: unknown): Quarantined {
  if (!(error instanceof SeatbackError)) throw error;
  const { code, expected, found, where } = error.report;
  return { file: where, line: 0, column: null, code, expected, found };
}
