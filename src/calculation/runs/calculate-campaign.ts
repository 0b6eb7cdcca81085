import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions, type Campaign } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, dayOf, endOfDay, SeatbackError, type Clock, type Instant } from '../../kernel/index.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { baseRun } from '../incremental/base-run.js';
import { outcomeOfChanges } from '../incremental/outcome-of-changes.js';
import { ENGINE_VERSION } from './engine-version.js';
import { Run } from './run.entity.js';
import { gatherOutcome, storeOutcome, type RunOutcome } from './run-outcome.js';
import { stageDeterminations } from './stage-determinations.js';

export interface CalculationRequest {
  /** Before the end of the window for a provisional run; the end of the window, where it is left out. */
  readonly snapshotAt?: Instant | undefined;
  /** Now, where it is left out. */
  readonly knownAt?: Instant | undefined;
  readonly onProgress?: ((customers: number) => void) | undefined;
}

/** Above every number that a run will ever have: what is taken back leaves no gap between those that are kept. */
export const DRAFT_RUN = 2_147_483_647;

/** Applies a campaign's rules to the facts at its snapshot. Posts nothing. */
@Injectable()
export class CalculateCampaign {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, versions: CampaignVersions, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#clock = clock;
  }

  /**
   * Calculates and keeps the run. A run of the same pin is not made twice.
   *
   * @throws SeatbackError SNAPSHOT_OUTSIDE_WINDOW, KNOWN_AT_AHEAD, VERSION_NOT_KNOWN_YET, CAMPAIGN_EDITED
   */
  async execute(campaign: Campaign, request: CalculationRequest = {}): Promise<Run> {
    const knownAt = request.knownAt ?? this.#clock.now();
    if (knownAt < campaign.knownFrom) throw notKnownYet(campaign, knownAt);
    return this.#unitOfWork.inTransaction((session) => this.#calculate(session, campaign, request));
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
      const version = await this.#versions.nextVersion(session, campaign.campaign);
      // Nobody has announced it yet.
      const draft = { ...campaign, version, reference: campaign.reference ?? 'a draft' };
      return read(session, await this.#calculate(session, draft, request, DRAFT_RUN));
    });
  }

  async #calculate(session: Session, campaign: Campaign, request: CalculationRequest, number?: number): Promise<Run> {
    await this.#versions.publish(session, campaign);
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

    // Sorting a million determinations within the server's ordinary limit would go by way of its disk.
    await session.execute(`SET LOCAL work_mem = '256MB'`);
    const base = await baseRun(session, snapshot, pinned);
    const ofChanges =
      base === undefined
        ? undefined
        : await this.#unitOfWork.beside((facts) =>
            outcomeOfChanges({ facts, staging: session }, snapshot, base, request.onProgress),
          );
    const run = await storeOutcome(
      session,
      {
        ...pinned,
        kind: snapshot.isProvisional ? 'provisional' : 'official',
        calculatedAt: this.#clock.now(),
        run: number,
      },
      ofChanges ?? (await this.#outcomeOfAll(session, snapshot, request)),
    );
    return session.manager.findOneByOrFail(Run, { run });
  }

  async #outcomeOfAll(session: Session, snapshot: Snapshot, request: CalculationRequest): Promise<RunOutcome> {
    const partners = await loadPartnerFacts(session, snapshot);
    const customers = await this.#unitOfWork.beside((facts) =>
      stageDeterminations({ facts, staging: session }, snapshot, partners, { onProgress: request.onProgress }),
    );
    return gatherOutcome(session, snapshot, partners, customers);
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
