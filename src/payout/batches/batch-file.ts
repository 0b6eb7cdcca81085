import { invariant } from '../../kernel/index.js';
import { fileChanged, inTheWay, uncertain } from './batch-errors.js';
import type { PayoutBatch } from './batch.entity.js';
import { Outbox } from './outbox.js';

/** The file of a batch on its way through the outbox, for the steps of a release. To be used under the payout lock. */
export class BatchFile {
  readonly #batch: PayoutBatch;
  readonly #outbox: Outbox;

  constructor(dataFolder: string, batch: PayoutBatch) {
    const { format } = batch;
    invariant(format !== 'vendor', 'a vendor fetches its batch itself');
    this.#batch = batch;
    this.#outbox = new Outbox(dataFolder, format);
  }

  get path(): string {
    return this.#outbox.pathOf(this.#batch.messageId);
  }

  /** Whether it lies under its name, for the connector. @throws SeatbackError WIRE_FILE_CHANGED where another does */
  isPublished(): boolean {
    const found = this.#outbox.publishedHash(this.#batch.messageId);
    if (found !== undefined && found !== this.#batch.fileHash) throw inTheWay(this.#batch, this.path, found);
    return found !== undefined;
  }

  /** Whether a release broke off and neither its file nor the staged copy is to be found, nor a record that it was written. */
  isLost(): boolean {
    return this.#isUnwritten() && this.#isUnpublished() && !this.#isStaged();
  }

  /** Whether a release broke off and its file lies staged, where no connector takes it, and nowhere else. */
  isStillHere(): boolean {
    return this.#isUnwritten() && this.#isUnpublished() && this.#isStaged();
  }

  /** Writes it under a name that no connector takes. @throws SeatbackError WIRE_FILE_CHANGED */
  async stage(content: AsyncIterable<Uint8Array>): Promise<void> {
    const staged = await this.#outbox.stage(this.#batch.messageId, content);
    if (staged === this.#batch.fileHash) return;
    this.discardStaged();
    throw fileChanged(this.#batch, staged);
  }

  /** Gives the staged file its name. @throws SeatbackError WIRE_FILE_UNCERTAIN where it is not there to be named */
  publish(): void {
    const { messageId, fileHash } = this.#batch;
    if (!this.#outbox.publish(messageId, fileHash)) throw uncertain(this.#batch, this.path);
  }

  discardStaged(): void {
    this.#outbox.discardStaged(this.#batch.messageId);
  }

  /** No release gives it its name any more. @throws SeatbackError WIRE_FILE_UNCERTAIN where one has done so */
  takeBack(): void {
    this.discardStaged();
    // Whoever lost the lock with their connection may have given it its name just before: then it has left.
    if (this.#batch.state === 'releasing' && !this.#isUnpublished()) throw uncertain(this.#batch, this.path);
  }

  #isUnwritten(): boolean {
    return this.#batch.state === 'releasing' && this.#batch.fileWrittenAt === null;
  }

  #isUnpublished(): boolean {
    return this.#outbox.publishedHash(this.#batch.messageId) === undefined;
  }

  #isStaged(): boolean {
    return this.#outbox.isStaged(this.#batch.messageId, this.#batch.fileHash);
  }
}
