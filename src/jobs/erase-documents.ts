import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { ClaimDocuments } from '../claims/index.js';

const NIGHTLY = '0 40 5 * * *';

/** Erases the bytes of documents that were kept for long enough. No durable job: what one night leaves, the next finds. */
@Injectable()
export class EraseDocuments {
  readonly #documents: ClaimDocuments;
  readonly #log = new Logger('documents of claims');

  constructor(documents: ClaimDocuments) {
    this.#documents = documents;
  }

  @Cron(NIGHTLY, { name: 'erase documents of claims', timeZone: 'UTC', waitForCompletion: true })
  async round(): Promise<void> {
    try {
      const erased = await this.#documents.eraseDue();
      if (erased.length > 0)
        this.#log.log(`The time of ${String(erased.length)} documents is over: ${erased.join(', ')}`);
    } catch (error) {
      this.#log.error(error instanceof Error ? error.message : String(error));
    }
  }
}
