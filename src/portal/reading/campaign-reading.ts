import { Inject, Injectable } from '@nestjs/common';
import { listRuns, runInForce, whatOutdates, type Run } from '../../calculation/index.js';
import {
  CampaignVersions,
  spokenName,
  termConfirmations,
  type CampaignTerms,
  type TermName,
} from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { Money, SeatbackError } from '../../kernel/index.js';
import { ledgerBalances } from '../../ledger/index.js';
import { listBatches } from '../../payout/index.js';
import type { CampaignAnswer, CampaignsAnswer, TermAnswer } from '../answers/campaign-answers.js';
import { batchOf } from './batch-answer.js';
import { CAMPAIGNS_FOLDER, knownCampaign, knownCampaigns, type KnownCampaign } from './known-campaign.js';
import { KeptFigures } from './kept-figures.js';
import { readOnly } from './read-only.js';
import { isOpen, runHeadOf, runOf } from './run-answer.js';
import { totalsOf } from './totals.js';

/** What the pages below a campaign say of it. */
export type CampaignHeading = Pick<CampaignAnswer, 'campaignId' | 'title' | 'window' | 'timeZone'>;

/** Reads what finance sees of campaigns: terms, runs, totals, ledger and batches. */
@Injectable()
export class CampaignReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #folder: string;
  readonly #figures = new KeptFigures();

  constructor(unitOfWork: UnitOfWork, versions: CampaignVersions, @Inject(CAMPAIGNS_FOLDER) folder: string) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#folder = folder;
  }

  async campaigns(): Promise<CampaignsAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      const campaigns: CampaignsAnswer['campaigns'] = [];
      for (const { campaignId, campaign, failure } of await knownCampaigns(session, this.#folder)) {
        const run = await runInForce(session, campaignId);
        campaigns.push({
          campaignId,
          title: campaign?.title ?? null,
          version: campaign?.version ?? null,
          window: campaign?.terms.window.value ?? null,
          run: run === undefined ? null : runHeadOf(run),
          failure,
        });
      }
      return { campaigns };
    });
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE */
  async campaign(campaignId: string): Promise<CampaignAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      const known = await knownCampaign(session, this.#folder, campaignId);
      const run = await runInForce(session, campaignId);
      const { version, terms } = await this.#termsOf(session, known, run);
      const figures = run === undefined ? undefined : await this.#figures.of(session, run, terms);
      return {
        campaignId,
        title: known.campaign?.title ?? null,
        failure: known.failure,
        window: terms.window.value,
        timeZone: terms.timeZone.value,
        version,
        fileVersion: known.campaign?.version ?? null,
        pages: known.campaign?.pages ?? {},
        terms: await termsAnswer(session, campaignId, terms),
        run: run === undefined ? null : runOf(run, isOpen(run) ? await whatOutdates(session, run) : []),
        totals: run === undefined ? null : await totalsOf(session, run, terms, figures),
        runs: (await listRuns(session, campaignId)).map(runHeadOf),
        balances: (await (figures?.balances() ?? ledgerBalances(session, campaignId))).map(
          ({ kind, currency, balance }) => ({
            account: kind,
            balance: Money.of(balance, currency).toString(),
            currency,
          }),
        ),
        batches: (await listBatches(session, campaignId)).map(batchOf),
      };
    });
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE */
  async heading(campaignId: string): Promise<CampaignHeading> {
    return readOnly(this.#unitOfWork, async (session) => {
      const known = await knownCampaign(session, this.#folder, campaignId);
      const { terms } = await this.#termsOf(session, known, await runInForce(session, campaignId));
      return {
        campaignId,
        title: known.campaign?.title ?? null,
        window: terms.window.value,
        timeZone: terms.timeZone.value,
      };
    });
  }

  /** The terms that the run went by; without a run those of the file, else the last ones published. */
  async #termsOf(
    session: Session,
    { campaignId, campaign, failure, publishedVersion }: KnownCampaign,
    run: Run | undefined,
  ): Promise<{ readonly version: number; readonly terms: CampaignTerms }> {
    if (run === undefined && campaign !== null) return campaign;
    const version = run?.version ?? publishedVersion;
    if (version !== null) return this.#versions.published(session, campaignId, version);
    if (failure !== null) throw new SeatbackError(failure);
    throw new Error('Broken invariant: a known campaign has a file or a published version');
  }
}

export async function termsAnswer(session: Session, campaignId: string, terms: CampaignTerms): Promise<TermAnswer[]> {
  const confirmations = await termConfirmations(session, campaignId, terms);
  return (Object.keys(terms) as TermName[]).flatMap((name) => {
    const term = terms[name];
    if (term === undefined) return [];
    const confirmation = confirmations.get(name);
    return {
      term: spokenName(name),
      value: term.value,
      source: term.source ?? null,
      assumed: term.assumed ?? null,
      confirmation:
        confirmation === undefined
          ? null
          : {
              confirmedBy: confirmation.confirmedBy,
              confirmedAt: confirmation.confirmedAt,
              reason: confirmation.reason,
            },
    };
  });
}
