import { existsSync } from 'node:fs';
import { unrecordedActs, type RecordedAct } from '../../audit/index.js';
import type { Session, Vault } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { wrongAdjustments } from '../adjustments/check-adjustments.js';
import { wrongExchanges } from '../exchange/check-exchanges.js';
import { looseJournals } from './check-journals.js';
import { wrongDecisions } from './check-outcomes.js';
import { keptFileHash } from '../wire-files/index.js';
import { hashOfFile } from './outbox.js';

interface CheckedBatch {
  readonly batch: number;
  readonly messageId: string;
  readonly state: string;
  readonly fileHash: string;
  readonly preparedBy: string;
  readonly approvedBy: string | null;
  readonly releasedBy: string | null;
  readonly voidedBy: string | null;
  readonly releasedAs: string | null;
  readonly vendor: string | null;
}

export interface BatchCheck {
  readonly batches: number;
  readonly problems: readonly string[];
  /** Nothing wrong, but worth a look. */
  readonly remarks: readonly string[];
}

/**
 * Holds batches against their files, stored and in the outbox, their payments against what was payable and against the
 * ledger, and each of their steps against the audit log.
 */
export async function checkBatches(session: Session, vault: Vault): Promise<BatchCheck> {
  const batches = await session.query<CheckedBatch>(
    `SELECT batch, message_id AS "messageId", state, file_hash AS "fileHash", prepared_by AS "preparedBy", approved_by AS "approvedBy",
       released_by AS "releasedBy", voided_by AS "voidedBy", released_as AS "releasedAs", vendor FROM payout_batch ORDER BY batch`,
  );
  const problems: string[] = [];
  const remarks: string[] = [];
  for (const batch of batches) {
    const stored = await storedHash(session, vault, batch);
    if (stored !== batch.fileHash)
      problems.push(`batch ${String(batch.batch)}: its stored file is ${stored}, not ${batch.fileHash}`);
    // A vendor fetches it from the database.
    if (batch.releasedAs === null || batch.vendor !== null) continue;
    // A bank's connector takes files away: their absence is what is hoped for, and is said all the same.
    if (!existsSync(batch.releasedAs))
      remarks.push(`batch ${String(batch.batch)}: ${batch.releasedAs} has been taken, or was lost`);
    else if (hashOfFile(batch.releasedAs) !== batch.fileHash)
      problems.push(`batch ${String(batch.batch)}: ${batch.releasedAs} is another file than was approved`);
  }
  problems.push(
    ...(await wrongOutcomes(session)),
    ...(await wrongDecisions(session)),
    ...(await wrongTotals(session)),
    ...(await wrongBlocks(session)),
    ...(await wrongPayments(session)),
    ...(await wrongExchanges(session)),
    ...(await wrongAdjustments(session)),
    ...(await looseJournals(session)),
    ...(await unrecordedActs(session, [...(await thresholdActs(session)), ...batches.flatMap(stepsOf)])).map(
      ({ actor, act, subject }) => `${subject}: the audit log has no ${act} by ${actor}`,
    ),
  );
  return { batches: batches.length, problems, remarks };
}

/** An outcome and what was settled before are the whole accrual, and a journal has moved it to the account that it names. */
async function wrongOutcomes(session: Session): Promise<string[]> {
  const wrong = await session.query<{ run: number; partnerId: string }>(`
    SELECT run, partner_id AS "partnerId"
    FROM threshold_outcome AS decided JOIN accrual USING (run, partner_key) JOIN partner USING (partner_key)
    WHERE decided.earned <> accrual.earned OR decided.currency <> accrual.currency
      OR decided.outcome <> 'settled' AND decided.amount <> COALESCE((SELECT -sum(posting.amount) FROM posting JOIN account USING (account_key)
        WHERE posting.journal = decided.journal AND account.kind = decided.outcome AND account.partner_key = decided.partner_key
          AND account.campaign_id = accrual.campaign_id AND posting.currency = decided.currency), 0)
    ORDER BY run, partner_id`);
  return wrong.map(
    ({ run, partnerId }) =>
      `what the minimum payout made of run ${String(run)} for partner ${partnerId} is not what was accrued and posted`,
  );
}

