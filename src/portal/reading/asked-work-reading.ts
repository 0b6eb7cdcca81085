import { Inject, Injectable } from '@nestjs/common';
import { askedWorkOf } from '../../asked-work/index.js';
import { runInForce } from '../../calculation/index.js';
import { UnitOfWork } from '../../database/index.js';
import type { AskedWorksAnswer } from '../answers/asked-work-answers.js';
import { CAMPAIGNS_FOLDER, knownCampaign } from './known-campaign.js';
import { readOnly } from './read-only.js';

const WORK_SHOWN = 20;

/** Reads what people asked for in a campaign, and how far workers are with it. */
@Injectable()
export class AskedWorkReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #folder: string;

  constructor(unitOfWork: UnitOfWork, @Inject(CAMPAIGNS_FOLDER) folder: string) {
    this.#unitOfWork = unitOfWork;
    this.#folder = folder;
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN */
  async list(campaignId: string): Promise<AskedWorksAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      await knownCampaign(session, this.#folder, campaignId);
      const run = await runInForce(session, campaignId);
      return {
        campaignId,
        posted: run?.state === 'posted' ? run.run : null,
        work: await askedWorkOf(session, campaignId, WORK_SHOWN),
      };
    });
  }
}
