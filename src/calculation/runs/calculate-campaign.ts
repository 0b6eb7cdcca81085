import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions, expectNoContradiction, type Campaign, type CampaignFile } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, dayOf, endOfDay, SeatbackError, type Clock, type Instant } from '../../kernel/index.js';
import { knownProducts } from '../facts/known-products.js';
import { loadCompanies, loadPartnerFacts } from '../facts/partner-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { baseRun } from '../incremental/base-run.js';
import { outcomeOfChanges } from '../incremental/outcome-of-changes.js';
import { ENGINE_VERSION } from './engine-version.js';
import { EVALUATION_CREW, type EvaluationCrew } from './evaluation-crew.js';
import { Run } from './run.entity.js';
import { gatherOutcome, isThatOf, storeOutcome, type RunOutcome } from './run-outcome.js';
import { stageByThreads, stageDeterminations } from './stage-determinations.js';

export interface CalculationRequest {
  /** Before the end of the window for a provisional run; the end of the window, where it is left out. */
  readonly snapshotAt?: Instant | undefined;
  /** Now, where it is left out. */
  readonly knownAt?: Instant | undefined;
  readonly onProgress?: ((customers: number) => void) | undefined;
  /** Where the terms stand in the campaign's file, for whoever has to correct them. */
  readonly lineOf?: CampaignFile['lineOf'] | undefined;
  /** Where the result is the very one of such a run, that is given back and no other is made. */
  readonly unlessAs?: readonly Run[] | undefined;
}

/** Above every number that a run will ever have: what is taken back leaves no gap between those that are kept. */
export const DRAFT_RUN = 2_147_483_647;

/** Applies a campaign's rules to the facts at its snapshot. Posts nothing. */
@Injectable()
export class CalculateCampaign {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #clock: Clock;
  readonly #crew: EvaluationCrew;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    @Inject(CLOCK) clock: Clock,
    @Inject(EVALUATION_CREW) crew: EvaluationCrew,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#clock = clock;
    this.#crew = crew;
  }

  /**
   * Calculates and keeps the run. A run of the same pin is not made twice.
   *
   * @throws SeatbackError SNAPSHOT_OUTSIDE_WINDOW, KNOWN_AT_AHEAD, VERSION_NOT_KNOWN_YET, CAMPAIGN_EDITED,
   *   VERSION_OUT_OF_ORDER, EVALUATION_THREAD_LOST, CAMPAIGN_CONTRADICTS_ITSELF where the run is official
   */
  async execute(campaign: Campaign, request: CalculationRequest = {}): Promise<Run> {
    const knownAt = request.knownAt ?? this.#clock.now();
    if (knownAt < campaign.knownFrom) throw notKnownYet(campaign, knownAt);
    return this.#unitOfWork.inTransaction(async (session) => {
      await this.#versions.publish(session, campaign);
      return this.#calculate(session, campaign, request);
    });
  }

  /**
   * Calculates with the terms of a draft, for real, lets `read` look at the result, and takes everything back. The
   * draft is read as the version after the last published one, and at any time: nobody has known it yet.
   *
   * @throws SeatbackError SNAPSHOT_OUTSIDE_WINDOW, KNOWN_AT_AHEAD
   */
  async preview<T>(
    campaign: Campaign,
    request: CalculationRequest,
    read: (session: Session, run: Run) => Promise<T>,
  ): Promise<T> {
    return this.#unitOfWork.inPreview(async (session) => {
      const draft = await this.#versions.publishDraft(session, campaign);
      return read(session, await this.#calculate(session, draft, request, DRAFT_RUN));
    });
  }

  async #calculate(session: Session, campaign: Campaign, request: CalculationRequest, number?: number): Promise<Run> {
    const snapshot = await pin(session, campaign, request, this.#clock.now());
    const pinned = {
      campaignId: campaign.campaign,
      version: campaign.version,
      snapshotAt: snapshot.snapshotAt,
      knownAt: snapshot.knownAt,
      delivery: snapshot.delivery,
      engineVersion: ENGINE_VERSION,
    };
    const [known] = await session.manager.find(Run, { where: pinned, order: { run: 'DESC' }, take: 1 });
    if (known !== undefined && known.state !== 'rejected') return known;
    // What is kept of neither an estimate nor a draft is paid.
    if (!snapshot.isProvisional && number === undefined)
      expectNoContradiction(campaign, await knownProducts(session, snapshot.delivery), request.lineOf);

    // Sorting a million determinations within the server's ordinary limit would go by way of its disk.
    await session.execute(`SET LOCAL work_mem = '256MB'`);
    const outcome =
      (await this.#outcomeOfChanges(session, snapshot, pinned, request)) ??
      (await this.#outcomeOfAll(session, snapshot, request));
    for (const before of request.unlessAs ?? []) if (await isThatOf(session, outcome, before)) return before;
    const run = await storeOutcome(
      session,
      {
        ...pinned,
        kind: snapshot.isProvisional ? 'provisional' : 'official',
        calculatedAt: this.#clock.now(),
        run: number,
      },
      outcome,
    );
    return session.manager.findOneByOrFail(Run, { run });
  }

  async #outcomeOfChanges(
    session: Session,
    snapshot: Snapshot,
    pinned: Pick<Run, 'version' | 'engineVersion'>,
    { onProgress, unlessAs = [] }: CalculationRequest,
  ): Promise<RunOutcome | undefined> {
    // Only where all is staged can it be held against what another run holds.
    if (unlessAs.length > 0) return undefined;
    const base = await baseRun(session, snapshot, pinned);
    if (base === undefined) return undefined;
    return this.#unitOfWork.beside((facts) =>
      outcomeOfChanges({ facts, staging: session }, snapshot, base, onProgress),
    );
  }

  async #outcomeOfAll(session: Session, snapshot: Snapshot, { onProgress }: CalculationRequest): Promise<RunOutcome> {
    const help = { ...this.#crew, share: (facts: Session) => this.#unitOfWork.share(facts) };
    const customers = await this.#unitOfWork.beside(async (facts) => {
      const sessions = { facts, staging: session };
      const byThreads = await stageByThreads(sessions, snapshot, help, onProgress);
      if (byThreads !== undefined) return byThreads;
      return stageDeterminations(sessions, snapshot, await loadPartnerFacts(session, snapshot), { onProgress });
    });
    return gatherOutcome(session, snapshot, await loadCompanies(session, snapshot), customers);
  }
}

