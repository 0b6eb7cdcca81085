import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { AskedWork, type TakenWork } from '../asked-work/index.js';
import { CalculateCampaign, RestateCampaign } from '../calculation/index.js';
import { findCampaignFile } from '../campaigns/index.js';
import { CLOCK, SeatbackError, type Clock } from '../kernel/index.js';
import { IssueDocuments } from '../portal/index.js';
import { PULL_SETTINGS, type PullSettings } from './schedule-pulls.js';
import { isUnderWay } from './schedules.js';

/** Whoever asks looks again after a moment. */
const LOOKS = '*/2 * * * * *';
const HEARD_EVERY_MS = 5_000;
const ALL_FORMATS = ['pdf', 'csv', 'xlsx'] as const;

interface CameOf {
  readonly run: number | null;
  readonly progress: number;
}

/**
 * Does what people asked for on pages, one after another: calculates, restates, gives out statements. Whatever it does
 * is safe to repeat: where this worker dies, another begins anew.
 */
@Injectable()
export class CarryOutAskedWork {
  readonly #asked: AskedWork;
  readonly #calculation: CalculateCampaign;
  readonly #restatement: RestateCampaign;
  readonly #documents: IssueDocuments;
  readonly #settings: PullSettings;
  readonly #clock: Clock;
  readonly #log = new Logger('asked work');

  constructor(
    asked: AskedWork,
    calculation: CalculateCampaign,
    restatement: RestateCampaign,
    documents: IssueDocuments,
    @Inject(PULL_SETTINGS) settings: PullSettings,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#asked = asked;
    this.#calculation = calculation;
    this.#restatement = restatement;
    this.#documents = documents;
    this.#settings = settings;
    this.#clock = clock;
  }

  @Cron(LOOKS, { name: 'do what was asked for on pages', timeZone: 'UTC', waitForCompletion: true })
  async round(): Promise<void> {
    try {
      for (let taken = await this.#asked.take(); taken !== undefined; taken = await this.#asked.take())
        await this.#carryOut(taken);
    } catch (error) {
      // The next look finds it again, and what fell silent too.
      this.#log.error(error instanceof Error ? error.message : String(error));
    }
  }

  async #carryOut(taken: TakenWork): Promise<void> {
    const name = `${taken.kind} of ${taken.campaignId}, asked for by ${taken.askedBy}`;
    let progress = 0;
    const beat = setInterval(() => {
      // A failure to say so is no failure of the work; who says nothing for long is thought dead.
      this.#asked.heard(taken, progress).catch((error: unknown) => this.#log.warn(`${name}: ${String(error)}`));
    }, HEARD_EVERY_MS);
    try {
      const came = await this.#do(taken, (count) => {
        progress = count;
      });
      await this.#asked.done(taken, came);
      this.#log.log(`${name}: ${came.run === null ? `done, ${String(came.progress)}` : `run ${String(came.run)}`}`);
    } catch (error) {
      this.#log.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      await this.#asked.failed(taken, failureOf(error));
    } finally {
      clearInterval(beat);
    }
  }

  async #do(
    { kind, campaignId, snapshotAt: asked, knownAt }: TakenWork,
    onProgress: (count: number) => void,
  ): Promise<CameOf> {
    if (kind === 'statements') return this.#giveOut(campaignId, onProgress);
    const { campaign, lineOf } = findCampaignFile(this.#settings.campaignsFolder, campaignId);
    let progress = 0;
    const request = {
      lineOf,
      ...(knownAt === null ? {} : { knownAt }),
      onProgress: (customers: number) => {
        progress = customers;
        onProgress(customers);
      },
    };
    if (kind === 'restatement') {
      const { run } = await this.#restatement.execute(campaign, request);
      return { run: run?.run ?? null, progress };
    }
    // By what was known while the window was open it is an estimate, as if it had ended then.
    const seenAt = knownAt ?? this.#clock.now();
    const snapshotAt = asked ?? (isUnderWay(campaign, seenAt) ? seenAt : undefined);
    const { run } = await this.#calculation.execute(campaign, { ...request, snapshotAt });
    return { run, progress };
  }

  async #giveOut(campaignId: string, onProgress: (count: number) => void): Promise<CameOf> {
    let given = 0;
    const documents = this.#documents.allStatements(campaignId, { formats: ALL_FORMATS });
    // The files are made again whenever they are loaded; here they are made for their hashes.
    for (let next = await documents.next(); next.done !== true; next = await documents.next()) onProgress((given += 1));
    return { run: null, progress: given };
  }
}

function failureOf(error: unknown): Parameters<AskedWork['failed']>[1] {
  if (error instanceof SeatbackError) {
    const { code, expected, found, where, next } = error.report;
    return { code, expected, found, where, next };
  }
  return {
    code: 'INTERNAL',
    expected: 'work that comes to its end',
    found: 'a fault of ours',
    where: 'npx seatback work',
    next: 'The log of the worker says more.',
  };
}
