import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { SendMails } from '../notifications/index.js';

const EACH_MINUTE = '20 * * * * *';

/** Sends what waits in the outbox. No durable job: the outbox is one, and any number of workers share it. */
@Injectable()
export class SendNotifications {
  readonly #mails: SendMails;
  readonly #log = new Logger('notifications');

  constructor(mails: SendMails) {
    this.#mails = mails;
  }

  @Cron(EACH_MINUTE, { name: 'send notifications', timeZone: 'UTC', waitForCompletion: true })
  async send(): Promise<void> {
    try {
      const { sent, failed, refused, brokenOffBy } = await this.#mails.execute();
      if (sent > 0) this.#log.log(`${String(sent)} sent`);
      if (refused > 0) this.#log.error(`${String(refused)} for a person to look at: npx seatback notifications list`);
      if (failed > 0) this.#log.warn(`${String(failed)} are tried again later`);
      if (brokenOffBy !== null) this.#log.error(`The mail server cannot be used: ${brokenOffBy}`);
    } catch (error) {
      this.#log.error(error instanceof Error ? error.message : String(error));
    }
  }
}
