import { dayOf, endOfDay, instantOfMillis, millisOf, plusDays, plusMillis, type Instant } from '../../kernel/index.js';

/** What the terms say of asking a partner for its bank details. */
export interface NoticeTerms {
  /** Whole days to answer, after the day of the notice. */
  readonly answerDays: number;
  readonly mostNotices: number;
  /** Whether the amount is cancelled after the last one. */
  readonly forfeits: boolean;
  /** IANA zone in which the days of the campaign are counted. */
  readonly timeZone: string;
}

/** A link that went out. Several may carry one number: where details were refused while the last notice ran. */
export interface IssuedInvitation {
  readonly notice: number;
  readonly issuedAt: Instant;
  readonly answerBy: Instant;
}

/** Details that were entered after the partner was asked. */
export interface GivenAnswer {
  readonly enteredAt: Instant;
  /** Undefined while nobody has looked at them. */
  readonly decision: 'approved' | 'refused' | undefined;
}

/** What has happened since a partner was asked, each in the order of time. */
export interface NoticeStory {
  readonly invitations: readonly IssuedInvitation[];
  readonly answers: readonly GivenAnswer[];
  /** Whether it was foretold that the amount will be cancelled. */
  readonly foretold: boolean;
}

/** What is to be done at an instant; `wait` names the instant at which to look again. */
export type NoticeStep =
  | { readonly do: 'send'; readonly notice: number; readonly answerBy: Instant }
  /** The details of the last notice were refused while its time was running: a new link with what is left of it. */
  | { readonly do: 'send-again'; readonly notice: number; readonly answerBy: Instant }
  /** `renews`: the time to answer is over already, and runs on until then with a new link. */
  | { readonly do: 'foretell'; readonly notice: number; readonly forfeitedAt: Instant; readonly renews: boolean }
  | { readonly do: 'forfeit'; readonly notice: number; readonly since: Instant }
  | { readonly do: 'wait'; readonly until: Instant | undefined; readonly for: 'partner' | 'approval' | 'nothing' }
  | { readonly do: 'end' };

/** So long before an amount is cancelled the partner is told, when it can still be avoided. */
const FORETOLD_MS = 24 * 3_600_000;

/** A round is done each hour: with less than this left the day ahead was missed. */
const FORETOLD_AT_LEAST_MS = 23 * 3_600_000;

/** The end of the last day to answer: the day of the notice does not count. */
export function answerBy(issuedAt: Instant, { answerDays, timeZone }: NoticeTerms): Instant {
  return endOfDay(plusDays(dayOf(issuedAt, timeZone), answerDays), timeZone);
}

/**
 * What is to be done now for a partner that was asked for its bank details. Pure: the same story at the same instant
 * gives the same step. Nothing is forfeited while the partner has time, nor before it was told of that a day ahead; the time in which we looked at its answer
 * is not taken from it.
 */
export function nextStep(terms: NoticeTerms, story: NoticeStory, now: Instant): NoticeStep {
  const { invitations, answers, foretold } = story;
  const latest = answers.at(-1);
  if (latest?.decision === 'approved') return { do: 'end' };
  if (latest !== undefined && latest.decision === undefined) return { do: 'wait', until: undefined, for: 'approval' };

  const last = invitations.at(-1);
  const next = (notice: number): NoticeStep => ({ do: 'send', notice, answerBy: answerBy(now, terms) });
  if (last === undefined) return next(1);
  const refusedSince = latest !== undefined && latest.enteredAt >= last.issuedAt;
  const isLastNotice = last.notice >= terms.mostNotices;
  if (refusedSince && !isLastNotice) return next(last.notice + 1);
  if (refusedSince) {
    // What was left when they answered is left again from now on: neither our looking at it nor the way here is theirs.
    const leftMs = millisOf(last.answerBy) - millisOf(latest.enteredAt);
    if (leftMs > 0) return { do: 'send-again', notice: last.notice, answerBy: plusMillis(now, leftMs) };
  }
  if (now < last.answerBy) {
    if (!isLastNotice || !terms.forfeits || foretold) return { do: 'wait', until: last.answerBy, for: 'partner' };
    const tellAt = instantOfMillis(millisOf(last.answerBy) - FORETOLD_MS);
    if (now < tellAt) return { do: 'wait', until: tellAt, for: 'partner' };
    if (millisOf(last.answerBy) - millisOf(now) < FORETOLD_AT_LEAST_MS)
      return { do: 'wait', until: last.answerBy, for: 'partner' };
    return { do: 'foretell', notice: last.notice, forfeitedAt: last.answerBy, renews: false };
  }
  if (!isLastNotice) return next(last.notice + 1);
  if (!terms.forfeits) return { do: 'wait', until: undefined, for: 'nothing' };
  if (foretold) return { do: 'forfeit', notice: last.notice, since: last.answerBy };
  return { do: 'foretell', notice: last.notice, forfeitedAt: plusMillis(now, FORETOLD_MS), renews: true };
}
