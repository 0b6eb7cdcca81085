import { parentPort, workerData } from 'node:worker_threads';
import { SeatbackError } from '../../../kernel/index.js';
import { ProductNames } from '../../catalogue/record-sightings.js';
import { InvoiceFile, type BillingForm } from '../../deliveries/invoice-stager.js';
import { RowText } from '../../deliveries/row-text.js';
import { HashedBytes, hashOf } from '../../raw/payload-hash.js';
import { legacyLine, newCommerceLine } from './billing-files.js';
import { openLine } from './open-agreements.js';
import { readBillingFile } from './read-billing.js';
import { plainPieces, unpackedBytes } from './source-file.js';
import type { BillingReading, FromThread, ThreadTask } from './threaded-billing.js';

/** So many pieces of text may be on their way: the database is not outrun. */
const PIECES_ON_THEIR_WAY = 8;
/** As much as is written together, and one record more, as far as it has no strange characters. */
const PIECE_BYTES = 512 * 1024;

if (parentPort !== null) {
  const main = parentPort;
  const { file, position, known } = workerData as ThreadTask;
  const productNames = new ProductNames();
  let rowsRead = 0;
  const tell = (message: FromThread, transferred: ArrayBuffer[] = []): void => main.postMessage(message, transferred);

  // Pieces go to and fro: new ones for each text would fill the memory sooner than it is cleared.
  const free = Array.from({ length: PIECES_ON_THEIR_WAY }, () => new Uint8Array(PIECE_BYTES));
  let back = Promise.withResolvers<undefined>();
  main.on('message', (bytes: Uint8Array<ArrayBuffer>) => {
    free.push(bytes);
    back.resolve(undefined);
  });
  const rows = new RowText(position, async (table, text) => {
    let piece = free.pop();
    for (; piece === undefined; piece = free.pop()) {
      back = Promise.withResolvers();
      await back.promise;
    }
    // No character of UTF-16 takes more than three bytes.
    if (text.length * 3 > piece.length) piece = new Uint8Array(text.length * 3);
    const { written } = new TextEncoder().encodeInto(text, piece);
    tell({ kind: 'rows', table, piece, byteCount: written, rowsRead }, [piece.buffer]);
  });
  tell({ kind: 'read', reading: await reading() });
  main.close();

  async function reading(): Promise<BillingReading> {
    const hashed = new HashedBytes();
    let brought: BillingReading['brought'];
    const openInvoices = (name: string, form: BillingForm): InvoiceFile =>
      new InvoiceFile(rows, known, { file: name, form }, (invoices) => (brought = { form, invoices }));
    try {
      const imported = await readBillingFile(
        file,
        {
          rows,
          productNames,
          openInvoices,
          mapping: { legacyLine, newCommerceLine, openLine },
          onRows: (count) => (rowsRead = count),
        },
        // Hashed as it is read: to unpack it a second time would take as long as to read it.
        { name: file.name, content: () => hashed.through(plainPieces(file)) },
      );
      await rows.flush();
      return { imported, brought, alike: productNames.alike, position: rows.position, payload: hashed.hash() };
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      return {
        unreadable: error.report,
        alike: productNames.alike,
        position: rows.position,
        ...(await payloadOrReason()),
      };
    }
  }

  /** What cannot be read as rows is kept all the same, where its bytes can be read. */
  async function payloadOrReason(): Promise<Pick<BillingReading, 'payload' | 'unreadable'>> {
    try {
      return { payload: await hashOf(unpackedBytes(file)) };
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      return { unreadable: error.report };
    }
  }
}
