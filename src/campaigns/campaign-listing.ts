import { existsSync } from 'node:fs';
import type { Session } from '../database/index.js';
import { readCampaignsFolder, type ListedCampaign } from './campaign-file.js';

/** The campaign files of a folder by id, each with its campaign or with why it cannot be read; none without a folder. */
export function listCampaigns(folder: string): ListedCampaign[] {
  return existsSync(folder) ? readCampaignsFolder(folder) : [];
}

/** Ids of the campaigns that were ever published, also of those whose file is gone, each with its last version. */
export async function publishedCampaigns(
  session: Session,
): Promise<{ readonly campaignId: string; readonly version: number }[]> {
  return session.query(
    'SELECT campaign_id AS "campaignId", max(version) AS version FROM campaign_version GROUP BY campaign_id ORDER BY campaign_id',
  );
}

/** What people call a campaign, as its last version was published; undefined where that had no title, or none was. */
export async function campaignTitle(session: Session, campaignId: string): Promise<string | undefined> {
  const [newest] = await session.query<{ title: string | null }>(
    'SELECT title FROM campaign_version WHERE campaign_id = $1 ORDER BY version DESC LIMIT 1',
    [campaignId],
  );
  return newest?.title ?? undefined;
}
