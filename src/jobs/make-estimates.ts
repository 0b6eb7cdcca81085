import { Inject, Injectable, Logger } from '@nestjs/common';
import { CalculateCampaign, knownProducts } from '../calculation/index.js';
import { contradictionsOf, listCampaigns, type CampaignFile } from '../campaigns/index.js';
import { UnitOfWork } from '../database/index.js';
import { CLOCK, Money, SeatbackError, type Clock, type Instant } from '../kernel/index.js';
import { tellLog } from '../logging/index.js';
import type { Attempt, PullJob } from './job-queue.js';
import { PULL_SETTINGS, type PullSettings } from './schedule-pulls.js';
import { laterPull, noteOutcome, type PullOutcome } from './scheduled-pulls.js';
import { isUnderWay } from './schedules.js';

/** Every morning: what would be earned if the campaigns that are under way had ended now. Posts nothing. */
@Injectable()
export class MakeEstimates {
  readonly #unitOfWork: UnitOfWork;
  readonly #calculation: CalculateCampaign;
  readonly #clock: Clock;
  readonly #settings: PullSettings;
  readonly #log = new Logger('estimates');

  constructor(
    unitOfWork: UnitOfWork,
    calculation: CalculateCampaign,
    @Inject(CLOCK) clock: Clock,
    @Inject(PULL_SETTINGS) settings: PullSettings,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#calculation = calculation;
    this.#clock = clock;
    this.#settings = settings;
  }

  /** @throws what a campaign's calculation throws, when all others are done, so that the job is tried again */
  async execute(job: PullJob, attempt: Attempt): Promise<'done'> {
    const later = await this.#unitOfWork.inSession((session) => laterPull(session, 'estimates', job.dueAt));
    if (later !== undefined) {
      await this.#note(job, 'superseded', `the one due at ${later} estimates with what is known by then`);
      return 'done';
    }
    const said: string[] = [];
    const failures: unknown[] = [];
    for (const file of this.#underWay(job.dueAt)) {
      const { campaign } = file.campaign;
      try {
        said.push(await this.#estimate(file, job.dueAt));
      } catch (error) {
        failures.push(error);
        const found = error instanceof SeatbackError ? error.message : String(error);
        this.#log.error(`${campaign}, due ${job.dueAt}, attempt ${String(attempt.number)}: ${found}`);
        said.push(`${campaign}: ${found}`);
      }
    }
    const whole = said.join('; ') || 'no campaign is under way';
    if (failures.length === 0) await this.#note(job, 'done', whole);
    else if (attempt.isLast) await this.#note(job, 'failed', whole);
    if (failures.length > 0) throw failures[0];
    return 'done';
  }

  #underWay(at: Instant): CampaignFile[] {
    return listCampaigns(this.#settings.campaignsFolder).flatMap((file) =>
      file.campaign !== null && isUnderWay(file.campaign, at) ? [file] : [],
    );
  }

  async #estimate(file: CampaignFile, snapshotAt: Instant): Promise<string> {
    const { campaign } = file;
    const run = await this.#calculation.execute(campaign, { snapshotAt });
    const contradictions = await this.#unitOfWork.inSession(async (session) =>
      contradictionsOf(file, await knownProducts(session, run.delivery)),
    );
    // The official run would be refused: there is time to mend the terms until then.
    for (const { term, line: at, message } of contradictions)
      this.#log.warn(`${campaign.campaign}: ${term} (line ${String(at)}): ${message}`);
    const { qualified, undecided, pending } = run.counts;
    const line = `${campaign.campaign}: run ${String(run.run)}, ${Money.of(run.earnedTotal, run.currency).toString()} ${run.currency}, ${String(qualified)} qualified, ${String(undecided)} undecided, ${String(pending)} of them only for what lies ahead${contradictions.length === 0 ? '' : `; its terms contradict each other, see campaigns check: ${contradictions.map(({ term }) => term).join(', ')}`}`;
    tellLog({ run: run.run });
    this.#log.log(line);
    return line;
  }

  async #note({ schedule, dueAt }: PullJob, outcome: PullOutcome, reason: string): Promise<void> {
    await this.#unitOfWork.inTransaction((session) =>
      noteOutcome(session, { schedule, dueAt, outcome, reason }, this.#clock.now()),
    );
  }
}
