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
import { loadGround, type LoadedGround } from './load-ground.js';
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

/** Says why a customer has the outcome it has: every finding, the terms in force, the facts and the arithmetic. */
@Injectable()
export class ExplainCustomer {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #minimumPayout: MinimumPayoutPolicy;

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

  /** The same, with all that it follows from. @throws as `execute` */
  async withGround(campaignId: string, customer: string, options: ExplainOptions = {}): Promise<GroundedExplanation> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const run =
        options.run === undefined
          ? await runToExplain(session, campaignId)
          : await findRun(session, options.run, campaignId);
      const found = await findCustomer(session, customer);
      const { terms } = await this.#versions.published(session, campaignId, run.version);
      const snapshot: Snapshot = {
        campaignId,
        terms,
        snapshotAt: run.snapshotAt,
        lastDay: run.kind === 'provisional' ? dayOf(run.snapshotAt, terms.timeZone.value) : terms.window.value.to,
        isProvisional: run.kind === 'provisional',
        knownAt: run.knownAt,
        delivery: run.delivery,
      };
      return this.#explain(session, run, snapshot, found, options.isWhole === true ? undefined : LISTED_AT_MOST);
    });
  }

  async #explain(
    session: Session,
    run: Run,
    snapshot: Snapshot,
    { customerKey, customerName }: Awaited<ReturnType<typeof findCustomer>>,
    linesAtMost: number | undefined,
  ): Promise<GroundedExplanation> {
    let refusals: RefusalEvidence[] = [];
    const loaded = await loadGround(session, run, snapshot, customerKey, async ({ customer: { readAt } }) => {
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
      lines: await lineEvidence(session, snapshot, customerKey, { ground, atMost: linesAtMost }),
      register: await registerEvidence(session, snapshot, customerKey, ground),
    };
    return { explanation, ground, run, sellerIds: await sellersOf(session, ground) };
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
