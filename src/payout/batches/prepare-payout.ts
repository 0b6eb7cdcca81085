import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { CampaignVersions, type CampaignTerms } from '../../campaigns/index.js';
import { ENVIRONMENT, readPayerSettings, type DebtorAccount, type Environment } from '../../config/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import { actorOf, CLOCK, dayOf, Money, type Clock } from '../../kernel/index.js';
import { Ledger, misaccrued, recoverables, type Misaccrued } from '../../ledger/index.js';
import { awaitsDecision, failedPayments, type FailedPayment } from '../answers/payments/failed-payments.js';
import { askAfterFailures } from '../payees/ask-after-failures.js';
import { firstBankDay } from '../debtor-accounts/index.js';
import { firstPayBy, lateWarnings, soonWarnings } from '../thresholds/pay-by.js';
import { applyMinimum, expectNoOldBatch, type SettledEarning } from './apply-minimum.js';
import type { PayoutBatch } from './batch.entity.js';
import { expectOwnDecisions } from './check-outcomes.js';
import { decidePayables, type HeldPayment } from './decide-payables.js';
import type { PayoutDay } from './expect-still-right.js';
import { NewBatches } from './new-batches.js';
import { NewVendorBatches } from './new-vendor-batches.js';
import { payablesOf, postedRun } from './payables.js';
import { endHoldsFor, endOldHolds, ledgerDiffers, recordHolds, type HoldCounts } from './record-holds.js';
import type { CarriedAmount } from './carried-amounts.js';
import { setsOff } from './set-offs.js';
import { tellOutcomes } from './tell-outcomes.js';

/** What a partner of the campaign was paid too much, and how it comes back, as the terms say. */
export interface OverpaidPartner {
  readonly partnerId: string;
  readonly amount: Money;
  readonly by: 'set off' | 'claim back';
}

export type LiftedAmount = Pick<CarriedAmount, 'campaignId' | 'partnerId' | 'amount'>;

