import type { CampaignTerms, CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';

/** The terms of campaigns' posted runs, each read once. */
export function postedTerms(
  session: Session,
  versions: CampaignVersions,
): (campaignId: string) => Promise<CampaignTerms> {
  const known = new Map<string, CampaignTerms>();
  return async (campaignId) => {
    const terms = known.get(campaignId);
    if (terms !== undefined) return terms;
    const { version } = await session.one<{ version: number }>(
      `SELECT version FROM calculation_run WHERE campaign_id = $1 AND state = 'posted'`,
      [campaignId],
    );
    const read = (await versions.published(session, campaignId, version)).terms;
    known.set(campaignId, read);
    return read;
  };
}
