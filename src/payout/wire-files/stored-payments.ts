import type { Session, Vault } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import type { Payment, PaymentSource } from '../instructions/index.js';
import { detailsOfPayee, PAYEE_COLUMNS, type KeptPayee } from '../payees/kept-payees.js';

type PaymentRow = KeptPayee & {
  readonly endToEndId: string;
  readonly uetr: string;
  readonly amount: string;
  readonly currency: string;
  readonly remittance: string;
};

/** Payments of a block as they are on record, read anew each time that they are gone through; in a transaction. */
export function storedPayments(session: Session, vault: Vault, batch: number, block: number): PaymentSource {
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<Payment, void> {
      const rows = session.streamTogether<PaymentRow>(
        `SELECT end_to_end_id AS "endToEndId", uetr::text, paid_amount::text AS amount, paid_currency AS currency, remittance, ${PAYEE_COLUMNS}
         FROM payment_instruction JOIN payee USING (payee) WHERE batch = $1 AND block = $2 ORDER BY line`,
        [batch, block],
      );
      for await (const page of rows) for (const row of page) yield paymentOf(row, vault);
    },
  };
}

function paymentOf({ endToEndId, uetr, amount, currency, remittance, ...payee }: PaymentRow, vault: Vault): Payment {
  return {
    instructionId: endToEndId,
    endToEndId,
    uetr,
    amount: Money.of(amount, currency),
    ...detailsOfPayee(payee, vault),
    purposeCode: 'REBT',
    remittance: { text: remittance },
  };
}
