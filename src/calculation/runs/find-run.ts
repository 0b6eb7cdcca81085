import type { Session } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { Run } from './run.entity.js';

/** @throws SeatbackError RUN_UNKNOWN */
export async function findRun(session: Session, runNumber: number, campaignId?: string): Promise<Run> {
  const run = await session.manager.findOneBy(Run, { run: runNumber });
  if (run !== null && (campaignId === undefined || run.campaignId === campaignId)) return run;
  throw new SeatbackError({
    code: 'RUN_UNKNOWN',
    expected: 'the number of a run',
    found: String(runNumber),
    where: campaignId ?? 'runs',
    next: 'See npx seatback run list, or calculate one first.',
  });
}
