import type { UnitOfWork } from '../../../database/index.js';
import type { DeliveryDraft, Quarantined } from '../../deliveries/delivery-draft.js';
import type { KnownInvoice } from '../../deliveries/invoice-stager.js';
import type { PayloadHash } from '../../raw/payload-hash.js';
import { keepHashedPayload } from '../../raw/payload-store.js';
import { SeatbackError } from '../../../kernel/index.js';
import type { FilesAsFound } from './files-as-found.js';
import { wholeFile } from './whole-file.js';
import { isPacked, packedBytes, unpackedBytes, type FileOnDisk } from './source-file.js';
import { readInThread, type BillingReading, type BillingThreads } from './threaded-billing.js';

interface ReadLargeFile {
  readonly reading: BillingReading;
  /** By which its payload is kept; undefined where its bytes cannot be read. */
  readonly hash: Buffer | undefined;
}

/**
 * Billing files that are read by a thread of their own. Their payloads are kept on another connection, when they were
 * read: unpacking them twice would take longer than anything else that is done with them.
 */
export class LargeBillingFiles {
  readonly #draft: DeliveryDraft;
  readonly #threads: BillingThreads | undefined;
  readonly #names: ReadonlySet<string>;
  readonly #unitOfWork: UnitOfWork;
  readonly #asFound: FilesAsFound;
  /** One after the other. */
  #keeping: Promise<unknown> = Promise.resolve();
  readonly #hashes = new Map<string, Buffer>();
  /** Files whose bytes cannot be read to their end. */
  readonly unreadable: Quarantined[] = [];

  /** @param names of those files that are not kept yet */
  constructor(
    draft: DeliveryDraft,
    threads: BillingThreads | undefined,
    names: ReadonlySet<string>,
    unitOfWork: UnitOfWork,
    asFound: FilesAsFound,
  ) {
    this.#draft = draft;
    this.#threads = threads;
    this.#names = names;
    this.#unitOfWork = unitOfWork;
    this.#asFound = asFound;
  }

  /** Of files that were read here, by name. */
  get hashes(): ReadonlyMap<string, Buffer> {
    return this.#hashes;
  }

  /**
   * @returns undefined where it is none of these files
   * @throws SeatbackError READING_BROKE_OFF
   */
  async read(
    file: FileOnDisk,
    known: ReadonlyMap<string, KnownInvoice>,
    onRows: (rowsRead: number) => void,
  ): Promise<ReadLargeFile | undefined> {
    if (this.#threads === undefined || !this.#names.has(file.name)) return undefined;
    const reading = await readInThread(
      this.#threads,
      { file: { name: file.name, path: file.path }, position: this.#draft.position, known },
      { write: (table, bytes) => this.#draft.write(table, bytes), onRows },
    );
    this.#draft.rows.skipTo(reading.position);
    for (const { namedBy, id, name } of reading.alike ?? []) this.#draft.productNames.saw(namedBy, id, () => name);
    if (reading.payload !== undefined) return { reading, hash: this.#keep(file, reading.payload) };
    if (reading.unreadable !== undefined) this.unreadable.push(wholeFile(new SeatbackError(reading.unreadable)));
    return { reading, hash: undefined };
  }

  #keep(file: FileOnDisk, payload: PayloadHash): Buffer {
    const hash = Buffer.from(payload.digest);
    this.#hashes.set(file.name, hash);
    this.#draft.payloads.push({ name: file.name, hash });
    const bytes = {
      plain: () => unpackedBytes(file),
      packed: isPacked(file) ? (): AsyncIterable<Buffer> => packedBytes(file) : undefined,
      expectUnchanged: () => this.#asFound.expectUnchanged([file]),
    };
    this.#keeping = this.#keeping.then(() =>
      this.#unitOfWork.inSessionBeside((session) => keepHashedPayload(session, bytes, payload, undefined)),
    );
    this.#draft.awaitPayload(this.#keeping);
    return hash;
  }
}
