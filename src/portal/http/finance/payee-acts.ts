import { Injectable } from '@nestjs/common';
import { isSameActor, SeatbackError } from '../../../kernel/index.js';
import {
  ApproveBankDetails,
  InvitePayee,
  PersonHolds,
  ShowPayees,
  type IssuedLink,
  type PersonHold,
  type ShownDetails,
} from '../../../payout/index.js';
import type { Taker } from './run-acts.js';

export interface DetailsPlace {
  readonly partnerId: string;
  readonly details: number;
}

/** What the commands do with bank details, for pages and the API: the same use cases, for details of the partner that is named. */
@Injectable()
export class PayeeActs {
  readonly #approval: ApproveBankDetails;
  readonly #invitations: InvitePayee;
  readonly #holds: PersonHolds;
  readonly #payees: ShowPayees;

  constructor(approval: ApproveBankDetails, invitations: InvitePayee, holds: PersonHolds, payees: ShowPayees) {
    this.#holds = holds;
    this.#approval = approval;
    this.#invitations = invitations;
    this.#payees = payees;
  }

  /** @throws SeatbackError PARTNER_UNKNOWN, BANK_DETAILS_UNKNOWN, and as `ApproveBankDetails.approve` */
  async approve(place: DetailsPlace, taker: Taker, looked: { readonly lastFour?: string | undefined }): Promise<void> {
    await this.#decide(place, taker, 'approved', async () =>
      this.#approval.approve(place.details, taker.actor, looked),
    );
  }

  /** @throws SeatbackError PARTNER_UNKNOWN, BANK_DETAILS_UNKNOWN, and as `ApproveBankDetails.refuse` */
  async refuse(place: DetailsPlace, taker: Taker, { reason }: { readonly reason: string }): Promise<void> {
    await this.#decide(place, taker, 'refused', async () => this.#approval.refuse(place.details, taker.actor, reason));
  }

  /** A decision that stands already is left as it is. @throws SeatbackError as `ApproveBankDetails.decideName` */
  async decideName(
    partnerId: string,
    { actor, mayHaveDone }: Taker,
    { as: decision, reason }: { readonly as: 'accepted' | 'refused'; readonly reason: string },
  ): Promise<void> {
    if (mayHaveDone && (await this.#payees.one(partnerId)).name?.decision === decision) return;
    await this.#approval.decideName(partnerId, { decision, actor, reason });
  }

  /** Safe to repeat: another link takes the place of the one before. @throws SeatbackError as `InvitePayee.execute` */
  async invite(partnerId: string, { actor }: Taker, { campaign }: { readonly campaign: string }): Promise<IssuedLink> {
    return this.#invitations.execute(partnerId, campaign, actor);
  }

  /** @throws SeatbackError as `PersonHolds.place` */
  async hold(partnerId: string, { actor, mayHaveDone }: Taker, { reason }: { readonly reason: string }): Promise<void> {
    try {
      await this.#holds.place(partnerId, { actor, reason });
    } catch (error) {
      const [last] = await this.#heldAlready(partnerId, error, mayHaveDone);
      if (last === undefined || last.releasedAt !== null || !isSameActor(last.placedBy, actor)) throw error;
    }
  }

  /** @throws SeatbackError as `PersonHolds.release` */
  async release(
    partnerId: string,
    { actor, mayHaveDone }: Taker,
    { hold, reason }: { readonly hold: number; readonly reason: string },
  ): Promise<void> {
    try {
      await this.#holds.release(partnerId, hold, { actor, reason });
    } catch (error) {
      const known = (await this.#heldAlready(partnerId, error, mayHaveDone)).find((each) => each.hold === hold);
      const by = known?.releasedBy ?? null;
      if (by === null || !isSameActor(by, actor)) throw error;
    }
  }

  async #heldAlready(partnerId: string, error: unknown, mayHaveDone: boolean): Promise<readonly PersonHold[]> {
    const isDone = mayHaveDone && error instanceof SeatbackError && error.code === 'HOLD_STATE';
    return isDone ? this.#holds.list(partnerId) : [];
  }

  async #decide(
    place: DetailsPlace,
    { actor, mayHaveDone }: Taker,
    decision: ShownDetails['state'],
    decide: () => Promise<unknown>,
  ): Promise<void> {
    await this.#shown(place);
    try {
      await decide();
    } catch (error) {
      const isDecided = mayHaveDone && error instanceof SeatbackError && error.code === 'BANK_DETAILS_DECIDED';
      if (!isDecided) throw error;
      const { state, decidedBy } = await this.#shown(place);
      if (state !== decision || decidedBy === null || !isSameActor(decidedBy, actor)) throw error;
    }
  }

  async #shown({ partnerId, details }: DetailsPlace): Promise<ShownDetails> {
    const payee = await this.#payees.one(partnerId);
    const shown = payee.details.find(({ bankDetails }) => bankDetails === details);
    if (shown !== undefined) return shown;
    throw new SeatbackError({
      code: 'BANK_DETAILS_UNKNOWN',
      expected: `bank details of partner ${partnerId}`,
      found: String(details),
      where: 'payees',
      next: 'The page of the partner’s payee shows all that were entered.',
    });
  }
}
