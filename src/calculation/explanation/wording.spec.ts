import { describe, expect, it } from '@jest/globals';
import { calendarDate, instant } from '../../kernel/index.js';
import { RULES, type Finding, type Standing } from '../rules/index.js';
import { nearStanding } from './near-standing.js';
import { stalenessOf, wordFinding } from './wording.js';

/** Of the first rule; only the words matter here. */
const FINDING = {
  rule: RULES[0]!.id,
  outcome: 'met',
  pending: false,
  observed: null,
  required: null,
  distance: null,
} as const;

function said(because: string, evidence: Partial<Finding> = {}): string {
  return wordFinding({ ...FINDING, because, ...evidence });
}

describe('what finance reads', () => {
  it('names a standing that is called nearly so', () => {
    const standing = (kind: Standing['kind'], name: string): Standing => ({
      kind,
      name,
      level: null,
      validFrom: calendarDate('2019-01-01'),
      validTo: null,
    });
    const missing = { ...FINDING, rule: 'membership', required: 'mpn', because: 'standing-missing' } as const;
    const near = (finding: Finding, ...standings: Standing[]) =>
      nearStanding(finding, standings, {
        competencies: { value: { levels: ['gold'], names: [{ name: 'cloud-platform' }] }, source: 'P' },
      });
    expect(wordFinding(missing, { nearStanding: near(missing, standing('membership', 'MPN')) })).toBe(
      'There is no mpn on record that holds on the last day. On record is “MPN”, which is another name.',
    );
    expect(near(missing, standing('agreement', 'MPN'), standing('membership', 'partner'))).toBeUndefined();
    // What bears the name and has ended is no slip of the pen.
    expect(near(missing, standing('membership', 'mpn'))).toBeUndefined();
    expect(near({ ...missing, because: 'standing-ended' }, standing('membership', 'MPN'))).toBeUndefined();
    const excluded = { ...missing, rule: 'exclusion', required: ['managed', '2019-01-01', '2019-06-30'] } as const;
    expect(near({ ...excluded, because: 'not-excluded' }, standing('exclusion', 'Managed'))).toBe('Managed');
    const competency = { ...missing, rule: 'competency', because: 'no-competency-on-eligibility-day' } as const;
    expect(near(competency, standing('competency', 'Cloud-platform'))).toBe('Cloud-platform');
  });

  it.each([
    ['too-few-seats', { observed: 14, required: 15, distance: 1 }, '14 seats: 1 seat short of 15.'],
    ['too-few-seats', { observed: 1, required: 15, distance: 14 }, '1 seat: 14 seats short of 15.'],
    ['enough-seats', { observed: 15, required: 15 }, '15 seats; 15 are needed.'],
    ['enough-seats', { required: 0 }, 'Enough seats; 0 are needed.'],
    [
      'segment-not-eligible',
      { observed: 'ENTERPRISE', required: ['SMB', 'MIDMARKET'] },
      'The customer is in segment ENTERPRISE; the campaign is for SMB, MIDMARKET.',
    ],
    [
      'records-do-not-reach-back',
      { observed: calendarDate('2018-06-01'), required: calendarDate('2018-01-01') },
      'Nobody declared that the customer is new, and our records begin on 2018-06-01; they would have to begin on 2018-01-01.',
    ],
    [
      'records-do-not-reach-back',
      { required: calendarDate('2018-01-01') },
      'Nobody declared that the customer is new, and our records do not cover the beginning of the window; they would have to begin on 2018-01-01.',
    ],
    [
      'standing-ended',
      { observed: calendarDate('2019-05-31'), required: 'mpn' },
      'mpn ended on 2019-05-31, before the last day.',
    ],
    [
      'competency-held',
      { observed: ['cloud-platform', '2019-05-30'] },
      'Competency cloud-platform was held on 2019-05-30.',
    ],
    [
      'no-competency-on-eligibility-day',
      { required: ['2019-01-01', '2019-05-30'] },
      'No eligible competency was held on 2019-01-01 or 2019-05-30.',
    ],
    [
      'no-competency-on-eligibility-day',
      { required: ['2019-01-01', '2019-03-01', '2019-05-30'] },
      'No eligible competency was held on 2019-01-01, 2019-03-01 or 2019-05-30.',
    ],
    ['eligibility-day-ahead', { required: ['2019-05-30', '2019-01-01'] }, 'Not yet; it can still hold on 2019-05-30.'],
    [
      'never-all-together',
      { observed: ['2019-01-01: no competency', '2019-05-30: no membership'] },
      'On no eligibility day did everything hold together (2019-01-01: no competency; 2019-05-30: no membership).',
    ],
    [
      'country-outside-territory',
      { observed: 'US', required: ['GB', 'IE'] },
      'The country is US; the campaign is for GB, IE.',
    ],
    [
      'billed-before-the-window',
      { observed: '2018-12-01', required: ['2018-07-01', '2018-12-31'] },
      'Somebody billed the customer for the product family up to 2018-12-01; nobody may have from 2018-07-01 to 2018-12-31.',
    ],
    [
      'bill-above-limit',
      { observed: '450.00 GBP', required: ['below', '450.00 GBP', '2018-12-01', '2018-12-31'] },
      'The customer was billed 450.00 GBP for the product family from 2018-12-01 to 2018-12-31; it must be below 450.00 GBP.',
    ],
    [
      'baseline-not-complete',
      { required: ['at most', '450.00 GBP', '2018-12-31', '2018-12-31'] },
      'The invoices for what was charged on 2018-12-31 are not all here; the bill must be at most 450.00 GBP.',
    ],
    ['too-many-seats', { observed: 301, required: 300, distance: 1 }, '301 seats: 1 seat more than 300.'],
    ['too-few-seats-added', { observed: 2, required: 5, distance: 3 }, '2 seats added: 3 seats short of 5.'],
    [
      'can-have-added-too-few-seats',
      { observed: 2, required: 5, distance: 3 },
      'At most 2 seats can have been added: at least 3 seats short of 5.',
    ],
    [
      'excluded',
      { observed: '2019-03-01', required: ['managed-reseller-incentive', '2019-01-01', '2019-06-30'] },
      'The partner was in managed-reseller-incentive on 2019-03-01; it must not have been from 2019-01-01 to 2019-06-30.',
    ],
    [
      'exclusion-still-possible',
      { required: ['managed-reseller-incentive', '2019-01-01', '2019-06-30'] },
      'The partner was not in managed-reseller-incentive so far; it must not be until 2019-06-30.',
    ],
    ['claimed', { observed: ['C-7', '2019-07-10'] }, 'Claim C-7 was received on 2019-07-10.'],
    [
      'claim-still-possible',
      { required: ['2019-01-01', '2019-07-31'] },
      'No claim counts yet; it can be handed in from 2019-01-01 to 2019-07-31, with all that it needs.',
    ],
    [
      'revenue-counted',
      { observed: '110.50 GBP', required: ['2019-01-01', '2019-06-30'] },
      'The reward counts 110.50 GBP, billed from 2019-01-01 to 2019-06-30.',
    ],
    ['enough-customers', { observed: 1, required: 1 }, 'The partner has 1 qualifying customer; 1 are needed.'],
    [
      'too-few-customers',
      { observed: 2, required: 3, distance: 1 },
      'The partner has 2 qualifying customers: 1 short of 3.',
    ],
    [
      'too-few-customers-also-with-undecided',
      { observed: 1, required: 5, distance: 2 },
      'Also with all its undecided customers the partner is 2 short of 5 that qualify.',
    ],
    [
      'undecided-customers-decide',
      { observed: 1, required: 3, distance: 2 },
      'The partner has 1 qualifying customer so far, 2 short of 3; its undecided customers decide.',
    ],
    ['an-earlier-partner-qualifies', { observed: '2002' }, 'Partner 2002 sold to this customer earlier and qualifies.'],
  ] as const)('%s %j', (because, evidence, sentence) => {
    expect(said(because, evidence)).toBe(sentence);
  });
});

