import type { Session } from '../../database/index.js';
import type { BatchState } from './batch.entity.js';
import type { EarningOutcome } from './settle-earning.js';

/**
 * How far an earning has come: what the minimum payout made of it, and where that is payable, whether it waits for the
 * payee's details, was cancelled for want of them, or which state its batch has. `recoverable`: paid, and not earned by
 * what is known now.
 */
export type PayoutStage =
  | EarningOutcome
  | 'waiting-for-payee'
  | 'cancelled'
  | 'recoverable'
  | Exclude<BatchState, 'voided'>;

/** What a stage of a run's payout comes to. Amounts as plain decimals. */
export interface StageTotal {
  readonly stage: PayoutStage;
  readonly partners: number;
  readonly amount: string;
  readonly currency: string;
}

/** What became of a partner's earning. */
export interface PartnerPayout {
  readonly partnerKey: number;
  readonly stage: PayoutStage;
  readonly outcome: EarningOutcome;
  /** Of what is settled, what was. */
  readonly amount: string;
  /** What was paid or set off before. */
  readonly settled: string;
  readonly currency: string;
  readonly reason: string | null;
  readonly batch: number | null;
  readonly endToEndId: string | null;
  readonly holds: readonly { readonly reason: string; readonly found: string }[];
}

/** The outcome in force of the minimum payout for each earning, with its live payment where it has one. */
const PROGRESS = `
  SELECT outcome.run, outcome.partner_key, outcome.outcome,
    CASE outcome.outcome WHEN 'settled' THEN outcome.settled ELSE outcome.amount END AS amount, outcome.settled, outcome.currency,
    COALESCE(forfeiture.reason, outcome.reason) AS reason, payment.batch,
    payment.end_to_end_id, CASE WHEN forfeiture.journal IS NOT NULL OR outcome.reason = 'cancelled' THEN 'cancelled'
      WHEN outcome.outcome <> 'payable' THEN outcome.outcome
      WHEN batch.state IS NOT NULL THEN batch.state
      WHEN EXISTS (SELECT FROM payout_hold AS hold WHERE hold.run = outcome.run AND hold.partner_key = outcome.partner_key AND held_to IS NULL)
        THEN 'waiting-for-payee' ELSE 'payable' END AS stage
  FROM threshold_outcome AS outcome
  LEFT JOIN payment_instruction AS payment ON payment.run = outcome.run AND payment.partner_key = outcome.partner_key
    AND payment.revision = outcome.revision AND NOT payment.voided AND NOT payment.ended
  LEFT JOIN payee_forfeiture AS forfeiture ON forfeiture.run = outcome.run AND forfeiture.partner_key = outcome.partner_key
  LEFT JOIN payout_batch AS batch ON batch.batch = payment.batch
  WHERE outcome.run = $1 AND (outcome.earned > 0 OR outcome.adjusted <> 0) AND NOT EXISTS (SELECT FROM threshold_outcome AS newer
    WHERE newer.run = outcome.run AND newer.partner_key = outcome.partner_key AND newer.revision > outcome.revision)`;

/** Totals of a run by stage and currency; empty before the first batch of the run was prepared. */
export async function stageTotals(session: Session, run: number): Promise<StageTotal[]> {
  return session.query(
    `SELECT stage, count(*)::integer AS partners, sum(amount)::text AS amount, currency
     FROM (${PROGRESS}) AS progress GROUP BY stage, currency ORDER BY stage, currency`,
    [run],
  );
}

/** What became of these partners' earnings in a run; without an entry where the minimum payout was not applied yet. */
export async function payoutsOfPartners(
  session: Session,
  run: number,
  partnerKeys: readonly number[],
): Promise<ReadonlyMap<number, PartnerPayout>> {
  const payouts = await session.query<Omit<PartnerPayout, 'holds'>>(
    `SELECT partner_key AS "partnerKey", stage, outcome, amount, settled, currency, reason, batch, end_to_end_id AS "endToEndId"
     FROM (${PROGRESS}) AS progress WHERE partner_key = ANY($2)`,
    [run, partnerKeys],
  );
  const holds = await session.query<{ partnerKey: number; reason: string; found: string }>(
    `SELECT partner_key AS "partnerKey", reason, found FROM payout_hold
     WHERE run = $1 AND partner_key = ANY($2) AND held_to IS NULL ORDER BY partner_key, reason`,
    [run, partnerKeys],
  );
  return new Map(
    payouts.map((payout) => [
      payout.partnerKey,
      {
        ...payout,
        holds: holds
          .filter(({ partnerKey }) => partnerKey === payout.partnerKey)
          .map(({ reason, found }) => ({ reason, found })),
      },
    ]),
  );
}

/** A partner whose payable amount waits, and for what. The amount as a plain decimal. */
export interface WaitingPartner {
  readonly partnerId: string;
  readonly amount: string;
  readonly currency: string;
  readonly holds: readonly { readonly reason: string; readonly found: string }[];
}

/** Partners of a run whose payment waits for payee, by id, a page at a time. @param after the id that the page before ended with */
export async function waitingPartners(
  session: Session,
  { run, after, limit }: { readonly run: number; readonly after: string | undefined; readonly limit: number },
): Promise<WaitingPartner[]> {
  return session.query(
    `SELECT partner_id AS "partnerId", amount::text, currency,
       (SELECT jsonb_agg(jsonb_build_object('reason', hold.reason, 'found', hold.found) ORDER BY hold.reason) FROM payout_hold AS hold
         WHERE hold.run = progress.run AND hold.partner_key = progress.partner_key AND held_to IS NULL) AS holds
     FROM (${PROGRESS}) AS progress JOIN partner USING (partner_key)
     WHERE stage = 'waiting-for-payee' AND ($2::text IS NULL OR partner_id > $2) ORDER BY partner_id LIMIT $3`,
    [run, after ?? null, limit],
  );
}

/** Why payments of a run wait, with how many partners wait for each; most first. */
export async function waitingReasons(
  session: Session,
  run: number,
): Promise<{ readonly reason: string; readonly partners: number }[]> {
  return session.query(
    `SELECT hold.reason, count(*)::integer AS partners FROM (${PROGRESS}) AS progress
     JOIN payout_hold AS hold ON hold.run = progress.run AND hold.partner_key = progress.partner_key AND held_to IS NULL
     WHERE stage = 'waiting-for-payee' GROUP BY hold.reason ORDER BY partners DESC, hold.reason`,
    [run],
  );
}
