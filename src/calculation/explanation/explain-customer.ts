import { Injectable } from '@nestjs/common';
import {
  CampaignVersions,
  rewardCurrency,
  spokenName,
  type CampaignTerms,
  type TermName,
} from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { dayOf, Money, parseGuid, SeatbackError, type Instant } from '../../kernel/index.js';
import { determine, outcomeOf, type Determination } from '../determine.js';
import { customerCases } from '../facts/customer-cases.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import { loadRunFacts } from '../facts/run-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { customersNeeded, rulesFor, type Decision, type Finding, type RuleId } from '../rules/index.js';
import { bitsOf } from '../runs/rule-bits.js';
import { findRun } from '../runs/run-approval.js';
import { Run } from '../runs/run.entity.js';
import {
  lineEvidence,
  readingEvidence,
  refusalEvidence,
  type LineEvidence,
  type ReadingEvidence,
  type RefusalEvidence,
} from './evidence.js';
import { stalenessOf, wordFinding, type DecidingFacts } from './wording.js';

/** A term as it was in force, with where it stands. */
export interface TermInForce {
  readonly term: string;
  readonly value: unknown;
  readonly source: string | null;
  readonly assumed: string | null;
}

export interface ExplainedFinding extends Finding {
  readonly sentence: string;
  readonly terms: readonly TermInForce[];
}

export interface ExplainedDetermination {
  readonly partnerId: string;
  readonly partnerName: string | null;
  readonly outcome: Determination['outcome'];
  readonly reward: string;
  readonly currency: string;
  readonly seatsAssigned: number | null;
  readonly seatsBilled: number | null;
  readonly seatsQualifying: number | null;
  readonly findings: readonly ExplainedFinding[];
  /** Decisions on what is known by now, or that a later one took the place of. */
  readonly decisionsWithoutEffect: readonly Decision[];
}

export interface Explanation {
  readonly campaignId: string;
  readonly run: number;
  readonly runKind: string;
  readonly runState: string;
  readonly version: number;
  readonly snapshotAt: Instant;
  readonly knownAt: Instant;
  readonly delivery: number;
  readonly customerId: string;
  readonly customerName: string | null;
  /** The reading that the assigned seats come from. */
  readonly readAt: Instant | null;
  readonly determinations: readonly ExplainedDetermination[];
  readonly readings: readonly ReadingEvidence[];
  readonly refusals: readonly RefusalEvidence[];
  readonly lines: readonly LineEvidence[];
}

/** The terms that a rule goes by. */
const TERMS_OF: Readonly<Record<RuleId, readonly TermName[]>> = {
  segment: ['segments'],
  territory: ['territories'],
  'new-customer': ['newCustomer', 'ownRecordsSince', 'productFamily'],
  'no-recent-billing': ['noBillingBefore', 'productFamily'],
  'baseline-bill': ['baselineBill', 'productFamily'],
  'licence-type': ['licenceTypes'],
  'assigned-seats': ['minimumSeats', 'eligibleProducts', 'oldestSeatReading'],
  'billed-seats': ['minimumSeats', 'eligibleProducts'],
  'qualifying-seats': ['minimumSeats', 'seatCount'],
  'maximum-seats': ['maximumSeats', 'seatCount'],
  'seats-added': ['seatsAdded', 'seatCount', 'eligibleProducts'],
  membership: ['membership'],
  agreement: ['agreement'],
  competency: ['competencies', 'eligibilityDays'],
  'eligibility-day': ['eligibilityDays'],
  enrolment: ['enrolment'],
  exclusion: ['exclusion'],
  claim: ['claim'],
  'proof-of-performance': ['proofOfPerformance'],
  'reward-measure': ['rewardForEachSeat', 'rewardOfBilledRevenue', 'rewardByTiers', 'maximumSeats'],
  'one-reward-per-customer': ['rewardsForOneCustomer'],
  'customers-needed': ['customersNeeded'],
};

/** Says why a customer has the outcome it has: every finding, the terms in force, and the facts they rest on. */
@Injectable()
export class ExplainCustomer {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;

