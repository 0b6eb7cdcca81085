import type { Session, UnitOfWork } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { paymentReason, paymentStatus, type ReportedStep } from '../answers/codes/index.js';
import type { VendorRefusal, VendorStatuses } from '../answers/messages/index.js';
import { stateOf } from '../answers/payments/payment-states.js';
import type { BatchPlace, ReportOutcome, VendorBatch, VendorBatchPayment, VendorRoom } from './vendor-room.js';

const SAMPLE = `
  SELECT batch_id AS "batchId", true AS "isSample", COALESCE(answered_as, 'released') AS state, execution_date::text AS "executionDate",
    made_at AS "releasedAt", answered_at AS "answeredAt", file_hash AS "fileHash", totalled."paymentCount", totalled.totals
  FROM vendor_sample_batch AS sampled CROSS JOIN LATERAL (SELECT count(*)::integer AS "paymentCount",
    jsonb_build_object(min(currency), sum(amount)::text) AS totals FROM vendor_sample_payment WHERE sample = sampled.sample) AS totalled
  WHERE vendor = $1`;

const STEP_OF: ReadonlyMap<string, ReportedStep> = new Map([
  ['accepted', 'in-process'],
  ['paid', 'debited'],
  ['rejected', 'rejected'],
  ['returned', 'returned'],
]);

/** Samples: the same answers and the same states, in tables of their own, and nothing follows. */
export class SampleRoom implements VendorRoom {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async list(session: Session, vendor: string, after: BatchPlace | undefined, limit: number): Promise<VendorBatch[]> {
    return session.query(
      `${SAMPLE} AND ($2::timestamptz IS NULL OR (made_at, batch_id) > ($2, $3::text)) ORDER BY made_at, batch_id LIMIT $4`,
      [vendor, after?.releasedAt ?? null, after?.batchId ?? null, limit],
    );
  }

  async find(session: Session, vendor: string, batchId: string): Promise<VendorBatch | undefined> {
    return (await session.query<VendorBatch>(`${SAMPLE} AND batch_id = $2`, [vendor, batchId]))[0];
  }

  async payments(session: Session, batchId: string, after: number, limit: number): Promise<VendorBatchPayment[]> {
    const rows = await session.query<
      Omit<VendorBatchPayment, 'state'> & { readonly reported: readonly ReportedStep[] }
    >(
      `SELECT payment_id AS "paymentId", line, payee_reference AS "payeeReference", amount::text, currency, reported
       FROM vendor_sample_payment JOIN vendor_sample_batch USING (sample) WHERE batch_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
      [batchId, after, limit],
    );
    return rows.map(({ reported, ...payment }) => ({ ...payment, state: stateOf(reported) }));
  }

  async file(session: Session, batchId: string): Promise<Buffer> {
    const { file } = await session.one<{ file: string }>('SELECT file FROM vendor_sample_batch WHERE batch_id = $1', [
      batchId,
    ]);
    return Buffer.from(file, 'utf8');
  }

  async unknownPayments(session: Session, batchId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await session.query<{ id: string }>(
      `SELECT DISTINCT id FROM unnest($2::text[]) AS id WHERE NOT EXISTS (SELECT FROM vendor_sample_payment JOIN vendor_sample_batch USING (sample)
         WHERE batch_id = $1 AND payment_id = id) ORDER BY id`,
      [batchId, ids],
    );
    return rows.map(({ id }) => id);
  }

  async acknowledge(session: Session, _vendor: string, { batchId }: VendorBatch, at: Instant): Promise<void> {
    await answer(session, batchId, 'acknowledged', at);
  }

  async claimRefusal(
    session: Session,
    _vendor: string,
    { batchId }: VendorBatch,
    _refusal: VendorRefusal,
    at: Instant,
  ): Promise<void> {
    await answer(session, batchId, 'refused', at);
  }

  async refuse(_vendor: string, batchId: string): Promise<void> {
    await this.#unitOfWork.inSession((session) =>
      session.execute(
        `UPDATE vendor_sample_payment SET reported = ARRAY['rejected'] WHERE sample = (SELECT sample FROM vendor_sample_batch WHERE batch_id = $1)`,
        [batchId],
      ),
    );
  }

  /** A word or code that would wait for a person counts as waiting, and nobody is asked. */
  async report(_vendor: string, _batchId: string, { reports }: VendorStatuses): Promise<ReportOutcome> {
    let changed = 0;
    let waiting = 0;
    await this.#unitOfWork.inTransaction(async (session) => {
      for (const { paymentId, status, reasons = [] } of reports) {
        const meaning = paymentStatus(status.toUpperCase());
        const step = STEP_OF.get(status.toLowerCase()) ?? meaning?.says;
        if (step === undefined || reasons.some(({ code }) => paymentReason(code) === undefined)) waiting += 1;
        if (step === undefined || step === 'nothing') continue;
        const { reported } = await session.one<{ reported: ReportedStep[] }>(
          'SELECT reported FROM vendor_sample_payment WHERE payment_id = $1 FOR UPDATE',
          [paymentId],
        );
        if (reported.includes(step)) continue;
        if (stateOf([...reported, step]) !== stateOf(reported)) changed += 1;
        await session.execute(
          'UPDATE vendor_sample_payment SET reported = reported || $2::text WHERE payment_id = $1',
          [paymentId, step],
        );
      }
    });
    return { changed, waiting };
  }
}

/** Once: the first answer stays. */
async function answer(session: Session, batchId: string, as: 'acknowledged' | 'refused', at: Instant): Promise<void> {
  await session.execute(
    'UPDATE vendor_sample_batch SET answered_as = $2, answered_at = $3 WHERE batch_id = $1 AND answered_as IS NULL',
    [batchId, as, at],
  );
}
