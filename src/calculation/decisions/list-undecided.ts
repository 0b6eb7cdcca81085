import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions, type CampaignTerms } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, type Clock, type Guid, type Instant } from '../../kernel/index.js';
import { wordFinding } from '../explanation/wording.js';
import { undecidable, type Decision, type RuleId } from '../rules/index.js';
import { runInForce } from '../runs/run-in-force.js';
import { evaluateCustomers, snapshotOfNow, type EvaluatedPair } from './evaluate-customers.js';

/** A customer of a partner by its keys: the place that a page of undecided ones ends with. */
export interface PairPlace {
  readonly partnerKey: number;
  readonly customerKey: number;
}

export interface OpenRule {
  readonly rule: RuleId;
  /** Its day lies ahead: nobody decides it. */
  readonly pending: boolean;
  readonly sentence: string;
  /** As what a person may decide that it counts. */
  readonly countableAs: readonly Decision['countedAs'][];
}

/** What a person decided of the pair last, whether it still counts or not. */
export interface LastDecision {
  readonly decision: number;
  readonly rule: RuleId | null;
  readonly countedAs: Decision['countedAs'] | 'withdrawn';
  readonly decidedBy: string;
  readonly decidedAt: Instant;
}

/** A customer that the campaign's last run left undecided for a partner, looked at by what is known now. */
export interface UndecidedCustomer extends PairPlace {
  readonly partnerId: string;
  readonly customerId: Guid;
  readonly customerName: string | null;
  /** When the run was made since which it has been undecided in each. */
  readonly since: Instant;
  /** Nothing, where it is decided by what is known now: the next run will say so. */
  readonly open: readonly OpenRule[];
  readonly lastDecision: LastDecision | null;
}

export interface UndecidedPage {
  readonly run: number;
  /** How many the run left undecided in all. */
  readonly undecidedInRun: number;
  readonly terms: CampaignTerms;
  readonly customers: readonly UndecidedCustomer[];
}

type StoredPair = Omit<UndecidedCustomer, 'open'>;

/** The undecided customers of a campaign, a page at a time, in the order of their keys. */
@Injectable()
export class ListUndecided {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, versions: CampaignVersions, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#clock = clock;
  }

  /** Undefined where the campaign has no run yet. */
  async page(
    campaignId: string,
    { after, limit }: { readonly after?: PairPlace | undefined; readonly limit: number },
  ): Promise<UndecidedPage | undefined> {
    return this.#unitOfWork.inTransaction(async (session) => {
      if ((await runInForce(session, campaignId)) === undefined) return undefined;
      const { run, snapshot } = await snapshotOfNow(session, this.#versions, campaignId, this.#clock.now());
      const stored = limit === 0 ? [] : await undecidedAfter(session, campaignId, run.run, { after, limit });
      const keys = [...new Set(stored.map(({ customerKey }) => customerKey))];
      const evaluated = new Map(
        (await evaluateCustomers(session, snapshot, keys)).map((pair) => [nameOf(pair), pair] as const),
      );
      return {
        run: run.run,
        undecidedInRun: run.counts.undecided,
        terms: snapshot.terms,
        customers: stored.map((pair) => ({ ...pair, open: openRules(evaluated.get(nameOf(pair))) })),
      };
    });
  }
}

function nameOf({ partnerKey, customerKey }: PairPlace): string {
  return `${String(partnerKey)} ${String(customerKey)}`;
}

function openRules(pair: EvaluatedPair | undefined): OpenRule[] {
  if (pair?.outcome !== 'undecided') return [];
  return pair.findings
    .filter(({ outcome }) => outcome === 'unknown')
    .map((finding) => ({
      rule: finding.rule,
      pending: finding.pending,
      sentence: wordFinding(finding),
      countableAs: finding.pending
        ? []
        : (['met', 'not-met'] as const).filter((countedAs) => undecidable(finding.rule, countedAs) === undefined),
    }));
}

/** Rows are written where they differ from the run before: the first of those without another outcome between says since when. */
async function undecidedAfter(
  session: Session,
  campaignId: string,
  run: number,
  { after, limit }: { readonly after: PairPlace | undefined; readonly limit: number },
): Promise<StoredPair[]> {
  return session.query<StoredPair>(
    `SELECT pair.partner_key AS "partnerKey", pair.customer_key AS "customerKey", partner_id AS "partnerId", customer_id AS "customerId",
       COALESCE(profile.name, listing.company_name) AS "customerName", since.calculated_at AS since,
       (SELECT json_build_object('decision', decision, 'rule', rule, 'countedAs', counted_as, 'decidedBy', decided_by,
           'decidedAt', to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
         FROM decision WHERE decision.campaign_id = $1 AND decision.partner_key = pair.partner_key AND decision.customer_key = pair.customer_key
         ORDER BY decision DESC LIMIT 1) AS "lastDecision"
     FROM (SELECT partner_key, customer_key, run_from FROM determination
       WHERE campaign_id = $1 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2) AND outcome = 'undecided'
         AND ($3::integer IS NULL OR (partner_key, customer_key) > ($3, $4))
       ORDER BY partner_key, customer_key LIMIT $5) AS pair
     JOIN partner USING (partner_key) JOIN customer ON customer.customer_key = pair.customer_key
     LEFT JOIN customer_profile AS profile ON profile.customer_key = pair.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = pair.customer_key AND listing.recorded_to IS NULL
     CROSS JOIN LATERAL (SELECT min(calculated_at) AS calculated_at FROM determination AS before JOIN calculation_run ON calculation_run.run = before.run_from
       WHERE before.campaign_id = $1 AND before.partner_key = pair.partner_key AND before.customer_key = pair.customer_key
         AND before.run_from <= pair.run_from AND before.run_from > COALESCE((SELECT max(other.run_from) FROM determination AS other
           WHERE other.campaign_id = $1 AND other.partner_key = pair.partner_key AND other.customer_key = pair.customer_key
             AND other.outcome <> 'undecided' AND other.run_from < pair.run_from), 0)) AS since
     ORDER BY pair.partner_key, pair.customer_key`,
    [campaignId, run, after?.partnerKey ?? null, after?.customerKey ?? null, limit],
  );
}
