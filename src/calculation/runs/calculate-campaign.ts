import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions, rewardOf, type Campaign } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, dayOf, endOfDay, SeatbackError, type Clock, type Instant, type Money } from '../../kernel/index.js';
import { determine, type Determination } from '../determine.js';
import { customerCases } from '../facts/customer-cases.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import { loadRunFacts } from '../facts/run-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { rulesFor, RULES, type Finding, type PartnerFacts } from '../rules/index.js';
import { ENGINE_VERSION } from './engine-version.js';
import { Run } from './run.entity.js';
import { RunOutcome } from './run-outcome.js';

export interface CalculationRequest {
  /** Before the end of the window for a provisional run; the end of the window, where it is left out. */
  readonly snapshotAt?: Instant | undefined;
  /** Now, where it is left out. */
  readonly knownAt?: Instant | undefined;
  readonly onProgress?: ((customers: number) => void) | undefined;
}

/** Above every number that a run will ever have: what is taken back leaves no gap between those that are kept. */
export const DRAFT_RUN = 2_147_483_647;

/** Staged determinations wait in memory for this many, then go to the database in one COPY. */
const FLUSH_ROWS = 5_000;

const STAGED_COLUMNS = [
  'partner_key',
  'customer_key',
  'outcome',
  'rules_not_met',
  'rules_unknown',
  'rules_pending',
  'seats_qualifying',
  'seats_assigned',
  'seats_billed',
  'reward',
  'currency',
];

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
      return read(session, await this.#calculate(session, { ...campaign, version }, request, DRAFT_RUN));
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

    const partners = await loadPartnerFacts(session, snapshot);
    await stageDeterminations(session, snapshot, partners, request.onProgress);
    const outcome = await RunOutcome.gather(session, snapshot, partners);
    const run = await outcome.store(session, {
      ...pinned,
      kind: snapshot.isProvisional ? 'provisional' : 'official',
      calculatedAt: this.#clock.now(),
      run: number,
    });
    return session.manager.findOneByOrFail(Run, { run });
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

async function stageDeterminations(
  session: Session,
  snapshot: Snapshot,
  partners: ReadonlyMap<number, PartnerFacts>,
  onProgress: ((customers: number) => void) | undefined,
): Promise<void> {
  const runFacts = await loadRunFacts(session, snapshot);
  const rules = rulesFor(snapshot.terms);
  const reward = rewardOf(snapshot.terms);
  await session.execute(`
    CREATE TEMPORARY TABLE staged_determination ON COMMIT DROP AS
    SELECT ${STAGED_COLUMNS.join(', ')} FROM determination WITH NO DATA`);
  let waiting: ReturnType<typeof stagedRow>[] = [];
  let customers = 0;
  const flush = async () => {
    await session.copyRows('staged_determination', STAGED_COLUMNS, waiting);
    waiting = [];
    onProgress?.(customers);
  };
  for await (const customerCase of customerCases(session, snapshot, partners, runFacts.billingKnown)) {
    waiting.push(
      ...determine(customerCase, runFacts, snapshot.terms, rules).map((determination) =>
        stagedRow(determination, reward),
      ),
    );
    customers += 1;
    if (waiting.length >= FLUSH_ROWS) await flush();
  }
  await flush();
  await session.execute('ANALYZE staged_determination');
}

function stagedRow(determination: Determination, reward: Money) {
  const { partnerKey, customerKey, outcome, findings, seatsQualifying, seatsAssigned, seatsBilled } = determination;
  return [
    partnerKey,
    customerKey,
    outcome,
    bits(findings, (finding) => finding.outcome === 'not-met'),
    bits(findings, (finding) => finding.outcome === 'unknown'),
    bits(findings, (finding) => finding.pending),
    seatsQualifying,
    seatsAssigned,
    seatsBilled,
    outcome === 'qualified' ? reward.toString() : '0',
    reward.currency.code,
  ] as const;
}

const NUMBER_OF = new Map(RULES.map((rule) => [rule.id, rule.number]));

function bits(findings: readonly Finding[], chosen: (finding: Finding) => boolean): number {
  return findings.filter(chosen).reduce((set, { rule }) => set | (1 << (NUMBER_OF.get(rule) ?? 0)), 0);
}
