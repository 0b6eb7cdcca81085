import { afterAll, describe, expect, test } from '@jest/globals';
import { type OracleResult } from './oracle.js';
import type { RuleId } from './rule-ids.js';
import { type OracleTerms } from './terms.js';
import { AUGUST, determined, earned, outcome, verdict, WorkedCase, type Question } from './worked-case.js';
import {
  CUSTOMER,
  legacyFile,
  legacyLine,
  reading,
  seats,
  STANDINGS,
  standingsOf,
  type Files,
} from './worked-folder.js';
import { quarantined, fileOf, withoutFile, TWO_PARTNERS } from './worked-rows.js';

const { calculate, given, folders } = new WorkedCase();
afterAll(() => folders.remove());

describe('the partner', () => {
  const standing = (kind: string, ...rows: readonly string[]): Files => ({
    'partner_standings.csv': [
      STANDINGS,
      ...standingsOf('1001').filter((row) => !row.includes(`,${kind},`)),
      ...rows.map((row) => `1001,${kind},${row}`),
    ],
  });

  test.each<[string, string, string[], RuleId[]]>([
    ['membership to the last day', 'membership', ['mpn,,2015-01-01,2019-06-30'], []],
    ['membership to the day before', 'membership', ['mpn,,2015-01-01,2019-06-29'], ['membership']],
    ['membership from the second eligibility day', 'membership', ['mpn,,2019-05-30,'], []],
    ['membership from the day after it', 'membership', ['mpn,,2019-05-31,'], ['eligibility-day']],
    ['membership by another name', 'membership', ['MPN,,2015-01-01,'], ['membership', 'eligibility-day']],
    ['no agreement', 'agreement', [], ['agreement', 'eligibility-day']],
    [
      'a competency to the day before the first eligibility day',
      'competency',
      ['isv,gold,2015-01-01,2018-12-31'],
      ['competency', 'eligibility-day'],
    ],
    ['a competency on the first eligibility day', 'competency', ['isv,silver,2015-01-01,2019-01-01'], []],
    ['a competency without a level', 'competency', ['isv,,2015-01-01,'], ['competency', 'eligibility-day']],
    ['enrolment from the last day', 'enrolment', ['csp-indirect-reseller,,2019-06-30,'], []],
    ['enrolment from the day after', 'enrolment', ['csp-indirect-reseller,,2019-07-01,'], ['enrolment']],
  ])('%s', (_, kind, rows, reasons) => {
    expect(given(standing(kind, ...rows)).determinations[0]?.reasons).toEqual(reasons);
  });

  test('each on an eligibility day of its own is not all on one', () => {
    const files = {
      'partner_standings.csv': [
        STANDINGS,
        ...standingsOf('1001').filter((row) => !/membership|competency/.test(row)),
        '1001,membership,mpn,,2019-05-30,',
        '1001,competency,isv,gold,2015-01-01,2019-01-01',
      ],
    };
    expect(given(files).determinations[0]?.reasons).toEqual(['eligibility-day']);
  });

  test('no eligibility day before the competency’s own first day counts', () => {
    const from = (day: string): Question => ({ terms: { competencies: [{ name: 'isv', from: day }] } });
    const files = standing('competency', 'isv,gold,2015-01-01,');
    expect(verdict(given(files, from('2019-05-30')), 'competency')).toBe('met');
    expect(verdict(given(files, from('2019-05-31')), 'competency')).toBe('not met');
  });

  test('outside the register five rules are unknown, whatever standings exist', () => {
    const five = ['membership', 'agreement', 'competency', 'eligibility-day', 'enrolment'];
    expect(calculate([withoutFile('partners.csv')]).determinations[0]?.reasons).toEqual(five);
    const unreadable = given({ 'partners.csv': ['partner_id,legal_name,country', '1001,Nordwind GmbH, '] });
    expect([unreadable.determinations[0]?.reasons, quarantined(unreadable)]).toEqual([
      five,
      ['partners.csv:2 country'],
    ]);
  });

  test('in the register without any standing: not met', () => {
    expect(calculate([withoutFile('partner_standings.csv')]).determinations[0]?.outcome).toBe('not-qualified');
  });

  test.each([
    ['2019-07-31', AUGUST, 'met'],
    ['2019-08-01', AUGUST, 'not met'],
    // The last second of the deadline in London is in summer time.
    ['2019-08-01', '2019-07-31T22:59:59Z', 'unknown'],
    ['2019-08-01', '2019-07-31T23:00:00Z', 'not met'],
  ])('a proof received on %s, known at %s', (receivedOn, knownAt, expected) => {
    const files = {
      'proofs.csv': ['partner_id,campaign_id,received_on', `1001,dynamics-365-smb-csp-2019h1,${receivedOn}`],
    };
    expect(verdict(given(files, { knownAt }), 'proof-of-performance')).toBe(expected);
  });
});

