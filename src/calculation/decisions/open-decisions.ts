import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, SeatbackError, type CalendarDate, type Clock, type Guid, type Instant } from '../../kernel/index.js';
import { findCustomer } from '../explanation/find-customer.js';
import { wordFinding } from '../explanation/wording.js';
import {
  isDecidedBy,
  questionOf,
  RULES,
  undecidable,
  type Decision,
  type DecisionGround,
  type Finding,
  type RuleId,
} from '../rules/index.js';
import { evaluateCustomers, snapshotOfNow, type EvaluatedPair } from './evaluate-customers.js';

/** What is asked for: of whom, which rule, and as what it is to count. */
export interface AskedDecision {
  readonly campaignId: string;
  /** Tenant GUID, or a name or domain that only one customer has. */
  readonly customer: string;
  /** The only partner that sold to the customer, where it is left out. */
  readonly partnerId?: string | undefined;
  /** Every rule that is unknown, where it is left out. */
  readonly rule?: string | undefined;
  readonly countedAs: Decision['countedAs'] | 'withdrawn';
}

/** Of whom a decision is, by keys and ids. */
export interface DecidablePair {
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly customerKey: number;
  readonly customerId: Guid;
  readonly rule: RuleId | null;
  readonly countedAs: AskedDecision['countedAs'];
  /** The questions that it answers; null where a decision is withdrawn. */
  readonly ground: DecisionGround | null;
}

export interface OpenFinding {
  readonly rule: RuleId;
  /** Its day lies ahead: nobody decides it. */
  readonly pending: boolean;
  readonly sentence: string;
  /** Decisions that would be about it, but for what was asked then: the facts or the terms make it another question now. */
  readonly decidedOtherwise: readonly number[];
}

/** An undecided customer of a partner, with what leaves it open: any of these becoming known, or a decision, would decide it. */
export interface UndecidedPair {
  readonly partnerId: string;
  readonly customerId: Guid;
  readonly customerName: string | null;
  readonly open: readonly OpenFinding[];
}

export interface ListedDecision {
  readonly decision: number;
  readonly partnerId: string;
  readonly customerId: Guid;
  readonly rule: RuleId | null;
  readonly countedAs: AskedDecision['countedAs'];
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
  readonly delivery: number;
  readonly ground: DecisionGround | null;
  /** A later decision took its place. */
  readonly isReplaced: boolean;
  /** Rules that it decides now; none: it has no effect (any more). */
  readonly decides: readonly RuleId[];
  readonly effect: string;
}

export interface DecisionListing {
  /** The run whose undecided customers these are; they are looked at as they are now. */
  readonly run: number;
  readonly undecided: readonly UndecidedPair[];
  /** How many the run left undecided in all. */
  readonly undecidedInRun: number;
  readonly decisions: readonly ListedDecision[];
}

/** Says what there is to decide, and refuses what cannot be decided. */
@Injectable()
export class OpenDecisions {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, versions: CampaignVersions, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#clock = clock;
  }

  /**
   * @throws SeatbackError CUSTOMER_UNKNOWN, NO_RUN, NO_DETERMINATION, PARTNER_NOT_NAMED, RULE_UNKNOWN, NOTHING_TO_DECIDE,
   *   NOTHING_TO_WITHDRAW
   */
  async expectDecidable(asked: AskedDecision): Promise<DecidablePair> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const rule = asked.rule === undefined ? null : ruleOf(asked.rule);
      const { customerKey } = await findCustomer(session, asked.customer);
      const { snapshot } = await snapshotOfNow(session, this.#versions, asked.campaignId, this.#clock.now());
      const pairs = await evaluateCustomers(session, snapshot, [customerKey]);
      const pair = pairOf(pairs, asked);
      const { partnerKey, partnerId, customerId } = pair;
      let ground: DecisionGround | null = null;
      if (asked.countedAs === 'withdrawn')
        await expectStanding(session, asked.campaignId, partnerKey, customerKey, rule, customerId);
      else {
        const open = expectOpen(pair, rule, asked.countedAs).map(questionOf);
        ground = { lastDay: snapshot.terms.window.value.to, open };
      }
      return {
        campaignId: asked.campaignId,
        partnerKey,
        partnerId,
        customerKey,
        customerId,
        rule,
        countedAs: asked.countedAs,
        ground,
      };
    });
  }

  /**
   * The work list: undecided customers of the campaign's last run, and all decisions with their effect as of now.
   *
   * @param limit so many undecided customers are looked at, in the order of partner and customer
   * @throws SeatbackError NO_RUN
   */
  async list(campaignId: string, limit: number): Promise<DecisionListing> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const { run, snapshot } = await snapshotOfNow(session, this.#versions, campaignId, this.#clock.now());
      const lastDay = snapshot.terms.window.value.to;
      const undecided = await undecidedOfRun(session, campaignId, run.run, limit);
      const decisions = await decisionsOf(session, campaignId);
      const keys = new Set([...undecided, ...decisions].map(({ customerKey }) => customerKey));
      const pairs = new Map(
        (await evaluateCustomers(session, snapshot, [...keys])).map((pair) => [
          `${String(pair.customerKey)} ${String(pair.partnerKey)}`,
          pair,
        ]),
      );
      const pairFor = ({ customerKey, partnerKey }: { readonly customerKey: number; readonly partnerKey: number }) =>
        pairs.get(`${String(customerKey)} ${String(partnerKey)}`);
      return {
        run: run.run,
        undecidedInRun: run.counts.undecided,
        undecided: undecided.flatMap((row) => {
          const pair = pairFor(row);
          if (pair?.outcome !== 'undecided') return [];
          return [
            {
              partnerId: pair.partnerId,
              customerId: pair.customerId,
              customerName: row.customerName,
              open: pair.findings
                .filter(({ outcome }) => outcome === 'unknown')
                .map((finding) => ({
                  rule: finding.rule,
                  pending: finding.pending,
                  sentence: wordFinding(finding),
                  decidedOtherwise: decisions
                    .filter(
                      (decision) =>
                        decision.customerKey === row.customerKey &&
                        decision.partnerKey === row.partnerKey &&
                        isAskedAnew(decision, finding, lastDay),
                    )
                    .map(({ decision }) => decision),
                })),
            },
          ];
        }),
        decisions: decisions.map(({ customerKey, partnerKey, ...decision }) => ({
          ...decision,
          ...effectOf(decision, pairFor({ customerKey, partnerKey }), lastDay),
        })),
      };
    });
  }
}

