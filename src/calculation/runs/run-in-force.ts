import type { Session } from '../../database/index.js';
import { tellLog } from '../../logging/index.js';
import { Run } from './run.entity.js';

/** The run that speaks for a campaign: the posted one, else the last; undefined where nothing was calculated yet. */
export async function runInForce(session: Session, campaignId: string): Promise<Run | undefined> {
  const [posted] = await session.manager.find(Run, { where: { campaignId, state: 'posted' }, take: 1 });
  const [speaks] =
    posted === undefined
      ? await session.manager.find(Run, { where: { campaignId }, order: { run: 'DESC' }, take: 1 })
      : [posted];
  if (speaks !== undefined) tellLog({ run: speaks.run });
  return speaks;
}
