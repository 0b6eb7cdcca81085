import { LessThan } from 'typeorm';
import type { Session } from '../../database/index.js';
import { Run } from './run.entity.js';

/** Runs of a campaign, the latest first, a page at a time. */
export async function runPage(
  session: Session,
  {
    campaignId,
    before,
    limit,
  }: {
    readonly campaignId: string;
    /** The run that the page before ended with. */
    readonly before?: number | undefined;
    readonly limit: number;
  },
): Promise<Run[]> {
  return session.manager.find(Run, {
    where: { campaignId, ...(before === undefined ? {} : { run: LessThan(before) }) },
    order: { run: 'DESC' },
    take: limit,
  });
}

/** The run that was calculated before this one. */
export async function runBefore(session: Session, { campaignId, run }: Run): Promise<Run | undefined> {
  const [before] = await runPage(session, { campaignId, before: run, limit: 1 });
  return before;
}
