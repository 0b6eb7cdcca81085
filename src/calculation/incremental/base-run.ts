import type { Session } from '../../database/index.js';
import type { Snapshot } from '../facts/snapshot.js';
import { Run } from '../runs/run.entity.js';

/**
 * The run that a provisional run can go on from: the campaign's last, whose determinations are those that hold, where it
 * is provisional itself, of the same terms and engine, and knows and sees no more; undefined where there is none.
 */
export async function baseRun(
  session: Session,
  snapshot: Snapshot,
  { version, engineVersion }: Pick<Run, 'version' | 'engineVersion'>,
): Promise<Run | undefined> {
  const { campaignId, isProvisional, snapshotAt, knownAt, delivery } = snapshot;
  if (!isProvisional) return undefined;
  const [last] = await session.manager.find(Run, { where: { campaignId }, order: { run: 'DESC' }, take: 1 });
  const goesOn =
    last?.kind === 'provisional' &&
    last.version === version &&
    last.engineVersion === engineVersion &&
    last.snapshotAt <= snapshotAt &&
    last.knownAt <= knownAt &&
    last.delivery <= delivery;
  return goesOn ? last : undefined;
}
