import { afterAll, describe, expect, test } from '@jest/globals';
import type { OracleTerms } from './terms.js';
import { determined, outcome, verdict, WorkedCase, type Question } from './worked-case.js';
import {
  CUSTOMER,
  legacyFile,
  legacyLine,
  ONE_CUSTOMER,
  reading,
  SECOND_SKU,
  seats,
  STANDINGS,
  standingsOf,
  type Files,
} from './worked-folder.js';

const { given, calculate, folders } = new WorkedCase();
afterAll(() => folders.remove());

const billing = (...lines: readonly string[]): Files => ({ 'billing/D1.csv': legacyFile(...lines) });
const coveredFrom = (from: string, to = '2019-07-31'): Files => ({
  'coverage.csv': ['resource,known_from,known_to', `billing,${from},${to}`],
});

describe('territory', () => {
  const of = (of: 'partner' | 'customer', countries: readonly string[]): Question => ({
    terms: { territories: { of, countries } },
  });

  test('the partner’s country among the countries, another, and a partner outside the register', () => {
    expect(verdict(given({}, of('partner', ['GB', 'DE'])), 'territory')).toBe('met');
    expect(verdict(given({}, of('partner', ['GB'])), 'territory')).toBe('not met');
    expect(
      verdict(
        given({ 'partners.csv': ['partner_id,legal_name,country', '9,Other,DE'] }, of('partner', ['DE'])),
        'territory',
      ),
    ).toBe('unknown');
  });

  test('the customer’s country, and none on record', () => {
    const listed = (country: string): Files => ({
      'customers.csv': ['customer_id,segment,country', `${CUSTOMER},SMB,${country}`],
    });
    expect(verdict(given(listed('SE'), of('customer', ['SE'])), 'territory')).toBe('met');
    expect(verdict(given(listed('se'), of('customer', ['SE'])), 'territory')).toBe('not met');
    expect(verdict(given(listed(''), of('customer', ['SE'])), 'territory')).toBe('unknown');
  });
});

describe('no-recent-billing', () => {
  const months = (count: number, window?: OracleTerms['window']): Question => ({
    terms: { noBillingBeforeMonths: count, ...(window === undefined ? {} : { window }) },
  });
  const charged = (start: string, end: string, partner = '0'): Files =>
    billing(legacyLine(), legacyLine({ start, end, partner, quantity: '1' }));

  test('a charge of anybody with a day in the months before the window', () => {
    expect(verdict(given(charged('9/1/2018', '9/30/2018'), months(3)), 'no-recent-billing')).toBe('met');
    expect(verdict(given(charged('9/1/2018', '10/1/2018'), months(3)), 'no-recent-billing')).toBe('not met');
    expect(verdict(given(charged('12/31/2018', '1/30/2019'), months(3)), 'no-recent-billing')).toBe('not met');
    expect(verdict(given(charged('1/1/2019', '1/30/2019'), months(3)), 'no-recent-billing')).toBe('met');
  });

  test('months that have no such day begin on their last one', () => {
    const window = { from: '2019-03-31', to: '2019-06-30' };
    const alone = (day: string): Files =>
      billing(legacyLine({ start: '4/1/2019' }), legacyLine({ start: day, end: day, quantity: '1' }));
    expect(verdict(given(alone('2/27/2019'), months(1, window)), 'no-recent-billing')).toBe('met');
    expect(verdict(given(alone('2/28/2019'), months(1, window)), 'no-recent-billing')).toBe('not met');
  });

  test('without complete records of all these days nobody knows, unless a charge is on record', () => {
    expect(verdict(given(coveredFrom('2018-10-01'), months(3)), 'no-recent-billing')).toBe('met');
    expect(verdict(given(coveredFrom('2018-10-02'), months(3)), 'no-recent-billing')).toBe('unknown');
    expect(
      verdict(
        given({ ...coveredFrom('2018-10-02'), ...charged('10/1/2018', '10/1/2018') }, months(3)),
        'no-recent-billing',
      ),
    ).toBe('not met');
  });
});

