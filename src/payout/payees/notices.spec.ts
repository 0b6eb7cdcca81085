import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instant, millisOf, plusMillis, type Instant } from '../../kernel/index.js';
import { answerBy, nextStep, type GivenAnswer, type IssuedInvitation, type NoticeTerms } from './notices.js';

const TERMS: NoticeTerms = { answerDays: 5, mostNotices: 3, forfeits: true, timeZone: 'Europe/London' };
const MINUTE_MS = 60_000;

/** Summer time: midnight in London is 23:00 UTC of the day before. */
const ASKED = instant('2019-08-05T09:00:00Z');
const FIRST_OVER = instant('2019-08-10T23:00:00Z');

const invitation = (notice: number, issuedAt: Instant, terms = TERMS): IssuedInvitation => ({
  notice,
  issuedAt,
  answerBy: answerBy(issuedAt, terms),
});
const before = (at: Instant, ms = MINUTE_MS) => plusMillis(at, -ms);
const story = (invitations: readonly IssuedInvitation[], answers: readonly GivenAnswer[] = [], foretold = false) => ({
  invitations,
  answers,
  foretold,
});

/** Three notices, each sent when the one before was over: at midnight, which is the next day. */
const SECOND = instant('2019-08-10T23:00:00Z');
const THIRD = instant('2019-08-16T23:00:00Z');
const ALL_OVER = instant('2019-08-22T23:00:00Z');
const THREE = [invitation(1, ASKED), invitation(2, SECOND), invitation(3, THIRD)];

describe('the days to answer', () => {
  it('are whole days of the campaign’s zone after the day of the notice', () => {
    expect(answerBy(ASKED, TERMS)).toBe(FIRST_OVER);
    // In Auckland it is the 6th already.
    expect(answerBy(instant('2019-08-05T12:30:00Z'), { ...TERMS, timeZone: 'Pacific/Auckland' })).toBe(
      instant('2019-08-11T12:00:00Z'),
    );
  });

  it('keep to the clock on the wall where it changes meanwhile', () => {
    // On 27 October the clocks go back: the last day ends at midnight UTC.
    expect(answerBy(instant('2019-10-24T09:00:00Z'), TERMS)).toBe(instant('2019-10-30T00:00:00Z'));
  });
});

describe('a partner that does not answer', () => {
  it('is asked at once, and again when the time is over, not a minute before', () => {
    expect(nextStep(TERMS, story([]), ASKED)).toEqual({ do: 'send', notice: 1, answerBy: FIRST_OVER });
    const first = story([invitation(1, ASKED)]);
    expect(nextStep(TERMS, first, before(FIRST_OVER))).toEqual({ do: 'wait', until: FIRST_OVER, for: 'partner' });
    expect(nextStep(TERMS, first, FIRST_OVER)).toMatchObject({ do: 'send', notice: 2 });
  });

  it('is told a day ahead that the amount will be cancelled, once', () => {
    const tellAt = before(ALL_OVER, 24 * 60 * MINUTE_MS);
    expect(nextStep(TERMS, story(THREE), before(tellAt))).toEqual({ do: 'wait', until: tellAt, for: 'partner' });
    expect(nextStep(TERMS, story(THREE), tellAt)).toEqual({
      do: 'foretell',
      notice: 3,
      forfeitedAt: ALL_OVER,
      renews: false,
    });
    expect(nextStep(TERMS, story(THREE, [], true), tellAt)).toMatchObject({ do: 'wait', until: ALL_OVER });
  });

  it('forfeits after the third notice, and not a minute before its end', () => {
    expect(nextStep(TERMS, story(THREE, [], true), before(ALL_OVER))).toMatchObject({ do: 'wait', for: 'partner' });
    expect(nextStep(TERMS, story(THREE, [], true), ALL_OVER)).toEqual({ do: 'forfeit', notice: 3, since: ALL_OVER });
  });

  it('is told by a round that comes an hour late, and by none that comes later than that', () => {
    const hourLate = before(ALL_OVER, 23 * 60 * MINUTE_MS);
    expect(nextStep(TERMS, story(THREE), hourLate)).toMatchObject({ do: 'foretell', forfeitedAt: ALL_OVER });
    expect(nextStep(TERMS, story(THREE), plusMillis(hourLate, 1))).toEqual({
      do: 'wait',
      until: ALL_OVER,
      for: 'partner',
    });
  });

  it('that was not told ahead is told when the time is over, and has another day with another link', () => {
    const now = plusMillis(ALL_OVER, 5 * MINUTE_MS);
    const aDayLater = plusMillis(now, 24 * 60 * MINUTE_MS);
    expect(nextStep(TERMS, story(THREE), now)).toEqual({
      do: 'foretell',
      notice: 3,
      forfeitedAt: aDayLater,
      renews: true,
    });
    const told = story([...THREE, { notice: 3, issuedAt: now, answerBy: aDayLater }], [], true);
    expect(nextStep(TERMS, told, before(aDayLater))).toMatchObject({ do: 'wait', until: aDayLater });
    expect(nextStep(TERMS, told, aDayLater)).toEqual({ do: 'forfeit', notice: 3, since: aDayLater });
  });

  it('forfeits nothing where the terms do not say so', () => {
    const lenient = { ...TERMS, forfeits: false };
    expect(nextStep(lenient, story(THREE), plusMillis(ALL_OVER, 1e10))).toEqual({
      do: 'wait',
      until: undefined,
      for: 'nothing',
    });
  });
});

