import { Inject, Injectable, Logger, type Type } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { CLOCK, instant, SeatbackError, type Clock, type Instant } from '../kernel/index.js';
import { PullPartnerCenter } from '../ingest/index.js';

/**
 * The nightly pull, on the schedule that the settings give.
 *
 * @param cron six fields, seconds first, in UTC
 */
export function nightlyPull(cron: string): Type<unknown> {
  @Injectable()
  class NightlyPull {
    readonly #pull: PullPartnerCenter;
    readonly #clock: Clock;
    readonly #log = new Logger('nightly pull');

    constructor(pull: PullPartnerCenter, @Inject(CLOCK) clock: Clock) {
      this.#pull = pull;
      this.#clock = clock;
    }

    @Cron(cron, { name: 'nightly pull', timeZone: 'UTC', waitForCompletion: true })
    async run(): Promise<void> {
      try {
        const pull = await this.#pull.execute({ dueAt: minuteOf(this.#clock.now()) });
        this.#log.log(
          `delivery ${String(pull.delivery)}: ${String(pull.customersSeen)} customers, ${String(pull.customersRefused)} refused, ${String(pull.customersFailed)} failed`,
        );
      } catch (error) {
        // The next night tries again; what was missed stays visible in the coverage.
        this.#log.error(error instanceof SeatbackError ? error.message : error);
      }
    }
  }
  return NightlyPull;
}

/** Every worker that wakes for the same night names the same due instant, and one of them makes the pull. */
function minuteOf(at: Instant): Instant {
  return instant(`${at.slice(0, 16)}:00Z`);
}
