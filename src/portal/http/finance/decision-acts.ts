import { Injectable } from '@nestjs/common';
import { OpenDecisions } from '../../../calculation/index.js';
import { RecordDecision } from '../../../ingest/index.js';

export interface WishedDecision {
  readonly campaignId: string;
  readonly partner: string;
  readonly customer: string;
  /** Every rule that is unknown, where it is left out. */
  readonly rule?: string | undefined;
  readonly as: 'met' | 'not-met';
  readonly reason: string;
  /** The number of the decision that was the last one when it was looked at; 0: there was none. */
  readonly seen: number;
}

/** What the command does with what the facts leave open, for pages and the API: the same use cases. */
@Injectable()
export class DecisionActs {
  readonly #openDecisions: OpenDecisions;
  readonly #recordDecision: RecordDecision;

  constructor(openDecisions: OpenDecisions, recordDecision: RecordDecision) {
    this.#openDecisions = openDecisions;
    this.#recordDecision = recordDecision;
  }

  /**
   * Sent again it is the decision that was recorded.
   *
   * @returns its number
   * @throws SeatbackError as `OpenDecisions.expectDecidable` and `RecordDecision.execute`
   */
  async decide(
    { campaignId, partner: partnerId, customer, rule, as: countedAs, reason, seen }: WishedDecision,
    actor: string,
  ): Promise<number> {
    const pair = await this.#openDecisions.expectDecidable({ campaignId, customer, partnerId, rule, countedAs });
    return (await this.#recordDecision.execute({ ...pair, seen }, { actor, reason })).decision;
  }
}
