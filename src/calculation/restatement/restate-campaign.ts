import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions, type Campaign } from '../../campaigns/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, SeatbackError, type Clock, type Instant } from '../../kernel/index.js';
import { CalculateCampaign, type CalculationRequest } from '../runs/calculate-campaign.js';
import { ENGINE_VERSION } from '../runs/engine-version.js';
import { findRun } from '../runs/find-run.js';
import { Run } from '../runs/run.entity.js';
import { attribute } from './attribute.js';
import { checkSeal } from './seal-differences.js';
import {
  differencesOf,
  restatedBy,
  restatementOf,
  storeRestatement,
  type ListedDifference,
} from './stored-differences.js';

/** What a campaign's posted run would be if it were made of all that is known now, and what makes the difference. */
export interface Restatement {
  readonly run: Run;
  readonly restates: Run;
  readonly differences: readonly ListedDifference[];
}

/** Nothing that became known since changes anything of the posted run: there is none to take its place. */
export interface NothingToRestate {
  readonly run: null;
  readonly restates: Run;
}

/** Calculates an official run that names the posted one whose place it is to take, and says what changed, by cause. Posts nothing. */
@Injectable()
export class RestateCampaign {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #calculate: CalculateCampaign;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    calculate: CalculateCampaign,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#calculate = calculate;
    this.#clock = clock;
  }

  /**
   * Safe to repeat: where the same terms and engine come to what is posted nothing is made, and where they come to a
   * restatement that was calculated before, of the same delivery, that one is shown again.
   *
   * @throws SeatbackError NO_POSTED_RUN, RESTATEMENT_BACKWARDS, RESTATEMENT_CURRENCY, RESTATEMENT_UNEXPLAINED, KNOWN_AT_AHEAD,
   *   VERSION_NOT_KNOWN_YET, CAMPAIGN_EDITED, VERSION_OUT_OF_ORDER, CAMPAIGN_CONTRADICTS_ITSELF
   */
  async execute(
    campaign: Campaign,
    request: Omit<CalculationRequest, 'snapshotAt' | 'unlessAs'> = {},
  ): Promise<Restatement | NothingToRestate> {
    const knownAt = request.knownAt ?? this.#clock.now();
    const unlessAs = await this.#unitOfWork.inTransaction(async (session) => {
      const posted = await postedRun(session, campaign.campaign);
      const runs = [posted, ...(await calculatedRestatements(session, posted, knownAt))];
      // A run by other terms is made also where all rewards are the same: what becomes of them may be another.
      return runs.filter(
        (each) => each.version === campaign.version && each.engineVersion === ENGINE_VERSION && each.knownAt <= knownAt,
      );
    });
    const { run } = await this.#calculate.execute(campaign, { ...request, knownAt, unlessAs });
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, `campaign:${campaign.campaign}`);
      const after = await findRun(session, run);
      const before = await postedRun(session, campaign.campaign);
      if (after.run === before.run) return { run: null, restates: before };
      expectForward(before, after);
      if (!(await restatedBy(session, after.run, before.run))) {
        const differences = await attribute(session, this.#versions, before, after);
        await storeRestatement(session, before, after, this.#clock.now(), differences);
      }
      return { run: after, restates: before, differences: await differencesOf(session, after.run, before.run) };
    });
  }

  /**
   * A restatement as it was calculated.
   *
   * @throws SeatbackError RUN_UNKNOWN, NOT_A_RESTATEMENT
   */
  async show(runNumber: number): Promise<Restatement> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const run = await findRun(session, runNumber);
      const restates = await findRun(session, await restatementOf(session, run));
      return { run, restates, differences: await differencesOf(session, run.run, restates.run) };
    });
  }
}

/** Restatements of the posted run that wait to be submitted or approved, and know all that was delivered; the latest first. */
async function calculatedRestatements(session: Session, posted: Run, knownAt: Instant): Promise<Run[]> {
  const numbers = await session.query<{ run: number }>(
    `SELECT run FROM restatement JOIN calculation_run USING (run)
     WHERE restates = $1 AND differences_hash IS NOT NULL AND state IN ('calculated', 'submitted', 'approved')
       AND delivery = (SELECT COALESCE(max(delivery), 0) FROM delivery WHERE recorded_at <= $2)
     ORDER BY run DESC`,
    [posted.run, knownAt],
  );
  const sealed: Run[] = [];
  for (const { run } of numbers) {
    const waiting = await findRun(session, run);
    // What somebody wrote to since is calculated anew.
    if ((await checkSeal(session, waiting, posted)).problem === undefined) sealed.push(waiting);
  }
  return sealed;
}

async function postedRun(session: Session, campaignId: string): Promise<Run> {
  const [posted] = await session.manager.find(Run, { where: { campaignId, state: 'posted' }, take: 1 });
  if (posted !== undefined) return posted;
  throw new SeatbackError({
    code: 'NO_POSTED_RUN',
    expected: 'an official run that is posted, to be restated',
    found: 'none',
    where: campaignId,
    next: 'Calculate, then submit, approve and post the run: what is not posted is simply calculated again.',
  });
}

/** What is known, and the terms, only grow: a run of the past does not take the place of a later one. */
function expectForward(before: Run, after: Run): void {
  const where = `run ${String(after.run)} of ${after.campaignId}`;
  if (after.delivery < before.delivery || after.version < before.version || after.knownAt < before.knownAt)
    throw new SeatbackError({
      code: 'RESTATEMENT_BACKWARDS',
      expected: `a run that knows at least what run ${String(before.run)} knew: version ${String(before.version)}, delivery ${String(before.delivery)}`,
      found: `version ${String(after.version)}, delivery ${String(after.delivery)}`,
      where,
      next: 'Leave --known-at away, and use the campaign file of the newest version.',
    });
  if (after.currency !== before.currency)
    throw new SeatbackError({
      code: 'RESTATEMENT_CURRENCY',
      expected: `rewards in ${before.currency}, as they were posted`,
      found: after.currency,
      where,
      next: 'A posted campaign keeps its currency: publish the terms in the one they were posted in.',
    });
}
