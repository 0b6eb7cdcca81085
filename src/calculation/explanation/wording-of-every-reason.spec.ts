import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { REGISTRATION_FLAWS } from '../../partners/registrations/judge-registration.js';
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
import { instant } from '../../kernel/index.js';
import { customersNeeded, known, rulesFor, type CaseFacts, type Finding, type Standing } from '../rules/index.js';
import { wordFinding } from './wording.js';

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
  'registered-for-the-offer',
  'registration-still-possible',
  'not-registered-for-the-offer',
  'registered-too-early',
  'registered-too-late',
  'registered-no-address',
  'registered-consumer-domain',
  'registered-terms-not-accepted',
  'registered-no-agreement-number',
  'registered-name-differs',
  'registered-name-unclear',
  'claimed',
  'claim-still-possible',
  'no-claim',
  'claim-not-answered',
  'claim-rejected',
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
      registration: fc.option(
        fc.record({ registeredOn: day, flaw: fc.option(fc.constantFrom(...REGISTRATION_FLAWS)) }),
      ),
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
  claim: fc.option(
    fc.record({
      claimId: fc.constant('C-1'),
      receivedOn: day,
      standing: fc.constantFrom(undefined, 'waiting' as const, 'rejected' as const),
    }),
  ),
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
