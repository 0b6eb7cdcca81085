import { describe, expect, it } from '@jest/globals';
import { calendarDate } from '../../kernel/index.js';
import {
  aPartner,
  aStanding,
  caseFacts,
  EVERY_TERM,
  officialRun,
  provisionalRun,
} from '../../../test/builders/case-facts.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { rulesFor, type CaseFacts, type RunFacts } from '../rules/index.js';
import { daysIn, whyEverybody } from './why-everybody.js';

describe('facts of a run that concern everybody', () => {
  const { terms } = aCampaign({ claim: { days: { from: '2019-02-01', to: '2019-06-15' }, needs: [] } });
  const before = provisionalRun('2019-06-10');
  const why = (changes: Partial<RunFacts>) => whyEverybody(before, { ...before, ...changes }, terms);

  it('are none on a day like any other', () => {
    expect(why({ lastDay: calendarDate('2019-06-11'), knownDay: calendarDate('2019-06-12') })).toEqual([]);
  });

  it.each([
    ['2019-06-14', []],
    ['2019-06-15', ['lastDay']],
    ['2019-06-29', ['lastDay']],
  ])('tell of a day of the terms up to %s', (lastDay, expected) => {
    expect(why({ lastDay: calendarDate(lastDay) })).toEqual(expected);
  });

  it('go by the day on which something is known as well', () => {
    expect(why({ knownDay: calendarDate('2019-06-15') })).toEqual(['knownDay']);
  });

  it('begin with the day of the terms itself', () => {
    const onTheDay = { ...before, lastDay: calendarDate('2019-06-15') };
    expect(whyEverybody(onTheDay, { ...onTheDay, lastDay: calendarDate('2019-06-16') }, terms)).toEqual(['lastDay']);
    expect(whyEverybody(onTheDay, onTheDay, terms)).toEqual([]);
  });

  it.each<[Partial<RunFacts>, string]>([
    [{ billingKnown: !before.billingKnown }, 'billingKnown'],
    [{ recordsSince: calendarDate('2017-12-31') }, 'recordsSince'],
    [{ isProvisional: false }, 'isProvisional'],
    [{ windowFrom: calendarDate('2018-12-31') }, 'windowFrom'],
    [{ billingStretches: [] }, 'billingStretches'],
  ])('are told by %j', (changes, fact) => {
    expect(why(changes)).toEqual([fact]);
  });

  it('do not ask for billing on days that no rule looks at', () => {
    const further = [...before.billingStretches, { from: calendarDate('2030-01-01'), to: calendarDate('2030-01-31') }];
    expect(why({ billingStretches: further })).toEqual([]);
  });

  it('know every day of the terms, wherever it stands', () => {
    expect(new Set(daysIn(aCampaign(EVERY_TERM).terms))).toEqual(
      new Set([
        '2018-01-01',
        '2018-12-01',
        '2018-12-31',
        '2019-01-01',
        '2019-02-28',
        '2019-05-30',
        '2019-06-30',
        '2019-07-31',
        '2019-09-28',
      ]),
    );
  });
});

/**
 * A rule that looks at the day of a run may say something else tomorrow, and nobody is evaluated anew for it: what it
 * holds the day against has to be a day of the terms, or one that `FACT_SOURCES` looks for. Whoever adds a rule that is
 * not here says in this list what it holds the day against.
 */
const DAYS_HELD_AGAINST: Readonly<Record<string, string>> = {
  membership: 'first and last day of standings',
  agreement: 'first and last day of standings',
  competency: 'eligibility days',
  'eligibility-day': 'eligibility days',
  enrolment: 'first and last day of standings, and of the window',
  exclusion: 'first day of standings, and the days of the term',
  claim: 'days of the term',
  'proof-of-performance': 'the day of the term',
  'reward-measure': 'nothing: it is only shown',
};

describe('rules', () => {
  it('look at the day of a run only where it is known what they hold it against', () => {
    const { terms } = aCampaign({ ...EVERY_TERM, 'reward for each seat': undefined, ...REVENUE });
    const looking = new Set<string>();
    for (const rule of rulesFor(terms))
      for (const facts of casesOfEveryKind()) {
        const run = new Proxy(facts.run, {
          get: (target, field: keyof RunFacts) => {
            if (field === 'lastDay' || field === 'knownDay') looking.add(rule.id);
            return target[field];
          },
        });
        rule.evaluate({ ...facts, run }, terms);
      }
    expect([...looking].sort()).toEqual(Object.keys(DAYS_HELD_AGAINST).sort());
  });
});

const REVENUE = {
  'reward of billed revenue': { percent: '10', currency: 'GBP' },
  rounding: { at: 'each partner', direction: 'half away from zero' },
};

function casesOfEveryKind(): CaseFacts[] {
  const partners = [
    aPartner(),
    aPartner({ standings: [], proofReceivedOn: null }),
    aPartner({ standings: [aStanding('exclusion', 'managed-reseller-incentive', { to: '2019-03-31' })] }),
    aPartner({ isRegistered: false }),
  ];
  return [true, false].flatMap((isProvisional) =>
    partners.flatMap((partner) =>
      [null, { claimId: 'C-1', receivedOn: calendarDate('2019-03-01') }].map((claim) =>
        caseFacts({ run: officialRun({ isProvisional, lastDay: calendarDate('2019-03-31') }), partner, claim }),
      ),
    ),
  );
}
