import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { RefreshTokenKeeper } from '../ingest/index.js';

/** Away from the nightly pull, which uses the token itself. */
const DAILY = '0 10 12 * * *';

/**
 * Keeps the service user's sign-in alive. No durable job: a day that is left out costs nothing of the 90 after which it
 * lapses, and it does no harm where several workers do it.
 */
@Injectable()
export class RenewToken {
  readonly #keeper: RefreshTokenKeeper;
  readonly #log = new Logger('refresh token');

  constructor(keeper: RefreshTokenKeeper) {
    this.#keeper = keeper;
  }

  @Cron(DAILY, { name: 'renew the refresh token', timeZone: 'UTC', waitForCompletion: true })
  async renew(): Promise<void> {
    try {
      await this.#keeper.execute();
    } catch (error) {
      this.#log.error(error instanceof Error ? error.message : String(error));
    }
  }
}
