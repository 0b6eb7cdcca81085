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
import { checkSeal } from '../restatement/seal-differences.js';
import { adjustmentsOf, restatedBy } from '../restatement/stored-differences.js';
import { checkResult } from './check-runs.js';
import { earningsOfRun } from './earnings.js';
import { ENGINE_VERSION } from './engine-version.js';
import { Run, type RunState } from './run.entity.js';

/** What a step writes beside the state, and what of it the audit log tells beside the run itself. */
interface StepTaken {
  readonly columns: Readonly<Record<string, string>>;
  readonly detail?: Readonly<Record<string, JsonValue>>;
}

/** Why a run is to count although it does not show all that is known by now. */
interface AsKnown {
  readonly asKnownBecause?: string | undefined;
}

/** Journals of so many partners are made at a time: what a hundred thousand need would fill the memory. */
const POSTED_TOGETHER = 10_000;

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
      const earnings = await earningsOfRun(session, run.campaignId, run.run);
      const accruals = earnings.map((earning): Accrual => ({
        partnerKey: earning.partnerKey,
        partnerId: earning.partnerId,
        ...earnedAmounts(earning),
      }));
      const restates = await postedRunOf(session, run.campaignId);
      if (restates === undefined) {
        for (let from = 0; from < accruals.length; from += POSTED_TOGETHER) {
          const together = accruals.slice(from, from + POSTED_TOGETHER);
          await postAccruals(session, this.#ledger, run.run, run.campaignId, together);
        }
      } else {
        // What is on its way to the bank is on its way: a release ends before, or begins after.
        await holdLock(session, 'payout');
        await expectRestatementOf(session, run, restates);
        await expectSealed(session, run, restates);
        await postRestatement(
          session,
          this.#ledger,
          { run: run.run, restates: restates.run, campaignId: run.campaignId },
          accruals,
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

/** @throws SeatbackError RUN_UNKNOWN */
export async function findRun(session: Session, runNumber: number, campaignId?: string): Promise<Run> {
  const run = await session.manager.findOneBy(Run, { run: runNumber });
  if (run !== null && (campaignId === undefined || run.campaignId === campaignId)) return run;
  throw new SeatbackError({
    code: 'RUN_UNKNOWN',
    expected: 'the number of a run',
    found: String(runNumber),
    where: campaignId ?? 'runs',
    next: 'See npx seatback run list, or calculate one first.',
  });
}

/**
 * A campaign has one official run on its way, and one that is posted; another takes its place only as a restatement.
 *
 * @returns the run that this one restates
 */
async function expectNoOther(session: Session, run: Run): Promise<Run | undefined> {
  const [other] = await session.manager.find(Run, {
    where: [
      { campaignId: run.campaignId, state: 'submitted' },
      { campaignId: run.campaignId, state: 'approved' },
    ],
    take: 1,
  });
  if (other !== undefined) throw hasOther(run, other, `Approve or reject run ${String(other.run)} first.`);
  const posted = await postedRunOf(session, run.campaignId);
  if (posted !== undefined) await expectRestatementOf(session, run, posted);
  return posted;
}

async function postedRunOf(session: Session, campaignId: string): Promise<Run | undefined> {
  const [posted] = await session.manager.find(Run, { where: { campaignId, state: 'posted' }, take: 1 });
  return posted;
}

async function expectRestatementOf(session: Session, run: Run, posted: Run): Promise<void> {
  if (await restatedBy(session, run.run, posted.run)) return;
  throw hasOther(
    run,
    posted,
    `What was posted stays; a correction is a restatement: npx seatback restate ${run.campaignId}`,
  );
}

/**
 * What the adjustments are posted by is what was calculated and submitted.
 *
 * @returns the seal
 * @throws SeatbackError RUN_CHANGED
 */
async function expectSealed(session: Session, run: Run, restates: Run): Promise<string> {
  const { seal, problem } = await checkSeal(session, run, restates);
  if (problem !== undefined) throw changedSince(run, problem);
  if (seal === null) throw changedSince(run, 'a restatement from before differences were sealed');
  return seal;
}

function hasOther(run: Run, other: Run, next: string): SeatbackError {
  return new SeatbackError({
    code: 'CAMPAIGN_HAS_RUN',
    expected: `no other official run of ${run.campaignId}, or a restatement of the one that is posted`,
    found: `run ${String(other.run)}, ${other.state}`,
    where: `run ${String(run.run)}`,
    next,
  });
}

/** What has become known since a run was calculated, in words; nothing where it shows all that is known. */
export async function whatOutdates(session: Session, run: Run): Promise<string[]> {
  const { delivery, version } = await session.one<{ delivery: number; version: number }>(
    `SELECT COALESCE((SELECT max(delivery) FROM delivery), 0) AS delivery,
       (SELECT max(version) FROM campaign_version WHERE campaign_id = $1) AS version`,
    [run.campaignId],
  );
  return [
    ...(delivery > run.delivery ? [`a newer delivery: ${String(run.delivery)}, now ${String(delivery)}`] : []),
    ...(version > run.version
      ? [`a newer version of the campaign: ${String(run.version)}, now ${String(version)}`]
      : []),
    ...(run.engineVersion === ENGINE_VERSION
      ? []
      : [`another engine version: ${run.engineVersion}, now ${ENGINE_VERSION}`]),
  ];
}

/**
 * Whoever takes a step knows what has come since the run was calculated: it was named, with a reason, at this step or at
 * the one before, and nothing has come since.
 *
 * @returns what the audit log tells of it
 * @throws SeatbackError RUN_OUTDATED
 */
async function expectKnownToBeOutdated(
  session: Session,
  run: Run,
  reason: string | undefined,
  step: 'submit' | 'approve' | 'post',
): Promise<Readonly<Record<string, JsonValue>>> {
  const outdatedBy = await whatOutdates(session, run);
  if (outdatedBy.length === 0) return {};
  if (reason !== undefined) return { asKnownBecause: reason, outdatedBy };
  const [last] = await session.query<{ outdatedBy: readonly string[] | null }>(
    `SELECT detail->'outdatedBy' AS "outdatedBy" FROM audit_entry
     WHERE subject = $1 AND act IN ('run.submitted', 'run.approved') ORDER BY entry DESC LIMIT 1`,
    [`run ${String(run.run)}`],
  );
  const isKnown = step !== 'submit' && last?.outdatedBy?.join() === outdatedBy.join();
  if (!isKnown) throw outdated(run, outdatedBy, step);
  return { outdatedBy };
}

function outdated(run: Run, by: readonly string[], step: 'submit' | 'approve' | 'post'): SeatbackError {
  return new SeatbackError({
    code: 'RUN_OUTDATED',
    expected: 'a run of all that is known now',
    found: by.join('; '),
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next:
      step === 'submit'
        ? 'Calculate again and submit that run, or submit this one with --as-known "…", which says why it is to count.'
        : `Reject it and calculate again, or ${step} this one with --as-known "…", which says why it is to count; what came since is restated then.`,
  });
}

function changedSince(run: Run, problem: string): SeatbackError {
  return new SeatbackError({
    code: 'RUN_CHANGED',
    expected: `the result that was approved, with digest ${run.digest} and ${run.earnedTotal} ${run.currency} in all`,
    found: problem,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'See npx seatback verify and find out who wrote to the database; then reject the run and calculate, or restate, again.',
  });
}

function wrongState(run: Run, from: readonly RunState[], to: RunState): SeatbackError {
  return new SeatbackError({
    code: 'RUN_STATE',
    expected: `a run that is ${from.join(' or ')}, to be ${to}`,
    found: run.state,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'A run is calculated, submitted, approved and posted, in this order.',
  });
}

function provisional(run: Run): SeatbackError {
  return new SeatbackError({
    code: 'RUN_PROVISIONAL',
    expected: 'an official run, at the end of the window',
    found: `a provisional one at ${run.snapshotAt}`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Calculate without --snapshot and submit that run.',
  });
}

/** Official is a run by its snapshot alone; nobody can know the end of the window before it has come. */
function windowNotOver(run: Run): SeatbackError {
  return new SeatbackError({
    code: 'WINDOW_NOT_OVER',
    expected: `a run that knows what was known at the end of the window, ${run.snapshotAt}, or later`,
    found: `a run that knows what was known at ${run.knownAt}`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Calculate again when the window is over, and submit that run.',
  });
}

/**
 * Whoever decided of a customer by hand does not approve what follows from it.
 *
 * @throws SeatbackError DECIDER_APPROVES
 */
async function expectNoOwnDecisions(session: Session, run: Run, by: string): Promise<void> {
  const deciders = await session.query<{ decidedBy: string; decisions: number }>(
    `SELECT decided_by AS "decidedBy", count(*)::integer AS decisions FROM decision
     WHERE campaign_id = $1 AND counted_as <> 'withdrawn' AND recorded_from <= $2 AND (recorded_to IS NULL OR recorded_to > $2)
     GROUP BY decided_by`,
    [run.campaignId, run.delivery],
  );
  const own = deciders.find(({ decidedBy }) => isSameActor(decidedBy, by));
  if (own === undefined) return;
  throw new SeatbackError({
    code: 'DECIDER_APPROVES',
    expected: 'approval by somebody who decided of none of its customers',
    found: `${by}, who decided ${String(own.decisions)} times of customers that the run counts by it`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Let somebody else look at it and approve.',
  });
}

function samePerson(run: Run, actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'approval by a second person',
    found: `${actor}; it was submitted by ${run.submittedBy ?? 'nobody'}`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Let somebody else look at it and approve.',
  });
}
