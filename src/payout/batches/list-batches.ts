import type { Session } from '../../database/index.js';
import { PayoutBatch } from './batch.entity.js';

/** Batches of a campaign, or of all, the first first. */
export async function listBatches(session: Session, campaignId?: string): Promise<PayoutBatch[]> {
  return session.manager.find(PayoutBatch, {
    where: campaignId === undefined ? {} : { campaignId },
    order: { batch: 'ASC' },
  });
}
