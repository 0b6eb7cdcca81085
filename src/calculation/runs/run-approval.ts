import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { CampaignVersions, spokenName } from '../../campaigns/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, Money, SeatbackError, type Clock } from '../../kernel/index.js';
import { Ledger, postAccruals } from '../../ledger/index.js';
import { earningsOfRun } from './earnings.js';
import { Run, type RunState } from './run.entity.js';

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

  /** @throws SeatbackError RUN_UNKNOWN, RUN_STATE, RUN_PROVISIONAL, WINDOW_NOT_OVER, CAMPAIGN_HAS_RUN, TERMS_UNCONFIRMED */
  async submit(runNumber: number, actor: string): Promise<Run> {
    return this.#step(runNumber, 'calculated', 'submitted', actor, async (session, run) => {
      if (run.kind !== 'official') throw provisional(run);
      if (run.knownAt < run.snapshotAt) throw windowNotOver(run);
      await this.#expectConfirmedTerms(session, run);
      await expectNoOther(session, run);
      return { submitted_by: actor, submitted_at: this.#clock.now() };
    });
  }

  /** @throws SeatbackError RUN_UNKNOWN, RUN_STATE, SAME_PERSON */
  async approve(runNumber: number, actor: string): Promise<Run> {
    return this.#step(runNumber, 'submitted', 'approved', actor, async (_session, run) => {
      if (run.submittedBy === actor) throw samePerson(run, actor);
      return { approved_by: actor, approved_at: this.#clock.now() };
    });
  }

  /** @throws SeatbackError RUN_UNKNOWN, RUN_STATE */
  async reject(runNumber: number, actor: string, reason: string): Promise<Run> {
    return this.#step(runNumber, 'submitted', 'rejected', actor, async () => ({
      rejected_by: actor,
      rejected_at: this.#clock.now(),
      rejected_because: reason,
    }));
  }

  /**
   * Accrues what the run earned. Older calculated runs of the campaign are superseded with it.
   *
   * @throws SeatbackError RUN_UNKNOWN, RUN_STATE, ACCOUNTING_MONTH_CLOSED
   */
  async post(runNumber: number, actor: string): Promise<Run> {
    return this.#step(runNumber, 'approved', 'posted', actor, async (session, run) => {
      const earnings = await earningsOfRun(session, run.campaignId, run.run);
      await postAccruals(
        session,
        this.#ledger,
        run.run,
        run.campaignId,
        earnings.map(({ partnerKey, partnerId, earned, potential, currency }) => ({
          partnerKey,
          partnerId,
          earned: Money.of(earned, currency),
          potential: Money.of(potential, currency),
        })),
      );
      await session.execute(
        `UPDATE calculation_run SET state = 'superseded', superseded_by = $2 WHERE campaign_id = $1 AND state = 'calculated' AND run < $2`,
        [run.campaignId, run.run],
      );
      return { posted_by: actor, posted_at: this.#clock.now() };
    });
  }

  async #step(
    runNumber: number,
    from: RunState,
    to: RunState,
    actor: string,
    decide: (session: Session, run: Run) => Promise<Readonly<Record<string, string>>>,
  ): Promise<Run> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const found = await findRun(session, runNumber);
      await holdLock(session, `campaign:${found.campaignId}`);
      const run = await findRun(session, runNumber);
      if (run.state !== from) throw wrongState(run, from, to);
      const columns = await decide(session, run);
      const names = Object.keys(columns);
      await session.execute(
        `UPDATE calculation_run SET state = $2, ${names.map((name, index) => `${name} = $${String(index + 3)}`).join(', ')} WHERE run = $1`,
        [run.run, to, ...Object.values(columns)],
      );
      await this.#auditLog.record(session, {
        actor,
        act: `run.${to}`,
        subject: `run ${String(run.run)}`,
        detail: {
          campaign: run.campaignId,
          version: run.version,
          digest: run.digest,
          earned: run.earnedTotal,
          currency: run.currency,
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
      next: `Confirm them: seatback campaigns confirm ${run.campaignId} --all --reason "…"`,
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
    next: 'See seatback run list, or calculate one first.',
  });
}

/** Until restatement exists, a campaign has one official run on its way, and posts one. */
async function expectNoOther(session: Session, run: Run): Promise<void> {
  const [other] = await session.manager.find(Run, {
    where: [
      { campaignId: run.campaignId, state: 'submitted' },
      { campaignId: run.campaignId, state: 'approved' },
      { campaignId: run.campaignId, state: 'posted' },
    ],
    take: 1,
  });
  if (other === undefined) return;
  throw new SeatbackError({
    code: 'CAMPAIGN_HAS_RUN',
    expected: `no other official run of ${run.campaignId}`,
    found: `run ${String(other.run)}, ${other.state}`,
    where: `run ${String(run.run)}`,
    next:
      other.state === 'posted'
        ? 'What was posted stays; a correction is a restatement.'
        : `Approve or reject run ${String(other.run)} first.`,
  });
}

function wrongState(run: Run, from: RunState, to: RunState): SeatbackError {
  return new SeatbackError({
    code: 'RUN_STATE',
    expected: `a run that is ${from}, to be ${to}`,
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

function samePerson(run: Run, actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'approval by a second person',
    found: `${actor}, who submitted it`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Let somebody else look at it and approve.',
  });
}
