import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aPartner,
  aStanding,
  days,
  officialRun,
  provisionalRun,
  UNKNOWN_SEATS,
} from '../../../test/builders/case-facts.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import { calendarDate, instant } from '../../kernel/index.js';
import { known, RULES, rulesFor, type CaseFacts, type Finding, type Standing } from '../rules/index.js';
import { stalenessOf, wordFinding } from './wording.js';

/** Every word that a rule may give for its finding. A new one is added here and needs its sentence. */
const REASONS = [
  'segment-not-declared',
  'segment-eligible',
  'segment-not-eligible',
  'bought-before-the-window',
  'declared-new',
  'no-purchase-in-our-records',
  'records-do-not-reach-back',
  'enough-seats',
  'too-few-seats',
  'never-read',
  'stale',
  'refused',
  'unreadable',
  'billing-not-complete',
  'partner-not-registered',
  'standing-holds',
  'standing-missing',
  'standing-ended',
  'competency-held',
  'no-competency-on-eligibility-day',
  'eligibility-day-ahead',
  'all-hold-together',
  'never-all-together',
  'enrolled-so-far',
  'enrolment-still-possible',
  'proof-in-time',
  'proof-still-possible',
  'no-proof',
  'proof-too-late',
  'first-to-qualify',
  'an-earlier-partner-qualifies',
  'an-earlier-partner-is-undecided',
];

const day = fc.constantFrom(
  ...days('2015-01-01', '2018-12-31', '2019-01-01', '2019-05-30', '2019-06-30', '2019-08-01'),
);

const standing: fc.Arbitrary<Standing> = fc
  .tuple(
    fc.constantFrom(
      aStanding('membership', 'mpn'),
      aStanding('agreement', 'microsoft-cloud-reseller-agreement'),
      aStanding('competency', 'cloud-platform', { level: 'gold' }),
      aStanding('competency', 'cloud-platform'),
      aStanding('enrolment', 'csp-indirect-reseller'),
    ),
    day,
    fc.option(day),
  )
  .map(([whole, validFrom, validTo]) => ({ ...whole, validFrom, validTo }));

const seats = fc.oneof(
  fc.constant(UNKNOWN_SEATS),
  fc.integer({ min: 0, max: 20 }).map(known),
  fc.integer({ min: 0, max: 20 }).map((most) => ({ least: 0, most })),
);

const cases: fc.Arbitrary<CaseFacts> = fc.record({
  run: fc
    .tuple(
      fc.constantFrom(officialRun(), provisionalRun('2019-03-31'), provisionalRun('2019-06-30')),
      fc.option(day),
      day,
    )
    .map(([run, recordsSince, knownDay]) => ({ ...run, recordsSince, knownDay })),
  partner: fc
    .record({
      isRegistered: fc.boolean(),
      standings: fc.array(standing, { maxLength: 6 }),
      proofReceivedOn: fc.option(day),
    })
    .map(aPartner),
  customer: fc.record({
    customerId: fc.uuid(),
    segment: fc.constantFrom(null, 'SMB', 'ENTERPRISE'),
    firstPurchasedOn: fc.option(day),
    declaredNeverPurchased: fc.boolean(),
    readAt: fc.constantFrom(null, instant('2019-06-30T22:00:00Z')),
    noReading: fc.constantFrom(null, 'never-read', 'stale', 'refused', 'unreadable'),
  }),
  seatsAssigned: seats,
  seatsBilled: seats,
  seatsQualifying: seats,
  earlierPartners: fc.array(
    fc.record({
      partnerId: fc.constantFrom('1', '2'),
      outcome: fc.constantFrom('qualified', 'not-qualified', 'undecided'),
    }),
    { maxLength: 2 },
  ),
});

const campaigns: fc.Arbitrary<CampaignTerms> = fc.constantFrom(
  aCampaign().terms,
  aCampaign({ 'minimum seats': 0, 'eligibility days': ['2019-01-01'], segments: ['SMB', 'MIDMARKET'] }).terms,
  aCampaign({ 'minimum seats': 1, 'eligibility days': ['2019-05-30', '2019-01-01', '2019-03-01'] }).terms,
);

function findingsOf(facts: CaseFacts, terms: CampaignTerms): Finding[] {
  return rulesFor(terms).map((rule) => rule.evaluate(facts, terms));
}

/** The sentences of many cases, by the reason they are for. The seed is fixed, so that the rarest reason is there. */
function sentencesByReason(): Map<string, Set<string>> {
  const sentences = new Map<string, Set<string>>();
  fc.assert(
    fc.property(cases, campaigns, (facts, terms) => {
      for (const finding of findingsOf(facts, terms)) {
        const said = sentences.get(finding.because) ?? new Set();
        sentences.set(finding.because, said.add(wordFinding(finding)));
      }
    }),
    { numRuns: 3000, seed: 20190630 },
  );
  return sentences;
}

describe('sentences of an explanation', () => {
  const sentences = sentencesByReason();

  it('are there for every reason that a rule gives, and every reason listed is given by some case', () => {
    expect([...sentences.keys()].sort()).toEqual([...REASONS].sort());
  });

  it.each(REASONS)('for %s are whole, without anything that only a program says', (reason) => {
    for (const sentence of sentences.get(reason) ?? []) {
      expect(sentence).not.toMatch(/undefined|null|NaN|Infinity|\[object|(?:on|by|for) nothing|\(\)| {2}/);
      expect(sentence).toMatch(/^[A-Za-z0-9].*\.$/);
    }
  });

  it('are refused for a reason that nobody wrote a sentence for', () => {
    const finding = { ...findingsOf(fc.sample(cases, 1)[0]!, aCampaign().terms)[0]!, because: 'because' };
    expect(() => wordFinding(finding)).toThrow('no sentence for reason because');
  });
});

/** A finding of the first rule; only its words matter here. */
function said(because: string, evidence: Partial<Finding> = {}): string {
  return wordFinding({
    rule: RULES[0]!.id,
    outcome: 'met',
    pending: false,
    observed: null,
    required: null,
    distance: null,
    because,
    ...evidence,
  });
}

describe('what finance reads', () => {
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
    ['an-earlier-partner-qualifies', { observed: '2002' }, 'Partner 2002 sold to this customer earlier and qualifies.'],
  ] as const)('%s %j', (because, evidence, sentence) => {
    expect(said(because, evidence)).toBe(sentence);
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
