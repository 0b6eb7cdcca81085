import { parentPort, workerData } from 'node:worker_threads';
import { SeatbackError } from '../../../kernel/index.js';
import { ProductNames } from '../../catalogue/record-sightings.js';
import { InvoiceFile, type BillingForm } from '../../deliveries/invoice-stager.js';
import { RowText } from '../../deliveries/row-text.js';
import { HashedBytes, hashOf } from '../../raw/payload-hash.js';
import { MAPPING_OF_TODAY } from '../mapping.js';
import { readBillingFile } from './read-billing.js';
import { plainPieces, unpackedBytes } from './source-file.js';
import type { BillingReading, FromThread, ThreadTask } from './threaded-billing.js';

/** So many pieces of text may be on their way: the database is not outrun. */
const PIECES_ON_THEIR_WAY = 8;

if (parentPort !== null) {
  const main = parentPort;
  const { file, position, known } = workerData as ThreadTask;
  const productNames = new ProductNames();
  let onTheirWay = 0;
  let room = Promise.withResolvers<undefined>();
  main.on('message', () => {
    onTheirWay -= 1;
    room.resolve(undefined);
  });
  const tell = (message: FromThread, transferred: ArrayBuffer[] = []): void => main.postMessage(message, transferred);

  const rows = new RowText(position, async (table, text) => {
    const bytes = new TextEncoder().encode(text);
    onTheirWay += 1;
    tell({ kind: 'rows', table, bytes }, [bytes.buffer]);
    while (onTheirWay >= PIECES_ON_THEIR_WAY) {
      room = Promise.withResolvers();
      await room.promise;
    }
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
          mapping: MAPPING_OF_TODAY,
          onRows: (rowsRead) => tell({ kind: 'progress', rowsRead }),
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
