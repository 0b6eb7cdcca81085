import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aPartner,
  aStanding,
  days,
  EVERY_TERM,
  officialRun,
  provisionalRun,
  UNKNOWN_SEATS,
} from '../../../test/builders/case-facts.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import { calendarDate, instant } from '../../kernel/index.js';
import {
  customersNeeded,
  known,
  RULES,
  rulesFor,
  type CaseFacts,
  type Finding,
  type Standing,
} from '../rules/index.js';
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
  'country-of-partner-not-known',
  'country-of-customer-not-known',
  'country-in-territory',
  'country-outside-territory',
  'billed-before-the-window',
  'not-billed-before-the-window',
  'billing-before-not-complete',
  'bill-within-limit',
  'bill-above-limit',
  'baseline-not-complete',
  'baseline-in-other-currency',
  'licence-type-eligible',
  'licence-type-not-eligible',
  'seats-within-maximum',
  'too-many-seats',
  'enough-seats-added',
  'too-few-seats-added',
  'can-have-added-too-few-seats',
  'comparison-not-complete',
  'excluded',
  'not-excluded',
  'exclusion-still-possible',
  'claimed',
  'claim-still-possible',
  'no-claim',
  'seats-counted',
  'added-seats-counted',
  'revenue-counted',
  'revenue-not-complete',
  'revenue-in-other-currency',
  'enough-customers',
  'too-few-customers',
  'too-few-customers-also-with-undecided',
  'undecided-customers-decide',
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
      aStanding('exclusion', 'managed-reseller-incentive'),
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

const country = fc.constantFrom(null, 'GB', 'US');

const amount = fc.record({
  amount: fc.constantFrom('0', '449.99', '450.00', '-1.5'),
  currency: fc.constant('GBP'),
  hasOtherCurrency: fc.boolean(),
});

const cases: fc.Arbitrary<CaseFacts> = fc.record({
  run: fc
    .tuple(
      fc.constantFrom(officialRun(), provisionalRun('2019-03-31'), provisionalRun('2019-06-30')),
      fc.option(day),
      day,
      fc.constantFrom([], officialRun().billingStretches),
    )
    .map(([run, recordsSince, knownDay, billingStretches]) => ({ ...run, recordsSince, knownDay, billingStretches })),
  partner: fc
    .record({
      isRegistered: fc.boolean(),
      standings: fc.array(standing, { maxLength: 6 }),
      proofReceivedOn: fc.option(day),
      country,
    })
    .map(aPartner),
  customer: fc.record({
    customerId: fc.uuid(),
    segment: fc.constantFrom(null, 'SMB', 'ENTERPRISE'),
    firstPurchasedOn: fc.option(day),
    declaredNeverPurchased: fc.boolean(),
    readAt: fc.constantFrom(null, instant('2019-06-30T22:00:00Z')),
    noReading: fc.constantFrom(null, 'never-read', 'stale', 'refused', 'unreadable'),
    country,
    lastBilledBefore: fc.option(day),
    baselineBill: amount,
  }),
  seatsAssigned: seats,
  seatsBilled: seats,
  seatsQualifying: seats,
  seatsAdded: seats,
  revenue: fc.option(amount),
  licenceTypes: fc.constantFrom(['csp'], ['open']),
  claim: fc.option(day.map((receivedOn) => ({ claimId: 'C-1', receivedOn }))),
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
  aCampaign(EVERY_TERM).terms,
  aCampaign({
    'reward for each customer': undefined,
    'reward for each seat': { amount: '10', currency: 'GBP', seats: 'all' },
    territories: { of: 'partner', countries: ['GB'] },
    'maximum seats': { seats: 10, above: 'not eligible' },
  }).terms,
  aCampaign({
    'reward for each customer': undefined,
    'reward of billed revenue': { percent: '5', currency: 'GBP' },
    rounding: { at: 'each customer', direction: 'down' },
    'baseline bill': { 'at most': '450', currency: 'GBP', days: { from: '2018-12-31', to: '2018-12-31' } },
  }).terms,
);

function findingsOf(facts: CaseFacts, terms: CampaignTerms): Finding[] {
  return rulesFor(terms).map((rule) => rule.evaluate(facts, terms));
}

const ofPartners = fc.record({
  qualified: fc.integer({ min: 0, max: 3 }),
  undecided: fc.integer({ min: 0, max: 3 }),
  isPending: fc.boolean(),
});

/** The sentences of many cases, by the reason they are for. The seed is fixed, so that the rarest reason is there. */
function sentencesByReason(): Map<string, Set<string>> {
  const sentences = new Map<string, Set<string>>();
  fc.assert(
    fc.property(cases, campaigns, ofPartners, (facts, terms, customers) => {
      const findings = findingsOf(facts, terms);
      if (customersNeeded.applies(terms)) findings.push(customersNeeded.evaluate(customers, terms));
      for (const finding of findings) {
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