type StoredDecision = Omit<ListedDecision, 'decides' | 'effect'>;

/** In words: a decision that has no effect says why. */
function effectOf(
  stored: StoredDecision,
  pair: EvaluatedPair | undefined,
  lastDay: CalendarDate,
): Pick<ListedDecision, 'decides' | 'effect'> {
  const { decision, rule, countedAs, isReplaced } = stored;
  if (isReplaced) return { decides: [], effect: 'none: a later decision took its place' };
  if (countedAs === 'withdrawn') return { decides: [], effect: 'the decision before it is withdrawn' };
  if (pair === undefined) return { decides: [], effect: 'none: the customer has no determination any more' };
  const decides = pair.findings.filter((finding) => finding.decision?.decision === decision).map((each) => each.rule);
  const anew = pair.findings.filter((finding) => isAskedAnew(stored, finding, lastDay)).map((each) => each.rule);
  const remark = `asked anew, for it is another question now: ${anew.join(', ')}`;
  if (decides.length > 0)
    return { decides, effect: `decides ${decides.join(', ')}${anew.length === 0 ? '' : `; ${remark}`}` };
  if (anew.length > 0) return { decides, effect: `none: ${remark}` };
  const finding = pair.findings.find((each) => each.rule === rule);
  return { decides, effect: `none: ${whyClosed(finding)}` };
}

/** Unknown and to be decided, by somebody who is asked what is asked now. */
function isAskedAnew(decision: StoredDecision, finding: Finding, lastDay: CalendarDate): boolean {
  const { rule, countedAs, isReplaced } = decision;
  return (
    !isReplaced &&
    countedAs !== 'withdrawn' &&
    finding.outcome === 'unknown' &&
    !finding.pending &&
    (rule === null || rule === finding.rule) &&
    undecidable(finding.rule, countedAs) === undefined &&
    !isDecidedBy(decision, finding, lastDay)
  );
}

function whyClosed(finding: Finding | undefined): string {
  if (finding === undefined) return 'no rule is unknown that it could decide';
  if (finding.decision !== undefined) return 'a later decision counts';
  if (finding.outcome === 'unknown') return `${finding.rule} only lies ahead`;
  return `${finding.rule} is known by now: ${finding.outcome === 'met' ? 'met' : 'not met'}`;
}

/**
 * @returns the findings that the decision is about
 * @throws SeatbackError NOTHING_TO_DECIDE
 */
