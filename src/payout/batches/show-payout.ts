import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { CampaignVersions } from '../../campaigns/index.js';
import { UnitOfWork, Vault, type Session } from '../../database/index.js';
import {
  actorOf,
  CLOCK,
  dayOf,
  SeatbackError,
  type CalendarDate,
  type Clock,
  type Instant,
} from '../../kernel/index.js';
import type { PaymentState } from '../answers/payments/payment-states.js';
import type { ChosenBecause } from '../debtor-accounts/index.js';
import type { PayoutBatch } from './batch.entity.js';
import { writeNewFile } from './outbox.js';
import { payoutsDue, type DuePayout } from './payouts-due.js';
import { lateWarnings, soonWarnings } from '../thresholds/pay-by.js';
import { keptFile } from '../wire-files/index.js';
import { findBatch, termsOfBatch } from './release-payout.js';

/** A line of a batch as a checker looks at it. */
export interface ShownPayment {
  readonly partnerId: string;
  readonly accountName: string;
  /** Only its last four; of a payee that a vendor pays, what that vendor calls it. */
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
  readonly endToEndId: string;
  /** What is owed in the currency of the campaign, and by which rate it came to the amount; null where it is that. */
  readonly exchange: {
    readonly owed: string;
    readonly owedCurrency: string;
    /** A plain decimal: 1 base = `rate` quote. */
    readonly rate: string;
    readonly base: string;
    readonly quote: string;
    readonly rateOn: CalendarDate;
    readonly source: string;
    readonly delivery: number;
  } | null;
  /** By what banks reported; released where none did, and null before the release. */
  readonly state: PaymentState | null;
  readonly stateSince: Instant | null;
  /** Why it failed, by the bank's codes. */
  readonly reasons: readonly string[];
  /** Where it was carried until a payout of another campaign reached its minimum with it: that campaign and its run. */
  readonly reachedWith: string | null;
}

/** Payments of a file that leave one account on one day, in one currency and by one service. */
export interface ShownBlock {
  readonly block: number;
  /** Of the debtor account; only its last four. Null in batches of vendors, as are bank, service and charges. */
  readonly debtorAccount: string | null;
  readonly debtorBic: string | null;
  readonly executionDate: CalendarDate;
  /** Until when the bank carries out orders of the same day, in its zone. */
  readonly cutOff: string | null;
  /** The calendar that the day was found by. */
  readonly bankingDays: string;
  readonly currency: string;
  readonly serviceLevel: string | null;
  readonly chargeBearer: string | null;
  readonly payments: number;
  readonly total: string;
  /** Why this account, with how many payments. */
  readonly chosenBecause: Readonly<Partial<Record<ChosenBecause, number>>>;
}

export interface ShownPayout {
  readonly batch: PayoutBatch;
  /** None in batches that were prepared before there were several banks. */
  readonly blocks: readonly ShownBlock[];
  readonly payments: readonly ShownPayment[];
  readonly warnings: readonly string[];
}

/** Shows what a batch pays, and gives its file out again where the one in the outbox was lost. */
@Injectable()
export class ShowPayout {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    auditLog: AuditLog,
    vault: Vault,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#clock = clock;
  }

  /** @throws SeatbackError BATCH_UNKNOWN */
  async execute(batchNumber: number): Promise<ShownPayout> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const batch = await findBatch(session, batchNumber);
      const terms = await termsOfBatch(session, this.#versions, batch);
      const blocks = await blocksOf(session, batchNumber);
      const lastDay = blocks
        .map(({ executionDate }) => executionDate)
        .reduce((a, b) => (b > a ? b : a), batch.executionDate);
      const isWaiting = batch.state === 'prepared' || batch.state === 'approved';
      const today = dayOf(this.#clock.now(), batch.bankTimeZone ?? 'UTC');
      return {
        batch,
        payments: await paymentsOf(session, batchNumber),
        blocks,
        warnings: [
          ...(batch.state === 'voided' ? [] : lateWarnings(lastDay, terms)),
          ...(isWaiting ? soonWarnings(`it is ${batch.state} and not released`, today, terms) : []),
        ],
      };
    });
  }

  /** What is still to be sent, by campaign; days are counted in UTC. */
  async due(): Promise<DuePayout[]> {
    return this.#unitOfWork.inSession((session) =>
      payoutsDue(session, this.#versions, dayOf(this.#clock.now(), 'UTC')),
    );
  }

  /**
   * Writes the sealed copy of a released file to a new place, for its owner only. Not before the release: until then a
   * file outside the outbox is a way past the approval.
   *
   * @throws SeatbackError ACTOR_INVALID, BATCH_UNKNOWN, BATCH_STATE, FILE_UNWRITABLE, SEAL_BROKEN, SEAL_KEY_UNKNOWN
   */
  async writeFile(batchNumber: number, path: string, givenActor: string): Promise<Instant> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      const batch = await findBatch(session, batchNumber);
      if (batch.state !== 'released') throw notReleased(batch);
      await this.#auditLog.record(session, {
        actor,
        act: 'payout.copy-file',
        subject: `batch ${String(batchNumber)}`,
        detail: { message: batch.messageId, fileHash: batch.fileHash, path },
      });
      await writeTo(path, keptFile(session, this.#vault, batch.messageId));
      return this.#clock.now();
    });
  }
}

