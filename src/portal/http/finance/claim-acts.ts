import { Inject, Injectable } from '@nestjs/common';
import { findCampaign } from '../../../campaigns/index.js';
import { AnswerClaims } from '../../../claims/index.js';
import { isSameActor, SeatbackError } from '../../../kernel/index.js';
import { ClaimReading, type ClaimCase } from '../../reading/claim-reading.js';
import { CAMPAIGNS_FOLDER } from '../../reading/known-campaign.js';
import type { Taker } from './run-acts.js';

export interface ClaimPlace {
  readonly campaignId: string;
  readonly claimId: string;
}

interface Reasoned {
  readonly reason: string;
}

interface Answer extends Reasoned {
  /** As `AnswerClaims.answer` takes it. */
  readonly seen?: number | undefined;
}

/** What the commands do with claims, for pages and the API: the same use case, by the terms of the campaign's file. */
@Injectable()
export class ClaimActs {
  readonly #answers: AnswerClaims;
  readonly #reading: ClaimReading;
  readonly #folder: string;

  constructor(answers: AnswerClaims, reading: ClaimReading, @Inject(CAMPAIGNS_FOLDER) folder: string) {
    this.#answers = answers;
    this.#reading = reading;
    this.#folder = folder;
  }

  /** Finds a claim, or its appeal, valid. @throws SeatbackError as `AnswerClaims.answer`, CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE */
  async accept(place: ClaimPlace, taker: Taker, said: Answer): Promise<void> {
    await this.#answer(place, taker, [], said);
  }

  /**
   * Rejects a claim, or its appeal.
   *
   * @param because codes; the partner is told
   * @throws SeatbackError as `AnswerClaims.answer`, CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE
   */
  async reject(
    place: ClaimPlace,
    taker: Taker,
    { because, ...said }: Answer & { readonly because: readonly string[] },
  ): Promise<void> {
    if (because.length === 0) throw noneChosen(place);
    await this.#answer(place, taker, because, said);
  }

  /** Takes the appeal of a partner that came otherwise than on its pages. @throws SeatbackError as `AnswerClaims.appeal` */
  async takeAppeal(place: ClaimPlace, { actor, mayHaveDone }: Taker, { reason }: Reasoned): Promise<void> {
    const { campaignId, claimId } = place;
    try {
      await this.#answers.appeal(findCampaign(this.#folder, campaignId), claimId, { actor, reason });
    } catch (error) {
      if (!mayHaveDone || !isOf(error, 'APPEAL_REFUSED')) throw error;
      const { standing, history } = await this.#reading.one(campaignId, claimId);
      const appeal = history.find(({ kind }) => kind === 'appealed');
      if (standing !== 'appealed' || appeal?.kind !== 'appealed' || !isSameActor(appeal.by, actor)) throw error;
    }
  }

  async #answer(
    { campaignId, claimId }: ClaimPlace,
    { actor, mayHaveDone }: Taker,
    because: readonly string[],
    { reason, seen }: Answer,
  ): Promise<void> {
    const campaign = findCampaign(this.#folder, campaignId);
    const outcome = because.length > 0 ? 'rejected' : 'valid';
    try {
      await this.#answers.answer(campaign, claimId, outcome, because, { actor, reason, seen });
    } catch (error) {
      if (!mayHaveDone || !isOf(error, 'CLAIM_ANSWERED')) throw error;
      if (!isAnsweredSo(await this.#reading.one(campaignId, claimId), actor, because)) throw error;
    }
  }
}

/** Whether this person has given this answer: a form that is sent twice is one wish. */
function isAnsweredSo({ claim: { answer } }: ClaimCase, actor: string, because: readonly string[]): boolean {
  if (answer?.answeredBy === null || answer === null || !isSameActor(answer.answeredBy, actor)) return false;
  return answer.reasons.toSorted().join(' ') === because.toSorted().join(' ');
}

function isOf(error: unknown, code: string): boolean {
  return error instanceof SeatbackError && error.code === code;
}

function noneChosen({ campaignId, claimId }: ClaimPlace): SeatbackError {
  return new SeatbackError({
    code: 'REJECTION_REASON_INVALID',
    expected: 'one reason or more, which the partner is told',
    found: 'none',
    where: `${campaignId}, claim ${claimId}`,
    next: 'Choose why it is rejected.',
  });
}
