import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { DeliverWebhooks } from '../webhooks/index.js';

const LOOKS = '*/5 * * * * *';

/** Tells systems of vendors and partners what happened. The table of deliveries is the queue; any worker takes from it. */
@Injectable()
export class SendWebhooks {
  readonly #deliver: DeliverWebhooks;
  readonly #log = new Logger('webhooks');

  constructor(deliver: DeliverWebhooks) {
    this.#deliver = deliver;
  }

  @Cron(LOOKS, { name: 'send webhooks', timeZone: 'UTC', waitForCompletion: true })
  async look(): Promise<void> {
    try {
      const { failed, disabled } = await this.#deliver.round();
      if (failed > 0)
        this.#log.warn(`${String(failed)} deliveries failed, and are tried again: npx seatback webhooks list`);
      for (const { endpoint, because } of disabled)
        this.#log.error(
          `Endpoint ${String(endpoint)} is disabled: ${because}. npx seatback webhooks enable ${String(endpoint)}`,
        );
    } catch (error) {
      this.#log.error(error instanceof Error ? error.message : String(error));
    }
  }
}
