import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import type { EarningOutcome } from './settle-earning.js';

/** An outcome of the minimum payout as it is on record: the one in force of an earning. */
export interface DecidedOutcome {
  readonly partnerKey: number;
  readonly revision: number;
  readonly outcome: EarningOutcome;
  /** A payment carries it that is not void: also one that failed, whose money the bank's answers move. */
  readonly isInBatch: boolean;
  /** A payment of this earning is in a batch that has not left. */
  readonly isUnderWay: boolean;
  /** What an earlier payment of this earning carried came back since, and no payment carries it. */
  readonly cameBack: boolean;
  /** A payment of this earning failed or came back, and a person has yet to say what becomes of it. */
  readonly awaitsDecision: boolean;
  /** The journal of the last adjustment by hand that it counts. */
  readonly adjustedTo: number | null;
  /** It was payable, and forfeited for the payee's details since. */
  readonly isCancelled: boolean;
  readonly reason: string | null;
  readonly carriedAlong: Money;
  readonly reachedWith: number | null;
}

type StoredOutcome = Omit<DecidedOutcome, 'carriedAlong'> & { readonly along: string; readonly currency: string };

const COLUMNS = `partner_key AS "partnerKey", revision, outcome, carried_along AS along, reached_with AS "reachedWith", currency,
  EXISTS (SELECT FROM payment_instruction AS live WHERE live.run = decided.run AND live.partner_key = decided.partner_key
    AND live.revision = decided.revision AND NOT live.voided) AS "isInBatch",
  EXISTS (SELECT FROM payment_instruction AS live JOIN payout_batch AS batch USING (batch) WHERE live.run = decided.run
    AND live.partner_key = decided.partner_key AND NOT live.voided AND batch.state <> 'released') AS "isUnderWay",
  EXISTS (SELECT FROM payment_instruction AS back JOIN payment_standing AS standing USING (end_to_end_id) WHERE back.run = decided.run
    AND back.partner_key = decided.partner_key AND back.revision < decided.revision AND back.ended
    AND (GREATEST(standing.failed_journal, standing.returned_journal) > decided.journal OR EXISTS (SELECT FROM answer_decision AS found
      WHERE found.end_to_end_id = back.end_to_end_id AND decided_as = 'not-paid' AND found.journal > decided.journal))) AS "cameBack",
  EXISTS (SELECT FROM payment_instruction AS failed JOIN payment_standing AS standing USING (end_to_end_id) WHERE failed.run = decided.run
    AND failed.partner_key = decided.partner_key AND NOT failed.ended AND num_nonnulls(failed_journal, returned_journal) > 0
    AND NOT EXISTS (SELECT FROM answer_decision AS said WHERE said.end_to_end_id = failed.end_to_end_id
      AND decided_as IN ('forfeit', 'paid'))) AS "awaitsDecision", adjusted_to AS "adjustedTo",
  EXISTS (SELECT FROM payee_forfeiture AS gone WHERE gone.run = decided.run AND gone.partner_key = decided.partner_key) AS "isCancelled", reason`;

/** Of each earning of a run, by partner. */
export async function decidedOutcomes(session: Session, run: number): Promise<Map<number, DecidedOutcome>> {
  return byPartner(
    await session.query<StoredOutcome>(
      `SELECT DISTINCT ON (partner_key) ${COLUMNS} FROM threshold_outcome AS decided WHERE run = $1
       ORDER BY partner_key, revision DESC`,
      [run],
    ),
  );
}

/** Of each partner's earning in the last of the campaign's runs before that decided on one, by partner. */
export async function earlierOutcomes(
  session: Session,
  campaignId: string,
  run: number,
): Promise<Map<number, DecidedOutcome>> {
  return byPartner(
    await session.query<StoredOutcome>(
      `SELECT DISTINCT ON (partner_key) ${COLUMNS} FROM threshold_outcome AS decided
       WHERE run < $2 AND run IN (SELECT run FROM calculation_run WHERE campaign_id = $1) ORDER BY partner_key, run DESC, revision DESC`,
      [campaignId, run],
    ),
  );
}

function byPartner(rows: readonly StoredOutcome[]): Map<number, DecidedOutcome> {
  return new Map(
    rows.map(({ along, currency, ...row }) => [row.partnerKey, { ...row, carriedAlong: Money.of(along, currency) }]),
  );
}

/** Postings by which something of an earning was paid: released, or set off for another campaign. */
export const PAYING_POSTINGS = `journal JOIN posting USING (journal) JOIN account USING (account_key)
  WHERE (journal.kind = 'release' AND account.kind = 'payable'
    OR journal.kind = 'threshold' AND account.kind = 'recoverable' AND account.campaign_id <> journal.campaign_id)`;

/**
 * Partners that something was paid to in the campaign.
 *
 * @param partnerKeys among these; among all, where they are left out
 */
export async function partnersPaid(
  session: Session,
  campaignId: string,
  partnerKeys?: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await session.query<{ partnerKey: number }>(
    `SELECT DISTINCT partner_key AS "partnerKey" FROM ${PAYING_POSTINGS} AND journal.campaign_id = $1
       AND ($2::integer[] IS NULL OR partner_key = ANY($2))`,
    [campaignId, partnerKeys ?? null],
  );
  return new Set(rows.map(({ partnerKey }) => partnerKey));
}
