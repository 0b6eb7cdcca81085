import { afterAll, describe, expect, test } from '@jest/globals';
import type { RuleId } from './rule-ids.js';
import { determined, earned, verdict, WorkedCase } from './worked-case.js';
import { CUSTOMER, legacyFile, legacyLine, ONE_CUSTOMER, reading, seats, type Files } from './worked-folder.js';
import { fileOf, withoutFile, QUALIFIED } from './worked-rows.js';

const { calculate, given, folders } = new WorkedCase();
afterAll(() => folders.remove());

describe('the worked case of the page', () => {
  test('one new SMB customer with 15 seats pays 2,000', () => {
    const result = given({});
    expect(result.determinationsCsv).toBe(
      'campaign_id,partner_id,customer_id,outcome,qualifying_seats,assigned_seats,billed_seats,reward,currency,reasons\n' +
        `dynamics-365-smb-csp-2019h1,1001,${CUSTOMER},qualified,15,15,15,2000.00,USD,\n`,
    );
    expect(result.earningsCsv).toBe(
      'campaign_id,partner_id,outcome,customers_qualified,customers_undecided,earned,payable,forfeited,carried,converted,held,currency,reasons,pay_by\n' +
        'dynamics-365-smb-csp-2019h1,1001,payable,1,0,2000.00,2000.00,,,,,USD,,2019-09-27\n',
    );
    expect(result.quarantined).toEqual([]);
  });

  test('below 15 at the end of the window pays nothing', () => {
    const result = given({
      'seats.csv': seats(reading('14')),
      'billing/D1.csv': legacyFile(legacyLine({ quantity: '14' })),
    });
    expect(determined(result)).toEqual([
      '1001,c,not-qualified,14,14,14,0.00,USD,assigned-seats;billed-seats;qualifying-seats',
    ]);
    expect(earned(result)).toEqual(['1001,none,0,0,0.00,,,,,,USD,,']);
  });

  test('nothing delivered: headers alone', () => {
    const result = calculate([{ 'coverage.csv': fileOf('coverage.csv') }]);
    expect([determined(result), earned(result)]).toEqual([[], []]);
  });
});

describe('a rule is unknown only where the missing fact could still change its outcome', () => {
  const tenBilled = { 'billing/D1.csv': legacyFile(legacyLine({ quantity: '10' })) };
  const noBilling = { 'coverage.csv': ['resource,known_from,known_to', 'billing,2018-01-01,2019-06-29'] };

  test('10 billed and no reading', () => {
    const result = given({ ...tenBilled, 'seats.csv': seats() });
    expect(determined(result)).toEqual([
      '1001,c,not-qualified,,,10,0.00,USD,assigned-seats;billed-seats;qualifying-seats',
    ]);
    expect(
      ['assigned-seats', 'billed-seats', 'qualifying-seats'].map((rule) => verdict(result, rule as RuleId)),
    ).toEqual(['unknown', 'not met', 'not met']);
  });

  test('10 assigned and billing unknown', () => {
    const result = given({ ...noBilling, 'seats.csv': seats(reading('10')) });
    expect(determined(result)).toEqual([
      '1001,c,not-qualified,,10,,0.00,USD,assigned-seats;billed-seats;qualifying-seats',
    ]);
    expect(
      ['assigned-seats', 'billed-seats', 'qualifying-seats'].map((rule) => verdict(result, rule as RuleId)),
    ).toEqual(['not met', 'unknown', 'not met']);
  });

  test('15 billed and no reading; 15 assigned and billing unknown; neither', () => {
    expect(determined(given({ 'seats.csv': seats() }))).toEqual([
      '1001,c,undecided,,,15,0.00,USD,assigned-seats;qualifying-seats',
    ]);
    expect(determined(given(noBilling))).toEqual(['1001,c,undecided,,15,,0.00,USD,billed-seats;qualifying-seats']);
    expect(determined(given({ ...noBilling, 'seats.csv': seats() }))).toEqual([
      '1001,c,undecided,,,,0.00,USD,assigned-seats;billed-seats;qualifying-seats',
    ]);
  });

  test('nothing billed and no reading leaves qualifying seats empty too', () => {
    const result = given({ 'billing/D1.csv': legacyFile(legacyLine({ end: '6/29/2019' })), 'seats.csv': seats() });
    expect(determined(result)).toEqual([
      '1001,c,not-qualified,,,0,0.00,USD,assigned-seats;billed-seats;qualifying-seats',
    ]);
  });
});

