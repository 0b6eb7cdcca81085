import type { Session } from '../../database/index.js';

/**
 * Journals of payout that balance, and that nothing on record stands for: somebody else posted them. Each one belongs to a
 * payment, to what a person decided of one, to an outcome of the minimum payout, or to something that was forfeited.
 */
export async function looseJournals(session: Session): Promise<string[]> {
  const loose = await session.query<{ journal: number; cause: string }>(`
    SELECT journal, cause FROM journal WHERE NOT CASE kind
      WHEN 'release' THEN EXISTS (SELECT FROM payment_instruction JOIN payout_batch AS batch USING (batch)
        WHERE cause = 'release ' || end_to_end_id AND batch.state = 'released')
      WHEN 'hold' THEN EXISTS (SELECT FROM payee_forfeiture AS gone WHERE gone.journal = journal.journal)
      WHEN 'threshold' THEN EXISTS (SELECT FROM threshold_outcome AS decided WHERE decided.journal = journal.journal)
      WHEN 'correction' THEN EXISTS (SELECT FROM accrual JOIN partner USING (partner_key)
        WHERE cause = 'recoverable run ' || accrual.run || ' partner ' || partner_id) OR EXISTS (SELECT FROM threshold_outcome AS decided JOIN partner USING (partner_key)
        WHERE cause = 'threshold reversed by run ' || decided.run || ' partner ' || partner_id
          || CASE revision WHEN 1 THEN '' ELSE ', decided again as ' || revision END)
      WHEN 'status' THEN EXISTS (SELECT FROM answer_decision AS said WHERE said.journal = journal.journal)
        OR EXISTS (SELECT FROM payment_standing AS standing WHERE standing.end_to_end_id = split_part(journal.cause, ' ', 2)
          AND (journal.journal IN (paid_journal, failed_journal, returned_journal, exchanged_journal, exchanged_back_journal)
            -- With what came back for the payee's details.
            OR split_part(journal.cause, ' ', 1) = 'again' AND standing.cause = 'details' AND journal.journal = returned_journal + 1))
      ELSE true END ORDER BY journal`);
  return loose.map(({ journal, cause }) => `journal ${String(journal)} "${cause}": nothing on record stands for it`);
}
