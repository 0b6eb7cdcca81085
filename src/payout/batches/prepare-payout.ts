import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { CampaignVersions, type CampaignTerms } from '../../campaigns/index.js';
import { ENVIRONMENT, readPayerSettings, type Environment, type PayerSettings } from '../../config/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import {
  actorOf,
  bankingDayOnOrAfter,
  canonicalJson,
  CLOCK,
  dayOf,
  MONDAY_TO_FRIDAY,
  Money,
  plusDays,
  SeatbackError,
  type Clock,
} from '../../kernel/index.js';
import { Ledger, misaccrued, recoverables, type Misaccrued } from '../../ledger/index.js';
import { failedPayments, holdsOfFailure } from '../answers/payments/failed-payments.js';
import { reserveStatements, statementName } from '../documents/statement-numbers.js';
import { checkPayees } from '../payees/check-payees.js';
import { keepPayee, type CheckedPayee, type HoldReason } from '../payees/payee.js';
import { transliterate } from '../instructions/index.js';
import { applyMinimum, expectNoOldBatch, type SettledEarning } from './apply-minimum.js';
import { PayoutBatch } from './batch.entity.js';
import { expectOwnDecisions } from './check-outcomes.js';
import { bankDay, payByWarnings, payeesContext, type PayoutDay } from './expect-still-right.js';
import { endToEndIdOf, messageIdOf, newUetr } from './payment-ids.js';
import type { CarriedAmount } from './carried-amounts.js';
import { setsOff } from './set-offs.js';
import { tellOutcomes } from './tell-outcomes.js';
import { makeWireFile, type ReservedPayment, type WireFile } from './wire-file.js';

export interface HeldPayment {
  readonly partnerId: string;
  readonly amount: Money;
  readonly reasons: readonly HoldReason[];
}

/** What a partner of the campaign was paid too much, and how it comes back, as the terms say. */
export interface OverpaidPartner {
  readonly partnerId: string;
  readonly amount: Money;
  readonly by: 'set off' | 'claim back';
}

export type LiftedAmount = Pick<CarriedAmount, 'campaignId' | 'partnerId' | 'amount'>;

export interface PreparedPayout {
  /** Undefined where nothing new can be paid. */
  readonly batch: PayoutBatch | undefined;
  /** Payable, but not yet: each with its reasons. */
  readonly held: readonly HeldPayment[];
  /** Paid too much by what is known now. */
  readonly recoverable: readonly OverpaidPartner[];
  /** Carried in other campaigns until now, and payable there from now on: a minimum was reached with it. */
  readonly lifted: readonly LiftedAmount[];
  readonly warnings: readonly string[];
}

interface PostedRun {
  readonly run: number;
  readonly version: number;
  readonly delivery: number;
}

interface Payable {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly amount: Money;
  /** Of the outcome that makes it payable. */
  readonly revision: number;
  /** Payments made for this earning before, all of them void or ended unpaid. */
  readonly attempts: number;
}

const REMITTANCE_LENGTH = 140;

