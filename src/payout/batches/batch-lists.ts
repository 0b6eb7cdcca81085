import { LessThan } from 'typeorm';
import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { PayoutBatch } from './batch.entity.js';

/** Batches of a campaign, the latest first, a page at a time. @param before the batch that the page before ended with */
export async function batchPage(
  session: Session,
  {
    campaignId,
    before,
    limit,
  }: { readonly campaignId: string; readonly before?: number | undefined; readonly limit: number },
): Promise<PayoutBatch[]> {
  return session.manager.find(PayoutBatch, {
    where: { campaignId, ...(before === undefined ? {} : { batch: LessThan(before) }) },
    order: { batch: 'DESC' },
    take: limit,
  });
}

/** Who took a batch back, when and why. */
export interface Voiding {
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
}

/** Undefined where nobody did. */
export async function voidingOf(session: Session, batch: number): Promise<Voiding | undefined> {
  const [voided] = await session.query<Voiding>(
    'SELECT voided_by AS by, voided_at AS at, voided_because AS reason FROM payout_batch WHERE batch = $1 AND voided_by IS NOT NULL',
    [batch],
  );
  return voided;
}

/** A report of a bank or a vendor that says something of payments of a batch. */
export interface BatchReport {
  readonly answer: number;
  readonly bank: string;
  readonly kind: string | null;
  readonly messageId: string | null;
  readonly keptAt: Instant;
  readonly payments: number;
}

/** The latest first. */
export async function reportsOfBatch(session: Session, batch: number, most: number): Promise<BatchReport[]> {
  return session.query(
    `SELECT answer, bank, kind, answered.message_id AS "messageId", kept_at AS "keptAt", count(DISTINCT end_to_end_id)::integer AS payments
     FROM payment_report JOIN payment_instruction USING (end_to_end_id) JOIN bank_answer AS answered USING (answer)
     WHERE batch = $1 GROUP BY answer, bank, kind, answered.message_id, kept_at ORDER BY answer DESC LIMIT $2`,
    [batch, most],
  );
}
