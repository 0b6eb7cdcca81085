import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { CampaignVersions, spokenName } from '../../campaigns/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import {
  actorOf,
  CLOCK,
  isSameActor,
  reasonOf,
  SeatbackError,
  type Clock,
  type JsonValue,
} from '../../kernel/index.js';
import { earnedAmounts, Ledger, postAccruals, postRestatement, type Accrual } from '../../ledger/index.js';
import { adjustmentsOf } from '../restatement/stored-differences.js';
import {
  expectKnownToBeOutdated,
  expectNoOther,
  expectNoOwnDecisions,
  expectRestatementOf,
  expectSealed,
  postedRunOf,
} from './approval-conditions.js';
import { checkResult } from './check-runs.js';
import { earningsOfRun, earningsTogether, type StoredEarning } from './earnings.js';
import { findRun } from './find-run.js';
import { changedSince, provisional, samePerson, windowNotOver, wrongState } from './run-errors.js';
import type { Run, RunState } from './run.entity.js';

/** What a step writes beside the state, and what of it the audit log tells beside the run itself. */
interface StepTaken {
  readonly columns: Readonly<Record<string, string>>;
  readonly detail?: Readonly<Record<string, JsonValue>>;
}

/** Why a run is to count although it does not show all that is known by now. */
interface AsKnown {
  readonly asKnownBecause?: string | undefined;
}

