import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import { listCampaigns } from './campaign-listing.js';
import type { Campaign, CampaignTerms } from './terms.js';
import { versionHistory, type VersionRecord } from './version-history.js';

/** A version that was published, or the one that the file states and nothing has used yet. */
export interface StatedVersion {
  readonly version: number;
  readonly knownFrom: Instant;
  readonly publishedAt: Instant | null;
  readonly reason: string;
  readonly reference: string | null;
  readonly terms: CampaignTerms;
}

/** The versions of a campaign, the first one first; none where its file cannot be read and none was published. */
export async function statedVersions(session: Session, folder: string, campaignId: string): Promise<StatedVersion[]> {
  const published: VersionRecord[] = await versionHistory(session, campaignId);
  const file = listCampaigns(folder).find((each) => each.campaignId === campaignId)?.campaign;
  // A file that says otherwise than what was published under its number is for `campaigns check`.
  const isNew = file !== undefined && file !== null && !published.some(({ version }) => version === file.version);
  return [...published, ...(isNew ? [asInFile(file)] : [])].sort((one, other) => one.version - other.version);
}

function asInFile({ version, knownFrom, reason, reference, terms }: Campaign): StatedVersion {
  return { version, knownFrom, publishedAt: null, reason, reference: reference ?? null, terms };
}
