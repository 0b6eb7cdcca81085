import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  causesOfRestatement,
  decidersOf,
  determinationPage,
  findRun,
  leftOutOfRun,
  restatedRun,
  rivalOf,
  runBefore,
  runPage,
  stepsOfRun,
  successorOf,
  whatOutdates,
  type Run,
} from '../../calculation/index.js';
import { CampaignVersions } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import type { DeterminationAnswer } from '../answers/result-answers.js';
import type { RunRecordAnswer, RunsAnswer } from '../answers/run-answers.js';
import { termsAnswer } from './campaign-reading.js';
import { readPlace, writePlace } from './cursor.js';
import { determinationAnswerOf } from './determination-answer.js';
import { CAMPAIGNS_FOLDER, knownCampaign } from './known-campaign.js';
import { readOnly } from './read-only.js';
import { isOpen, runHeadOf, runOf } from './run-answer.js';
import { totalsOf } from './totals.js';

const runPlace = z.tuple([
  z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
]);

/** Reads the runs of a campaign, and a run as somebody looks at it who takes it further. */
@Injectable()
export class RunReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #folder: string;

  constructor(unitOfWork: UnitOfWork, versions: CampaignVersions, @Inject(CAMPAIGNS_FOLDER) folder: string) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#folder = folder;
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, INPUT_INVALID */
  async runs(
    campaignId: string,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<RunsAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      await knownCampaign(session, this.#folder, campaignId);
      const [before] = cursor === undefined ? [] : readPlace(cursor, runPlace);
      const found = await runPage(session, { campaignId, before, limit: limit + 1 });
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      return {
        campaignId,
        runs: shown.map(runHeadOf),
        nextCursor: last === undefined ? null : writePlace([last.run]),
      };
    });
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, RUN_UNKNOWN */
  async run(campaignId: string, runNumber: number): Promise<RunRecordAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      await knownCampaign(session, this.#folder, campaignId);
      const run = await findRun(session, runNumber, campaignId);
      const { terms } = await this.#versions.published(session, campaignId, run.version);
      const restates = (await restatedRun(session, run.run)) ?? null;
      const isToSubmit = run.kind === 'official' && run.state === 'calculated';
      return {
        campaignId,
        run: runOf(run, isOpen(run) ? await whatOutdates(session, run) : []),
        steps: await stepsOfRun(session, run.run),
        restates,
        supersededBy: (await successorOf(session, run.run)) ?? null,
        rival: (isToSubmit ? await rivalOf(session, run) : undefined) ?? null,
        totals: await totalsOf(session, run, terms),
        comparedWith: await comparisonOf(session, run, restates),
        leftOut: await leftOutOfRun(session, run),
        openTerms: (await termsAnswer(session, campaignId, terms)).filter(
          ({ assumed, confirmation }) => assumed !== null && confirmation === null,
        ),
        deciders: (await decidersOf(session, run)).map(({ decidedBy }) => decidedBy),
      };
    });
  }

  /** The first undecided customers of a run, by partner and customer. */
  async undecided(campaignId: string, run: number, most: number): Promise<DeterminationAnswer[]> {
    return readOnly(this.#unitOfWork, async (session) =>
      (await determinationPage(session, { campaignId, run, outcome: 'undecided', limit: most })).map(
        determinationAnswerOf,
      ),
    );
  }
}

/** With the run that it restates, cause by cause; else with the one before it, of which only the totals tell. */
async function comparisonOf(
  session: Session,
  run: Run,
  restates: number | null,
): Promise<RunRecordAnswer['comparedWith']> {
  const before = restates === null ? await runBefore(session, run) : await findRun(session, restates);
  if (before === undefined) return null;
  const earned = Money.of(before.earnedTotal, before.currency);
  const more = (count: 'partners' | 'qualified' | 'notQualified' | 'undecided') =>
    run.counts[count] - before.counts[count];
  return {
    run: before.run,
    earned: earned.toString(),
    currency: before.currency,
    difference:
      before.currency === run.currency ? Money.of(run.earnedTotal, run.currency).minus(earned).toString() : null,
    partners: more('partners'),
    qualified: more('qualified'),
    notQualified: more('notQualified'),
    undecided: more('undecided'),
    causes:
      restates === null
        ? null
        : (await causesOfRestatement(session, run.run, restates)).map(({ causes, ...total }) => ({
            ...total,
            causes: [...causes],
          })),
  };
}
