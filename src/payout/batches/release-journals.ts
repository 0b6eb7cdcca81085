import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import type { NewJournal } from '../../ledger/index.js';
import { moved } from '../answers/payments/ledger-payment.js';
import type { PayoutBatch } from './batch.entity.js';

/** Each payment of the batch moves from payable into transit. Some thousand at a time; in a transaction. */
export async function* releaseJournals(session: Session, batch: PayoutBatch): AsyncGenerator<NewJournal[], void> {
  const pages = session.streamTogether<{
    endToEndId: string;
    partnerKey: number;
    partnerId: string;
    amount: string;
    currency: string;
    paidAmount: string;
    paidCurrency: string;
  }>(
    `SELECT end_to_end_id AS "endToEndId", partner_key AS "partnerKey", partner_id AS "partnerId", amount, currency,
       paid_amount AS "paidAmount", paid_currency AS "paidCurrency"
     FROM payment_instruction JOIN partner USING (partner_key) WHERE batch = $1 AND NOT voided ORDER BY line`,
    [batch.batch],
  );
  const { campaignId } = batch;
  for await (const payments of pages)
    yield payments.map(({ endToEndId, partnerKey, partnerId, amount, currency, paidAmount, paidCurrency }) => ({
      kind: 'release',
      cause: `release ${endToEndId}`,
      campaignId,
      transfers: moved(
        { campaignId, partnerKey, amount: Money.of(paidAmount, paidCurrency), owed: Money.of(amount, currency) },
        'payable',
        'in-transit',
      ),
      description: `Released to partner ${partnerId} as ${endToEndId} in ${batch.messageId}`,
    }));
}