describe('baseline-bill', () => {
  const bill = (limit: 'below' | 'at most', amount: string): Question => ({
    terms: { baselineBill: { limit, amount, currency: 'USD', days: { from: '2019-02-01', to: '2019-02-28' } } },
  });
  const february = (...charges: readonly { start: string; subtotal: string; currency?: string }[]): Files =>
    billing(legacyLine(), ...charges.map((charge) => legacyLine({ ...charge, quantity: '1', partner: '0' })));
  const AT_THE_LIMIT = february({ start: '2/1/2019', subtotal: '60' }, { start: '2/28/2019', subtotal: '40' });

  test('below, at and above the limit', () => {
    expect(verdict(given(AT_THE_LIMIT, bill('below', '100.01')), 'baseline-bill')).toBe('met');
    expect(verdict(given(AT_THE_LIMIT, bill('below', '100')), 'baseline-bill')).toBe('not met');
    expect(verdict(given(AT_THE_LIMIT, bill('at most', '100')), 'baseline-bill')).toBe('met');
    expect(verdict(given(AT_THE_LIMIT, bill('at most', '99.99')), 'baseline-bill')).toBe('not met');
  });

  test('only charges that start on the days, credits taken away', () => {
    const files = february(
      { start: '1/31/2019', subtotal: '500' },
      { start: '2/10/2019', subtotal: '120' },
      { start: '2/11/2019', subtotal: '-20' },
    );
    expect(verdict(given(files, bill('at most', '100')), 'baseline-bill')).toBe('met');
    expect(verdict(given(files, bill('at most', '99.99')), 'baseline-bill')).toBe('not met');
  });

  test('not known: days that are not covered, another currency, no currency', () => {
    expect(verdict(given(coveredFrom('2019-02-02'), bill('at most', '100')), 'baseline-bill')).toBe('unknown');
    for (const currency of ['EUR', '', 'usd']) {
      const files = february({ start: '2/1/2019', subtotal: '1', currency });
      expect(verdict(given(files, bill('at most', '100')), 'baseline-bill')).toBe('unknown');
    }
  });
});

test('licence-type: folders know CSP alone', () => {
  expect(verdict(given({}, { terms: { licenceTypes: ['open', 'csp'] } }), 'licence-type')).toBe('met');
  expect(verdict(given({}, { terms: { licenceTypes: ['open'] } }), 'licence-type')).toBe('not met');
});

describe('maximum-seats', () => {
  const most = (count: number): Question => ({ terms: { maximumSeats: { seats: count, above: 'not eligible' } } });

  test('at and above the maximum; the rule is there only where more is not eligible', () => {
    expect(verdict(given({}, most(15)), 'maximum-seats')).toBe('met');
    expect(verdict(given({}, most(14)), 'maximum-seats')).toBe('not met');
    const counts = given({}, { terms: { maximumSeats: { seats: 14, above: 'the maximum counts' } } });
    expect(verdict(counts, 'maximum-seats')).toBeUndefined();
  });

  test('15 billed and no reading: 15 at the most', () => {
    expect(verdict(given({ 'seats.csv': seats() }, most(15)), 'maximum-seats')).toBe('met');
    expect(verdict(given({ 'seats.csv': seats() }, most(14)), 'maximum-seats')).toBe('unknown');
  });
});

