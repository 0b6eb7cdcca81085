import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { SendMails, type UnsentMail } from '../notifications/index.js';
import { CarryOutNotices } from '../payout/index.js';

const HOURLY = '0 5 * * * *';

/**
 * A round of notices: asks who has no bank details, reminds, and forfeits after the last notice. No durable job: what was
 * not done in one hour is due in the next, and nobody loses time by it. Only where mails are sent, and no further than
 * they have left: by itself nothing is forfeited that nobody was asked about.
 */
@Injectable()
export class AskPayees {
  readonly #notices: CarryOutNotices;
  readonly #mails: SendMails;
  readonly #log = new Logger('payee notices');

  constructor(notices: CarryOutNotices, mails: SendMails) {
    this.#notices = notices;
    this.#mails = mails;
  }

  @Cron(HOURLY, { name: 'a round of payee notices', timeZone: 'UTC', waitForCompletion: true })
  async round(): Promise<void> {
    if (!this.#mails.isConfigured) return;
    try {
      const { carriedOut, untold } = await this.#notices.execute(undefined, 'worker');
      for (const { campaignId, partnerId, done, notice } of carriedOut)
        this.#log.log(
          `${campaignId}, partner ${partnerId}: ${done}${notice === null ? '' : `, notice ${String(notice)}`}`,
        );
      for (const { campaignId, partnerId, due, notice, mails } of untold)
        this.#log.warn(
          `${campaignId}, partner ${partnerId}: ${WAITS[due]} (${String(notice)}) waits, ` +
            `the partner was not told: ${mails.map(wordsOf).join('; ')}; npx seatback notifications list`,
        );
    } catch (error) {
      this.#log.error(error instanceof Error ? error.message : String(error));
    }
  }
}

const WAITS = { send: 'the next notice', foretell: 'the last warning', forfeit: 'the forfeiture' } as const;

function wordsOf({ notification, state, problem }: UnsentMail): string {
  if (notification === null) return 'a notice without a mail';
  return `mail ${String(notification)} is ${state ?? 'gone'}${problem === null ? '' : ` (${problem})`}`;
}
