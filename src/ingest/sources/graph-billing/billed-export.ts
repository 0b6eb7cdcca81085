import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeatbackError } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { InvoiceFile, InvoiceStager } from '../../deliveries/invoice-stager.js';
import { keepPayload } from '../../raw/payload-store.js';
import { lineOfInvoice, productName } from '../files/billing-files.js';
import { openJsonLines } from '../files/records.js';
import { packedBytes, unpackedBytes, type FileOnDisk, type SourceFile } from '../files/source-file.js';
import type { Mapping } from '../mapping.js';
import { GraphBillingError, type GraphBillingClient } from './client.js';
import type { Manifest } from './wire.js';

/** A signed address lives for hours: one that expires again and again is a fault, not a slow line. */
const MANIFEST_READS_AT_MOST = 10;

export interface ExportedInvoice {
  readonly invoiceNumber: string;
  readonly amends: string | undefined;
}

/** Reads the lines of one invoice from the billed reconciliation export (contract of Partner Center, section 6). */
export class BilledExport {
  readonly #client: GraphBillingClient;
  readonly #draft: DeliveryDraft;
  readonly #mapping: Mapping;

  constructor(client: GraphBillingClient, draft: DeliveryDraft, mapping: Mapping) {
    this.#client = client;
    this.#draft = draft;
    this.#mapping = mapping;
  }

  callCount(): number {
    return this.#client.callCount();
  }

  /**
   * Files are kept as received, then read line by line; a line whose values cannot be read goes to quarantine.
   *
   * @returns false where the export has no data
   * @throws GraphBillingError; SeatbackError FILE_UNREADABLE: the whole invoice is then not to be taken
   */
  async read(invoice: ExportedInvoice, invoices: InvoiceStager): Promise<boolean> {
    const manifest = await this.#client.exportBilled(invoice.invoiceNumber);
    if (manifest === undefined) return false;
    const folder = await mkdtemp(join(tmpdir(), 'seatback-export-'));
    try {
      const files = await this.#download(manifest, `invoices/${invoice.invoiceNumber}/export`, folder);
      for (const file of files) await this.#readFile(file, invoice, invoices);
      return true;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** A manifest that is read again may be another one: by a new eTag there is new data, and all files are fetched anew. */
  async #download(address: string, name: string, folder: string): Promise<readonly FileOnDisk[]> {
    let files: FileOnDisk[] = [];
    let before: Manifest | undefined;
    for (let read = 1; read <= MANIFEST_READS_AT_MOST; read += 1) {
      const manifest = await this.#client.manifest(address);
      if (manifest.eTag !== before?.eTag) files = [];
      before = manifest;
      let isSigned = true;
      for (const blob of manifest.blobs.slice(files.length)) {
        // The place on disk is ours alone: names of files come from outside.
        const path = join(folder, `${String(read)}-${String(files.length)}`);
        isSigned = await this.#client.download(manifest, blob.name, path);
        if (!isSigned) break;
        files.push({ name: `${name}/${blob.name}${/\.gz$/i.test(blob.name) ? '' : '.gz'}`, path });
      }
      if (isSigned) return files;
    }
    throw new GraphBillingError({
      code: 'GRAPH_REFUSED',
      expected: 'a signed address that opens the files',
      found: `one that had expired, ${String(MANIFEST_READS_AT_MOST)} times`,
      where: name,
      next: 'The next pull tries again.',
    });
  }

  async #readFile(file: FileOnDisk, invoice: ExportedInvoice, invoices: InvoiceStager): Promise<void> {
    const hash = await keepPayload(
      this.#draft.session,
      { plain: () => unpackedBytes(file), packed: () => packedBytes(file) },
      undefined,
    );
    this.#draft.payloads.push({ name: file.name, hash });
    const staged = invoices.openFile(file.name, 'new-commerce-json-lines');
    await stageExportFile(file, invoice, staged, { draft: this.#draft, mapping: this.#mapping });
  }
}

/**
 * Stages the lines of one file of an export; one whose values cannot be read goes to quarantine.
 *
 * @throws SeatbackError FILE_UNREADABLE: the whole invoice is then not to be taken
 */
export async function stageExportFile(
  file: SourceFile,
  invoice: ExportedInvoice,
  staged: InvoiceFile,
  { draft, mapping }: { readonly draft: DeliveryDraft; readonly mapping: Mapping },
): Promise<void> {
  const { batches } = await openJsonLines(file);
  for await (const records of batches) {
    for (const record of records) {
      const place = { file: file.name, line: record.line };
      if (record.problem !== undefined) throw brokenLine(place);
      const read = lineOfInvoice(invoice, record, mapping.newCommerceLine);
      if ('line' in read) {
        draft.productNames.saw('offer', read.line.offerId, productName(record));
        staged.stage(read.line, record.line);
      } else draft.quarantined.push({ ...place, code: 'ROW_UNREADABLE', ...read.problem });
    }
    await draft.drain();
  }
  staged.keep();
}

/** Nobody can say what the rest of the line was, nor whose: not one line of the file can be relied on. */
function brokenLine({ file, line }: { readonly file: string; readonly line: number }): SeatbackError {
  return new SeatbackError({
    code: 'FILE_UNREADABLE',
    expected: 'one JSON object a line',
    found: `something else on line ${String(line)}`,
    where: file,
    next: 'The next pull asks for the export anew; nothing of this invoice was taken.',
  });
}