async function blocksOf(session: Session, batchNumber: number): Promise<ShownBlock[]> {
  return session.query(
    `SELECT block, debtor_account_last_four AS "debtorAccount", debtor_bic AS "debtorBic", execution_date AS "executionDate",
       cut_off AS "cutOff", banking_days AS "bankingDays", currency, service_level AS "serviceLevel", charge_bearer AS "chargeBearer",
       payment_count AS payments, total::text,
       COALESCE((SELECT jsonb_object_agg(because, payments) FROM (SELECT account_because AS because, count(*) AS payments
         FROM payment_instruction AS paid WHERE paid.batch = said.batch AND paid.block = said.block
           AND account_because IS NOT NULL GROUP BY 1) AS chosen), '{}') AS "chosenBecause"
     FROM payout_block AS said WHERE batch = $1 ORDER BY block`,
    [batchNumber],
  );
}

async function paymentsOf(session: Session, batchNumber: number): Promise<ShownPayment[]> {
  return session.query(
    `SELECT partner_id AS "partnerId", account_name AS "accountName", COALESCE('****' || ltrim(account_last_four, '*'), vendor_reference) AS account,
       instruction.paid_amount::text AS amount, instruction.paid_currency AS currency, instruction.end_to_end_id AS "endToEndId",
       CASE WHEN rate IS NOT NULL THEN jsonb_build_object('owed', instruction.amount::text, 'owedCurrency', instruction.currency, 'rate', rate::text,
         'base', rate_base, 'quote', rate_quote, 'rateOn', rate_on::text, 'source', rate_source, 'delivery', rate_from) END AS exchange,
       COALESCE(standing.state, CASE batch.state WHEN 'released' THEN 'released' END) AS state,
       CASE batch.state WHEN 'released' THEN COALESCE(standing.since, batch.released_at) END AS "stateSince", COALESCE(standing.reasons, '{}') AS reasons,
       reached.campaign_id || ' run ' || reached.run AS "reachedWith"
     FROM payment_instruction AS instruction JOIN payee USING (payee) JOIN partner ON partner.partner_key = instruction.partner_key
     JOIN payout_batch AS batch USING (batch) LEFT JOIN payment_standing AS standing USING (end_to_end_id)
     JOIN threshold_outcome AS decided ON decided.run = instruction.run AND decided.partner_key = instruction.partner_key
       AND decided.revision = instruction.revision
     LEFT JOIN calculation_run AS reached ON reached.run = decided.reached_with
     WHERE batch.batch = $1 ORDER BY line`,
    [batchNumber],
  );
}

async function writeTo(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await writeNewFile(path, content);
  } catch (error) {
    if (error instanceof SeatbackError) throw error;
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new SeatbackError(
      {
        code: 'FILE_UNWRITABLE',
        expected: 'a new file in a folder that exists',
        found: code === 'EEXIST' ? 'a file that is there already' : code,
        where: path,
        next: 'Name another file.',
      },
      { cause: error },
    );
  }
}

function notReleased({ batch, campaignId, state }: PayoutBatch): SeatbackError {
  return new SeatbackError({
    code: 'BATCH_STATE',
    expected: 'a batch that is released',
    found: state,
    where: `batch ${String(batch)} of ${campaignId}`,
    next: 'A file is given out again only where it has left before; release the batch first.',
  });
}
