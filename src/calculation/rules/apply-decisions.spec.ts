import { describe, expect, it } from '@jest/globals';
import { calendarDate, instant } from '../../kernel/index.js';
import { applyDecisions, undecidable, type Decision, type OpenQuestion } from './apply-decisions.js';
import { met, notMet, pending, unknown } from './rule.js';

const evidence = { observed: null, required: 15, because: 'stale' };
const LAST_DAY = calendarDate('2019-06-30');
const asked = (rule: OpenQuestion['rule'], changes: Partial<OpenQuestion> = {}): OpenQuestion => ({
  rule,
  because: 'stale',
  required: 15,
  ...changes,
});

function aDecision(decision: number, changes: Partial<Decision> = {}): Decision {
  return {
    decision,
    rule: 'qualifying-seats',
    countedAs: 'met',
    reason: 'Counted by hand',
    decidedBy: 'dana',
    decidedAt: instant('2019-08-06T10:00:00Z'),
    ground: { lastDay: LAST_DAY, open: [asked('qualifying-seats'), asked('segment'), asked('reward-measure')] },
    ...changes,
  };
}

/** How the finding counts, and by which decision. */
function counted(finding: ReturnType<typeof met>, decisions?: readonly Decision[]) {
  const [decided, ...more] = applyDecisions([finding], LAST_DAY, decisions);
  expect(more).toEqual([]);
  return [decided?.outcome, decided?.decision?.decision];
}

describe('a decision', () => {
  it('lifts what is unknown, and says who, when, why and instead of what', () => {
    expect(applyDecisions([unknown('qualifying-seats', evidence)], LAST_DAY, [aDecision(7)])).toEqual([
      {
        rule: 'qualifying-seats',
        outcome: 'met',
        pending: false,
        observed: null,
        required: 15,
        distance: null,
        because: 'decided-by-a-person',
        decision: {
          decision: 7,
          reason: 'Counted by hand',
          decidedBy: 'dana',
          decidedAt: instant('2019-08-06T10:00:00Z'),
          insteadOf: 'stale',
        },
      },
    ]);
    expect(counted(unknown('qualifying-seats', evidence), [aDecision(7, { countedAs: 'not-met' })])).toEqual([
      'not-met',
      7,
    ]);
  });

  it('overrules nothing that is known, and nothing that only lies ahead', () => {
    for (const finding of [met, notMet, pending].map((made) => made('qualifying-seats', evidence)))
      expect(applyDecisions([finding], LAST_DAY, [aDecision(1), aDecision(2, { rule: null })])).toEqual([finding]);
  });

  it('is about its own rule, or about every one', () => {
    const finding = unknown('segment', evidence);
    expect(counted(finding, [aDecision(1)])).toEqual(['unknown', undefined]);
    expect(counted(finding, [aDecision(1, { rule: null })])).toEqual(['met', 1]);
    expect(counted(finding, [])).toEqual(['unknown', undefined]);
    expect(counted(finding)).toEqual(['unknown', undefined]);
  });

  it('counts where it is the newest that is about the rule', () => {
    const finding = unknown('segment', evidence);
    const ofAll = aDecision(1, { rule: null, countedAs: 'not-met' });
    const ofIt = aDecision(2, { rule: 'segment' });
    expect(counted(finding, [ofAll, ofIt, aDecision(3)])).toEqual(['met', 2]);
    expect(counted(finding, [ofIt, { ...ofAll, decision: 4 }])).toEqual(['not-met', 4]);
  });

  it.each<[string, Decision['ground']]>([
    ['why it is unknown', { lastDay: LAST_DAY, open: [asked('qualifying-seats', { because: 'refused' })] }],
    ['what is required', { lastDay: LAST_DAY, open: [asked('qualifying-seats', { required: 300 })] }],
    ['the day', { lastDay: calendarDate('2019-07-31'), open: [asked('qualifying-seats')] }],
    ['which rules were open', { lastDay: LAST_DAY, open: [asked('segment')] }],
    ['anything, of which nothing was kept', null],
  ])('answers no other question than the one that was asked: another is %s', (_what, ground) => {
    const finding = unknown('qualifying-seats', evidence);
    for (const rule of ['qualifying-seats', null] as const)
      expect(counted(finding, [aDecision(1, { rule, ground })])).toEqual(['unknown', undefined]);
    // One of the same question still does.
    expect(counted(finding, [aDecision(1), aDecision(2, { rule: null, ground })])).toEqual(['met', 1]);
  });

  it('counts no customers and gives no number', () => {
    expect(undecidable('customers-needed', 'met')).toContain('other customers');
    expect(undecidable('customers-needed', 'not-met')).toContain('other customers');
    expect(undecidable('reward-measure', 'met')).toContain('no number');
    expect(undecidable('reward-measure', 'not-met')).toBeUndefined();
    expect(undecidable('segment', 'met')).toBeUndefined();
    const measure = unknown('reward-measure', evidence);
    expect(counted(measure, [aDecision(1, { rule: null })])).toEqual(['unknown', undefined]);
    expect(counted(measure, [aDecision(1, { rule: null, countedAs: 'not-met' })])).toEqual(['not-met', 1]);
    const older = aDecision(1, { rule: 'reward-measure', countedAs: 'not-met' });
    expect(counted(measure, [older, aDecision(2, { rule: null })])).toEqual(['not-met', 1]);
  });
});
