import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { dayOf, SeatbackError } from '../../kernel/index.js';
import type { Snapshot } from '../facts/snapshot.js';
import { findRun } from '../runs/find-run.js';
import type { Run } from '../runs/run.entity.js';
import { MINIMUM_PAYOUT_POLICY, type CaseGround, type MinimumPayoutPolicy } from './case-ground.js';
import { LISTED_AT_MOST, lineEvidence, readingEvidence, refusalEvidence, type RefusalEvidence } from './evidence.js';
import type { Explanation } from './explanation.js';
import { findCustomer, runToExplain } from './find-customer.js';
import { loadFactsOfRun, loadGround, type FactsOfRun, type GroundRequest, type LoadedGround } from './load-ground.js';
import { reasonCase, type ReasonedDetermination } from './reason-case.js';
import { registerEvidence } from './register-evidence.js';

export interface ExplainOptions {
  /** The campaign's posted run, else its last one, where it is left out. */
  readonly run?: number | undefined;
  /** Every line that it rests on; the first some hundred, where it is left out. */
  readonly isWhole?: boolean | undefined;
}

/** An explanation with all that it follows from. */
export interface GroundedExplanation {
  readonly explanation: Explanation;
  readonly ground: CaseGround;
  readonly run: Run;
  /** Ids of all partners that the ground names, by key. */
  readonly sellerIds: ReadonlyMap<number, string>;
}

interface PinnedRun {
  readonly run: Run;
  readonly snapshot: Snapshot;
}

/** Those that speak for campaigns now, and some that people look back at. */
const RUNS_KEPT = 50;

/** Says why a customer has the outcome it has: every finding, the terms in force, the facts and the arithmetic. */
@Injectable()
export class ExplainCustomer {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #minimumPayout: MinimumPayoutPolicy;
  readonly #factsOfRuns = new Map<string, FactsOfRun>();

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    @Inject(MINIMUM_PAYOUT_POLICY) minimumPayout: MinimumPayoutPolicy,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#minimumPayout = minimumPayout;
  }

  /**
   * Evaluates the customer and its partners again from the run's own pin; what was determined then must come out.
   *
   * @param customer tenant GUID, or a name or domain that only one customer has
   * @param run the campaign's posted run, else its last one, where it is left out
   * @throws SeatbackError CUSTOMER_UNKNOWN, NO_RUN, RUN_UNKNOWN, NO_DETERMINATION, DETERMINATION_CHANGED
   */
  async execute(campaignId: string, customer: string, run?: number): Promise<Explanation> {
    return (await this.withGround(campaignId, customer, { run })).explanation;
  }

  /**
   * The same, and in the same words, for pages: the partners' other customers are taken as the run stored them wherever
   * their facts play no part, so that it takes no longer for a partner of thousands.
   *
   * @throws as `execute`; DETERMINATION_CHANGED also where their rows are not those that the run determined
   */
  async briefly(campaignId: string, customer: string, run?: number): Promise<Explanation> {
    const explained = async (session: Session) => {
      const pinned = await this.#pinned(session, campaignId, run);
      const found = await findCustomer(session, customer);
      const ofRun = await this.#factsOfRun(session, pinned);
      return (await this.#explain(session, pinned, found, { others: 'stored', ofRun })).explanation;
    };
    // Some campaigns ask for facts that are gathered in temporary tables.
    return this.#unitOfWork.reading(explained, { canStage: true, isByKey: true });
  }

  /** The same, with all that it follows from. @throws as `execute` */
  async withGround(campaignId: string, customer: string, options: ExplainOptions = {}): Promise<GroundedExplanation> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const pinned = await this.#pinned(session, campaignId, options.run);
      const found = await findCustomer(session, customer);
      const explained = await this.#explain(session, pinned, found, { ...options, others: 'evaluated' });
      return { ...explained, run: pinned.run, sellerIds: await sellersOf(session, explained.ground) };
    });
  }

  async #pinned(session: Session, campaignId: string, number: number | undefined): Promise<PinnedRun> {
    const run =
      number === undefined ? await runToExplain(session, campaignId) : await findRun(session, number, campaignId);
    const { terms } = await this.#versions.published(session, campaignId, run.version);
    return {
      run,
      snapshot: {
        campaignId,
        terms,
        snapshotAt: run.snapshotAt,
        lastDay: run.kind === 'provisional' ? dayOf(run.snapshotAt, terms.timeZone.value) : terms.window.value.to,
        isProvisional: run.kind === 'provisional',
        knownAt: run.knownAt,
        delivery: run.delivery,
      },
    };
  }

  /** Kept by the run: this transaction sees only runs that are committed, and these never change. */
  async #factsOfRun(session: Session, { run, snapshot }: PinnedRun): Promise<FactsOfRun> {
    const { campaignId, version, snapshotAt, knownAt, delivery, digest } = run;
    const pin = [run.run, campaignId, version, snapshotAt, knownAt, delivery, digest].join(' ');
    const known = this.#factsOfRuns.get(pin);
    if (known !== undefined) return known;
    const facts = await loadFactsOfRun(session, snapshot);
    if (this.#factsOfRuns.size >= RUNS_KEPT) this.#factsOfRuns.clear();
    this.#factsOfRuns.set(pin, facts);
    return facts;
  }

  async #explain(
    session: Session,
    { run, snapshot }: PinnedRun,
    { customerKey, customerName }: Awaited<ReturnType<typeof findCustomer>>,
    { isWhole = false, ...asked }: Pick<ExplainOptions, 'isWhole'> & Omit<GroundRequest, 'customerKey'>,
  ): Promise<Pick<GroundedExplanation, 'explanation' | 'ground'>> {
    let refusals: RefusalEvidence[] = [];
    const request: GroundRequest = { customerKey, ...asked };
    const loaded = await loadGround(session, run, snapshot, request, async ({ customer: { readAt } }) => {
      refusals = await refusalEvidence(session, snapshot, customerKey, readAt);
      return refusals[0] === undefined ? null : dayOf(refusals[0].observedAt, snapshot.terms.timeZone.value);
    });
    if (loaded === undefined) throw noDetermination(run, customerName);
    const { ground } = loaded;
    const reasoned = reasonCase(ground, this.#minimumPayout);
    expectSame(run, loaded, reasoned);
    const { customerId, readAt } = ground.customerCase.customer;
    const explanation: Explanation = {
      campaignId: snapshot.campaignId,
      run: run.run,
      runKind: run.kind,
      runState: run.state,
      version: run.version,
      snapshotAt: run.snapshotAt,
      knownAt: run.knownAt,
      delivery: run.delivery,
      engineVersion: run.engineVersion,
      customerId,
      customerName,
      readAt,
      determinations: reasoned.map(({ explained }) => explained),
      readings: readAt === null ? [] : await readingEvidence(session, snapshot, customerKey, readAt),
      refusals,
      lines: await lineEvidence(session, snapshot, customerKey, {
        ground,
        atMost: isWhole ? undefined : LISTED_AT_MOST,
      }),
      register: await registerEvidence(session, snapshot, customerKey, ground),
    };
    return { explanation, ground };
  }
}

