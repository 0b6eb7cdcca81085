import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { rewardPolicy } from './reward-policy.js';
import { aCampaign, type SpokenTerms } from '../../test/campaign-builder.js';
import { refusalsOf } from '../../test/refused-campaign.js';
import { canonicalJson, sha256Hex, type JsonValue } from '../kernel/index.js';
import { readCampaignFile } from './campaign-file.js';
import { assumedTerms, spokenName, termName, termsSchema } from './terms.js';

describe('names of terms', () => {
  it.each([
    ['window', 'window'],
    ['minimumSeats', 'minimum seats'],
    ['rewardForEachCustomer', 'reward for each customer'],
  ])('%s is spoken "%s"', (name, spoken) => {
    expect(spokenName(name)).toBe(spoken);
    expect(termName(spoken)).toBe(name);
  });

  it('are found again for every term there is', () => {
    for (const name of Object.keys(termsSchema.shape)) expect(termName(spokenName(name))).toBe(name);
  });

  it('are found again for any words', () => {
    const words = fc.array(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(words, (spoken) => {
        fc.pre(spoken.slice(1).every((word) => /^[a-z]/.test(word)));
        expect(spokenName(termName(spoken.join(' ')))).toBe(spoken.join(' '));
        expect(termName(`  ${spoken.join('   ')} `)).toBe(termName(spoken.join(' ')));
      }),
    );
  });
});

describe('assumed terms', () => {
  it('are those that say what was assumed, also beside a source', () => {
    const { terms } = aCampaign();
    const { timeZone, snapshot } = terms;
    expect(assumedTerms(terms)).toEqual([]);
    expect(
      assumedTerms({
        ...terms,
        timeZone: { ...timeZone, assumed: 'The page names none.' },
        snapshot: { value: snapshot.value, assumed: 'The page is silent.' },
      }),
    ).toEqual(['timeZone', 'snapshot']);
  });
});

it('the reward is money of its own currency', () => {
  const { terms } = aCampaign({ 'reward for each customer': { amount: '150.50', currency: 'EUR' } });
  expect(rewardPolicy(terms)).toMatchObject({ currency: { code: 'EUR' }, rates: { kind: 'one', rate: '150.50' } });
});

it('a term that a campaign does not have is left out', () => {
  const { terms } = aCampaign({ enrolment: undefined, competencies: undefined, 'eligibility days': undefined });
  expect([terms.enrolment, terms.competencies, terms.eligibilityDays]).toEqual([undefined, undefined, undefined]);
});

