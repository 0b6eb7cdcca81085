import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, type CalendarDate, type Clock, type Guid } from '../../kernel/index.js';
import { findCustomer } from '../explanation/find-customer.js';
import { wordFinding } from '../explanation/wording.js';
import { questionOf, type DecisionGround, type RuleId } from '../rules/index.js';
import { expectOpen, expectStanding, pairOf, ruleOf, type AskedDecision } from './decidable-pairs.js';
import { effectOf, isAskedAnew, type ListedDecision, type StoredDecision } from './decision-effects.js';
import { evaluateCustomers, snapshotOfNow, type EvaluatedPair } from './evaluate-customers.js';

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
      const pairFor = ({ customerKey, partnerKey }: PairKeys) =>
        pairs.get(`${String(customerKey)} ${String(partnerKey)}`);
      return {
        run: run.run,
        undecidedInRun: run.counts.undecided,
        undecided: undecided.flatMap((row) => {
          const pair = pairFor(row);
          if (pair?.outcome !== 'undecided') return [];
          const own = decisions.filter((decision) => isOfPair(decision, row));
          const { partnerId, customerId } = pair;
          return [{ partnerId, customerId, customerName: row.customerName, open: openOf(pair, own, lastDay) }];
        }),
        decisions: decisions.map(({ customerKey, partnerKey, ...decision }) => ({
          ...decision,
          ...effectOf(decision, pairFor({ customerKey, partnerKey }), lastDay),
        })),
      };
    });
  }
}

interface PairKeys {
  readonly partnerKey: number;
  readonly customerKey: number;
}

function isOfPair({ partnerKey, customerKey }: PairKeys, pair: PairKeys): boolean {
  return customerKey === pair.customerKey && partnerKey === pair.partnerKey;
}

/** @param own decisions of the pair */
function openOf({ findings }: EvaluatedPair, own: readonly StoredDecision[], lastDay: CalendarDate): OpenFinding[] {
  return findings
    .filter(({ outcome }) => outcome === 'unknown')
    .map((finding) => ({
      rule: finding.rule,
      pending: finding.pending,
      sentence: wordFinding(finding),
      decidedOtherwise: own
        .filter((decision) => isAskedAnew(decision, finding, lastDay))
        .map(({ decision }) => decision),
    }));
}

async function undecidedOfRun(session: Session, campaignId: string, run: number, limit: number) {
  return session.query<PairKeys & { readonly customerName: string | null }>(
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
  return session.query<StoredDecision & PairKeys>(
    `SELECT decision, partner_key AS "partnerKey", partner_id AS "partnerId", customer_key AS "customerKey", customer_id AS "customerId",
       rule, counted_as AS "countedAs", ground, reason, decided_by AS "decidedBy", decided_at AS "decidedAt", recorded_from AS delivery,
       recorded_to IS NOT NULL AS "isReplaced"
     FROM decision JOIN partner USING (partner_key) JOIN customer USING (customer_key) WHERE campaign_id = $1 ORDER BY decision DESC`,
    [campaignId],
  );
}
