import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { SeatbackError, type FailureReport } from '../../../kernel/index.js';
import type { NamedProduct } from '../../catalogue/record-sightings.js';
import type { BillingForm, BroughtInvoice, KnownInvoice } from '../../deliveries/invoice-stager.js';
import type { StagedTable } from '../../deliveries/staging.js';
import type { PayloadHash } from '../../raw/payload-hash.js';
import type { ImportedFile } from './read-billing.js';
import type { FileOnDisk } from './source-file.js';

/** What the thread is given. */
export interface ThreadTask {
  readonly file: FileOnDisk;
  /** The place of its first row. */
  readonly position: number;
  /** What other files brought of invoices before. */
  readonly known: ReadonlyMap<string, KnownInvoice>;
}

/** What became of a file. */
export interface BillingReading {
  readonly imported?: ImportedFile;
  readonly brought?: { readonly form: BillingForm; readonly invoices: readonly BroughtInvoice[] } | undefined;
  /** Products that look like the family. */
  readonly alike?: readonly NamedProduct[];
  /** The place behind its last row. */
  readonly position: number;
  /** Of the bytes unpacked; undefined where they cannot be read to their end. */
  readonly payload?: PayloadHash;
  /** Why nothing of it counts. */
  readonly unreadable?: FailureReport;
}

export type FromThread =
  | {
      readonly kind: 'rows';
      readonly table: StagedTable;
      /** Given back when it is written. */
      readonly piece: Uint8Array<ArrayBuffer>;
      readonly byteCount: number;
      readonly rowsRead: number;
    }
  | { readonly kind: 'read'; readonly reading: BillingReading };

/** Where what the thread reads goes while it reads on. */
export interface ThreadListener {
  readonly write: (table: StagedTable, bytes: Uint8Array) => Promise<void>;
  readonly onRows: (rowsRead: number) => void;
}

/** Which files are read by a thread of their own, and by which program. */
export interface BillingThreads {
  readonly program: URL;
  /** Smaller files are read sooner than a thread has begun; as they lie on the disk. */
  readonly fromBytes: number;
}

/** Name under which it is injected; undefined: all files are read by the thread that asks. */
export const BILLING_THREADS = Symbol('billing threads');

const FROM_BYTES = 2 * 1024 * 1024;

/**
 * Of what a thread makes nothing lives long but the numbers of invoices: more room would be filled with what is of no
 * use any more. A million invoices fit in.
 */
const THREAD_MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

/** As built; sources that are run as they are have no program for a thread. */
export function builtBillingThreads(): BillingThreads | undefined {
  const program = new URL('./billing-thread.js', import.meta.url);
  return existsSync(fileURLToPath(program)) ? { program, fromBytes: FROM_BYTES } : undefined;
}

export function isForThread(file: FileOnDisk, threads: BillingThreads | undefined): boolean {
  if (threads === undefined) return false;
  return (statSync(file.path, { throwIfNoEntry: false })?.size ?? 0) >= threads.fromBytes;
}

/**
 * Has a billing file read by a thread of its own while this one writes what it reads.
 *
 * @throws SeatbackError READING_BROKE_OFF where the thread ends without having read the file; what `write` throws
 */
export async function readInThread(
  { program }: BillingThreads,
  task: ThreadTask,
  { write, onRows }: ThreadListener,
): Promise<BillingReading> {
  const thread = new Worker(program, { workerData: task, name: 'billing file', resourceLimits: THREAD_MEMORY });
  try {
    return await new Promise<BillingReading>((resolve, reject) => {
      // It is read once all of it is written: what failed of that must not be passed over by the last word.
      const written: Promise<void>[] = [];
      let isRead = false;
      thread.on('message', (message: FromThread) => {
        if (message.kind === 'read') {
          isRead = true;
          Promise.all(written).then(() => resolve(message.reading), reject);
          return;
        }
        const taken = async (): Promise<void> => {
          onRows(message.rowsRead);
          await write(message.table, message.piece.subarray(0, message.byteCount));
          thread.postMessage(message.piece, [message.piece.buffer]);
        };
        const piece = taken();
        written.push(piece);
        piece.catch(reject);
      });
      thread.once('error', (cause: unknown) => reject(brokeOff(task.file, cause)));
      thread.once('exit', (code) => {
        if (!isRead) reject(brokeOff(task.file, `it ended with ${String(code)}`));
      });
    });
  } finally {
    await thread.terminate();
  }
}

function brokeOff({ name }: FileOnDisk, cause: unknown): SeatbackError {
  return new SeatbackError(
    {
      code: 'READING_BROKE_OFF',
      expected: 'the thread that reads the file to come to its end',
      found: cause instanceof Error ? cause.message : String(cause),
      where: name,
      next: 'Import the folder once more: nothing of it was taken.',
    },
    { cause },
  );
}