  constructor(unitOfWork: UnitOfWork, versions: CampaignVersions) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
  }

  /**
   * Evaluates the customer again from the run's own pin; what was determined then must come out.
   *
   * @param customer tenant GUID, or a name or domain that only one customer has
   * @param runNumber the campaign's posted run, else its last one, where it is left out
   * @throws SeatbackError CUSTOMER_UNKNOWN, NO_RUN, RUN_UNKNOWN, NO_DETERMINATION, DETERMINATION_CHANGED
   */
  async execute(campaignId: string, customer: string, runNumber?: number): Promise<Explanation> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const run =
        runNumber === undefined
          ? await runToExplain(session, campaignId)
          : await findRun(session, runNumber, campaignId);
      const { customerKey, customerName } = await findCustomer(session, customer);
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
      return explain(session, run, snapshot, customerKey, customerName);
    });
  }
}

async function explain(
  session: Session,
  run: Run,
  snapshot: Snapshot,
  customerKey: number,
  customerName: string | null,
): Promise<Explanation> {
  const partners = await loadPartnerFacts(session, snapshot);
  const runFacts = await loadRunFacts(session, snapshot);
  const { terms } = snapshot;
  for await (const { cases } of customerCases(session, snapshot, partners, runFacts.billingKnown, [customerKey])) {
    const [customerCase] = cases;
    if (customerCase === undefined) break;
    const { customerId, readAt } = customerCase.customer;
    const refusals = await refusalEvidence(session, snapshot, customerKey, readAt);
    const facts = {
      staleness:
        readAt === null ? undefined : stalenessOf(readAt, snapshot.snapshotAt, terms.oldestSeatReading.value.hours),
      refusedOn: refusals[0] === undefined ? undefined : dayOf(refusals[0].observedAt, terms.timeZone.value),
    };
    const determined = determine(customerCase, runFacts, terms, rulesFor(terms));
    const explained: ExplainedDetermination[] = [];
    for (const determination of determined) {
      const partnerId = partners.get(determination.partnerKey)?.partnerId ?? '';
      const stored = await storedSame(session, run, customerId, determination);
      const decisions = customerCase.partners.find(
        ({ partnerKey }) => partnerKey === determination.partnerKey,
      )?.decisions;
      explained.push(
        Object.assign(await explainDetermination(session, determination, stored, partnerId, terms, facts), {
          decisionsWithoutEffect: withoutEffect(decisions ?? [], determination.findings),
        }),
      );
    }
    return {
      campaignId: snapshot.campaignId,
      run: run.run,
      runKind: run.kind,
      runState: run.state,
      version: run.version,
      snapshotAt: run.snapshotAt,
      knownAt: run.knownAt,
      delivery: run.delivery,
      customerId,
      customerName,
      readAt,
      determinations: explained,
      readings: readAt === null ? [] : await readingEvidence(session, snapshot, customerKey, readAt),
      refusals,
      lines: await lineEvidence(session, snapshot, customerKey),
    };
  }
  throw new SeatbackError({
    code: 'NO_DETERMINATION',
    expected: 'a customer that was sold an eligible product inside the window, by a partner',
    found: `${customerName ?? 'a customer'} without any such line or subscription`,
    where: `run ${String(run.run)} of ${snapshot.campaignId}`,
    next: 'Look at the customer’s lines: are they without a partner, of another product, or outside the window?',
  });
}

async function explainDetermination(
  session: Session,
  determination: Determination,
  { outcome, reward }: Stored,
  partnerId: string,
  terms: CampaignTerms,
  facts: DecidingFacts,
): Promise<Omit<ExplainedDetermination, 'decisionsWithoutEffect'>> {
  const [profile] = await session.query<{ legalName: string }>(
    `SELECT legal_name AS "legalName" FROM partner_profile WHERE partner_key = $1 AND recorded_to IS NULL`,
    [determination.partnerKey],
  );
  const currency = rewardCurrency(terms);
  return {
    partnerId,
    partnerName: profile?.legalName ?? null,
    outcome,
    reward: Money.of(reward, currency).toString(),
    currency: currency.code,
    seatsAssigned: determination.seatsAssigned,
    seatsBilled: determination.seatsBilled,
    seatsQualifying: determination.seatsQualifying,
    findings: determination.findings.map((finding) => ({
      ...finding,
      sentence: wordFinding(finding, {
        ...facts,
        isAtMost: finding.rule === 'qualifying-seats' && determination.seatsQualifying === null,
      }),
      terms: TERMS_OF[finding.rule].flatMap((name) => termInForce(terms, name)),
    })),
  };
}

