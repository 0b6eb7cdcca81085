/**
 * SQL: whose word counts for a payment of a batch: the bank that holds the debtor account, by its BIC, or the vendor. Null
 * where it was prepared before batches said so.
 */
export const PAID_BY = `COALESCE('vendor ' || batch.vendor, payer.debtor_bic, batch.debtor_bic)`;

/** What `PAID_BY` needs beside `payment` and `batch`. */
export const PAID_BY_BLOCK =
  'LEFT JOIN payout_block AS payer ON (payer.batch, payer.block) = (payment.batch, payment.block)';

/** Of a BIC; the rest names a branch, and one branch reports for all. */
const BANK_CHARACTERS = 8;

/** Whether an answer comes from who pays. @param sender as it was named with the report; letters of either case */
export function isOfSender(paidBy: string | null, sender: string): boolean {
  if (paidBy === null) return true;
  if (paidBy.startsWith('vendor ') || sender.startsWith('vendor ')) return paidBy === sender;
  const bankOf = (bic: string) => bic.trim().toUpperCase().slice(0, BANK_CHARACTERS);
  return bankOf(paidBy) === bankOf(sender);
}