async function sellersOf(session: Session, { customerCase }: CaseGround): Promise<Map<number, string>> {
  const { partners, seats, comparedSeats } = customerCase;
  const keys = [...partners, ...(seats.billed ?? [])].map(({ partnerKey }) => partnerKey);
  const rows = await session.query<{ partnerKey: number; partnerId: string }>(
    'SELECT partner_key AS "partnerKey", partner_id AS "partnerId" FROM partner WHERE partner_key = ANY ($1)',
    [[...keys, ...(comparedSeats?.bySeller.keys() ?? [])]],
  );
  return new Map(rows.map(({ partnerKey, partnerId }) => [partnerKey, partnerId]));
}

/**
 * What the run stored is what was accrued; if the facts gave another result today, something was changed underneath.
 * The digest covers all determinations of a partner and what it earned.
 */
function expectSame(run: Run, { stored, ground }: LoadedGround, reasoned: readonly ReasonedDetermination[]): void {
  for (const { partnerKey, explained } of reasoned) {
    const { digest, earned } = explained.earning;
    const kept = stored.get(partnerKey);
    if (kept?.digest === digest) continue;
    throw new SeatbackError({
      code: 'DETERMINATION_CHANGED',
      expected: `the determinations of partner ${explained.partnerId} as run ${String(run.run)} has them: ${kept === undefined ? 'none' : `earned ${kept.earned}, digest ${kept.digest}`}`,
      found: `${explained.outcome} for this customer, earned ${earned}, digest ${digest}`,
      where: `customer ${ground.customerCase.customer.customerId}`,
      next: 'Run npx seatback verify: the facts below a run must never change.',
    });
  }
}

function noDetermination(run: Run, customerName: string | null): SeatbackError {
  return new SeatbackError({
    code: 'NO_DETERMINATION',
    expected: 'a customer that was sold an eligible product inside the window, by a partner',
    found: `${customerName ?? 'a customer'} without any such line or subscription`,
    where: `run ${String(run.run)} of ${run.campaignId}`,
    next: 'Look at the customer’s lines: are they without a partner, of another product, or outside the window?',
  });
}