function expectOpen(
  { customerId, partnerId, findings }: EvaluatedPair,
  rule: RuleId | null,
  countedAs: Decision['countedAs'],
): Finding[] {
  // What a person decided before is open to a newer decision.
  const open = findings.filter(
    (finding) => (finding.outcome === 'unknown' && !finding.pending) || finding.decision !== undefined,
  );
  const asked = rule === null ? open : open.filter((finding) => finding.rule === rule);
  const decided = asked.filter((each) => undecidable(each.rule, countedAs) === undefined);
  if (decided.length > 0) return decided;
  const [refused] = asked.map((each) => undecidable(each.rule, countedAs));
  const finding = findings.find((each) => each.rule === rule);
  const found =
    refused ??
    (rule === null ? undefined : undecidable(rule, countedAs)) ??
    (rule === null
      ? 'nothing unknown'
      : finding === undefined
        ? 'a rule that this campaign does not have'
        : finding.pending
          ? `${rule} lies ahead: its day has not come`
          : `${rule} is ${finding.outcome === 'met' ? 'met' : 'not met'}; what is known is never overruled`);
  throw new SeatbackError({
    code: 'NOTHING_TO_DECIDE',
    expected: 'a rule that is unknown, and that a person can decide',
    found,
    where: `customer ${customerId} of partner ${partnerId}`,
    next: `Unknown now: ${open.map((each) => each.rule).join(', ') || 'nothing'}. See npx seatback decisions.`,
  });
}

async function expectStanding(
  session: Session,
  campaignId: string,
  partnerKey: number,
  customerKey: number,
  rule: RuleId | null,
  customerId: Guid,
): Promise<void> {
  const standing = await session.query(
    `SELECT 1 FROM decision WHERE campaign_id = $1 AND partner_key = $2 AND customer_key = $3 AND rule IS NOT DISTINCT FROM $4
       AND recorded_to IS NULL AND counted_as <> 'withdrawn'`,
    [campaignId, partnerKey, customerKey, rule],
  );
  if (standing.length > 0) return;
  throw new SeatbackError({
    code: 'NOTHING_TO_WITHDRAW',
    expected: `a decision on ${rule ?? 'every unknown rule'} that stands`,
    found: 'none',
    where: `customer ${customerId}`,
    next: `See npx seatback decisions ${campaignId}.`,
  });
}

function pairOf(pairs: readonly EvaluatedPair[], { campaignId, customer, partnerId }: AskedDecision): EvaluatedPair {
  const found = partnerId === undefined ? pairs : pairs.filter((pair) => pair.partnerId === partnerId);
  const [pair, other] = found;
  if (pair !== undefined && other === undefined) return pair;
  throw new SeatbackError({
    code: pairs.length === 0 ? 'NO_DETERMINATION' : 'PARTNER_NOT_NAMED',
    expected: 'a partner that sold an eligible product to the customer in the window',
    found:
      pairs.length === 0
        ? 'none'
        : partnerId === undefined
          ? `several: ${pairs.map((each) => each.partnerId).join(', ')}`
          : `${partnerId}; the customer’s partners: ${pairs.map((each) => each.partnerId).join(', ')}`,
    where: `${customer} in ${campaignId}`,
    next: pairs.length === 0 ? 'See npx seatback explain.' : 'Name one of them: --partner ID',
  });
}

function ruleOf(name: string): RuleId {
  const rule = RULES.find(({ id }) => id === name);
  if (rule !== undefined) return rule.id;
  throw new SeatbackError({
    code: 'RULE_UNKNOWN',
    expected: `a rule: ${RULES.map(({ id }) => id).join(', ')}`,
    found: `"${name}"`,
    where: '--rule',
    next: 'See npx seatback decisions for what is unknown.',
  });
}

async function undecidedOfRun(session: Session, campaignId: string, run: number, limit: number) {
  return session.query<{ partnerKey: number; customerKey: number; customerName: string | null }>(
    `SELECT partner_key AS "partnerKey", customer_key AS "customerKey", COALESCE(profile.name, listing.company_name) AS "customerName"
     FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     LEFT JOIN customer_profile AS profile USING (customer_key)
     LEFT JOIN customer_listing AS listing USING (customer_key)
     WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) AND outcome = 'undecided'
       AND profile.recorded_to IS NULL AND listing.recorded_to IS NULL
     ORDER BY partner_id, customer_id LIMIT $3`,
    [campaignId, run, limit],
  );
}

async function decisionsOf(session: Session, campaignId: string) {
  return session.query<StoredDecision & { readonly partnerKey: number; readonly customerKey: number }>(
    `SELECT decision, partner_key AS "partnerKey", partner_id AS "partnerId", customer_key AS "customerKey", customer_id AS "customerId",
       rule, counted_as AS "countedAs", ground, reason, decided_by AS "decidedBy", decided_at AS "decidedAt", recorded_from AS delivery,
       recorded_to IS NOT NULL AS "isReplaced"
     FROM decision JOIN partner USING (partner_key) JOIN customer USING (customer_key) WHERE campaign_id = $1 ORDER BY decision DESC`,
    [campaignId],
  );
}