describe('segment and new-customer', () => {
  test.each([
    ['SMB', 'met'],
    ['ENTERPRISE', 'not met'],
    ['smb', 'not met'],
    ['', 'unknown'],
  ])('segment %s', (segment, expected) => {
    expect(verdict(given({ 'customers.csv': ['customer_id,segment', `${CUSTOMER}, ${segment} `] }), 'segment')).toBe(
      expected,
    );
  });

  test('a customer that is not in the file has no segment that is known', () => {
    expect(verdict(calculate([withoutFile('customers.csv')]), 'segment')).toBe('unknown');
  });

  const prior = (value: string, family = 'dynamics-365'): Files => ({
    'prior_purchases.csv': ['customer_id,product_family,first_purchased_on', `${CUSTOMER},${family},${value}`],
  });
  const coverage = (...rows: readonly string[]): Files => ({
    'coverage.csv': ['resource,known_from,known_to', ...rows],
  });

  test.each([
    ['an earlier purchase before the window', prior('2018-12-31'), 'not met'],
    ['an earlier purchase on its first day', prior('2019-01-01'), 'met'],
    ['an earlier purchase of another family', prior('2018-12-31', 'office-365'), 'met'],
    [
      'our own billing from before the window',
      { 'billing/D0.csv': legacyFile(legacyLine({ start: '12/31/2018', end: '12/31/2018', partner: '0' })) },
      'not met',
    ],
    [
      'only a credit before the window',
      { 'billing/D0.csv': legacyFile(legacyLine({ start: '12/31/2018', end: '12/31/2018', subtotal: '-1' })) },
      'met',
    ],
    ['records that begin a day too late', coverage('billing,2018-01-02,2019-07-31'), 'unknown'],
    ['the same with a declaration', { ...coverage('billing,2018-01-02,2019-07-31'), ...prior('never') }, 'met'],
    ['records in rows that touch', coverage('billing,2018-06-01,2019-07-31', 'billing,2018-01-01,2018-05-31'), 'met'],
    [
      'records with a day missing',
      coverage('billing,2018-06-02,2019-07-31', 'billing,2018-01-01,2018-05-31'),
      'unknown',
    ],
    [
      'records of subscriptions',
      coverage('billing,2019-01-01,2019-07-31', 'subscriptions,2018-01-01,2019-01-01'),
      'met',
    ],
    ['records of seats', coverage('billing,2019-01-01,2019-07-31', 'seats,2018-01-01,2019-07-31'), 'unknown'],
  ])('%s', (_, files, expected) => {
    expect(verdict(given(files), 'new-customer')).toBe(expected);
  });

  test('the later row of a key counts, in a file and over deliveries', () => {
    const header = 'customer_id,product_family,first_purchased_on';
    const rows = [`${CUSTOMER},dynamics-365,never`, `${CUSTOMER},dynamics-365,2018-05-05`];
    expect(verdict(given({ 'prior_purchases.csv': [header, ...rows] }), 'new-customer')).toBe('not met');
    expect(verdict(calculate([{ ...ONE_CUSTOMER, ...prior('2018-05-05') }, prior('never')]), 'new-customer')).toBe(
      'met',
    );
  });
});

describe('rules for which a campaign has no term', () => {
  test('are left out', () => {
    const result = calculate([withoutFile('proofs.csv')], {
      terms: { rulesWithoutTerm: ['proof-of-performance', 'one-reward-per-customer'] },
    });
    expect(determined(result)).toEqual(QUALIFIED);
    expect(result.determinations[0]?.verdicts.size).toBe(10);
  });
});
