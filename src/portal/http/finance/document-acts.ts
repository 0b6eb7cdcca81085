import { Injectable } from '@nestjs/common';
import { SeatbackError } from '../../../kernel/index.js';
import type { BatchPaymentsAnswer } from '../../answers/payout-answers.js';
import { CampaignReading } from '../../reading/campaign-reading.js';
import { PayoutReading } from '../../reading/payout-reading.js';
import { IssueDocuments, type GivenDocument } from '../../statements/issue-documents.js';

/** As many as a page shows, and as many advices as are given out by one form. */
export const PAYMENTS_ON_A_PAGE = 200;

/**
 * What the command line gives out, for pages and the API: the same use case. Files are made when somebody fetches them,
 * by the routes from which a partner fetches its own.
 */
@Injectable()
export class DocumentActs {
  readonly #issue: IssueDocuments;
  readonly #campaigns: CampaignReading;
  readonly #payouts: PayoutReading;

  constructor(issue: IssueDocuments, campaigns: CampaignReading, payouts: PayoutReading) {
    this.#issue = issue;
    this.#campaigns = campaigns;
    this.#payouts = payouts;
  }

  /** Safe to repeat. @throws SeatbackError CAMPAIGN_UNKNOWN, and as `IssueDocuments.statement` */
  async statement(campaignId: string, partnerId: string): Promise<GivenDocument> {
    await this.#campaigns.heading(campaignId);
    return this.#issue.statement(partnerId, campaignId, { formats: [] });
  }

  /**
   * Remittance advices of a page of the payments of a released batch, each a transaction of its own. Safe to repeat and to
   * break off.
   *
   * @returns the page, with the editions that its advices have then
   * @throws SeatbackError BATCH_UNKNOWN, BATCH_STATE, INPUT_INVALID
   */
  async advices(batch: number, cursor: string | undefined): Promise<BatchPaymentsAnswer> {
    const { state } = (await this.#payouts.batch(batch)).batch;
    if (state !== 'released') throw notReleased(batch, state);
    const page = { cursor, limit: PAYMENTS_ON_A_PAGE };
    for (const { endToEndId } of (await this.#payouts.payments(batch, page)).payments)
      await this.#issue.advice(endToEndId, { formats: [] });
    return this.#payouts.payments(batch, page);
  }
}

function notReleased(batch: number, state: string): SeatbackError {
  return new SeatbackError({
    code: 'BATCH_STATE',
    expected: 'a released batch: an advice says what was sent',
    found: state,
    where: `batch ${String(batch)}`,
    next: 'Release it first.',
  });
}
