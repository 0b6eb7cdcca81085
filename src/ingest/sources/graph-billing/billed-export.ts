import { canonicalJson, SeatbackError, type Clock } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { InvoiceFile, InvoiceStager } from '../../deliveries/invoice-stager.js';
import type { AnswerStore } from '../../pulls/answer-store.js';
import { lineOfInvoice, productName } from '../files/billing-files.js';
import { openJsonLines } from '../files/records.js';
import type { FileOnDisk, SourceFile } from '../files/source-file.js';
import type { Mapping } from '../mapping.js';
import type { Staging } from '../partner-center/customer-answers.js';
import { GraphBillingError } from './answers.js';
import type { GraphBillingClient } from './client.js';
import { fetchExportFiles, keepExportFile } from './export-files.js';
import { downloadFolder } from '../download-folder.js';
import { acceptedExport } from './wire.js';

export interface ExportedInvoice {
  readonly invoiceNumber: string;
  readonly amends: string | undefined;
}

/** Reads the lines of one invoice from the billed reconciliation export (contract of Partner Center, section 6). */
export class BilledExport {
  readonly #client: GraphBillingClient;
  readonly #draft: DeliveryDraft;
  readonly #mapping: Mapping;
  readonly #answers: AnswerStore;
  readonly #clock: Clock;
  /** How often the lines of an invoice were asked for by this pull, those before it was cut off included. */
  readonly #asked = new Map<string, number>();

  constructor(client: GraphBillingClient, { draft, mapping }: Staging, answers: AnswerStore, clock: Clock) {
    this.#client = client;
    this.#draft = draft;
    this.#mapping = mapping;
    this.#answers = answers;
    this.#clock = clock;
  }

  recover(): void {
    this.#client.recover();
  }

  callCount(): number {
    return this.#client.callCount();
  }

  /**
   * Files are kept as received, then read line by line; a line whose values cannot be read goes to quarantine.
   *
   * @returns false where the export has no data, or no line: nothing was read then
   * @throws GraphBillingError; SeatbackError FILE_UNREADABLE: the whole invoice is then not to be taken
   */
  async read(invoice: ExportedInvoice, invoices: InvoiceStager): Promise<boolean> {
    const manifest = await this.#export(invoice.invoiceNumber);
    if (manifest === undefined) return false;
    await using folder = await downloadFolder();
    const name = `invoices/${invoice.invoiceNumber}/export`;
    const files = await fetchExportFiles(this.#client, manifest, name, folder.path);
    let lines = 0;
    for (const file of files) lines += await this.#readFile(file, invoice, invoices);
    return lines > 0;
  }

  /**
   * Exports take Graph minutes: one that was under way when the pull was cut off is looked at again, not asked for anew.
   *
   * @returns the manifest's address; undefined where there is no data
   */
  async #export(invoiceNumber: string): Promise<string | undefined> {
    const time = (this.#asked.get(invoiceNumber) ?? 0) + 1;
    this.#asked.set(invoiceNumber, time);
    const name = `invoices/${invoiceNumber}/export${time === 1 ? '' : ` again ${String(time)}`}`;
    const known = await this.#answers.find(name);
    if (known !== undefined) {
      const { operation } = acceptedExport.parse(JSON.parse(known.body));
      try {
        return await this.#client.exported({ operation, waitMs: 0 });
      } catch (error) {
        if (!(error instanceof GraphBillingError) || !error.isOver) throw error;
        await this.#answers.forget(name);
      }
    }
    const asked = await this.#client.askForBilled(invoiceNumber);
    const body = canonicalJson({ operation: asked.operation });
    await this.#answers.keep({ name, body, observedAt: this.#clock.now() });
    await this.#answers.flush();
    return this.#client.exported(asked);
  }

  async #readFile(file: FileOnDisk, invoice: ExportedInvoice, invoices: InvoiceStager): Promise<number> {
    await keepExportFile(this.#draft, file);
    const staged = invoices.openFile(file.name, 'new-commerce-json-lines');
    return stageExportFile(file, invoice, staged, { draft: this.#draft, mapping: this.#mapping });
  }
}

/**
 * Stages the lines of one file of an export; one whose values cannot be read goes to quarantine.
 *
 * @returns how many lines there are, those that could not be read among them
 * @throws SeatbackError FILE_UNREADABLE: the whole invoice is then not to be taken
 */
export async function stageExportFile(
  file: SourceFile,
  invoice: ExportedInvoice,
  staged: InvoiceFile,
  { draft, mapping }: { readonly draft: DeliveryDraft; readonly mapping: Mapping },
): Promise<number> {
  let lines = 0;
  const { batches } = await openJsonLines(file);
  for await (const records of batches) {
    for (const record of records) {
      lines += 1;
      const place = { file: file.name, line: record.line };
      if (record.problem !== undefined) throw brokenLine(place);
      const read = lineOfInvoice(invoice, record, mapping.newCommerceLine);
      if ('line' in read) {
        draft.productNames.saw('offer', read.line.offerId, () => productName(record));
        staged.stage(read.line, record.line);
      } else draft.quarantined.push({ ...place, code: 'ROW_UNREADABLE', ...read.problem });
    }
    await draft.drain();
  }
  staged.keep();
  return lines;
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