/** The maker's part: applies the minimum payout to what the posted run accrued, and puts what can be paid into a batch. */
@Injectable()
export class PreparePayout {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #ledger: Ledger;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    ledger: Ledger,
    auditLog: AuditLog,
    vault: Vault,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#ledger = ledger;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#environment = environment;
    this.#clock = clock;
  }

  /**
   * Safe to repeat: what is in a batch already is left alone.
   *
   * @throws SeatbackError ACTOR_INVALID, NO_POSTED_RUN, BATCH_OF_SUPERSEDED_RUN, OUTCOME_FOREIGN, SETTINGS_FILE_INVALID, PAYOUT_CURRENCY, WIRE_FILE_REFUSED, ACCOUNTING_MONTH_CLOSED
   */
  async execute(campaignId: string, givenActor: string): Promise<PreparedPayout> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const posted = await postedRun(session, campaignId);
      const { terms } = await this.#versions.published(session, campaignId, posted.version);
      const payer = readPayerSettings(this.#environment.settingsFile);
      const now = this.#clock.now();
      const day: PayoutDay = { now, today: bankDay(now, payer), terms, payer, payees: this.#environment.payees };
      await expectNoOldBatch(session, campaignId, posted.run);
      const parked = await misaccrued(session, campaignId, posted.run);
      await expectOwnDecisions(session, campaignId, posted.run, [...parked.keys()]);
      const { settled, lifted } = await applyMinimum(
        session,
        { ledger: this.#ledger, versions: this.#versions },
        { campaignId, ...posted, terms, misaccrued: parked, today: dayOf(this.#clock.now(), 'UTC') },
      );
      await tellOutcomes(session, { campaignId, terms }, settled, now);
      const outcomes = totalsByOutcome(settled);
      await this.#endOldHolds(session, campaignId, posted.run);
      const recoverable = await recoverableIn(session, campaignId, terms);
      const { ready, held, holds } = await this.#checkPayees(session, campaignId, posted.run, day, parked);
      if (Object.keys(outcomes).length > 0 || holds.begun > 0 || holds.ended > 0) {
        await this.#auditLog.record(session, {
          actor,
          act: 'payout.apply-minimum',
          subject: `run ${String(posted.run)}`,
          detail: {
            campaign: campaignId,
            outcomes,
            holds,
            ...(lifted.length === 0 ? {} : { carriedUntilNow: lifted.map(liftedWords) }),
          },
        });
      }
      if (ready.length === 0) return { batch: undefined, held, recoverable, lifted, warnings: [] };
      const made = await this.#makeBatch(session, { campaignId, posted, ready, day, actor });
      return {
        batch: made.batch,
        held,
        recoverable,
        lifted,
        warnings: [
          ...payByWarnings(made.batch.executionDate, terms),
          ...made.file.warnings.map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`),
        ],
      };
    });
  }

  /** Tells what can be paid from what must wait, and keeps the reasons for waiting on record. */
  async #checkPayees(
    session: Session,
    campaignId: string,
    run: number,
    day: PayoutDay,
    parked: ReadonlyMap<number, Misaccrued>,
  ) {
    const { payer } = day;
    const payables = (await payablesOf(session, campaignId, run)).filter(({ partnerKey }) => !parked.has(partnerKey));
    expectPayerCurrency(campaignId, payables, payer);
    const checkedPayees = await checkPayees(
      session,
      payables.map(({ partnerKey }) => partnerKey),
      payeesContext(campaignId, day),
      this.#vault,
    );
    const failed = await failedPayments(session, campaignId);
    const ready: (Payable & { readonly payee: CheckedPayee })[] = [];
    const held: HeldPayment[] = [];
    const holds = { begun: 0, ended: await this.#endParking(session, run, [...parked.keys()]) };
    for (const { partnerKey, partnerId, posted, earned } of parked.values()) {
      const reasons = [ledgerDiffers(run, posted, earned)];
      holds.begun += (await this.#recordHolds(session, run, partnerKey, reasons)).begun;
      held.push({ partnerId, amount: earned, reasons });
    }
    for (const payable of payables) {
      const checked = checkedPayees.get(payable.partnerKey);
      if (checked === undefined) throw new Error('Broken invariant: whoever earned is a partner');
      const reasons = [
        ...('holds' in checked ? checked.holds : []),
        ...holdsOfFailure(failed.get(payable.partnerKey), 'payee' in checked ? checked.payee : undefined, this.#vault),
      ];
      const { begun, ended } = await this.#recordHolds(session, run, payable.partnerKey, reasons);
      holds.begun += begun;
      holds.ended += ended;
      if ('payee' in checked && reasons.length === 0) ready.push({ ...payable, payee: checked.payee });
      else held.push({ partnerId: payable.partnerId, amount: payable.amount, reasons });
    }
    return { ready, held, holds };
  }

  /** What was held for an earlier run is decided on anew. */
  async #endOldHolds(session: Session, campaignId: string, run: number): Promise<void> {
    await session.execute(
      `UPDATE payout_hold SET held_to = $3 WHERE held_to IS NULL AND run <> $2
         AND run IN (SELECT run FROM calculation_run WHERE campaign_id = $1)`,
      [campaignId, run, this.#clock.now()],
    );
  }

  /** Whoever's journals are right again is looked at as everybody is. */
  async #endParking(session: Session, run: number, parked: readonly number[]): Promise<number> {
    return session.execute(
      `UPDATE payout_hold SET held_to = $3 WHERE run = $1 AND held_to IS NULL AND reason = 'ledger-differs' AND partner_key <> ALL($2)`,
      [run, parked, this.#clock.now()],
    );
  }

  /** @returns how many holds began and how many ended */
  async #recordHolds(session: Session, run: number, partnerKey: number, reasons: readonly HoldReason[]) {
    const now = this.#clock.now();
    const ended = await session.execute(
      `UPDATE payout_hold SET held_to = $4 WHERE run = $1 AND partner_key = $2 AND held_to IS NULL AND reason <> ALL($3)`,
      [run, partnerKey, reasons.map(({ reason }) => reason), now],
    );
    let begun = 0;
    for (const { reason, found } of reasons) {
      begun += await session.execute(
        `INSERT INTO payout_hold (run, partner_key, reason, found, held_from) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING`,
        [run, partnerKey, reason, found, now],
      );
    }
    return { begun, ended };
  }

  async #makeBatch(
    session: Session,
    {
      campaignId,
      posted,
      ready,
      day: { today, payer },
      actor,
    }: {
      readonly campaignId: string;
      readonly posted: PostedRun;
      readonly ready: readonly (Payable & { readonly payee: CheckedPayee })[];
      readonly day: PayoutDay;
      readonly actor: string;
    },
  ): Promise<{ batch: PayoutBatch; file: WireFile }> {
    const { batch, ofCampaign } = await session.one<{ batch: number; ofCampaign: number }>(
      `SELECT COALESCE(max(batch), 0) + 1 AS batch, (count(*) FILTER (WHERE campaign_id = $1) + 1)::integer AS "ofCampaign" FROM payout_batch`,
      [campaignId],
    );
    const messageId = messageIdOf(campaignId, ofCampaign);
    const preparedAt = this.#clock.now();
    const executionDate = bankingDayOnOrAfter(plusDays(today, 1), MONDAY_TO_FRIDAY);
    const statements = await reserveStatements(
      session,
      posted.run,
      ready.map(({ partnerKey }) => partnerKey),
      preparedAt,
    );
    const payments = ready.map(({ partnerKey, partnerId, amount, attempts, payee }): ReservedPayment => {
      const statement = statements.get(partnerKey);
      if (statement === undefined) throw new Error('Broken invariant: what is paid was accrued');
      const remittance = `Rebate ${statementName(statement)}, ${campaignId}, partner ${partnerId}`;
      return {
        endToEndId: endToEndIdOf(campaignId, partnerId, attempts + 1),
        uetr: newUetr(),
        amount,
        details: payee.details,
        // A partner id may hold any letter; one that no bank takes must not stop the payments of all.
        remittance: transliterate(remittance, REMITTANCE_LENGTH).sent,
      };
    });
    const file = await makeWireFile({
      messageId,
      createdAt: preparedAt,
      today,
      executionDate,
      payer,
      payments,
    });
    const totals = totalsByCurrency(ready.map(({ amount }) => amount));
    await session.execute(
      `INSERT INTO payout_batch (batch, campaign_id, run, message_id, state, execution_date, payment_count, totals, file_hash, file_sealed, prepared_by, prepared_at)
       VALUES ($1, $2, $3, $4, 'prepared', $5, $6, $7, $8, $9, $10, $11)`,
      [
        batch,
        campaignId,
        posted.run,
        messageId,
        executionDate,
        payments.length,
        canonicalJson(totals),
        file.hash,
        this.#vault.seal(file.content, wireFilePurpose(messageId)),
        actor,
        preparedAt,
      ],
    );
    for (const [index, { partnerKey, amount, revision, payee }] of ready.entries()) {
      const payment = payments[index];
      if (payment === undefined) throw new Error('Broken invariant: each payable has its payment');
      await session.execute(
        `INSERT INTO payment_instruction (end_to_end_id, batch, line, run, partner_key, payee, amount, currency, uetr, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          payment.endToEndId,
          batch,
          index + 1,
          posted.run,
          partnerKey,
          await keepPayee(session, payee, this.#vault, preparedAt),
          amount.toString(),
          amount.currency.code,
          payment.uetr,
          revision,
        ],
      );
    }
    await this.#auditLog.record(session, {
      actor,
      act: 'payout.prepare',
      subject: `batch ${String(batch)}`,
      detail: {
        campaign: campaignId,
        run: posted.run,
        message: messageId,
        payments: payments.length,
        totals,
        fileHash: file.hash,
      },
    });
    return { batch: await session.manager.findOneByOrFail(PayoutBatch, { batch }), file };
  }
}

