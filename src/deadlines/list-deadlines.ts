import { Inject, Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/index.js';
import { answerDueAt, appealDueAt, claimRecords } from '../claims/index.js';
import { UnitOfWork, type Session } from '../database/index.js';
import { CLOCK, endOfDay, type Clock, type Instant } from '../kernel/index.js';
import { openInvitations, ShowPayout } from '../payout/index.js';
import { listQuestions, questionDueAt } from '../questions/index.js';
import { campaignDeadlines } from './campaign-deadlines.js';
import { stillDue, type Deadline } from './deadline.js';

type Offer = Pick<Campaign, 'campaign' | 'terms'>;

/** Everything that has to be done before an instant, in one list. */
@Injectable()
export class ListDeadlines {
  readonly #unitOfWork: UnitOfWork;
  readonly #showPayout: ShowPayout;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, showPayout: ShowPayout, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#showPayout = showPayout;
    this.#clock = clock;
  }

  /** What is due or late of these campaigns, the most urgent first; bank details are asked for by whichever campaign. */
  async execute(
    campaigns: readonly Offer[],
  ): Promise<{ readonly now: Instant; readonly deadlines: readonly Deadline[] }> {
    const now = this.#clock.now();
    const deadlines = await this.#unitOfWork.inSession(async (session) => {
      const found = campaigns.flatMap(campaignDeadlines);
      for (const campaign of campaigns)
        found.push(...(await claimDeadlines(session, campaign)), ...(await questionDeadlines(session, campaign)));
      const asked = await openInvitations(session);
      return [
        ...found,
        ...asked.map(({ campaignId, partnerId, notice, mostNotices, answerBy }) => ({
          kind: 'bank-details' as const,
          campaignId,
          partnerId,
          subject: `notice ${String(notice)} of ${String(mostNotices)}`,
          dueAt: answerBy,
        })),
      ];
    });
    const payments = (await this.#showPayout.due()).map(({ campaignId, payBy, partners, amount }): Deadline => {
      const subject = `${amount.toString()} ${amount.currency.code} to ${String(partners)} partners`;
      return { kind: 'payment', campaignId, partnerId: null, subject, dueAt: endOfDay(payBy, 'UTC') };
    });
    return { now, deadlines: stillDue([...deadlines, ...payments], now) };
  }
}

async function claimDeadlines(session: Session, { campaign: campaignId, terms }: Offer): Promise<Deadline[]> {
  if (terms.claim === undefined || terms.claimValidation === undefined) return [];
  return (await claimRecords(session, campaignId, terms)).flatMap((claim): Deadline[] => {
    const { claimId, partnerId } = claim;
    const about = { campaignId, partnerId, subject: `claim ${claimId}` };
    const answerBy = answerDueAt(claim, terms);
    const appealBy = appealDueAt(claim, terms);
    return [
      ...(answerBy === null ? [] : [{ ...about, kind: 'claim-answer' as const, dueAt: answerBy }]),
      ...(appealBy === null ? [] : [{ ...about, kind: 'appeal' as const, dueAt: appealBy }]),
    ];
  });
}

/** Far more than one team answers in the days that it has. */
const MOST_QUESTIONS = 2_000;

async function questionDeadlines(session: Session, { campaign: campaignId }: Offer): Promise<Deadline[]> {
  const open = await listQuestions(session, { campaignId, openOnly: true, limit: MOST_QUESTIONS });
  return open.map((question) => ({
    kind: 'question-answer',
    campaignId,
    partnerId: question.partnerId,
    subject: `question ${String(question.question)}`,
    dueAt: questionDueAt(question),
  }));
}