describe('seats-added', () => {
  const against = (atLeast: number, day = '2018-12-31'): Question => ({
    terms: { seatsAdded: { atLeast, billedOn: day }, rulesWithoutTerm: ['new-customer'] },
  });
  const before = (quantity: string, partner = '1001', end = '12/31/2018'): string =>
    legacyLine({ start: '12/1/2018', end, quantity, partner });

  test('what was billed on the day is not added', () => {
    const files = billing(legacyLine(), before('5'));
    expect(verdict(given(files, against(10)), 'seats-added')).toBe('met');
    expect(verdict(given(files, against(11)), 'seats-added')).toBe('not met');
    expect(verdict(given(files, against(15, '2018-11-30')), 'seats-added')).toBe('met');
  });

  test('seats that another seller billed before are no seats that the customer added', () => {
    // Q = 15, B = 12: three were added, though this seller had none before.
    const files = billing(legacyLine(), before('12', '0'));
    expect(verdict(given(files, against(3)), 'seats-added')).toBe('met');
    expect(verdict(given(files, against(4)), 'seats-added')).toBe('not met');
  });

  test('two sellers share what the customer added in proportion to their own increases', () => {
    // q = 15 and 10, b = 5 and 8: own increases 10 and 2; Q - B = 25 - 13 = 12, so each keeps its own.
    // With 6 more billed to a third one before, Q - B = 6: 6 x 10/12 = 5 and 1.
    const files: Files = {
      ...billing(legacyLine(), legacyLine({ partner: '999', quantity: '10' }), before('5'), before('8', '999')),
      'seats.csv': seats(reading('25')),
    };
    expect(verdict(given(files, against(10)), 'seats-added')).toBe('met');
    expect(verdict(given(files, against(2)), 'seats-added', '999')).toBe('met');
    expect(verdict(given(files, against(3)), 'seats-added', '999')).toBe('not met');
    const third: Files = {
      ...files,
      ...billing(
        legacyLine(),
        legacyLine({ partner: '999', quantity: '10' }),
        before('5'),
        before('8', '999'),
        before('6', '0'),
      ),
    };
    expect(verdict(given(third, against(5)), 'seats-added')).toBe('met');
    expect(verdict(given(third, against(6)), 'seats-added')).toBe('not met');
    expect(verdict(given(third, against(1)), 'seats-added', '999')).toBe('met');
    expect(verdict(given(third, against(2)), 'seats-added', '999')).toBe('not met');
  });

  test('the most on any one day: two spans that do not meet are not added', () => {
    const most = (atLeast: number): Question => ({
      terms: {
        seatsAdded: { atLeast, mostBilledIn: { from: '2018-11-01', to: '2018-12-31' } },
        rulesWithoutTerm: ['new-customer'],
      },
    });
    const files = billing(
      legacyLine(),
      legacyLine({ start: '11/5/2018', end: '11/20/2018', quantity: '6' }),
      legacyLine({ start: '11/21/2018', end: '12/20/2018', quantity: '4' }),
    );
    expect(verdict(given(files, most(9)), 'seats-added')).toBe('met');
    expect(verdict(given(files, most(10)), 'seats-added')).toBe('not met');
  });

  test('not known where the day is not covered: between none and all that qualifies', () => {
    const late = coveredFrom('2019-01-01');
    expect(verdict(given(late, against(15)), 'seats-added')).toBe('unknown');
    expect(verdict(given(late, against(16)), 'seats-added')).toBe('not met');
    expect(verdict(given(late, against(0)), 'seats-added')).toBe('met');
  });
});

describe('exclusion', () => {
  const days = (from: string, to: string): Question => ({
    terms: { exclusion: { name: 'managed-reseller-incentive', days: { from, to } } },
  });
  const excluded = (from: string, to = '', name = 'managed-reseller-incentive'): Files => ({
    'partner_standings.csv': [STANDINGS, ...standingsOf('1001'), `1001,exclusion,${name},,${from},${to}`],
  });
  const asked = days('2019-02-01', '2019-02-28');

  test('held on any of the days, by that name', () => {
    expect(verdict(given({}, asked), 'exclusion')).toBe('met');
    expect(verdict(given(excluded('2018-01-01', '2019-01-31'), asked), 'exclusion')).toBe('met');
    expect(verdict(given(excluded('2018-01-01', '2019-02-01'), asked), 'exclusion')).toBe('not met');
    expect(verdict(given(excluded('2019-02-28'), asked), 'exclusion')).toBe('not met');
    expect(verdict(given(excluded('2019-03-01'), asked), 'exclusion')).toBe('met');
    expect(verdict(given(excluded('2018-01-01', '', 'other'), asked), 'exclusion')).toBe('met');
  });

  test('outside the register it is not known', () => {
    const files = { ...excluded('2019-02-05'), 'partners.csv': ['partner_id,legal_name,country', '9,Other,DE'] };
    expect(verdict(given(files, asked), 'exclusion')).toBe('unknown');
  });

  test('of a provisional run: days to come are pending, unless it is excluded already', () => {
    const provisional = { snapshotAt: '2019-03-31T12:00:00Z', knownAt: '2019-07-05T00:00:00Z' };
    const longer = { ...days('2019-02-01', '2019-04-01'), ...provisional };
    expect(verdict(given({}, longer), 'exclusion')).toBe('pending');
    expect(verdict(given(excluded('2019-03-31'), longer), 'exclusion')).toBe('not met');
    expect(verdict(given(excluded('2019-04-01'), longer), 'exclusion')).toBe('pending');
    expect(verdict(given({}, { ...days('2019-02-01', '2019-03-31'), ...provisional }), 'exclusion')).toBe('met');
  });
});

