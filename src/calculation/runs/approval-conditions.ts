import type { Session } from '../../database/index.js';
import { isSameActor, SeatbackError, type JsonValue } from '../../kernel/index.js';
import { checkSeal } from '../restatement/seal-differences.js';
import { restatedBy } from '../restatement/stored-differences.js';
import { ENGINE_VERSION } from './engine-version.js';
import { Run } from './run.entity.js';
import { changedSince, hasOther, outdated, type OutdatedStep } from './run-errors.js';

/**
 * A campaign has one official run on its way, and one that is posted; another takes its place only as a restatement.
 *
 * @returns the run that this one restates
 */
export async function expectNoOther(session: Session, run: Run): Promise<Run | undefined> {
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

export async function postedRunOf(session: Session, campaignId: string): Promise<Run | undefined> {
  const [posted] = await session.manager.find(Run, { where: { campaignId, state: 'posted' }, take: 1 });
  return posted;
}

export async function expectRestatementOf(session: Session, run: Run, posted: Run): Promise<void> {
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
export async function expectSealed(session: Session, run: Run, restates: Run): Promise<string> {
  const { seal, problem } = await checkSeal(session, run, restates);
  if (problem !== undefined) throw changedSince(run, problem);
  if (seal === null) throw changedSince(run, 'a restatement from before differences were sealed');
  return seal;
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
export async function expectKnownToBeOutdated(
  session: Session,
  run: Run,
  reason: string | undefined,
  step: OutdatedStep,
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

/**
 * Whoever decided of a customer by hand does not approve what follows from it.
 *
 * @throws SeatbackError DECIDER_APPROVES
 */
export async function expectNoOwnDecisions(session: Session, run: Run, by: string): Promise<void> {
  const own = (await decidersOf(session, run)).find(({ decidedBy }) => isSameActor(decidedBy, by));
  if (own === undefined) return;
  throw new SeatbackError({
    code: 'DECIDER_APPROVES',
    expected: 'approval by somebody who decided of none of its customers',
    found: `${by}, who decided ${String(own.decisions)} times of customers that the run counts by it`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Let somebody else look at it and approve.',
  });
}

/** Who decided of customers by hand, as the run counts them, and how often. */
export async function decidersOf(
  session: Session,
  { campaignId, delivery }: Run,
): Promise<{ readonly decidedBy: string; readonly decisions: number }[]> {
  return session.query(
    `SELECT decided_by AS "decidedBy", count(*)::integer AS decisions FROM decision
     WHERE campaign_id = $1 AND counted_as <> 'withdrawn' AND recorded_from <= $2 AND (recorded_to IS NULL OR recorded_to > $2)
     GROUP BY decided_by`,
    [campaignId, delivery],
  );
}