describe('further terms', () => {
  const spoken: SpokenTerms = {
    territories: { of: 'partner', countries: ['SE', 'DE'] },
    'no billing before': { months: 12 },
    'baseline bill': { 'at most': '100.00', currency: 'EUR', days: { from: '2018-11-01', to: '2018-11-30' } },
    'licence types': ['csp'],
    'maximum seats': { seats: 250, above: 'the maximum counts' },
    'seats added': { 'at least': 5, 'most billed in': { from: '2018-07-01', to: '2018-12-31' } },
    exclusion: { name: 'mri', days: { from: '2019-01-01', to: '2019-06-30' } },
    claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: ['mpn id', 'invoice file'] },
    'customers needed': { 'at least': 3, 'those before': 'not rewarded' },
    'negative difference': 'claim back',
    hold: { days: 30 },
  };

  it('are read by the words of finance', () => {
    const { terms } = aCampaign(spoken);
    expect(terms.baselineBill?.value).toEqual({
      atMost: '100.00',
      currency: 'EUR',
      days: { from: '2018-11-01', to: '2018-11-30' },
    });
    expect(terms.seatsAdded?.value).toEqual({
      atLeast: 5,
      mostBilledIn: { from: '2018-07-01', to: '2018-12-31' },
    });
    expect(terms.customersNeeded?.value).toEqual({ atLeast: 3, thoseBefore: 'not rewarded' });
    expect(terms.hold?.value).toEqual({ days: 30 });
  });

  it('are the same terms in whatever capitals, blanks and dashes their words are written', () => {
    const { terms } = aCampaign({
      ...spoken,
      'licence types': ['CSP'],
      'maximum seats': { seats: 250, above: 'The Maximum  Counts' },
      claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: ['MPN ID', 'invoice-file'] },
      'customers needed': undefined,
      customersNeeded: { atLeast: 3, 'those   before': 'Not rewarded' },
      'negative difference': 'claim_back',
      'payment needs': ['Payment profile', 'taxProfile'],
    });
    const plain = aCampaign({ ...spoken, 'payment needs': ['payment-profile', 'tax-profile'] });
    expect(canonicalJson(terms as unknown as JsonValue)).toBe(canonicalJson(plain.terms as unknown as JsonValue));
  });

  it.each<[what: string, terms: SpokenTerms, term: string, expected: string, lineText: string]>([
    [
      'a country that is none',
      { territories: { of: 'partner', countries: ['SE', 'UK'] } },
      'territories / countries / 1',
      'a country of ISO 3166 in two capitals, such as GB',
      '- UK',
    ],
    [
      'a country in small letters',
      { territories: { of: 'customer', countries: ['se'] } },
      'territories / countries / 0',
      'a country of ISO 3166 in two capitals, such as GB',
      '- se',
    ],
    [
      'territories of nobody known',
      { territories: { of: 'seller', countries: ['SE'] } },
      'territories / of',
      '"partner" or "customer"',
      'of: seller',
    ],
    [
      'a bill without a limit',
      { 'baseline bill': { currency: 'EUR', days: { from: '2018-11-01', to: '2018-11-30' } } },
      'baseline bill',
      'either "below" or "at most"',
      'value:',
    ],
    [
      'a bill with two limits',
      {
        'baseline bill': {
          below: '1',
          'at most': '1',
          currency: 'EUR',
          days: { from: '2018-11-01', to: '2018-11-30' },
        },
      },
      'baseline bill',
      'either "below" or "at most"',
      'value:',
    ],
    [
      'days that end before they begin',
      { exclusion: { name: 'mri', days: { from: '2019-02-01', to: '2019-01-31' } } },
      'exclusion / days / to',
      'a day on or after the first day',
      'to: 2019-01-31',
    ],
    [
      'seats added against nothing',
      { 'seats added': { 'at least': 5 } },
      'seats added',
      'either "billed on" or "most billed in"',
      'value:',
    ],
    [
      'no month before the window',
      { 'no billing before': { months: 0 } },
      'no billing before / months',
      'a whole number, 1 or more',
      'months: 0',
    ],
    ['a hold of no day', { hold: { days: 0 } }, 'hold / days', 'a whole number, 1 or more', 'days: 0'],
    [
      'a claim that needs what nobody knows',
      { claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: ['passport'] } },
      'claim / needs / 0',
      '"mpn id" or "subscription id" or "agreement number" or "customer name" or "distributor name" or "invoice file"',
      '- passport',
    ],
    [
      'a gate that says nothing of those before',
      { 'customers needed': { 'at least': 3 } },
      'customers needed / those before',
      '"rewarded" or "not rewarded"',
      'value:',
    ],
  ])('refuse %s', (_, changes, term, expected, lineText) => {
    expect(refusalsOf(changes)).toEqual([{ term, expected, lineText, found: expect.any(String) }]);
  });

  it('of a change say what it goes back to', () => {
    expect(refusalsOf({}, { version: 2, reference: undefined })).toEqual([
      {
        term: 'reference',
        expected: 'what the change goes back to, such as the announcement',
        lineText: expect.any(String),
        found: 'nothing',
      },
    ]);
    expect(refusalsOf({}, { version: 1, reference: undefined })).toEqual([]);
    expect(refusalsOf({}, { version: 2 })).toEqual([]);
  });
});

describe('terms that were published', () => {
  it('keep the form in which they were hashed: no newer term leaves a trace in them', () => {
    const { terms } = readCampaignFile(
      new URL('../../campaigns/dynamics-365-smb-csp-2019h1.yaml', import.meta.url).pathname,
    );
    expect(sha256Hex(canonicalJson(terms as unknown as JsonValue))).toBe(
      '678609c1b30132481e67ea13f60fd435c2169fd9f68cf4aae7cbae2acb73284b',
    );
  });
});

describe('a name of a term', () => {
  it.each([
    'reward for each seat',
    'Reward For Each Seat',
    'REWARD FOR EACH SEAT',
    'reward-for-each-seat',
    ' reward  for_each - seat ',
    'rewardForEachSeat',
    'RewardForEachSeat',
    'reward forEachSeat',
  ])('is read as %j', (spoken) => {
    expect(termName(spoken)).toBe('rewardForEachSeat');
    expect(spokenName(termName(spoken))).toBe('reward for each seat');
  });

  it('of one word is read in any capitals', () => {
    expect(['membership', 'Membership', 'MEMBERSHIP'].map(termName)).toEqual(Array(3).fill('membership'));
    expect(spokenName('Membership')).toBe('membership');
  });
});
