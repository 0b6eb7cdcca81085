import { publishedTerms, type CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { Money, SeatbackError, type CalendarDate } from '../../kernel/index.js';
import { earnedAmounts, type StoredAmounts } from '../../ledger/index.js';
import { adjustedAmounts } from '../thresholds/adjusted-amounts.js';
import { decideEarning } from '../thresholds/decide-earning.js';
import { FORFEITED_FOR_GOOD } from './cancelled-amounts.js';
import { togetherBy, type Together } from './carried-amounts.js';
import { PAYING_POSTINGS } from './decided-outcomes.js';
import type { EarningOutcome } from './settle-earning.js';

interface CheckedOutcome extends StoredAmounts {
  readonly run: number;
  readonly campaignId: string;
  readonly version: number;
  readonly delivery: number;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly revision: number;
  readonly outcome: EarningOutcome;
  readonly amount: string;
  readonly settled: string;
  readonly reason: string | null;
  /** What the partner had forfeited for good until then, by all runs of the campaign. */
  readonly cancelled: string;
  readonly before: EarningOutcome | null;
  readonly carriedAlong: string;
  readonly reachedWith: number | null;
  readonly today: CalendarDate | null;
  readonly wasPaid: boolean;
  readonly setsOff: boolean;
  readonly adjusted: string;
  readonly adjustedAlong: string;
}

/** Outcomes with the accruals that they decide on, what came before them, and what their journals did. */
const OUTCOMES = `
  WITH paying AS (SELECT journal.campaign_id, partner_key, min(journal) AS journal FROM ${PAYING_POSTINGS} GROUP BY 1, 2),
  setting_off AS (SELECT DISTINCT journal FROM ${PAYING_POSTINGS} AND journal.kind = 'threshold')
  SELECT run, calculation_run.campaign_id AS "campaignId", version, delivery, decided.partner_key AS "partnerKey", partner_id AS "partnerId", revision,
    outcome, decided.amount, settled, decided.reason, COALESCE((SELECT sum(gone.amount) FROM ${FORFEITED_FOR_GOOD} AS gone
      WHERE gone.campaign_id = calculation_run.campaign_id AND gone.partner_key = decided.partner_key AND gone.currency = decided.currency
        AND gone.journal < decided.journal), 0) AS cancelled, lag(outcome) OVER (PARTITION BY run, decided.partner_key ORDER BY revision) AS before, carried_along AS "carriedAlong",
    reached_with AS "reachedWith", to_char(journal.accounting_date, 'YYYY-MM-DD') AS today,
    COALESCE(paying.journal < decided.journal, false) AS "wasPaid", setting_off.journal IS NOT NULL AS "setsOff",
    adjusted, adjusted_along AS "adjustedAlong", accrual.earned, potential, compared, compared_potential AS "comparedPotential", accrual.currency
  FROM threshold_outcome AS decided JOIN calculation_run USING (run) JOIN accrual USING (run, partner_key)
  JOIN partner ON partner.partner_key = decided.partner_key
  LEFT JOIN journal ON journal.journal = decided.journal
  LEFT JOIN setting_off ON setting_off.journal = decided.journal
  LEFT JOIN paying ON paying.campaign_id = calculation_run.campaign_id AND paying.partner_key = decided.partner_key`;

/**
 * Applies the minimum payout again to what was accrued, by the terms of each run, and says where something else is on
 * record: an outcome that somebody else wrote, though its journals balance.
 *
 * @param only the outcomes of one run; all of them, where it is left out
 * @param parked partners of whom it is known already that too much or too little is accrued
 */
export async function wrongDecisions(
  session: Session,
  only?: number,
  parked: readonly number[] = [],
): Promise<string[]> {
  const outcomes = await session.query<CheckedOutcome>(
    `SELECT * FROM (${OUTCOMES}) AS decided WHERE $1::integer IS NULL OR run = $1 ORDER BY run, "partnerId", revision`,
    [only ?? null],
  );
  const runs = new Map<number, { readonly terms: CampaignTerms; readonly together: Together }>();
  const wrong: string[] = [];
  for (const decided of outcomes) {
    const { run, campaignId, version, delivery } = decided;
    let of = runs.get(run);
    if (of === undefined) {
      const terms = await publishedTerms(session, campaignId, version);
      of = { terms, together: await togetherBy(session, terms, delivery) };
      runs.set(run, of);
    }
    const expected = expectedOutcome(decided, of.terms);
    if (expected !== decided.outcome) wrong.push(decidedOtherwise(decided, expected));
  }
  const lifted = await liftedAmounts(session);
  return [
    ...wrong,
    ...(await wrongCarried(session, outcomes, lifted, runs)),
    ...(await leftOver(session, only, parked)),
  ];
}

/**
 * What is payable stays so; what nothing is left of is `settled` whatever the minimum says, unless it sets off for others.
 * What was forfeited for good stays forfeited, and is settled for what is earned beside it.
 */
function expectedOutcome(decided: CheckedOutcome, terms: CampaignTerms): EarningOutcome {
  if (decided.outcome === 'settled' && !decided.setsOff) return 'settled';
  if (isCancelled(decided)) return 'forfeited';
  const { before, wasPaid, reachedWith, carriedAlong, currency, today } = decided;
  const money = (plain: string) => Money.of(plain, currency);
  const decision =
    before === 'payable'
      ? 'payable'
      : decideEarning(
          adjustedAmounts(earnedAmounts(decided), {
            own: money(decided.adjusted),
            along: money(decided.adjustedAlong),
          }),
          terms,
          {
            wasPaid,
            wasReached: reachedWith !== null,
            carriedAlong: money(carriedAlong),
            today: today ?? ('' as CalendarDate),
          },
        )?.outcome;
  if (decision === undefined) return 'settled';
  return decided.outcome === 'settled' && decision === 'payable' ? 'settled' : decision;
}

function isCancelled({ outcome, amount, settled, reason, cancelled, currency }: CheckedOutcome): boolean {
  const once = Money.of(cancelled, currency);
  if (outcome === 'forfeited') return reason === 'cancelled' && Money.of(amount, currency).compare(once) <= 0;
  return outcome !== 'settled' && Money.of(settled, currency).compare(once) < 0;
}

function decidedOtherwise({ run, partnerId, outcome, reachedWith }: CheckedOutcome, expected: EarningOutcome): string {
  const with_ = reachedWith === null ? '' : ` with run ${String(reachedWith)}`;
  return `run ${String(run)}: what partner ${partnerId} earned is on record as ${outcome}${with_}; by the minimum payout it is ${expected}`;
}

interface LiftedAmount {
  readonly run: number;
  readonly reachedWith: number;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly amount: string;
  readonly currency: string;
}

/** What became payable with the payout of another run, each as it was lifted. */
async function liftedAmounts(session: Session): Promise<LiftedAmount[]> {
  return session.query(
    `SELECT lifted.run, lifted.reached_with AS "reachedWith", partner_key AS "partnerKey", partner_id AS "partnerId", carried.amount,
       lifted.currency
     FROM threshold_outcome AS lifted JOIN partner USING (partner_key)
     JOIN threshold_outcome AS carried USING (run, partner_key)
     WHERE lifted.reached_with IS NOT NULL AND carried.revision = lifted.revision - 1 AND carried.outcome = 'carried'
     ORDER BY lifted.run, partner_id`,
  );
}

/** What came along with a payout was carried until then, and became payable with it; and nothing did without one. */
async function wrongCarried(
  session: Session,
  outcomes: readonly CheckedOutcome[],
  lifted: readonly LiftedAmount[],
  runs: ReadonlyMap<number, { readonly together: Together }>,
): Promise<string[]> {
  const campaignOf = new Map(
    (
      await session.query<{ run: number; campaignId: string }>(
        'SELECT run, campaign_id AS "campaignId" FROM calculation_run WHERE run IN (SELECT run FROM threshold_outcome)',
      )
    ).map(({ run, campaignId }) => [run, campaignId]),
  );
  const wrong: string[] = [];
  for (const { run, partnerKey, partnerId, campaignId, outcome, reason, carriedAlong, currency } of outcomes) {
    const along = Money.of(carriedAlong, currency);
    if (along.isZero() || (outcome !== 'payable' && outcome !== 'settled' && reason !== 'cancelled')) continue;
    const together = runs.get(run)?.together;
    const came = lifted
      .filter(
        (each) =>
          each.reachedWith <= run &&
          campaignOf.get(each.reachedWith) === campaignId &&
          each.currency === currency &&
          together?.(each.partnerKey) === together?.(partnerKey),
      )
      .reduce((sum, { amount }) => sum.plus(Money.of(amount, currency)), Money.zero(currency));
    if (came.compare(along) < 0)
      wrong.push(
        `run ${String(run)}: ${along.toString()} ${currency} are said to have been carried along with what partner ${partnerId} earned, and ${came.toString()} became payable with it`,
      );
  }
  for (const { run, partnerId, reachedWith } of await liftedByNothing(session))
    wrong.push(
      `run ${String(run)}: what partner ${partnerId} carried is said to be payable with run ${String(reachedWith)}, which took nothing along for it`,
    );
  return wrong;
}

async function liftedByNothing(
  session: Session,
): Promise<{ readonly run: number; readonly partnerId: string; readonly reachedWith: number }[]> {
  return session.query(
    `SELECT run, partner_id AS "partnerId", reached_with AS "reachedWith" FROM threshold_outcome AS lifted JOIN partner USING (partner_key)
     WHERE reached_with IS NOT NULL AND NOT EXISTS (SELECT FROM threshold_outcome AS payout
       LEFT JOIN partner_profile AS one ON one.partner_key = payout.partner_key
       LEFT JOIN partner_profile AS other ON other.partner_key = lifted.partner_key
       WHERE payout.run = lifted.reached_with AND payout.carried_along > 0
         AND (payout.outcome IN ('payable', 'settled') OR payout.reason = 'cancelled')
         AND payout.currency = lifted.currency
         AND (payout.partner_key = lifted.partner_key OR one.global_partner_id = other.global_partner_id))
     ORDER BY run, partner_id`,
  );
}

/** An earning that was decided on is decided on whole: nothing of it stays accrued, and what waits lies where it is said to wait. */
async function leftOver(session: Session, only: number | undefined, parked: readonly number[]): Promise<string[]> {
  const left = await session.query<{
    run: number;
    partnerId: string;
    kind: string;
    balance: string;
    said: string;
    currency: string;
  }>(
    `SELECT decided.run, partner_id AS "partnerId", account.kind, (-sum(posting.amount))::text AS balance, decided.currency,
       (CASE WHEN account.kind = decided.outcome THEN decided.amount WHEN account.kind = 'forfeited' THEN decided.cancelled WHEN account.kind = 'accrued' THEN decided.open ELSE 0 END)::text AS said
     FROM (SELECT DISTINCT ON (run, partner_key) run, partner_key, outcome, amount, threshold_outcome.currency, campaign_id,
         COALESCE((SELECT sum(gone.amount) FROM ${FORFEITED_FOR_GOOD} AS gone WHERE gone.campaign_id = calculation_run.campaign_id
           AND gone.partner_key = threshold_outcome.partner_key AND gone.currency = threshold_outcome.currency), 0) AS cancelled,
         -- Added by hand since, and not decided on yet.
         COALESCE((SELECT sum(added.amount) FROM manual_adjustment AS added WHERE added.campaign_id = calculation_run.campaign_id
           AND added.partner_key = threshold_outcome.partner_key AND added.state = 'approved' AND added.amount > 0
           AND added.journal > COALESCE(adjusted_to, 0)), 0) AS open
         FROM threshold_outcome JOIN calculation_run USING (run) WHERE state = 'posted' ORDER BY run, partner_key, revision DESC) AS decided
     JOIN partner USING (partner_key)
     JOIN account ON account.partner_key = decided.partner_key AND account.campaign_id = decided.campaign_id
       AND account.currency = decided.currency AND (account.kind IN ('accrued', 'held', 'carried', 'converted')
         OR account.kind = 'forfeited' AND decided.outcome <> 'settled')
     JOIN posting USING (account_key)
     WHERE ($1::integer IS NULL OR decided.run = $1)
       AND (account.kind <> 'accrued' OR decided.partner_key <> ALL($2))
       -- What a bank sent back is for its answers to move, and for their check.
       AND NOT EXISTS (SELECT FROM payment_standing AS failed JOIN payment_instruction AS payment USING (end_to_end_id)
         JOIN payout_batch AS batch USING (batch) WHERE payment.partner_key = decided.partner_key
           AND batch.campaign_id = decided.campaign_id AND failed.cause IS NOT NULL)
     GROUP BY decided.run, partner_id, account.kind, decided.outcome, decided.amount, decided.currency, decided.cancelled, decided.open
     HAVING -sum(posting.amount) <> CASE WHEN account.kind = decided.outcome THEN decided.amount
       WHEN account.kind = 'forfeited' THEN decided.cancelled WHEN account.kind = 'accrued' THEN decided.open ELSE 0 END
     ORDER BY decided.run, partner_id, account.kind`,
    [only ?? null, parked],
  );
  return left.map(
    ({ run, partnerId, kind, balance, said, currency }) =>
      `run ${String(run)}: ${balance} ${currency} of partner ${partnerId} stand as ${kind}, and by the outcome on record ${said} should`,
  );
}

/**
 * Nothing is paid by outcomes that the minimum payout did not make.
 *
 * @param parked partners who wait since their journals accrue something else than they earned
 * @throws SeatbackError OUTCOME_FOREIGN
 */
export async function expectOwnDecisions(
  session: Session,
  campaignId: string,
  run: number,
  parked: readonly number[],
): Promise<void> {
  const [wrong] = await wrongDecisions(session, run, parked);
  if (wrong === undefined) return;
  throw new SeatbackError({
    code: 'OUTCOME_FOREIGN',
    expected: 'outcomes of the minimum payout as it decides them from what was posted',
    found: wrong,
    where: `run ${String(run)} of ${campaignId}`,
    next: 'Pay nothing. Run npx seatback verify and find out who wrote to the database; a restatement decides anew.',
  });
}