describe('claim', () => {
  const CLAIMS =
    'claim_id,partner_id,campaign_id,received_at,mpn_id,subscription_id,agreement_number,customer_name,distributor_name,invoice_file';
  const claimed = (changes: Readonly<Record<string, string>> = {}): Files => {
    const claim: Record<string, string> = {
      claim_id: 'C-1',
      partner_id: '1001',
      campaign_id: 'dynamics-365-smb-csp-2019h1',
      received_at: '2019-05-01T10:00:00Z',
      subscription_id: 'aaaaaaaa-0000-4000-8000-000000000001',
      ...changes,
    };
    return {
      ...billing(legacyLine({ subscription: 'AAAAAAAA-0000-4000-8000-000000000001' })),
      'customers.csv': ['customer_id,segment,name', `${CUSTOMER},SMB,\u00d6resund AB`],
      'claims.csv': [
        CLAIMS,
        CLAIMS.split(',')
          .map((column) => claim[column] ?? '')
          .join(','),
      ],
    };
  };
  const asked = (needs: NonNullable<OracleTerms['claim']>['needs'] = [], knownAt?: string): Question => ({
    terms: { claim: { days: { from: '2019-04-01', to: '2019-05-31' }, needs } },
    ...(knownAt === undefined ? {} : { knownAt }),
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['a claim for a subscription that a line names', {}, 'met'],
    ['received in the first second of its days, in London', { received_at: '2019-03-31T23:00:00Z' }, 'met'],
    ['received the second before', { received_at: '2019-03-31T22:59:59Z' }, 'not met'],
    ['received in the last second', { received_at: '2019-05-31T22:59:59Z' }, 'met'],
    ['received at the midnight after', { received_at: '2019-05-31T23:00:00Z' }, 'not met'],
    ['of another partner', { partner_id: '999' }, 'not met'],
    ['of another campaign', { campaign_id: 'another' }, 'not met'],
    ['with the partner’s own id', { mpn_id: '1001' }, 'met'],
    ['with another id', { mpn_id: '01001' }, 'not met'],
    ['for a subscription that nobody knows', { subscription_id: 'bbb' }, 'not met'],
    ['by name, whatever its case', { subscription_id: '', customer_name: ' \u00f6RESUND ab ' }, 'met'],
    ['by another name', { subscription_id: '', customer_name: '\u00d6resund' }, 'not met'],
    [
      'a name is no way out of a wrong subscription',
      { subscription_id: 'bbb', customer_name: '\u00d6resund AB' },
      'not met',
    ],
    ['by nothing', { subscription_id: '' }, 'not met'],
  ])('%s', (_, changes, expected) => {
    expect(verdict(given(claimed(changes), asked()), 'claim')).toBe(expected);
  });

  test('everything that is needed is filled', () => {
    const needs = asked(['agreement number', 'invoice file']);
    expect(verdict(given(claimed({ agreement_number: 'A-7' }), needs), 'claim')).toBe('not met');
    expect(verdict(given(claimed({ agreement_number: 'A-7', invoice_file: 'i.pdf' }), needs), 'claim')).toBe('met');
  });

  test('none: open until the last of the days has gone by', () => {
    const none = claimed({ campaign_id: 'another' });
    expect(verdict(calculate([{ ...ONE_CUSTOMER, ...none }], asked([], '2019-07-05T00:00:00Z')), 'claim')).toBe(
      'not met',
    );
    const later = { terms: { claim: { days: { from: '2019-06-01', to: '2019-07-05' }, needs: [] } } };
    expect(verdict(given(none, { ...later, knownAt: '2019-07-05T22:59:59Z' }), 'claim')).toBe('unknown');
    expect(verdict(given(none, { ...later, knownAt: '2019-07-05T23:00:00Z' }), 'claim')).toBe('not met');
    const provisional = { ...later, snapshotAt: '2019-04-30T12:00:00Z', knownAt: '2019-07-08T00:00:00Z' };
    expect(verdict(given(none, provisional), 'claim')).toBe('pending');
  });

  test('the newest recording of a claim counts', () => {
    const wrong = claimed({ campaign_id: 'another' });
    const result = calculate([{ ...ONE_CUSTOMER, ...wrong }, { 'claims.csv': claimed()['claims.csv']! }], asked());
    expect(verdict(result, 'claim')).toBe('met');
  });
});

