import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../database/index.js';
import { isSameActor, Money, SeatbackError } from '../../../kernel/index.js';
import {
  AdjustByHand,
  listAdjustments,
  type ManualAdjustment,
  type ProposedAdjustment,
} from '../../../payout/index.js';
import type { Taker } from './run-acts.js';

export interface AdjustmentPlace {
  readonly campaignId: string;
  readonly adjustment: number;
}

/** What the commands do with manual adjustments, for pages and the API: the same use cases. */
@Injectable()
export class AdjustmentActs {
  readonly #unitOfWork: UnitOfWork;
  readonly #adjusting: AdjustByHand;

  constructor(unitOfWork: UnitOfWork, adjusting: AdjustByHand) {
    this.#unitOfWork = unitOfWork;
    this.#adjusting = adjusting;
  }

  /**
   * Where the same request broke off before it was answered, what it proposed is found again.
   *
   * @returns the number of the adjustment
   * @throws SeatbackError as `AdjustByHand.propose`
   */
  async propose(
    campaignId: string,
    { actor, mayHaveDone }: Taker,
    said: Omit<ProposedAdjustment, 'campaignId' | 'actor'>,
  ): Promise<number> {
    const before = mayHaveDone ? await this.#proposedBefore(campaignId, actor, said) : undefined;
    if (before !== undefined) return before.adjustment;
    return (await this.#adjusting.propose({ ...said, campaignId, actor })).adjustment;
  }

  /** @throws SeatbackError ADJUSTMENT_UNKNOWN, and as `AdjustByHand.approve` */
  async approve(place: AdjustmentPlace, taker: Taker): Promise<void> {
    await this.#decide(place, taker, 'approved', async () => this.#adjusting.approve(place.adjustment, taker.actor));
  }

  /** @throws SeatbackError ADJUSTMENT_UNKNOWN, and as `AdjustByHand.refuse` */
  async refuse(place: AdjustmentPlace, taker: Taker, { reason }: { readonly reason: string }): Promise<void> {
    await this.#decide(place, taker, 'refused', async () =>
      this.#adjusting.refuse(place.adjustment, taker.actor, reason),
    );
  }

  async #proposedBefore(
    campaignId: string,
    actor: string,
    { partnerId, customer, amount, currency, reason }: Omit<ProposedAdjustment, 'campaignId' | 'actor'>,
  ): Promise<ManualAdjustment | undefined> {
    const all = await this.#unitOfWork.inSession((session) => listAdjustments(session, { campaignId, partnerId }));
    return all.findLast(
      (each) =>
        each.customerId === customer.toLowerCase() &&
        each.currency === currency &&
        isAmount(amount) &&
        Money.of(amount, currency).toString() === each.amount &&
        each.reason === reason.normalize('NFC').trim() &&
        isSameActor(each.proposedBy, actor),
    );
  }

  async #decide(
    place: AdjustmentPlace,
    { actor, mayHaveDone }: Taker,
    decision: ManualAdjustment['state'],
    decide: () => Promise<unknown>,
  ): Promise<void> {
    await this.#one(place);
    try {
      await decide();
    } catch (error) {
      const isDecided = mayHaveDone && error instanceof SeatbackError && error.code === 'ADJUSTMENT_STATE';
      if (!isDecided) throw error;
      const { state, decidedBy } = await this.#one(place);
      if (state !== decision || decidedBy === null || !isSameActor(decidedBy, actor)) throw error;
    }
  }

  /** An adjustment of the campaign that is named; of another it is none. */
  async #one({ campaignId, adjustment }: AdjustmentPlace): Promise<ManualAdjustment> {
    const [found] = await this.#unitOfWork.inSession((session) => listAdjustments(session, { campaignId, adjustment }));
    if (found !== undefined) return found;
    throw new SeatbackError({
      code: 'ADJUSTMENT_UNKNOWN',
      expected: `the number of an adjustment of ${campaignId}`,
      found: String(adjustment),
      where: 'manual adjustments',
      next: 'The page of the campaign’s adjustments shows them.',
    });
  }
}

function isAmount(text: string): boolean {
  return /^-?\d{1,12}(?:\.\d{1,4})?$/.test(text);
}
