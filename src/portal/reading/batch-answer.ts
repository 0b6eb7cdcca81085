import { basename } from 'node:path';
import type { PayoutBatch } from '../../payout/index.js';
import type { BatchAnswer } from '../answers/campaign-answers.js';

export function batchOf(batch: PayoutBatch): BatchAnswer {
  return {
    batch: batch.batch,
    run: batch.run,
    messageId: batch.messageId,
    state: batch.state,
    executionDate: batch.executionDate,
    paymentCount: batch.paymentCount,
    totals: { ...batch.totals },
    fileHash: batch.fileHash,
    // The folder it lies in is nobody's business who asks over HTTP.
    file: batch.releasedAs === null ? null : basename(batch.releasedAs),
    preparedBy: batch.preparedBy,
    preparedAt: batch.preparedAt,
    approvedBy: batch.approvedBy,
    approvedAt: batch.approvedAt,
    releasedBy: batch.releasedBy,
    releasedAt: batch.releasedAt,
  };
}
