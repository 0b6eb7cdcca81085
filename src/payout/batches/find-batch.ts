import type { CampaignTerms, CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { whereOf } from './batch-errors.js';
import { PayoutBatch, type BatchState } from './batch.entity.js';

/** @throws SeatbackError BATCH_UNKNOWN */
export async function findBatch(session: Session, batchNumber: number): Promise<PayoutBatch> {
  const batch = await session.manager.findOneBy(PayoutBatch, { batch: batchNumber });
  if (batch !== null) return batch;
  throw new SeatbackError({
    code: 'BATCH_UNKNOWN',
    expected: 'the number of a batch',
    found: String(batchNumber),
    where: 'payout batches',
    next: 'Prepare one first.',
  });
}

/** The batch, where it has come as far as the next step takes it. @throws SeatbackError BATCH_UNKNOWN, BATCH_STATE */
export async function findBatchIn(
  session: Session,
  batchNumber: number,
  states: readonly BatchState[],
): Promise<PayoutBatch> {
  const batch = await findBatch(session, batchNumber);
  if (states.includes(batch.state)) return batch;
  throw new SeatbackError({
    code: 'BATCH_STATE',
    expected: `a batch that is ${states.join(' or ')}`,
    found: batch.state,
    where: whereOf(batch),
    next:
      batch.state === 'released'
        ? 'It has been released; it is never released again.'
        : 'A batch is prepared, approved and released, in this order.',
  });
}

/** The terms that the batch was prepared by. */
export async function termsOfBatch(
  session: Session,
  versions: CampaignVersions,
  { campaignId, run }: PayoutBatch,
): Promise<CampaignTerms> {
  const { version } = await session.one<{ version: number }>('SELECT version FROM calculation_run WHERE run = $1', [
    run,
  ]);
  return (await versions.published(session, campaignId, version)).terms;
}
