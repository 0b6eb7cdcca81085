import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions } from '../../campaigns/index.js';
import { ENVIRONMENT, readPayerSettings, type DebtorAccount, type Environment } from '../../config/index.js';
import { Vault, type Session } from '../../database/index.js';
import { canonicalJson, CLOCK, dayOf, invariant, type Clock } from '../../kernel/index.js';
import { Ledger } from '../../ledger/index.js';
import { keptFileHash } from '../wire-files/index.js';
import { batchOfSupersededRun } from './apply-minimum.js';
import { fileChanged } from './batch-errors.js';
import type { PayoutBatch } from './batch.entity.js';
import { expectCovered, expectStillRight, type PayoutDay } from './expect-still-right.js';
import { termsOfBatch } from './find-batch.js';

/** What has to hold of a batch before somebody answers for it, and before it leaves. */
@Injectable()
export class BatchReadiness {
  readonly #versions: CampaignVersions;
  readonly #ledger: Ledger;
  readonly #vault: Vault;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    versions: CampaignVersions,
    ledger: Ledger,
    vault: Vault,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#versions = versions;
    this.#ledger = ledger;
    this.#vault = vault;
    this.#environment = environment;
    this.#clock = clock;
  }

  /**
   * It can be approved: what it says is posted, unchanged, and right today.
   *
   * @param lookedAt hash of the file that the checker looked at, where they name it
   * @throws SeatbackError BATCH_OF_SUPERSEDED_RUN, WIRE_FILE_CHANGED, EXECUTION_DATE_PAST, DEBTOR_ACCOUNT_GONE, RATE_CORRECTED,
   *   PAYEE_CHANGED, SETTINGS_FILE_INVALID
   */
  async expectToApprove(session: Session, batch: PayoutBatch, lookedAt: string | undefined): Promise<void> {
    await expectOfPostedRun(session, batch);
    await this.expectUnchanged(session, batch);
    if (lookedAt !== undefined && lookedAt !== batch.fileHash) throw fileChanged(batch, lookedAt);
    await this.#expectRightToday(session, batch);
  }

  /**
   * What is to leave is right today, and owed.
   *
   * @throws SeatbackError BATCH_OF_SUPERSEDED_RUN, EXECUTION_DATE_PAST, DEBTOR_ACCOUNT_GONE, RATE_CORRECTED, PAYEE_CHANGED,
   *   SETTINGS_FILE_INVALID, ACCOUNTING_MONTH_CLOSED, LEDGER_OVERDRAWN
   */
  async expectToLeave(session: Session, batch: PayoutBatch): Promise<void> {
    await expectOfPostedRun(session, batch);
    await this.#expectRightToday(session, batch);
    await this.#ledger.expectOpen(session);
    await expectCovered(session, batch);
  }

  /** The stored file is the one that was hashed, and its instructions still stand. @throws SeatbackError WIRE_FILE_CHANGED */
  async expectUnchanged(session: Session, batch: PayoutBatch): Promise<void> {
    const hash = await keptFileHash(session, this.#vault, batch.messageId);
    if (hash !== batch.fileHash) throw fileChanged(batch, hash);
    const { count, totals } = await session.one<{ count: number; totals: Record<string, string> | null }>(
      `SELECT sum(payments)::integer AS count, jsonb_object_agg(currency, total) AS totals FROM (
         SELECT paid_currency AS currency, count(*) AS payments, sum(paid_amount)::text AS total FROM payment_instruction
         WHERE batch = $1 AND NOT voided GROUP BY paid_currency) AS live`,
      [batch.batch],
    );
    if (count !== batch.paymentCount || canonicalJson(totals ?? {}) !== canonicalJson(batch.totals))
      throw fileChanged(batch, `${String(count)} payments, ${canonicalJson(totals ?? {})}`);
  }

  async #expectRightToday(session: Session, batch: PayoutBatch): Promise<void> {
    const { payees, settingsFile } = this.#environment;
    const accounts: readonly DebtorAccount[] =
      batch.vendor === null ? readPayerSettings(settingsFile).debtorAccounts : [];
    const [first] = accounts;
    // A batch that was prepared when there was one account does not say which.
    const zone = batch.bankTimeZone ?? first?.bankTimeZone;
    invariant(zone !== undefined, 'a batch has a zone, or the settings have an account');
    const terms = await termsOfBatch(session, this.#versions, batch);
    const now = this.#clock.now();
    const day: PayoutDay = { now, today: dayOf(now, zone), terms, payees };
    const debtorBic = batch.bankTimeZone === null ? first?.bic : undefined;
    await expectStillRight(
      session,
      batch,
      { day: debtorBic === undefined ? day : { ...day, debtorBic }, accounts },
      this.#vault,
    );
  }
}

/** What a run says that was restated since is not paid any more. @throws SeatbackError BATCH_OF_SUPERSEDED_RUN */
async function expectOfPostedRun(session: Session, { batch, run, state }: PayoutBatch): Promise<void> {
  const { runState } = await session.one<{ runState: string }>(
    'SELECT state AS "runState" FROM calculation_run WHERE run = $1',
    [run],
  );
  if (runState !== 'posted') throw batchOfSupersededRun(batch, run, null, state);
}
