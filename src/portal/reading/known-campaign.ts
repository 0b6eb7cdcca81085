import { keptCampaigns, publishedCampaigns, type Campaign } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { SeatbackError, type FailureReport } from '../../kernel/index.js';

/** Name under which the folder of the campaign files is injected. */
export const CAMPAIGNS_FOLDER = Symbol('campaigns folder');

/** A campaign by its file, its published versions, or both. */
export interface KnownCampaign {
  readonly campaignId: string;
  readonly campaign: Campaign | null;
  readonly failure: FailureReport | null;
  readonly publishedVersion: number | null;
}

/** Campaigns that have a file or were published once, by id. */
export async function knownCampaigns(session: Session, folder: string): Promise<KnownCampaign[]> {
  const published = await publishedCampaigns(session);
  const listed = keptCampaigns(folder);
  const withoutFile = published
    .filter(({ campaignId }) => !listed.some((each) => each.campaignId === campaignId))
    .map(({ campaignId }) => ({ campaignId, campaign: null, failure: null }));
  return [...listed, ...withoutFile].map((each) => ({
    ...each,
    publishedVersion: published.find(({ campaignId }) => campaignId === each.campaignId)?.version ?? null,
  }));
}

/** @throws SeatbackError CAMPAIGN_UNKNOWN */
export async function knownCampaign(session: Session, folder: string, campaignId: string): Promise<KnownCampaign> {
  const all = await knownCampaigns(session, folder);
  const found = all.find((each) => each.campaignId === campaignId);
  if (found !== undefined) return found;
  throw new SeatbackError({
    code: 'CAMPAIGN_UNKNOWN',
    expected: `one of the campaigns: ${all.map((each) => each.campaignId).join(', ') || 'none'}`,
    found: `"${campaignId}"`,
    where: 'campaigns',
    next: 'See npx seatback campaigns list.',
  });
}
