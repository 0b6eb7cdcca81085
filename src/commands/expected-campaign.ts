import type { INestApplicationContext } from '@nestjs/common';
import type { Environment } from '../config/index.js';
import { UnitOfWork } from '../database/index.js';
import { knownCampaign } from '../portal/index.js';

/**
 * Whoever mistypes a campaign is told so, and not that it has no run yet.
 *
 * @throws SeatbackError CAMPAIGN_UNKNOWN
 */
export async function expectKnownCampaign(
  app: INestApplicationContext,
  { campaignsFolder }: Environment,
  campaignId: string,
): Promise<void> {
  await app.get(UnitOfWork).inSession((session) => knownCampaign(session, campaignsFolder, campaignId));
}
