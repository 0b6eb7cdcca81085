import type { Session, Vault } from '../../database/index.js';
import { invariant, type Instant } from '../../kernel/index.js';
import type { VendorRefusal, VendorReport, VendorStatuses } from '../answers/messages/index.js';
import type { ReadAnswers } from '../answers/read-answers.js';
import type { ReadAnswer } from '../answers/read-kept-answer.js';
import { keptFile } from '../wire-files/index.js';
import type { BatchPlace, ReportOutcome, VendorBatch, VendorBatchPayment, VendorRoom } from './vendor-room.js';

const BATCH = `
  SELECT message_id AS "batchId", false AS "isSample", COALESCE(answered_as, 'released') AS state, execution_date::text AS "executionDate",
    released_at AS "releasedAt", answered_at AS "answeredAt", payout_batch.payment_count AS "paymentCount", totals,
    payout_batch.file_hash AS "fileHash"
  FROM payout_batch LEFT JOIN vendor_batch_answer AS answered USING (batch)
  WHERE payout_batch.state = 'released' AND payout_batch.vendor = $1`;

/** What was released to the vendor; what it says enters as a bank's answer does. */
export class RealRoom implements VendorRoom {
  readonly #answers: ReadAnswers;
  readonly #vault: Vault;

  constructor(answers: ReadAnswers, vault: Vault) {
    this.#answers = answers;
    this.#vault = vault;
  }

  async list(session: Session, vendor: string, after: BatchPlace | undefined, limit: number): Promise<VendorBatch[]> {
    return session.query(
      `${BATCH} AND ($2::timestamptz IS NULL OR (released_at, message_id) > ($2, $3::text)) ORDER BY released_at, message_id LIMIT $4`,
      [vendor, after?.releasedAt ?? null, after?.batchId ?? null, limit],
    );
  }

  async find(session: Session, vendor: string, batchId: string): Promise<VendorBatch | undefined> {
    return (await session.query<VendorBatch>(`${BATCH} AND message_id = $2`, [vendor, batchId]))[0];
  }

  async payments(session: Session, batchId: string, after: number, limit: number): Promise<VendorBatchPayment[]> {
    return session.query(
      `SELECT end_to_end_id AS "paymentId", line, vendor_reference AS "payeeReference", payment.paid_amount::text AS amount, payment.paid_currency AS currency,
         COALESCE(standing.state, 'released') AS state
       FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN payee USING (payee)
       LEFT JOIN payment_standing AS standing USING (end_to_end_id)
       WHERE message_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
      [batchId, after, limit],
    );
  }

  async file(session: Session, batchId: string): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of keptFile(session, this.#vault, batchId)) parts.push(part);
    return Buffer.concat(parts);
  }

  async unknownPayments(session: Session, batchId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await session.query<{ id: string }>(
      `SELECT DISTINCT id FROM unnest($2::text[]) AS id WHERE NOT EXISTS (SELECT FROM payment_instruction JOIN payout_batch USING (batch)
         WHERE message_id = $1 AND end_to_end_id = id) ORDER BY id`,
      [batchId, ids],
    );
    return rows.map(({ id }) => id);
  }

  async acknowledge(session: Session, vendor: string, batch: VendorBatch, at: Instant): Promise<void> {
    await session.execute(
      `INSERT INTO vendor_batch_answer (batch, vendor, answered_as, file_hash, payment_count, answered_at)
       SELECT batch, vendor, 'acknowledged', $3, $4, $5 FROM payout_batch WHERE message_id = $2 AND vendor = $1 ON CONFLICT (batch) DO NOTHING`,
      [vendor, batch.batchId, batch.fileHash, batch.paymentCount, at],
    );
  }

  async claimRefusal(
    session: Session,
    vendor: string,
    { batchId }: VendorBatch,
    { reasons }: VendorRefusal,
    at: Instant,
  ): Promise<void> {
    await session.execute(
      `INSERT INTO vendor_batch_answer (batch, vendor, answered_as, reasons, answered_at)
       SELECT batch, vendor, 'refused', $3, $4 FROM payout_batch WHERE message_id = $2 AND vendor = $1 ON CONFLICT (batch) DO NOTHING`,
      [vendor, batchId, JSON.stringify(reasons), at],
    );
  }

  async refuse(vendor: string, batchId: string, body: string): Promise<void> {
    await this.#taken(vendor, { batchId, act: 'refusal', body });
  }

  async report(vendor: string, batchId: string, _statuses: VendorStatuses, body: string): Promise<ReportOutcome> {
    const { changed, questions } = await this.#taken(vendor, { batchId, act: 'statuses', body });
    return { changed, waiting: questions };
  }

  async #taken(vendor: string, report: VendorReport): Promise<ReadAnswer> {
    const read = await this.#answers.ofVendor(vendor, report);
    invariant(read.state === 'read' || read.state === 'repeated', 'what was checked when it came can be read');
    return read;
  }
}