describe('reward-measure', () => {
  const revenue: Question = { terms: { reward: { kind: 'of billed revenue', percent: '10' } } };

  test('revenue is what starts in the window, of the reward’s currency alone', () => {
    expect(determined(given({}, revenue))).toEqual(['1001,c,qualified,15,15,15,10.00,USD,']);
    for (const currency of ['EUR', '']) {
      const result = given(billing(legacyLine(), legacyLine({ currency, quantity: '0' })), revenue);
      expect(determined(result)).toEqual(['1001,c,undecided,15,15,15,0.00,USD,reward-measure']);
    }
    const before = billing(
      legacyLine(),
      legacyLine({ start: '12/31/2018', currency: 'EUR', subtotal: '-1', quantity: '0' }),
    );
    expect(outcome(given(before, revenue))).toBe('qualified');
  });

  test('revenue is not known where a day of the window is not covered', () => {
    const files: Files = {
      'coverage.csv': [
        'resource,known_from,known_to',
        'billing,2018-01-01,2019-03-31',
        'billing,2019-04-02,2019-07-31',
      ],
    };
    expect(verdict(given(files, revenue), 'reward-measure')).toBe('unknown');
  });

  test('credits larger than charges earn nothing, and take nothing', () => {
    const files = billing(legacyLine(), legacyLine({ subtotal: '-500', quantity: '0' }));
    expect(determined(given(files, revenue))).toEqual(['1001,c,qualified,15,15,15,0.00,USD,']);
  });

  test('seats that can be nothing but none are known', () => {
    const bySeat: Question = {
      terms: {
        reward: { kind: 'for each seat', amount: '1', seats: 'all' },
        rulesWithoutTerm: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
      },
    };
    expect(determined(given({ 'seats.csv': seats() }, bySeat))).toEqual([
      '1001,c,undecided,,,15,0.00,USD,reward-measure',
    ]);
    const ended = { 'seats.csv': seats(), ...billing(legacyLine({ end: '6/29/2019' })) };
    expect(determined(given(ended, bySeat))).toEqual(['1001,c,qualified,,,0,0.00,USD,']);
  });
});

describe('customers-needed', () => {
  const OTHER = '55555555-5555-4555-8555-555555555555';
  const needed = (atLeast: number): Question => ({
    terms: { customersNeeded: { atLeast, thoseBefore: 'rewarded' } },
  });
  const two = (segment: string): Files => ({
    'customers.csv': ['customer_id,segment', `${CUSTOMER},SMB`, `${OTHER},${segment}`],
    'seats.csv': seats(reading('15'), reading('15').replace(CUSTOMER, OTHER)),
    ...billing(legacyLine(), legacyLine({ customer: OTHER })),
  });

  test('as many as are needed, fewer, and fewer unless one that is undecided qualifies', () => {
    expect(determined(given(two('SMB'), needed(2)))).toEqual([
      '1001,c,qualified,15,15,15,2000.00,USD,',
      `1001,${OTHER},qualified,15,15,15,2000.00,USD,`,
    ]);
    expect(determined(given(two('ENTERPRISE'), needed(2)))).toEqual([
      '1001,c,not-qualified,15,15,15,0.00,USD,customers-needed',
      `1001,${OTHER},not-qualified,15,15,15,0.00,USD,segment;customers-needed`,
    ]);
    expect(determined(given(two(''), needed(2)))).toEqual([
      '1001,c,undecided,15,15,15,0.00,USD,customers-needed',
      `1001,${OTHER},undecided,15,15,15,0.00,USD,segment;customers-needed`,
    ]);
    expect(verdict(given(two(''), needed(3)), 'customers-needed')).toBe('not met');
  });

  test('pending where those undecided wait for days to come alone', () => {
    const files = { ...two('SMB'), 'proofs.csv': ['partner_id,campaign_id,received_on'] };
    const provisional = { ...needed(1), snapshotAt: '2019-06-30T20:00:00Z', knownAt: '2019-07-05T00:00:00Z' };
    expect(verdict(given(files, provisional), 'customers-needed')).toBe('pending');
    expect(
      verdict(
        given({ ...files, 'customers.csv': ['customer_id,segment', `${CUSTOMER},SMB`] }, provisional),
        'customers-needed',
      ),
    ).toBe('unknown');
  });
});

test('the product of a SKU that is not eligible counts for the family only', () => {
  // Ten seats of an offer of the family before the window: billing of the family, but no seats of eligible products.
  const files: Files = {
    'products.csv': [
      ...ONE_CUSTOMER['products.csv']!,
      `team-members,dynamics-365,TST_TM,${SECOND_SKU.replace('3', '6')},${SECOND_SKU}`,
    ],
    ...billing(legacyLine(), legacyLine({ offer: SECOND_SKU, start: '12/1/2018', end: '12/31/2018', quantity: '10' })),
  };
  expect(verdict(given(files, { terms: { noBillingBeforeMonths: 1 } }), 'no-recent-billing')).toBe('not met');
  const added = given(files, { terms: { seatsAdded: { atLeast: 15, billedOn: '2018-12-31' } } });
  expect(verdict(added, 'seats-added')).toBe('met');
});