/** A stored wire file is sealed for its own message. */
export function wireFilePurpose(messageId: string): string {
  return `wire file ${messageId}`;
}

async function postedRun(session: Session, campaignId: string): Promise<PostedRun> {
  const [posted] = await session.query<PostedRun>(
    `SELECT run, version, delivery FROM calculation_run WHERE campaign_id = $1 AND state = 'posted'`,
    [campaignId],
  );
  if (posted !== undefined) return posted;
  throw new SeatbackError({
    code: 'NO_POSTED_RUN',
    expected: 'an official run that is posted',
    found: 'none',
    where: campaignId,
    next: 'Calculate, then submit, approve and post the run.',
  });
}

/** Payable earnings that no live payment instruction carries. */
async function payablesOf(session: Session, campaignId: string, run: number): Promise<Payable[]> {
  const rows = await session.query<{
    partnerKey: number;
    partnerId: string;
    amount: string;
    revision: number;
    currency: string;
    attempts: number;
  }>(
    `SELECT outcome.partner_key AS "partnerKey", partner_id AS "partnerId", outcome.amount, outcome.revision,
       outcome.currency, (SELECT count(*) FROM payment_instruction AS paid JOIN payout_batch USING (batch)
         WHERE paid.partner_key = outcome.partner_key AND campaign_id = $2)::integer AS attempts
     FROM threshold_outcome AS outcome JOIN partner USING (partner_key)
     WHERE outcome.run = $1 AND outcome.outcome = 'payable' AND NOT EXISTS (SELECT FROM threshold_outcome AS newer
         WHERE newer.run = outcome.run AND newer.partner_key = outcome.partner_key AND newer.revision > outcome.revision)
       AND NOT EXISTS (SELECT FROM payment_instruction AS live
       WHERE live.run = outcome.run AND live.partner_key = outcome.partner_key AND NOT live.voided AND NOT live.ended)
       -- A person found out that the bank paid it after all.
       AND NOT EXISTS (SELECT FROM payment_instruction AS settled JOIN answer_decision USING (end_to_end_id)
         WHERE settled.run = outcome.run AND settled.partner_key = outcome.partner_key AND decided_as = 'paid')
       AND NOT EXISTS (SELECT FROM payee_forfeiture AS gone WHERE gone.run = outcome.run AND gone.partner_key = outcome.partner_key)
     ORDER BY partner_id`,
    [run, campaignId],
  );
  return rows.map(({ amount, currency, ...payable }) => ({ ...payable, amount: Money.of(amount, currency) }));
}