/** A batch has the payments that it says, and they come to its totals; a voided one has none that count. */
async function wrongTotals(session: Session): Promise<string[]> {
  const wrong = await session.query<{ batch: number }>(`
    SELECT batch FROM payout_batch WHERE
      payment_count <> (SELECT count(*) FROM payment_instruction AS paid WHERE paid.batch = payout_batch.batch AND paid.voided = (state = 'voided'))
      OR EXISTS (SELECT FROM payment_instruction AS paid WHERE paid.batch = payout_batch.batch AND paid.voided <> (state = 'voided'))
      OR EXISTS (SELECT FROM (SELECT paid_currency AS currency, sum(paid_amount) AS total FROM payment_instruction AS paid
          WHERE paid.batch = payout_batch.batch GROUP BY paid_currency) AS paid
        FULL JOIN (SELECT key AS currency, value::numeric AS total FROM jsonb_each_text(totals)) AS said USING (currency)
        WHERE paid.total IS DISTINCT FROM said.total)
    ORDER BY batch`);
  return wrong.map(({ batch }) => `batch ${String(batch)}: its payments are not those that were prepared`);
}

/** A payment pays what is payable, and the ledger knows of it exactly where its batch was released. */
async function wrongPayments(session: Session): Promise<string[]> {
  const wrong = await session.query<{ endToEndId: string; isPayable: boolean; isReleased: boolean }>(`
    SELECT * FROM (
      SELECT end_to_end_id AS "endToEndId",
        EXISTS (SELECT FROM threshold_outcome AS decided WHERE decided.run = paid.run AND decided.partner_key = paid.partner_key
          AND decided.revision = paid.revision AND decided.outcome = 'payable' AND decided.amount = paid.amount AND decided.currency = paid.currency) AS "isPayable",
        (CASE WHEN state = 'released' THEN paid.amount ELSE 0 END) = COALESCE((SELECT sum(posting.amount) FROM journal
          JOIN posting USING (journal) JOIN account USING (account_key)
          WHERE cause = 'release ' || end_to_end_id AND account.kind = 'payable' AND account.partner_key = paid.partner_key
            AND account.campaign_id = batch.campaign_id AND posting.currency = paid.currency), 0)
          AND (state = 'released') = EXISTS (SELECT FROM journal WHERE cause = 'release ' || end_to_end_id) AS "isReleased"
      FROM payment_instruction AS paid JOIN payout_batch AS batch USING (batch)) AS compared
    WHERE NOT ("isPayable" AND "isReleased") ORDER BY 1`);
  return wrong.flatMap(({ endToEndId, isPayable, isReleased }) => [
    ...(isPayable ? [] : [`payment ${endToEndId}: it is not what is payable to its partner`]),
    ...(isReleased ? [] : [`payment ${endToEndId}: its batch and the ledger disagree on whether it was released`]),
  ]);
}

function stepsOf({ batch, preparedBy, approvedBy, releasedBy, voidedBy }: CheckedBatch): RecordedAct[] {
  const steps = [
    ['payout.prepare', preparedBy],
    ['payout.approve', approvedBy],
    ['payout.release', releasedBy],
    ['payout.void', voidedBy],
  ] as const;
  return steps.flatMap(([act, actor]) => (actor === null ? [] : [{ actor, act, subject: `batch ${String(batch)}` }]));
}

/** Whoever applied a minimum stands in the log; the outcomes themselves name nobody. */
async function thresholdActs(session: Session): Promise<RecordedAct[]> {
  return session.query(`
    SELECT COALESCE((SELECT actor FROM audit_entry WHERE act = 'payout.apply-minimum' AND subject = 'run ' || run LIMIT 1), 'anybody') AS actor,
      'payout.apply-minimum' AS act, 'run ' || run AS subject
    FROM (SELECT DISTINCT run FROM threshold_outcome) AS decided ORDER BY run`);
}

async function storedHash(session: Session, vault: Vault, { messageId }: CheckedBatch): Promise<string> {
  try {
    return await keptFileHash(session, vault, messageId);
  } catch (error) {
    if (error instanceof SeatbackError) return error.code;
    throw error;
  }
}

/** A block has the payments that it says, and they come to its total. */
async function wrongBlocks(session: Session): Promise<string[]> {
  const wrong = await session.query<{ batch: number; block: number }>(`
    SELECT batch, block FROM payout_block AS said
    LEFT JOIN (SELECT batch, block, paid_currency AS currency, count(*) AS payments, sum(paid_amount) AS total FROM payment_instruction
      GROUP BY batch, block, paid_currency) AS paid
      USING (batch, block, currency)
    WHERE paid.payments IS DISTINCT FROM said.payment_count OR paid.total IS DISTINCT FROM said.total ORDER BY batch, block`);
  return wrong.map(
    ({ batch, block }) =>
      `batch ${String(batch)}: the payments of block ${String(block)} are not those that were prepared`,
  );
}
