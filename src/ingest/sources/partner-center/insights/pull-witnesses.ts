import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork, whileHolding, type Session } from '../../../../database/index.js';
import { CLOCK, SeatbackError, type CalendarDate, type Clock } from '../../../../kernel/index.js';
import { CloseDelivery, type ClosedDelivery } from '../../../deliveries/close-delivery.js';
import { DeliveryDraft, type Quarantined } from '../../../deliveries/delivery-draft.js';
import { DirectAnswerKeeper } from '../../../pulls/direct-answer-keeper.js';
import { expectNotStopped, stoppable } from '../../../pulls/pull-stop.js';
import { downloadFolder } from '../../download-folder.js';
import { PartnerCenterAccess } from '../access.js';
import { SLEEP, type Sleep } from '../call-pacer.js';
import { PartnerCenterError } from '../partner-center-error.js';
import { DirectAnswers } from '../direct-answers.js';
import type { Mapped } from '../mapper.js';
import { readDeployments } from './deployment-report.js';
import { deploymentWitness, usageWitness, type SeatWitness } from './mapper.js';
import { fetchUsageReport, rowsOfUsage, type ReportRow } from './usage-report.js';

export type WitnessSource = 'dynamics-usage' | 'licence-deployment';

export interface WitnessPull {
  readonly month: CalendarDate;
  /** `undefined`: nothing had changed. */
  readonly delivery: ClosedDelivery | undefined;
  readonly sources: readonly {
    readonly source: WitnessSource;
    readonly rows: number;
    /** Why it could not be heard. */
    readonly problem: string | null;
  }[];
  readonly quarantined: readonly Quarantined[];
}

/** Reads what Microsoft's own reports say of assigned seats at a month's end. It is compared with our readings and overrides none. */
@Injectable()
export class PullWitnesses {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #access: PartnerCenterAccess;
  readonly #clock: Clock;
  readonly #sleep: Sleep;

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    access: PartnerCenterAccess,
    @Inject(CLOCK) clock: Clock,
    @Inject(SLEEP) sleep: Sleep,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#access = access;
    this.#clock = clock;
    this.#sleep = sleep;
  }

  /**
   * To be called after the month has closed (Microsoft closes it on day 15 of the next) and again, while figures may
   * still change. A witness that cannot be heard is named in the result and silences no other.
   *
   * @param month its first day
   * @param stop aborted: it ends at its next call or wait, and leaves nothing
   * @throws PullStopped; SeatbackError USER_MISSING, SETTING_MISSING, DELIVERY_OUT_OF_ORDER
   */
  async execute(month: CalendarDate, stop?: AbortSignal): Promise<WitnessPull> {
    return this.#unitOfWork.inSession((session) =>
      whileHolding(session, 'pull', () => this.#pull(session, month, stop)),
    );
  }

  async #pull(session: Session, month: CalendarDate, stop: AbortSignal | undefined): Promise<WitnessPull> {
    expectNotStopped(stop);
    const { client, hasUser, baseUrl } = await this.#access.open(stop);
    if (!hasUser) {
      throw new SeatbackError({
        code: 'USER_MISSING',
        expected: 'a service user, for reports are open to a user only',
        found: 'no stored refresh token',
        where: 'Insights and analytics of Partner Center',
        next: 'Sign in as the service user, with MFA, and hand its refresh token in: npx seatback identity store.',
      });
    }
    const now = this.#clock.now();
    return DeliveryDraft.open(session, { source: 'witness', key: `${month} ${now}` }, now, async (draft) => {
      const keeper = new DirectAnswerKeeper(session);
      const answers = new DirectAnswers(client, this.#clock, keeper);
      const usage = this.#usage(keeper, month, (toPath) =>
        fetchUsageReport(client, baseUrl, month, { toPath, sleep: stoppable(this.#sleep, stop) }),
      );
      const sources = [
        await hear(draft, 'dynamics-usage', usage, usageWitness, month),
        await hear(draft, 'licence-deployment', readDeployments(answers, baseUrl, month), deploymentWitness, month),
      ];
      await draft.flush();
      await addUp(session);
      await keeper.flush();
      const delivery = await this.#closeDelivery.execute(draft, {
        summary: { month, sources },
        beside: async (closing, number) => {
          await keeper.record(closing, number);
          return false;
        },
      });
      return { month, delivery, sources, quarantined: draft.quarantined };
    });
  }

  /** The report may be larger than memory: it is kept and read from a file, which goes. */
  async *#usage(
    keeper: DirectAnswerKeeper,
    month: CalendarDate,
    fetchTo: (path: string) => Promise<void>,
  ): AsyncGenerator<ReportRow, void> {
    await using folder = await downloadFolder();
    const path = join(folder.path, 'dynamics-usage.csv');
    await fetchTo(path);
    const observedAt = this.#clock.now();
    await keeper.keepFile({
      name: `dynamics-usage ${month.slice(0, 7)}`,
      observedAt,
      bytes: { plain: () => createReadStream(path) },
    });
    yield* rowsOfUsage(path);
  }
}

/** All that a witness says or, where it breaks off, nothing: half of it would look like customers without seats. */
async function hear<Row>(
  draft: DeliveryDraft,
  source: WitnessSource,
  report: AsyncIterable<Row>,
  mapped: (row: Row) => Mapped<SeatWitness>,
  month: CalendarDate,
): Promise<{ readonly source: WitnessSource; readonly rows: number; readonly problem: string | null }> {
  const from = draft.position;
  const quarantinedBefore = draft.quarantined.length;
  let rows = 0;
  try {
    for await (const row of report) {
      rows += 1;
      const read = mapped(row);
      if ('problem' in read) {
        draft.quarantined.push({ file: source, line: rows, code: 'ROW_UNREADABLE', ...read.problem });
        continue;
      }
      if (read.row.month === month) await draft.stage('seat_witness', stagedWitness(source, read.row));
    }
    return { source, rows, problem: null };
  } catch (error) {
    if (!(error instanceof PartnerCenterError)) throw error;
    await draft.withdrawFrom(from);
    draft.quarantined.length = quarantinedBefore;
    return { source, rows: 0, problem: error.message };
  }
}

function stagedWitness(source: WitnessSource, witness: SeatWitness) {
  return {
    customer_id: witness.customerId,
    source,
    product_id: witness.productId,
    product_name: witness.productName,
    month: witness.month,
    seats_assigned: witness.seatsAssigned,
    seats_available: witness.seatsAvailable,
  };
}

/** Reports have a row for each subscription or channel; a reading is of the tenant and SKU. */
async function addUp(session: Session): Promise<void> {
  await session.execute(
    `WITH row AS (DELETE FROM staged_seat_witness RETURNING *)
     INSERT INTO staged_seat_witness (position, customer_id, source, product_id, product_name, month, seats_assigned, seats_available)
     SELECT min(position), customer_id, source, product_id, min(product_name), month, sum(seats_assigned), sum(seats_available)
     FROM row GROUP BY customer_id, source, product_id, month`,
  );
}
