import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { isPublished, listCampaigns, publishedCampaigns, type Campaign } from '../campaigns/index.js';
import { AnswerClaims } from '../claims/index.js';
import { UnitOfWork } from '../database/index.js';
import { RemindPartners } from '../deadlines/index.js';
import { PULL_SETTINGS, type PullSettings } from './schedule-pulls.js';

/** A receipt is given at once, or as good as that. */
const EVERY_FIVE_MINUTES = '40 */5 * * * *';

/**
 * Gives new claims their receipts, answers those of which the checks are certain, and reminds partners of what they can
 * still do. No durable job: what was not done in one round is due in the next, and nothing is done twice.
 */
@Injectable()
export class WatchDeadlines {
  readonly #claims: AnswerClaims;
  readonly #remind: RemindPartners;
  readonly #unitOfWork: UnitOfWork;
  readonly #settings: PullSettings;
  readonly #log = new Logger('deadlines');

  constructor(
    claims: AnswerClaims,
    remind: RemindPartners,
    unitOfWork: UnitOfWork,
    @Inject(PULL_SETTINGS) settings: PullSettings,
  ) {
    this.#claims = claims;
    this.#remind = remind;
    this.#unitOfWork = unitOfWork;
    this.#settings = settings;
  }

  @Cron(EVERY_FIVE_MINUTES, { name: 'claims and reminders', timeZone: 'UTC', waitForCompletion: true })
  async round(): Promise<void> {
    const campaigns = listCampaigns(this.#settings.campaignsFolder).flatMap(({ campaign }) => campaign ?? []);
    for (const campaign of campaigns) {
      await this.#orLog(campaign, () => this.#review(campaign));
      await this.#orLog(campaign, async () => {
        const reminded = await this.#remind.execute([campaign]);
        if (reminded > 0) this.#log.log(`${campaign.campaign}: ${String(reminded)} reminders`);
      });
    }
  }

  async #review(campaign: Campaign): Promise<void> {
    const { claim, claimValidation } = campaign.terms;
    if (claim === undefined || claimValidation === undefined || !(await this.#isInForce(campaign))) return;
    const reviewed = await this.#claims.review(campaign);
    const answered = reviewed.filter((each) => each.answered !== null).length;
    if (answered > 0)
      this.#log.log(
        `${campaign.campaign}: ${String(answered)} claims answered by checks, ${String(reviewed.length - answered)} wait for a person`,
      );
  }

  /**
   * Whether the file states the newest published version: an answer goes by mail to a partner, and a draft is nobody's word.
   *
   * @throws SeatbackError CAMPAIGN_EDITED, VERSION_OUT_OF_ORDER
   */
  async #isInForce(campaign: Campaign): Promise<boolean> {
    return this.#unitOfWork.inSession(async (session) => {
      if (!(await isPublished(session, campaign))) return false;
      const newest = (await publishedCampaigns(session)).find(({ campaignId }) => campaignId === campaign.campaign);
      return newest?.version === campaign.version;
    });
  }

  /** One campaign that cannot be looked at keeps no other back. */
  async #orLog({ campaign }: Campaign, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#log.error(`${campaign}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
