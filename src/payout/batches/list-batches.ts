import { In } from 'typeorm';
import type { Session } from '../../database/index.js';
import { PayoutBatch } from './batch.entity.js';

/** Batches by their numbers. */
export async function batchesByNumber(
  session: Session,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, PayoutBatch>> {
  if (numbers.length === 0) return new Map();
  const batches = await session.manager.find(PayoutBatch, { where: { batch: In([...new Set(numbers)]) } });
  return new Map(batches.map((batch) => [batch.batch, batch]));
}

/** Batches of a campaign, or of all, the first first. */
export async function listBatches(session: Session, campaignId?: string): Promise<PayoutBatch[]> {
  return session.manager.find(PayoutBatch, {
    where: campaignId === undefined ? {} : { campaignId },
    order: { batch: 'ASC' },
  });
}
