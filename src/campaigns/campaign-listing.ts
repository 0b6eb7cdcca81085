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
