import type { Session } from '../../database/index.js';
import { Run } from './run.entity.js';

/** Runs, the latest first; of one campaign, where one is named. */
export async function listRuns(session: Session, campaignId?: string): Promise<Run[]> {
  return session.manager.find(Run, {
    ...(campaignId === undefined ? {} : { where: { campaignId } }),
    order: { run: 'DESC' },
  });
}