/** Until amounts are exchanged, an account pays in its own currency: the bank would do it silently, at its own rate. */
function expectPayerCurrency(campaignId: string, payables: readonly Payable[], { debtorAccount }: PayerSettings): void {
  const other = payables.find(({ amount }) => amount.currency.code !== debtorAccount.currency);
  if (other === undefined) return;
  throw new SeatbackError({
    code: 'PAYOUT_CURRENCY',
    expected: `payments in ${debtorAccount.currency}, the currency of the debtor account`,
    found: other.amount.currency.code,
    where: `the payout of ${campaignId}`,
    next: `Name an account in ${other.amount.currency.code} as debtorAccount in the settings file (docs/settings.md).`,
  });
}

function ledgerDiffers(run: number, posted: string, earned: Money): HoldReason {
  const { code } = earned.currency;
  return {
    reason: 'ledger-differs',
    found: `journals accrued ${posted} ${code} and run ${String(run)} earned ${earned.toString()} ${code}: npx seatback verify names the journal that no run stands for`,
  };
}

function totalsByOutcome(
  settled: readonly SettledEarning[],
): Record<string, { readonly partners: number; readonly totals: Record<string, string> }> {
  const amounts = new Map<string, Money[]>();
  for (const { settlement } of settled)
    amounts.set(settlement.outcome, [...(amounts.get(settlement.outcome) ?? []), settlement.amount]);
  return Object.fromEntries(
    [...amounts].map(([outcome, of]) => [outcome, { partners: of.length, totals: totalsByCurrency(of) }]),
  );
}

function liftedWords({ campaignId, partnerId, amount }: LiftedAmount): string {
  return `${amount.toString()} ${amount.currency.code} of partner ${partnerId} in ${campaignId}`;
}

async function recoverableIn(session: Session, campaignId: string, terms: CampaignTerms): Promise<OverpaidPartner[]> {
  const by = setsOff(terms) ? 'set off' : 'claim back';
  return (await recoverables(session))
    .filter((owed) => owed.campaignId === campaignId)
    .map(({ partnerId, amount }) => ({ partnerId, amount, by }));
}

function totalsByCurrency(amounts: readonly Money[]): Record<string, string> {
  const totals = new Map<string, Money>();
  for (const amount of amounts)
    totals.set(amount.currency.code, (totals.get(amount.currency.code) ?? Money.zero(amount.currency)).plus(amount));
  return Object.fromEntries([...totals].map(([currency, total]) => [currency, total.toString()]));
}