function withoutEffect(decisions: readonly Decision[], findings: readonly Finding[]): Decision[] {
  const used = new Set(findings.map(({ decision }) => decision?.decision));
  return decisions.filter(({ decision }) => !used.has(decision));
}

function termInForce(terms: CampaignTerms, name: TermName): TermInForce[] {
  const term = terms[name];
  return term === undefined
    ? []
    : [{ term: spokenName(name), value: term.value, source: term.source ?? null, assumed: term.assumed ?? null }];
}

interface Stored {
  readonly outcome: Determination['outcome'];
  readonly rulesNotMet: number;
  readonly rulesUnknown: number;
  readonly reward: string;
}

/** What is stored was accrued; if the facts gave something else today, something was changed underneath. */
async function storedSame(
  session: Session,
  run: Run,
  customerId: string,
  { partnerKey, customerKey, findings }: Determination,
): Promise<Stored> {
  const [stored] = await session.query<Stored>(
    `SELECT outcome, rules_not_met AS "rulesNotMet", rules_unknown AS "rulesUnknown", reward FROM determination
     WHERE campaign_id = $1 AND partner_key = $2 AND customer_key = $3 AND run_from <= $4 AND (run_to IS NULL OR run_to > $4)`,
    [run.campaignId, partnerKey, customerKey, run.run],
  );
  // The rule that looks at all customers of a partner is not among the findings of one.
  const ofOthers = ~(1 << customersNeeded.number);
  const notMet = bitsOf(findings, ({ outcome }) => outcome === 'not-met');
  const unknown = bitsOf(findings, ({ outcome }) => outcome === 'unknown');
  if (
    stored !== undefined &&
    (stored.rulesNotMet & ofOthers) === notMet &&
    (stored.rulesUnknown & ofOthers) === unknown
  )
    return stored;
  throw new SeatbackError({
    code: 'DETERMINATION_CHANGED',
    expected: stored === undefined ? 'no row' : `${stored.outcome}, with the findings of run ${String(run.run)}`,
    found: outcomeOf(findings),
    where: `customer ${customerId}`,
    next: 'Run npx seatback verify: the facts below a run must never change.',
  });
}

async function runToExplain(session: Session, campaignId: string): Promise<Run> {
  const [posted] = await session.manager.find(Run, { where: { campaignId, state: 'posted' }, take: 1 });
  const [last] =
    posted === undefined
      ? await session.manager.find(Run, { where: { campaignId }, order: { run: 'DESC' }, take: 1 })
      : [posted];
  if (last !== undefined) return last;
  throw new SeatbackError({
    code: 'NO_RUN',
    expected: 'a run of the campaign',
    found: 'none',
    where: campaignId,
    next: `Calculate first: npx seatback calculate ${campaignId} --out ./out`,
  });
}

/** Nobody types the curved apostrophe that a name may have. */
function asTyped(name: string): string {
  return `translate(lower(${name}), '’‘ʼ', '''''''')`;
}

/** @throws SeatbackError CUSTOMER_UNKNOWN */
export async function findCustomer(
  session: Session,
  named: string,
): Promise<{ customerKey: number; customerName: string | null }> {
  const id = parseGuid(named);
  const found = await session.query<{ customerKey: number; customerName: string | null }>(
    `SELECT customer.customer_key AS "customerKey", COALESCE(profile.name, listing.company_name) AS "customerName"
     FROM customer
     LEFT JOIN customer_profile AS profile ON profile.customer_key = customer.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = customer.customer_key AND listing.recorded_to IS NULL
     WHERE customer_id = $1
       OR ($1 IS NULL AND ${asTyped('$2')} IN (${['profile.name', 'profile.domain', 'listing.company_name', 'listing.domain'].map(asTyped).join(', ')}))
     LIMIT 2`,
    [id ?? null, named],
  );
  const [customer, other] = found;
  if (customer !== undefined && other === undefined) return customer;
  throw new SeatbackError({
    code: 'CUSTOMER_UNKNOWN',
    expected: 'the tenant GUID of a customer, or a name or domain that only one has',
    found: other === undefined ? `"${named}", which is nobody` : `"${named}", which is more than one`,
    where: 'customers',
    next: 'Use the tenant GUID, as determinations.csv has it.',
  });
}
