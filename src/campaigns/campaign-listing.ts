import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Session } from '../database/index.js';
import { compareCodePoints, SeatbackError, type FailureReport } from '../kernel/index.js';
import { readCampaignFile } from './campaign-file.js';
import type { Campaign } from './terms.js';

/** A campaign file, read or not: one that cannot be read does not hide the others. */
export type ListedCampaign = { readonly campaignId: string } & (
  { readonly campaign: Campaign; readonly failure: null } | { readonly campaign: null; readonly failure: FailureReport }
);

/** The campaign files of a folder by id, each with its campaign or with why it cannot be read; none without a folder. */
export function listCampaigns(folder: string): ListedCampaign[] {
  return fileNames(folder).map((name) => {
    const campaignId = basename(name).replace(/\.ya?ml$/, '');
    try {
      return { campaignId, campaign: readCampaignFile(join(folder, name)), failure: null };
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      return { campaignId, campaign: null, failure: error.report };
    }
  });
}

/** Ids of the campaigns that were ever published, also of those whose file is gone, each with its last version. */
export async function publishedCampaigns(
  session: Session,
): Promise<{ readonly campaignId: string; readonly version: number }[]> {
  return session.query(
    'SELECT campaign_id AS "campaignId", max(version) AS version FROM campaign_version GROUP BY campaign_id ORDER BY campaign_id',
  );
}

function fileNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort(compareCodePoints);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