describe('seats that are not known', () => {
  it.each([
    ['qualifying-seats', 15, '15 seats are needed'],
    ['maximum-seats', 300, 'no more than 300 seats may be there'],
    ['seats-added', 3, '3 seats must have been added'],
    ['reward-measure', null, 'the reward counts them'],
  ] as const)('are missed by the rule %s in its own words', (rule, required, asked) => {
    for (const because of ['stale', 'unreadable', 'billing-not-complete'])
      expect(said(because, { rule, required })).toMatch(new RegExp(`; ${asked}\\.$`));
    for (const because of ['never-read', 'refused'])
      expect(said(because, { rule, required })).toContain(`; ${asked.replace(/ seats /, ' ')}.`);
  });

  it('may be so for the days of comparison', () => {
    const comparison = 'The invoices for the day or days of comparison are not all here; ';
    expect(said('comparison-not-complete', { rule: 'seats-added', required: 3 })).toBe(
      `${comparison}3 seats must have been added.`,
    );
    expect(said('comparison-not-complete', { rule: 'reward-measure' })).toBe(
      `${comparison}the reward counts the seats added since.`,
    );
  });
});

describe('the figure that decided', () => {
  const finding: Finding = {
    rule: 'qualifying-seats',
    outcome: 'unknown',
    pending: false,
    observed: null,
    required: 15,
    distance: null,
    because: 'stale',
  };

  it('is the age of a reading beside the age that is allowed', () => {
    const staleness = stalenessOf(instant('2019-06-28T22:59:59Z'), instant('2019-06-30T23:00:00Z'), 48);
    expect(wordFinding(finding, { staleness })).toBe(
      'The last seat reading before the snapshot is too old to go by (49 hours old, where 48 are allowed); 15 seats are needed.',
    );
  });

  it('is the day on which we were refused', () => {
    const refusedOn = calendarDate('2019-06-30');
    expect(wordFinding({ ...finding, because: 'refused' }, { refusedOn })).toContain('read, on 2019-06-30; 15');
  });

  it('is a bound where the number itself is not known', () => {
    const short: Finding = { ...finding, outcome: 'not-met', observed: 10, distance: 5, because: 'too-few-seats' };
    expect(wordFinding(short, { isAtMost: true })).toBe('At most 10 seats: at least 5 seats short of 15.');
    expect(wordFinding(short)).toBe('10 seats: 5 seats short of 15.');
  });
});