export interface PreparedPayout {
  /** One for each debtor bank; empty where nothing new can be paid by one. */
  readonly batches: readonly PayoutBatch[];
  /** The first of them, and the only one where one bank holds all accounts. */
  readonly batch: PayoutBatch | undefined;
  /** Of payees whose account only a payment vendor knows: one for each vendor. */
  readonly vendorBatches: readonly PayoutBatch[];
  /** Payable, but not yet: each with its reasons. */
  readonly held: readonly HeldPayment[];
  /** Paid too much by what is known now. */
  readonly recoverable: readonly OverpaidPartner[];
  /** Carried in other campaigns until now, and payable there from now on: a minimum was reached with it. */
  readonly lifted: readonly LiftedAmount[];
  readonly warnings: readonly string[];
}

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
   * @throws SeatbackError ACTOR_INVALID, NO_POSTED_RUN, BATCH_OF_SUPERSEDED_RUN, OUTCOME_FOREIGN, SETTINGS_FILE_INVALID,
   *   WIRE_FILE_REFUSED, SCHEMA_MISSING, SCHEMA_UNUSABLE, SCHEMA_REFUSED, ACCOUNTING_MONTH_CLOSED
   */
  async execute(campaignId: string, givenActor: string): Promise<PreparedPayout> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const posted = await postedRun(session, campaignId);
      const { terms } = await this.#versions.published(session, campaignId, posted.version);
      const payer = readPayerSettings(this.#environment.settingsFile);
      const now = this.#clock.now();
      const accounts = payer.debtorAccounts;
      const today = firstBankDay(now, accounts);
      const day: PayoutDay = { now, today, terms, payees: this.#environment.payees };
      await expectNoOldBatch(session, campaignId, posted.run);
      // Else a change of anything but the account would pay to the one that was refused, until the next round of notices.
      await askAfterFailures(session, this.#versions, campaignId, { now, settings: this.#environment.payees });
      const parked = await misaccrued(session, campaignId, posted.run);
      await expectOwnDecisions(session, campaignId, posted.run, [...parked.keys()]);
      const failed = await failedPayments(session, campaignId);
      const { settled, lifted } = await applyMinimum(
        session,
        { ledger: this.#ledger, versions: this.#versions },
        { campaignId, ...posted, terms, misaccrued: parked, failed, today: dayOf(this.#clock.now(), 'UTC') },
      );
      await tellOutcomes(session, { campaignId, terms }, settled, now);
      const outcomes = totalsByOutcome(settled);
      await endOldHolds(session, campaignId, posted.run, now);
      const recoverable = await recoverableIn(session, campaignId, terms);
      const ofBatches = { campaignId, run: posted.run, payer: payer.payer, now, actor };
      const newBatches = new NewBatches(session, this.#vault, {
        ...ofBatches,
        schemaFolder: this.#environment.schemaFolder,
      });
      const [{ bankTimeZone }] = accounts;
      const newVendorBatches = new NewVendorBatches(session, this.#vault, { ...ofBatches, timeZone: bankTimeZone });
      const { held, holds } = await this.#reserve(session, newBatches, newVendorBatches, {
        campaignId,
        run: posted.run,
        day,
        accounts,
        parked,
        failed,
      });
      if (Object.keys(outcomes).length > 0 || holds.begun > 0 || holds.ended > 0) {
        await this.#auditLog.record(session, {
          actor,
          act: 'payout.apply-minimum',
          subject: `run ${String(posted.run)}`,
          detail: {
            campaign: campaignId,
            outcomes,
            holds: { ...holds },
            ...(lifted.length === 0 ? {} : { carriedUntilNow: lifted.map(liftedWords) }),
          },
        });
      }
      const ofBanks = await newBatches.finish(this.#auditLog);
      const ofVendors = await newVendorBatches.finish(this.#auditLog);
      const made = [...ofBanks, ...ofVendors];
      const batches = ofBanks.map(({ batch }) => batch);
      const payBy = await firstPayBy(session, campaignId, terms, { sinceLastPayment: true });
      const leftover = held.length > 0 ? `${String(held.length)} payments are held` : undefined;
      return {
        batches,
        batch: batches[0],
        vendorBatches: ofVendors.map(({ batch }) => batch),
        held,
        recoverable,
        lifted,
        warnings: [
          ...made.flatMap(({ lastExecutionDate }) => lateWarnings(lastExecutionDate, payBy)),
          ...(leftover === undefined ? [] : soonWarnings(leftover, today, payBy)),
          ...made.flatMap(({ warnings }) => warnings),
        ],
      };
    });
  }

  /** Tells what can be paid from what must wait, keeps the reasons for waiting on record, and puts the rest into batches. */
  async #reserve(
    session: Session,
    newBatches: NewBatches,
    newVendorBatches: NewVendorBatches,
    { campaignId, run, day, accounts, parked, failed }: ToReserve,
  ): Promise<{ readonly held: readonly HeldPayment[]; readonly holds: HoldCounts }> {
    const held: HeldPayment[] = [];
    const undecided = [...failed].filter(([, of]) => awaitsDecision(of)).map(([partnerKey]) => partnerKey);
    const answered = await endHoldsFor(session, run, 'payment-undecided', undecided, day.now);
    const righted = await endHoldsFor(session, run, 'ledger-differs', [...parked.keys()], day.now);
    const holds = { begun: 0, ended: answered + righted };
    for (const { partnerKey, partnerId, posted, earned } of parked.values()) {
      const reasons = [ledgerDiffers(run, posted, earned)];
      holds.begun += (await recordHolds(session, run, new Map([[partnerKey, reasons]]), day.now)).begun;
      held.push({ partnerId, amount: earned, reasons });
    }
    for await (const all of payablesOf(session, campaignId, run)) {
      const payables = all.filter(({ partnerKey }) => !parked.has(partnerKey));
      const decided = await decidePayables(session, this.#vault, { campaignId, day, accounts, failed }, payables);
      held.push(...decided.held);
      const { begun, ended } = await recordHolds(session, run, decided.reasonsOf, day.now);
      holds.begun += begun;
      holds.ended += ended;
      await newBatches.add(decided.ready);
      newVendorBatches.add(decided.ofVendors);
    }
    return { held, holds };
  }
}

interface ToReserve {
  readonly campaignId: string;
  readonly run: number;
  readonly day: PayoutDay;
  readonly accounts: readonly DebtorAccount[];
  /** Whose journals are not what the run earned: nothing is paid by them. */
  readonly parked: ReadonlyMap<number, Misaccrued>;
  readonly failed: ReadonlyMap<number, readonly FailedPayment[]>;
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
