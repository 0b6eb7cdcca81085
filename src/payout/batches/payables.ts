import type { Session } from '../../database/index.js';
import { Money, SeatbackError } from '../../kernel/index.js';

export interface PostedRun {
  readonly run: number;
  readonly version: number;
  readonly delivery: number;
}

export interface Payable {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly amount: Money;
  /** Of the outcome that makes it payable. */
  readonly revision: number;
  /** Payments made for this earning before, all of them void or ended unpaid. */
  readonly attempts: number;
}

/** @throws SeatbackError NO_POSTED_RUN */
export async function postedRun(session: Session, campaignId: string): Promise<PostedRun> {
  const [posted] = await session.query<PostedRun>(
    `SELECT run, version, delivery FROM calculation_run WHERE campaign_id = $1 AND state = 'posted'`,
    [campaignId],
  );
  if (posted !== undefined) return posted;
  throw new SeatbackError({
    code: 'NO_POSTED_RUN',
    expected: 'an official run that is posted',
    found: 'none',
    where: campaignId,
    next: 'Calculate, then submit, approve and post the run.',
  });
}

/** Payable earnings that no live payment instruction carries, some thousand at a time; in a transaction. */
export async function* payablesOf(
  session: Session,
  campaignId: string,
  run: number,
): AsyncGenerator<readonly Payable[], void> {
  const pages = session.streamTogether<{
    partnerKey: number;
    partnerId: string;
    amount: string;
    revision: number;
    currency: string;
    attempts: number;
  }>(
    `SELECT outcome.partner_key AS "partnerKey", partner_id AS "partnerId", outcome.amount, outcome.revision,
       outcome.currency, (SELECT count(*) FROM payment_instruction AS paid JOIN payout_batch USING (batch)
         WHERE paid.partner_key = outcome.partner_key AND campaign_id = $2)::integer AS attempts
     FROM threshold_outcome AS outcome JOIN partner USING (partner_key)
     WHERE outcome.run = $1 AND outcome.outcome = 'payable' AND NOT EXISTS (SELECT FROM threshold_outcome AS newer
         WHERE newer.run = outcome.run AND newer.partner_key = outcome.partner_key AND newer.revision > outcome.revision)
       AND NOT EXISTS (SELECT FROM payment_instruction AS live
       WHERE live.run = outcome.run AND live.partner_key = outcome.partner_key AND live.revision = outcome.revision
         AND NOT live.voided AND NOT live.ended)
       AND NOT EXISTS (SELECT FROM payee_forfeiture AS gone WHERE gone.run = outcome.run AND gone.partner_key = outcome.partner_key
         AND gone.revision = outcome.revision)
     ORDER BY partner_id`,
    [run, campaignId],
  );
  for await (const rows of pages)
    yield rows.map(({ amount, currency, ...payable }) => ({ ...payable, amount: Money.of(amount, currency) }));
}