/** From calculated to posted, by people: the one who approves is not the one who submitted. */
@Injectable()
export class RunApproval {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #ledger: Ledger;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    ledger: Ledger,
    auditLog: AuditLog,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#ledger = ledger;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Hands a run in. One that does not show what is known by now needs a reason.
   *
   * @throws SeatbackError RUN_UNKNOWN, RUN_STATE, RUN_PROVISIONAL, WINDOW_NOT_OVER, CAMPAIGN_HAS_RUN, RUN_OUTDATED, RUN_CHANGED,
   *   TERMS_UNCONFIRMED, ACTOR_INVALID, REASON_INVALID
   */
  async submit(runNumber: number, actor: string, { asKnownBecause }: AsKnown = {}): Promise<Run> {
    const reason = asKnownBecause === undefined ? undefined : reasonOf(asKnownBecause);
    return this.#step(runNumber, ['calculated'], 'submitted', actor, async (session, run, by) => {
      if (run.kind !== 'official') throw provisional(run);
      if (run.knownAt < run.snapshotAt) throw windowNotOver(run);
      const restates = await expectNoOther(session, run);
      const asKnown = await expectKnownToBeOutdated(session, run, reason, 'submit');
      await this.#expectConfirmedTerms(session, run);
      return {
        columns: { submitted_by: by, submitted_at: this.#clock.now() },
        detail: {
          ...(restates === undefined
            ? {}
            : { restates: restates.run, differences: await expectSealed(session, run, restates) }),
          ...asKnown,
        },
      };
    });
  }

  /**
   * By a second person. A run that more has come to since the last step needs a reason.
   *
   * @throws SeatbackError RUN_UNKNOWN, RUN_STATE, SAME_PERSON, DECIDER_APPROVES, RUN_OUTDATED, RUN_CHANGED, ACTOR_INVALID, REASON_INVALID
   */
  async approve(runNumber: number, actor: string, { asKnownBecause }: AsKnown = {}): Promise<Run> {
    const reason = asKnownBecause === undefined ? undefined : reasonOf(asKnownBecause);
    return this.#step(runNumber, ['submitted'], 'approved', actor, async (session, run, by) => {
      if (run.submittedBy === null || isSameActor(run.submittedBy, by)) throw samePerson(run, by);
      await expectNoOwnDecisions(session, run, by);
      const restates = await postedRunOf(session, run.campaignId);
      if (restates !== undefined) await expectSealed(session, run, restates);
      const detail = await expectKnownToBeOutdated(session, run, reason, 'approve');
      return { detail, columns: { approved_by: by, approved_at: this.#clock.now(), approved_digest: run.digest } };
    });
  }

  /**
   * Ends a run that was submitted, or approved and found wrong since; the same pin may be calculated anew.
   *
   * @throws SeatbackError RUN_UNKNOWN, RUN_STATE, ACTOR_INVALID, REASON_INVALID
   */
  async reject(runNumber: number, actor: string, reason: string): Promise<Run> {
    const because = reasonOf(reason);
    return this.#step(runNumber, ['submitted', 'approved'], 'rejected', actor, async (_session, _run, by) => ({
      columns: { rejected_by: by, rejected_at: this.#clock.now(), rejected_because: because },
      detail: { reason: because },
    }));
  }

  /**
   * Accrues what the run earned, as it was approved; of a restatement only the difference, cause by cause. Older
   * calculated runs of the campaign are superseded with it, and so is the run that it restates.
   *
   * @throws SeatbackError RUN_UNKNOWN, RUN_STATE, RUN_CHANGED, RUN_OUTDATED, ACCOUNTING_MONTH_CLOSED, ACTOR_INVALID, REASON_INVALID
   */
  async post(runNumber: number, actor: string, { asKnownBecause }: AsKnown = {}): Promise<Run> {
    const reason = asKnownBecause === undefined ? undefined : reasonOf(asKnownBecause);
    return this.#step(runNumber, ['approved'], 'posted', actor, async (session, run, by) => {
      const asKnown = await expectKnownToBeOutdated(session, run, reason, 'post');
      const [changed] = await checkResult(session, run);
      if (changed !== undefined) throw changedSince(run, changed);
      const restates = await postedRunOf(session, run.campaignId);
      if (restates === undefined) {
        for await (const together of earningsTogether(session, run.campaignId, run.run))
          await postAccruals(session, this.#ledger, run.run, run.campaignId, together.map(accrualOf));
      } else {
        // What is on its way to the bank is on its way: a release ends before, or begins after.
        await holdLock(session, 'payout');
        await expectRestatementOf(session, run, restates);
        await expectSealed(session, run, restates);
        await postRestatement(
          session,
          this.#ledger,
          { run: run.run, restates: restates.run, campaignId: run.campaignId },
          (await earningsOfRun(session, run.campaignId, run.run)).map(accrualOf),
          await adjustmentsOf(session, run.run, restates.run),
        );
      }
      await session.execute(
        `UPDATE calculation_run SET state = 'superseded', superseded_by = $2
         WHERE campaign_id = $1 AND ((state = 'calculated' AND run < $2) OR state = 'posted')`,
        [run.campaignId, run.run],
      );
      return {
        columns: { posted_by: by, posted_at: this.#clock.now() },
        detail: { ...(restates === undefined ? {} : { restates: restates.run }), ...asKnown },
      };
    });
  }

  async #step(
    runNumber: number,
    from: readonly RunState[],
    to: RunState,
    actor: string,
    decide: (session: Session, run: Run, by: string) => Promise<StepTaken>,
  ): Promise<Run> {
    const by = actorOf(actor);
    return this.#unitOfWork.inTransaction(async (session) => {
      const found = await findRun(session, runNumber);
      await holdLock(session, `campaign:${found.campaignId}`);
      const run = await findRun(session, runNumber);
      if (!from.includes(run.state)) throw wrongState(run, from, to);
      const { columns, detail } = await decide(session, run, by);
      const names = Object.keys(columns);
      await session.execute(
        `UPDATE calculation_run SET state = $2, ${names.map((name, index) => `${name} = $${String(index + 3)}`).join(', ')} WHERE run = $1`,
        [run.run, to, ...Object.values(columns)],
      );
      await this.#auditLog.record(session, {
        actor: by,
        act: `run.${to}`,
        subject: `run ${String(run.run)}`,
        detail: {
          campaign: run.campaignId,
          version: run.version,
          digest: run.digest,
          earned: run.earnedTotal,
          currency: run.currency,
          ...detail,
        },
      });
      return findRun(session, runNumber);
    });
  }

  async #expectConfirmedTerms(session: Session, run: Run): Promise<void> {
    const open = await this.#versions.unconfirmed(
      session,
      await this.#versions.published(session, run.campaignId, run.version),
    );
    if (open.length === 0) return;
    throw new SeatbackError({
      code: 'TERMS_UNCONFIRMED',
      expected: 'every assumed term confirmed by a person',
      found: `unconfirmed: ${open.map(spokenName).join(', ')}`,
      where: `${run.campaignId} version ${String(run.version)}`,
      next: `Confirm them: npx seatback campaigns confirm ${run.campaignId} --all --reason "…" --actor NAME`,
    });
  }
}

function accrualOf(earning: StoredEarning): Accrual {
  return { partnerKey: earning.partnerKey, partnerId: earning.partnerId, ...earnedAmounts(earning) };
}
