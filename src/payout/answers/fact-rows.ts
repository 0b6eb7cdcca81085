import type { ReportedStep } from './codes/index.js';
import { namedId } from './interpret-fact.js';
import { PAID_BY, PAID_BY_BLOCK } from './sender.js';

/** A fact of an answer as it is on record, with the payments that its ids name. */
export interface FactRow {
  readonly fact: number;
  readonly level: 'file' | 'block' | 'payment';
  readonly status: string | null;
  readonly says: ReportedStep;
  readonly messageId: string | null;
  readonly blockId: string | null;
  readonly instructionId: string | null;
  readonly endToEndId: string | null;
  readonly uetr: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly exchanged: string | null;
  readonly exchangedCurrency: string | null;
  readonly charges: readonly { readonly amount: string; readonly currency: string }[];
  readonly isEntry: boolean | null;
  readonly direction: 'credit' | 'debit' | null;
  readonly paymentsNamed: number;
  readonly comesBack: boolean | null;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly id: string;
  readonly by: 'end-to-end-id' | 'uetr' | 'instruction-id';
  readonly amount: string;
  readonly currency: string;
  readonly messageId: string;
  readonly blockId: string;
  readonly batchState: string;
  /** Whose word counts for it; see `PAID_BY`. */
  readonly paidBy: string | null;
}

/** Ids of payments that we make begin so: one of them that nobody knows is worth a look. */
export const OWN_ID = 'SB-';

export function isNameless({ endToEndId, instructionId, uetr }: FactRow): boolean {
  return [endToEndId, instructionId, uetr].every((id) => namedId(id) === null);
}

export function idsOf({ messageId, blockId, instructionId, endToEndId, uetr }: FactRow): string {
  const ids = [
    ['file', messageId],
    ['block', blockId],
    ['instruction', instructionId],
    ['end-to-end id', endToEndId],
    ['UETR', uetr],
  ] as const;
  return ids.flatMap(([name, id]) => (id === null ? [] : [`${name} ${id.slice(0, 60)}`])).join(', ') || 'no id';
}

/** As the order names it; batches that were prepared before there were blocks had one. */
export const BLOCK_ID = `batch.message_id || '-' || COALESCE(payment.block, 1)`;

const CANDIDATE = `SELECT payment.end_to_end_id AS id, payment.paid_amount::text AS amount, payment.paid_currency AS currency, batch.message_id AS "messageId", ${BLOCK_ID} AS "blockId",
    batch.state AS "batchState", ${PAID_BY} AS "paidBy" FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) ${PAID_BY_BLOCK}`;

/** Facts with the payments that their ids name. */
export const FACTS = `
  SELECT fact, level, status, says, exchanged_amount::text AS exchanged, exchanged_currency AS "exchangedCurrency", message_id AS "messageId", payment_information_id AS "blockId", instruction_id AS "instructionId",
    end_to_end_id AS "endToEndId", uetr, amount::text, currency, charges, is_entry AS "isEntry", direction, payments_named AS "paymentsNamed",
    is_reversal OR is_return AS "comesBack",
    COALESCE((SELECT jsonb_agg(to_jsonb(named)) FROM (
      SELECT 'end-to-end-id' AS by, each.* FROM (${CANDIDATE} WHERE payment.end_to_end_id = reported.end_to_end_id) AS each
      UNION ALL SELECT 'uetr', each.* FROM (${CANDIDATE} WHERE payment.uetr =
        CASE WHEN reported.uetr ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN reported.uetr::uuid END) AS each
      UNION ALL SELECT 'instruction-id', each.* FROM (${CANDIDATE} WHERE payment.end_to_end_id = reported.instruction_id) AS each
    ) AS named), '[]'::jsonb) AS candidates
  FROM reported_fact AS reported WHERE answer = $1 AND level IS NOT NULL ORDER BY fact`;
