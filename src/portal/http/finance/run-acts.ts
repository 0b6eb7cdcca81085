import { Inject, Injectable } from '@nestjs/common';
import { findRun, RunApproval, stepsOfRun, type RunStep } from '../../../calculation/index.js';
import {
  assumedTerms,
  CampaignVersions,
  findCampaign,
  spokenName,
  termName,
  type TermName,
} from '../../../campaigns/index.js';
import { UnitOfWork } from '../../../database/index.js';
import { isSameActor, SeatbackError } from '../../../kernel/index.js';
import { CAMPAIGNS_FOLDER } from '../../reading/known-campaign.js';

export interface RunPlace {
  readonly campaignId: string;
  readonly run: number;
}

/** Who takes a step, and whether it may be one that this person took a moment ago. */
export interface Taker {
  readonly actor: string;
  /** A form that was sent twice, or a request that broke off: what is done already is done, and no refusal. */
  readonly mayHaveDone: boolean;
}

interface AsKnown {
  readonly asKnown?: string | undefined;
}

/** What the commands do with a run, for pages and the API: the same use cases, for a run of the campaign that is named. */
@Injectable()
export class RunActs {
  readonly #unitOfWork: UnitOfWork;
  readonly #approval: RunApproval;
  readonly #versions: CampaignVersions;
  readonly #folder: string;

  constructor(
    unitOfWork: UnitOfWork,
    approval: RunApproval,
    versions: CampaignVersions,
    @Inject(CAMPAIGNS_FOLDER) folder: string,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#approval = approval;
    this.#versions = versions;
    this.#folder = folder;
  }

  /**
   * Terms of the version that the run goes by.
   *
   * @param spoken names of terms as the campaign file writes them
   * @throws SeatbackError RUN_UNKNOWN, CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE, INPUT_INVALID, VERSION_OTHER, TERM_NOT_ASSUMED, CAMPAIGN_EDITED,
   *   ACTOR_INVALID, REASON_INVALID
   */
  async confirm(
    place: RunPlace,
    { actor }: Taker,
    { terms: spoken, reason }: { readonly terms: readonly string[]; readonly reason: string },
  ): Promise<void> {
    const run = await this.#unitOfWork.inSession((session) => findRun(session, place.run, place.campaignId));
    const campaign = findCampaign(this.#folder, place.campaignId);
    if (campaign.version !== run.version) throw otherVersion(place, run.version, campaign.version);
    const terms = spoken.map((name) => termName(name) as TermName);
    if (terms.length === 0) throw noTermChosen(assumedTerms(campaign.terms));
    await this.#versions.confirm(campaign, terms, { actor, reason });
  }

  /** @throws SeatbackError as `RunApproval.submit` */
  async submit(place: RunPlace, taker: Taker, { asKnown }: AsKnown): Promise<void> {
    await this.#take(place, taker, 'submitted', async () =>
      this.#approval.submit(place.run, taker.actor, { asKnownBecause: asKnown }),
    );
  }

  /** @throws SeatbackError as `RunApproval.approve` */
  async approve(place: RunPlace, taker: Taker, { asKnown }: AsKnown): Promise<void> {
    await this.#take(place, taker, 'approved', async () =>
      this.#approval.approve(place.run, taker.actor, { asKnownBecause: asKnown }),
    );
  }

  /** @throws SeatbackError as `RunApproval.reject` */
  async reject(place: RunPlace, taker: Taker, { reason }: { readonly reason: string }): Promise<void> {
    await this.#take(place, taker, 'rejected', async () => this.#approval.reject(place.run, taker.actor, reason));
  }

  /** @throws SeatbackError as `RunApproval.post` */
  async post(place: RunPlace, taker: Taker, { asKnown }: AsKnown): Promise<void> {
    await this.#take(place, taker, 'posted', async () =>
      this.#approval.post(place.run, taker.actor, { asKnownBecause: asKnown }),
    );
  }

  async #take(
    { campaignId, run }: RunPlace,
    { actor, mayHaveDone }: Taker,
    step: RunStep['step'],
    take: () => Promise<unknown>,
  ): Promise<void> {
    await this.#unitOfWork.inSession((session) => findRun(session, run, campaignId));
    try {
      await take();
    } catch (error) {
      const isTaken = mayHaveDone && error instanceof SeatbackError && error.code === 'RUN_STATE';
      if (!isTaken || !(await this.#wasLastTakenBy(run, step, actor))) throw error;
    }
  }

  async #wasLastTakenBy(run: number, step: RunStep['step'], actor: string): Promise<boolean> {
    const last = (await this.#unitOfWork.inSession((session) => stepsOfRun(session, run))).at(-1);
    return last?.step === step && last.by !== null && isSameActor(last.by, actor);
  }
}

function otherVersion({ campaignId, run }: RunPlace, ofRun: number, ofFile: number): SeatbackError {
  return new SeatbackError({
    code: 'VERSION_OTHER',
    expected: `a campaign file that states version ${String(ofRun)}, by which run ${String(run)} goes`,
    found: `version ${String(ofFile)}`,
    where: `${campaignId}.yaml`,
    next: 'Calculate anew by the version that the file states, and confirm the terms of that run.',
  });
}

/** To confirm nothing looks like having confirmed everything. */
function noTermChosen(assumed: readonly TermName[]): SeatbackError {
  return new SeatbackError({
    code: 'INPUT_INVALID',
    expected: 'one or more of the assumed terms',
    found: 'none',
    where: 'the terms to confirm',
    next: `Assumed are: ${assumed.map(spokenName).join(', ') || 'none'}.`,
  });
}