/** Fixes what a run looks at, before anything is read. */
async function pin(session: Session, campaign: Campaign, request: CalculationRequest, now: Instant): Promise<Snapshot> {
  const { window, timeZone } = campaign.terms;
  const end = endOfDay(window.value.to, timeZone.value);
  const snapshotAt = request.snapshotAt ?? end;
  const isProvisional = snapshotAt < end;
  const lastDay = isProvisional ? dayOf(snapshotAt, timeZone.value) : window.value.to;
  if (snapshotAt > end || lastDay < window.value.from) {
    throw new SeatbackError({
      code: 'SNAPSHOT_OUTSIDE_WINDOW',
      expected: `an instant from ${window.value.from} to ${end}, the end of the window in ${timeZone.value}`,
      found: snapshotAt,
      where: `snapshot of ${campaign.campaign}`,
      next: 'Leave --snapshot away for the official run, or name an instant inside the window for a provisional one.',
    });
  }
  const knownAt = request.knownAt ?? now;
  // What is not there yet may still come: to look ahead would make "not met" of "unknown".
  if (knownAt > now) throw ahead(campaign, knownAt, now);
  const { delivery } = await session.one<{ delivery: number }>(
    'SELECT COALESCE(max(delivery), 0) AS delivery FROM delivery WHERE recorded_at <= $1',
    [knownAt],
  );
  return {
    campaignId: campaign.campaign,
    terms: campaign.terms,
    snapshotAt,
    lastDay,
    isProvisional,
    knownAt,
    delivery,
  };
}

function ahead(campaign: Campaign, knownAt: Instant, now: Instant): SeatbackError {
  return new SeatbackError({
    code: 'KNOWN_AT_AHEAD',
    expected: `an instant up to now, ${now}`,
    found: knownAt,
    where: `known-at of ${campaign.campaign}`,
    next: 'Leave --known-at away to see all that is known now, or name an instant that has passed.',
  });
}

function notKnownYet(campaign: Campaign, knownAt: Instant): SeatbackError {
  return new SeatbackError({
    code: 'VERSION_NOT_KNOWN_YET',
    expected: `an instant from ${campaign.knownFrom}, when version ${String(campaign.version)} became known`,
    found: knownAt,
    where: `known-at of ${campaign.campaign}`,
    next: 'Name a later --known-at, or calculate with the file of the version that was known then.',
  });
}
