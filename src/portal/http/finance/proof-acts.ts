import { Inject, Injectable } from '@nestjs/common';
import { findCampaign } from '../../../campaigns/index.js';
import { AcceptProof } from '../../../claims/index.js';
import type { AcceptedProof } from '../../../ingest/index.js';
import { parseInstant, SeatbackError, type Instant } from '../../../kernel/index.js';
import { CAMPAIGNS_FOLDER } from '../../reading/known-campaign.js';

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
    return this.#accept.execute(campaign, document, { kind, handedInAt: instantOf(handedInAt), actor, reason });
  }
}

function instantOf(text: string): Instant | undefined {
  if (text.trim() === '') return undefined;
  const read = parseInstant(text.trim());
  if (read !== undefined) return read;
  throw new SeatbackError({
    code: 'INPUT_INVALID',
    expected: 'an instant in ISO 8601 with offset, such as 2019-07-31T15:00:00Z',
    found: `"${text.slice(0, 100)}"`,
    where: 'when the proof was received',
    next: 'Leave it empty where it was received as it was given.',
  });
}
