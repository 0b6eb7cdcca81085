import { Inject, Injectable } from '@nestjs/common';
import { findCampaign } from '../../../campaigns/index.js';
import { AcceptProof } from '../../../claims/index.js';
import type { AcceptedProof } from '../../../ingest/index.js';
import { CAMPAIGNS_FOLDER } from '../../reading/known-campaign.js';
import { typedInstant } from './typed-instant.js';

const RECEIVED = {
  where: 'when the proof was received',
  next: 'Leave it empty where it was received as it was given.',
};

export interface WishedProof {
  readonly campaignId: string;
  readonly document: number;
  readonly kind: string;
  /** An instant with its offset; empty: when the document was given. */
  readonly handedInAt: string;
  readonly reason: string;
}

/** What the command does with documents that were given as proofs of performance, for pages and the API. */
@Injectable()
export class ProofActs {
  readonly #accept: AcceptProof;
  readonly #folder: string;

  constructor(accept: AcceptProof, @Inject(CAMPAIGNS_FOLDER) folder: string) {
    this.#accept = accept;
    this.#folder = folder;
  }

  /**
   * Sent again it is the proof that was accepted.
   *
   * @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE, INPUT_INVALID, and as `AcceptProof.execute`
   */
  async accept({ campaignId, document, kind, handedInAt, reason }: WishedProof, actor: string): Promise<AcceptedProof> {
    const campaign = findCampaign(this.#folder, campaignId);
    return this.#accept.execute(campaign, document, {
      kind,
      handedInAt: typedInstant(handedInAt, RECEIVED),
      actor,
      reason,
    });
  }
}