describe('an answer', () => {
  const given = (enteredAt: Instant, decision: GivenAnswer['decision']): GivenAnswer => ({ enteredAt, decision });

  it('stops the clock until somebody has looked at it, however long that takes', () => {
    const answered = story(THREE, [given(before(ALL_OVER), undefined)]);
    expect(nextStep(TERMS, answered, plusMillis(ALL_OVER, 1e10))).toEqual({
      do: 'wait',
      until: undefined,
      for: 'approval',
    });
  });

  it('ends the asking once it is approved', () => {
    expect(nextStep(TERMS, story([invitation(1, ASKED)], [given(SECOND, 'approved')]), ALL_OVER)).toEqual({
      do: 'end',
    });
  });

  it('that is refused brings the next notice at once, with all its days', () => {
    const refused = story([invitation(1, ASKED)], [given(plusMillis(ASKED, 1), 'refused')]);
    const now = plusMillis(ASKED, 2 * MINUTE_MS);
    expect(nextStep(TERMS, refused, now)).toEqual({ do: 'send', notice: 2, answerBy: FIRST_OVER });
  });

  it('that is refused after the last notice brings a new link with the time that was left, then the end', () => {
    const answered = before(ALL_OVER, 90 * MINUTE_MS);
    const lookedAt = plusMillis(ALL_OVER, 1e9);
    const again = nextStep(TERMS, story(THREE, [given(answered, 'refused')]), lookedAt);
    expect(again).toEqual({ do: 'send-again', notice: 3, answerBy: plusMillis(lookedAt, 90 * MINUTE_MS) });
    const until = plusMillis(lookedAt, 90 * MINUTE_MS);
    const resent = [...THREE, { notice: 3, issuedAt: lookedAt, answerBy: until }];
    const then = story(resent, [given(answered, 'refused')], true);
    expect(nextStep(TERMS, then, before(until))).toMatchObject({ do: 'wait', until });
    expect(nextStep(TERMS, then, until)).toEqual({ do: 'forfeit', notice: 3, since: until });
  });

  it('that comes by another way when the time is over, and is refused, does not begin it anew', () => {
    const late = story(THREE, [given(plusMillis(ALL_OVER, 1), 'refused')], true);
    expect(nextStep(TERMS, late, plusMillis(ALL_OVER, 2))).toMatchObject({ do: 'forfeit' });
  });
});

describe('whatever happens', () => {
  const terms = fc.record<NoticeTerms>({
    answerDays: fc.integer({ min: 1, max: 10 }),
    mostNotices: fc.integer({ min: 1, max: 4 }),
    forfeits: fc.boolean(),
    timeZone: fc.constantFrom('Europe/London', 'America/Sao_Paulo', 'Asia/Tokyo', 'Pacific/Apia', 'UTC'),
  });

  it('a silent partner has all its notices and all their time, and the story comes to an end', () => {
    fc.assert(
      fc.property(
        terms,
        fc.integer({ min: 0, max: 3e10 }),
        fc.array(fc.integer({ min: 1, max: 2e9 }), { minLength: 1 }),
        (given, offset, naps) => {
          let now = plusMillis(instant('2019-01-01T00:00:00Z'), offset);
          const sent: IssuedInvitation[] = [];
          let foretold = false;
          let foretoldAt = now;
          for (let look = 0; look < 10_000; look += 1) {
            const step = nextStep(given, story(sent, [], foretold), now);
            if (step.do === 'send') {
              // Never two at once: the one before had its time.
              expect(sent.every((one) => now >= one.answerBy)).toBe(true);
              expect(step.notice).toBe(sent.length + 1);
              sent.push({ notice: step.notice, issuedAt: now, answerBy: step.answerBy });
            } else if (step.do === 'foretell') {
              foretold = true;
              foretoldAt = now;
              expect(millisOf(step.forfeitedAt) - millisOf(now)).toBeGreaterThanOrEqual(23 * 3_600_000);
              if (step.renews) sent.push({ notice: step.notice, issuedAt: now, answerBy: step.forfeitedAt });
            } else if (step.do === 'forfeit') {
              expect(given.forfeits).toBe(true);
              expect(sent.at(-1)!.notice).toBe(given.mostNotices);
              expect(foretold).toBe(true);
              expect(millisOf(now) - millisOf(foretoldAt)).toBeGreaterThanOrEqual(23 * 3_600_000);
              expect(sent.every((one) => now >= one.answerBy)).toBe(true);
              return;
            } else {
              if (step.do === 'wait' && step.until === undefined) {
                expect(given.forfeits).toBe(false);
                return;
              }
              now = plusMillis(now, naps[look % naps.length]!);
            }
          }
          const [first] = sent;
          // So many looks with naps of a millisecond bring nobody past five days.
          expect(millisOf(now) - millisOf(first!.issuedAt)).toBeLessThan(10_000 * 2e9);
        },
      ),
    );
  });
});