describe('one reward for a customer', () => {
  const both = (start: string, also: Files = {}): OracleResult =>
    given({
      ...TWO_PARTNERS,
      'billing/D1.csv': legacyFile(legacyLine({ start: '3/2/2019' }), legacyLine({ partner: '999', start })),
      ...also,
    });

  test('the partner that sold first has it; on one day the lower id', () => {
    expect(determined(both('3/1/2019'))).toEqual([
      '1001,c,not-qualified,15,30,15,0.00,USD,one-reward-per-customer',
      '999,c,qualified,15,30,15,2000.00,USD,',
    ]);
    expect([outcome(both('3/2/2019')), outcome(both('3/2/2019'), '999')]).toEqual(['qualified', 'not-qualified']);
  });

  test('an earlier partner that is undecided leaves it open; one that is not qualified does not stand in the way', () => {
    const undecided = both('3/1/2019', { 'partners.csv': fileOf('partners.csv') });
    expect([verdict(undecided, 'one-reward-per-customer'), outcome(undecided), outcome(undecided, '999')]).toEqual([
      'unknown',
      'undecided',
      'undecided',
    ]);
    const lapsed = both('3/1/2019', { 'partner_standings.csv': fileOf('partner_standings.csv') });
    expect([outcome(lapsed), outcome(lapsed, '999')]).toEqual(['qualified', 'not-qualified']);
  });

  test('a partner with credits alone comes last', () => {
    // Billing is not known, so that the one with credits is undecided, and would leave an earlier place open.
    const result = given({
      ...TWO_PARTNERS,
      'coverage.csv': ['resource,known_from,known_to', 'subscriptions,2018-01-01,2019-07-31'],
      'billing/D1.csv': legacyFile(
        legacyLine({ partner: '999', start: '3/2/2019' }),
        legacyLine({ start: '3/1/2019', subtotal: '-1' }),
      ),
    });
    expect(['999', '1001'].map((partnerId) => verdict(result, 'one-reward-per-customer', partnerId))).toEqual([
      'met',
      'unknown',
    ]);
  });
});

describe('earnings', () => {
  const OTHER = '55555555-5555-4555-8555-555555555555';
  const secondUndecided: Files = {
    'customers.csv': [...fileOf('customers.csv'), `${OTHER},`],
    'seats.csv': seats(reading('15'), reading('15').replace(CUSTOMER, OTHER)),
    'billing/D1.csv': legacyFile(legacyLine(), legacyLine({ customer: OTHER })),
  };

  test.each<[string, Files, Partial<OracleTerms>, string]>([
    [
      'the minimum is met by the last cent',
      {},
      { minimumPayout: '2000.00' },
      '1001,payable,1,0,2000.00,2000.00,,,,,USD,,2019-09-27',
    ],
    [
      'the minimum is a cent too high',
      {},
      { minimumPayout: '2000.01' },
      '1001,forfeited,1,0,2000.00,,2000.00,,,,USD,below-minimum,',
    ],
    [
      'carried',
      {},
      { minimumPayout: '2001', belowMinimum: 'carry' },
      '1001,carried,1,0,2000.00,,,2000.00,,,USD,below-minimum,',
    ],
    [
      'converted',
      {},
      { minimumPayout: '2001', belowMinimum: 'convert' },
      '1001,converted,1,0,2000.00,,,,2000.00,,USD,below-minimum,',
    ],
    [
      'held for a customer undecided',
      secondUndecided,
      { minimumPayout: '4000' },
      '1001,held,1,1,2000.00,,,,,2000.00,USD,undecided-customers,2019-09-27',
    ],
    [
      'nor would that customer be enough',
      secondUndecided,
      { minimumPayout: '4000.01' },
      '1001,forfeited,1,1,2000.00,,2000.00,,,,USD,below-minimum,',
    ],
    ['payable whoever is undecided', secondUndecided, {}, '1001,payable,1,1,2000.00,2000.00,,,,,USD,,2019-09-27'],
    [
      'a currency without decimals',
      {},
      { currency: 'JPY', minorUnits: 0 },
      '1001,payable,1,0,2000,2000,,,,,JPY,,2019-09-27',
    ],
    [
      'a limit that is a banking day',
      {},
      { payByLimit: '2019-09-30' },
      '1001,payable,1,0,2000.00,2000.00,,,,,USD,,2019-09-30',
    ],
  ])('%s', (_, files, terms, expected) => {
    expect(earned(given(files, { terms }))).toEqual([expected]);
  });
});
