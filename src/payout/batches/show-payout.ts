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
import type { ChosenBecause } from '../debtor-accounts/index.js';
import type { PayoutBatch } from './batch.entity.js';
import { writeNewFile } from './outbox.js';
import { payoutsDue, type DuePayout } from './payouts-due.js';
import { firstPayBy, lateWarnings, soonWarnings } from '../thresholds/pay-by.js';
import { keptFile } from '../wire-files/index.js';
import { findBatch, termsOfBatch } from './find-batch.js';
import { paymentsOf, type ShownPayment } from './shown-payments.js';

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

/** A batch without its payments, of which there may be very many. */
export interface ShownHead {
  readonly batch: PayoutBatch;
  /** None in batches that were prepared before there were several banks. */
  readonly blocks: readonly ShownBlock[];
  readonly warnings: readonly string[];
}

export interface ShownPayout extends ShownHead {
  readonly payments: readonly ShownPayment[];
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
      const { batch, blocks, warnings } = await this.head(session, batchNumber);
      return { batch, payments: await paymentsOf(session, batchNumber), blocks, warnings };
    });
  }

  /** @throws SeatbackError BATCH_UNKNOWN */
  async head(session: Session, batchNumber: number): Promise<ShownHead> {
    const batch = await findBatch(session, batchNumber);
    const terms = await termsOfBatch(session, this.#versions, batch);
    const blocks = await blocksOf(session, batchNumber);
    const lastDay = blocks
      .map(({ executionDate }) => executionDate)
      .reduce((a, b) => (b > a ? b : a), batch.executionDate);
    const paid = await session.query<{ partnerKey: number }>(
      'SELECT DISTINCT partner_key AS "partnerKey" FROM payment_instruction WHERE batch = $1',
      [batchNumber],
    );
    const partnerKeys = paid.map(({ partnerKey }) => partnerKey);
    const payBy = await firstPayBy(session, batch.campaignId, terms, { partnerKeys, sinceLastPayment: false });
    const isWaiting = batch.state === 'prepared' || batch.state === 'approved';
    const today = dayOf(this.#clock.now(), batch.bankTimeZone ?? 'UTC');
    return {
      batch,
      blocks,
      warnings: [
        ...(batch.state === 'voided' ? [] : lateWarnings(lastDay, payBy)),
        ...(isWaiting ? soonWarnings(`it is ${batch.state} and not released`, today, payBy) : []),
      ],
    };
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
