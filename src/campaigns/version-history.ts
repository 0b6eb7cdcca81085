import type { Session } from '../database/index.js';
import { SeatbackError, type Instant } from '../kernel/index.js';
import { termsSchema, type CampaignTerms } from './terms.js';

/** A version as it was published, and why. */
export interface VersionRecord {
  readonly version: number;
  readonly knownFrom: Instant;
  readonly publishedAt: Instant;
  readonly reason: string;
  /** The announcement, ticket or letter; null where a first version names none. */
  readonly reference: string | null;
  readonly terms: CampaignTerms;
}

/** All published versions of a campaign, the first one first. */
export async function versionHistory(session: Session, campaignId: string): Promise<VersionRecord[]> {
  const versions = await session.query<Omit<VersionRecord, 'terms'> & { readonly terms: unknown }>(
    `SELECT version, known_from AS "knownFrom", published_at AS "publishedAt", reason, reference, terms
     FROM campaign_version WHERE campaign_id = $1 ORDER BY version`,
    [campaignId],
  );
  return versions.map((each) => ({ ...each, terms: termsSchema.parse(each.terms) }));
}

/** @throws SeatbackError VERSION_UNKNOWN */
export function versionOf<T extends { readonly version: number }>(
  versions: readonly T[],
  version: number,
  campaignId: string,
): T {
  const found = versions.find((each) => each.version === version);
  if (found !== undefined) return found;
  throw new SeatbackError({
    code: 'VERSION_UNKNOWN',
    expected: `one of the versions: ${versions.map((each) => String(each.version)).join(', ') || 'none yet'}`,
    found: String(version),
    where: campaignId,
    next: `See npx seatback campaigns versions ${campaignId}.`,
  });
}
