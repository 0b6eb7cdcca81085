import { afterAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from './csv.js';
import { generateFolders } from './generate-folders.js';
import { oracle, type OracleResult } from './oracle.js';
import { byCodePoint } from './order.js';
import type { RuleId } from './rule-ids.js';
import { shareOut } from './seats.js';
import { FIRST_CAMPAIGN, type OracleTerms } from './terms.js';
import { AUGUST, determined, earned, outcome, verdict, WorkedCase, type Question } from './worked-case.js';
import {
  CUSTOMER,
  legacyFile,
  legacyLine,
  OFFER,
  ONE_CUSTOMER,
  reading,
  seats,
  SECOND_OFFER,
  SECOND_SKU,
  SKU,
  STANDINGS,
  standingsOf,
  type Files,
} from './worked-folder.js';

const { calculate, given, folders } = new WorkedCase();
afterAll(() => folders.remove());

const quarantined = (result: OracleResult): string[] =>
  result.quarantined.map(({ file, line, column }) => `${file}:${line} ${column}`);

const fileOf = (name: string): readonly string[] => ONE_CUSTOMER[name]!;

const withoutFile = (name: string): Files =>
  Object.fromEntries(Object.entries(ONE_CUSTOMER).filter(([file]) => file !== name));

const QUALIFIED = ['1001,c,qualified,15,15,15,2000.00,USD,'];

/** Two partners in good standing; 1001 comes first in the register, whatever it sells. */
const TWO_PARTNERS: Files = {
  'partners.csv': ['partner_id,legal_name,country', '1001,Nordwind GmbH,DE', '999,Smith Ltd,GB'],
  'partner_standings.csv': [STANDINGS, ...standingsOf('1001'), ...standingsOf('999')],
  'proofs.csv': [...fileOf('proofs.csv'), '999,dynamics-365-smb-csp-2019h1,2019-07-10'],
  'seats.csv': seats(reading('30')),
};

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

describe('assigned', () => {
  const assigned = (...rows: readonly string[]): string | undefined =>
    verdict(given({ 'seats.csv': seats(...rows) }), 'assigned-seats');
  const refused = (instant: string, resource = 'seats'): Files => ({
    'no_access.csv': ['customer_id,resource,observed_at', `${CUSTOMER},${resource},${instant}`],
  });

  test.each([
    ['exactly at the snapshot, by another offset', '2019-07-01T00:00:00+01:00', 'met'],
    ['after the snapshot', '2019-06-30T23:00:00.001Z', 'unknown'],
    ['exactly 48 hours before', '2019-06-28T23:00:00Z', 'met'],
    ['a second older', '2019-06-28T22:59:59Z', 'unknown'],
  ])('a reading %s', (_, instant, expected) => {
    expect(assigned(reading('15', instant))).toBe(expected);
  });

  test('the last reading counts, not the best', () => {
    expect(
      assigned(
        reading('20', '2019-06-30T10:00:00Z'),
        reading('14', '2019-06-30T11:00:00Z'),
        reading('20', '2019-07-01T11:00:00Z'),
      ),
    ).toBe('not met');
  });

  test('a reading that names only other SKUs is a reading of nothing assigned', () => {
    expect(determined(given({ 'seats.csv': seats(reading('40', undefined, OFFER)) }))[0]).toBe(
      '1001,c,not-qualified,0,0,15,0.00,USD,assigned-seats;qualifying-seats',
    );
  });

  test.each([
    ['before the reading', '2019-06-30T11:59:59Z', 'met'],
    ['at the instant of the reading', '2019-06-30T12:00:00Z', 'met'],
    ['after the reading', '2019-06-30T12:00:01Z', 'unknown'],
    ['at the snapshot', '2019-06-30T23:00:00Z', 'unknown'],
    ['after the snapshot', '2019-06-30T23:00:01Z', 'met'],
  ])('a refusal %s', (_, instant, expected) => {
    expect(verdict(given(refused(instant)), 'assigned-seats')).toBe(expected);
    expect(verdict(given(refused(instant, 'subscriptions')), 'assigned-seats')).toBe('met');
  });

  test('the same SKU twice: equal counts once, different makes a refusal, also outside the catalogue', () => {
    expect(assigned(reading('15'), reading('15.0'))).toBe('met');
    expect(assigned(reading('15'), reading('16'))).toBe('unknown');
    expect(assigned(reading('15'), reading('3', undefined, OFFER), reading('4', undefined, OFFER))).toBe('unknown');
    // The reading of an hour before is no way out: a refusal came after it.
    expect(assigned(reading('15', '2019-06-30T11:00:00Z'), reading('15'), reading('16'))).toBe('unknown');
  });

  test('a row that cannot be read makes its reading a refusal, where customer and instant can be read', () => {
    const before = reading('15', '2019-06-30T11:00:00Z');
    const spoiled = given({ 'seats.csv': seats(before, reading('15'), reading('14.5', undefined, OFFER)) });
    expect([verdict(spoiled, 'assigned-seats'), ...quarantined(spoiled)]).toEqual(['unknown', 'seats.csv:4 assigned']);
    const unplaced = given({ 'seats.csv': seats(before, reading('-1', '2019-06-30')) });
    expect([verdict(unplaced, 'assigned-seats'), ...quarantined(unplaced)]).toEqual(['met', 'seats.csv:3 observed_at']);
  });

  test('sku_id decides; the part number where that is empty or unknown; both known and different: quarantine', () => {
    const named = (partNumber: string, skuId: string): OracleResult =>
      given({
        'seats.csv': [
          'customer_id,sku_part_number,sku_id,assigned,observed_at',
          `${CUSTOMER},${partNumber},${skuId},15,2019-06-30T12:00:00Z`,
        ],
      });
    expect(outcome(named('', SKU.toUpperCase()))).toBe('qualified');
    expect(outcome(named('tst_bc', ''))).toBe('qualified');
    expect(outcome(named('TST_BC', OFFER))).toBe('qualified');
    expect(outcome(named('TST_ELSE', SKU))).toBe('qualified');
    expect(quarantined(named('TST_SALES', SKU))).toEqual(['seats.csv:2 sku_part_number']);
    expect(verdict(named('TST_SALES', SKU), 'assigned-seats')).toBe('unknown');
  });
});

describe('counting lines and what is billed', () => {
  const billed = (...lines: readonly string[]): string | undefined =>
    determined(given({ 'billing/D1.csv': legacyFile(...lines) }))[0]?.split(',')[5];

  test.each([
    ['start and end on the last day', { start: '6/30/2019', end: '6/30/2019' }, '15'],
    ['end the day before', { end: '6/29/2019' }, '0'],
    ['the day as written, whatever the offset', { end: '2019-06-30T00:10:00+09:00' }, '15'],
    ['a time beside the day', { start: '3/1/2019 0:00', end: '6/30/2019 23:59' }, '15'],
    ['a quantity with an exponent', { quantity: '1.5E1', subtotal: '5E-05' }, '15'],
    ['a negative quantity of a charge', { quantity: '-15' }, '15'],
  ])('%s', (_, changes, expected) => {
    expect(billed(legacyLine(changes))).toBe(expected);
  });

  test('a credit takes away, whatever the sign of its quantity, and never goes below 0', () => {
    const more = legacyLine({ quantity: '20' });
    expect(billed(more, legacyLine({ quantity: '5', subtotal: '-1' }))).toBe('15');
    expect(billed(more, legacyLine({ quantity: '-5', subtotal: '-1' }))).toBe('15');
    expect(billed(more, legacyLine({ quantity: '25', subtotal: '-1' }))).toBe('0');
  });

  test('two equal lines inside one invoice are two lines', () => {
    expect(billed(legacyLine(), legacyLine())).toBe('30');
  });

  test('a subtotal of zero does not count, unless the campaign lets it', () => {
    const free = { 'billing/D1.csv': legacyFile(legacyLine({ subtotal: '0.00' })) };
    expect(determined(given(free))).toEqual([]);
    expect(determined(given(free, { terms: { zeroSubtotalCounts: true } }))).toEqual(QUALIFIED);
  });

  test('seats bought from no partner give no row, but take part in sharing', () => {
    for (const none of ['', '0', '-1']) {
      const result = given({
        'billing/D1.csv': legacyFile(legacyLine(), legacyLine({ partner: none })),
        'seats.csv': seats(reading('20')),
      });
      expect(determined(result)).toEqual(['1001,c,not-qualified,10,20,15,0.00,USD,qualifying-seats']);
      expect(result.counts.linesWithoutPartner).toBe(1);
    }
  });

  test('new commerce as CSV and as JSON lines: ProductId and SkuId, BillableQuantity, a mark of the line itself', () => {
    const columns =
      'CustomerId,InvoiceNumber,ResellerMpnId,MpnId,ProductId,SkuId,ChargeStartDate,ChargeEndDate,Quantity,BillableQuantity,Subtotal,ProductQualifiers';
    const csv = (qualifiers: string): OracleResult =>
      given({
        'seats.csv': seats(reading('15', undefined, SECOND_SKU)),
        'billing/D1.csv': [
          columns,
          `${CUSTOMER},G1,1001,7000,tst7product1,0001,3/1/2019,7/31/2019,99,15,100,${qualifiers}`,
        ],
      });
    const json = (qualifiers: string): OracleResult =>
      given({
        'seats.csv': seats(reading('15', undefined, SECOND_SKU)),
        'billing/D1.csv': [
          `{"customerId": "org:${CUSTOMER}", "InvoiceNumber": "G1", "ResellerMpnId": 1001, "ProductId": "TST7PRODUCT1", "SkuId": "0001", ` +
            `"ChargeStartDate": "2019-03-01T00:00:00Z", "ChargeEndDate": "2019-07-31T00:00:00Z", "BillableQuantity": 15.0, "Subtotal": "100"${qualifiers}}`,
        ],
      });
    for (const unmarked of ['', '[]', 'TrialX', '"[""Promotional""]"'])
      expect(determined(csv(unmarked))).toEqual(QUALIFIED);
    for (const unmarked of ['', ', "ProductQualifiers": []', ', "ProductQualifiers": null'])
      expect(determined(json(unmarked))).toEqual(QUALIFIED);
    for (const marked of ['Trial', 'add-on', '"[""Other"",""ADDON""]"']) expect(determined(csv(marked))).toEqual([]);
    for (const marked of [', "ProductQualifiers": ["trial"]', ', "ProductQualifiers": "Add-On"'])
      expect(determined(json(marked))).toEqual([]);
    for (const unreadable of ['"Trial,AddOn"', '[Trial]', '"""Trial"""', '"[""Trial"",5]"']) {
      expect(quarantined(csv(unreadable))).toEqual(['billing/D1.csv:2 ProductQualifiers']);
    }
  });

  test.each([
    ['a two-digit year', { start: '1/1/19' }, 'ChargeStartDate'],
    ['an end before its start', { start: '7/2/2019', end: '7/1/2019' }, 'ChargeEndDate'],
    ['a part of a seat of a mapped product', { quantity: '14.5' }, 'Quantity'],
    ['no subtotal', { subtotal: '' }, 'Subtotal'],
    ['no customer', { customer: ' ' }, 'CustomerId'],
    ['no product', { offer: '' }, 'DurableOfferID'],
  ])('%s cannot be read; the good lines are kept', (_, changes, column) => {
    const result = given({ 'billing/D1.csv': legacyFile(legacyLine(changes), legacyLine()) });
    expect([quarantined(result), determined(result)]).toEqual([[`billing/D1.csv:2 ${column}`], QUALIFIED]);
  });

  test('a part of a seat of a product that is not mapped is a line like others', () => {
    const result = given({
      'billing/D1.csv': legacyFile(legacyLine({ offer: SKU, quantity: '3.1618' }), legacyLine()),
    });
    expect([quarantined(result), result.counts.unmappedProducts]).toEqual([[], 1]);
  });
});

describe('qualifying seats shared by largest remainder', () => {
  const share = (assigned: number, billed: Record<string, number>): Record<string, number> => {
    const shares = shareOut(
      BigInt(assigned),
      new Map(Object.entries(billed).map(([partnerId, count]) => [partnerId, BigInt(count)])),
    );
    return Object.fromEntries([...shares].map(([partnerId, count]) => [partnerId, Number(count)]));
  };

  test('no more billed than assigned: each keeps what it billed', () => {
    expect(share(35, { '10': 20, '9': 15 })).toEqual({ '10': 20, '9': 15 });
  });

  test('the largest remainders take what is left', () => {
    // 20 x 20/31 = 12 28/31, 20 x 10/31 = 6 14/31, 20 x 1/31 = 20/31.
    expect(share(20, { '10': 20, '9': 10, '': 1 })).toEqual({ '10': 13, '9': 6, '': 1 });
  });

  test('ties go to the lower partner id by code point, no partner last', () => {
    expect(share(31, { '9': 16, '': 16, '10': 16 })).toEqual({ '10': 11, '9': 10, '': 10 });
    expect(share(32, { '9': 16, '': 16, '10': 16 })).toEqual({ '10': 11, '9': 11, '': 10 });
  });

  test('sharing is by SKU: seats assigned of one do not help the other', () => {
    const result = given({
      'products.csv': [...fileOf('products.csv'), `sales,dynamics-365,TST_SALES,${SECOND_SKU},${SECOND_SKU}`],
      'billing/D1.csv': legacyFile(legacyLine({ quantity: '10' }), legacyLine({ quantity: '10', offer: SECOND_SKU })),
      'seats.csv': seats(reading('16'), reading('4', undefined, SECOND_SKU)),
    });
    expect(determined(result)).toEqual(['1001,c,not-qualified,14,20,20,0.00,USD,qualifying-seats']);
  });
});

describe('rows', () => {
  const SUBSCRIPTIONS =
    'customer_id,subscription_id,partner_id,offer_id,quantity,status,is_trial,effective_start,commitment_end,observed_at';
  const subscription = (start: string, end: string, isTrial = 'FALSE', partner = '999'): Files => ({
    'subscriptions.csv': [
      SUBSCRIPTIONS,
      `${CUSTOMER},s-1,${partner},${SECOND_OFFER}:TST7THIRD,0,deleted,${isTrial},${start},${end},2019-08-01T00:00:00Z`,
    ],
  });
  const partners = (files: Files): string[] => given(files).determinations.map((row) => row.partnerId);

  test('a paid subscription whose term overlaps the window, by its days in the campaign’s zone', () => {
    expect(partners(subscription('2018-12-01', '2019-01-01'))).toEqual(['1001', '999']);
    expect(partners(subscription('2018-12-01', '2018-12-31'))).toEqual(['1001']);
    expect(partners(subscription('2018-12-01T00:00:00Z', '2019-01-01T00:30:00+01:00'))).toEqual(['1001']);
    expect(partners(subscription('2019-06-30T23:30:00Z', ''))).toEqual(['1001']);
    expect(partners(subscription('2019-06-30T22:30:00Z', ''))).toEqual(['1001', '999']);
    expect(partners(subscription('2019-02-01', '', 'true'))).toEqual(['1001']);
    expect(partners(subscription('2019-02-01', '', 'false', '-1'))).toEqual(['1001']);
  });

  test('a line whose days overlap the window by one day, a credit too', () => {
    const credit = (end: string): Files => ({
      'billing/D1.csv': legacyFile(
        legacyLine(),
        legacyLine({ partner: '999', start: '12/1/2018', end, subtotal: '-1' }),
      ),
    });
    expect(partners(credit('1/1/2019'))).toEqual(['1001', '999']);
    expect(partners(credit('12/31/2018'))).toEqual(['1001']);
  });

  test('products that are not eligible give no row', () => {
    const files = {
      'products.csv': ['product,product_family,sku_id,offer_id', `team-members,dynamics-365,${SKU},${OFFER}`],
    };
    expect(partners(files)).toEqual([]);
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

describe('deliveries', () => {
  const later = (files: Files): OracleResult => calculate([ONE_CUSTOMER, files]);

  test('a later delivery of the same invoice supersedes it whole; another invoice adds', () => {
    expect(determined(later({ 'billing/D1.csv': legacyFile(legacyLine({ quantity: '7' })) }))[0]).toContain(',7,15,7,');
    expect(determined(later({ 'billing/D2.csv': legacyFile(legacyLine({ quantity: '7' })) }))[0]).toContain(
      ',15,15,22,',
    );
  });

  test('only what was recorded at or before knownAt is seen', () => {
    const deliveries = [ONE_CUSTOMER, { 'billing/D1.csv': legacyFile(legacyLine({ quantity: '7' })) }];
    const at = (knownAt: string): string | undefined =>
      determined(calculate(deliveries, { knownAt }))[0]?.split(',')[5];
    expect([at('2019-07-03T08:59:59Z'), at('2019-07-03T09:00:00Z')]).toEqual(['15', '7']);
  });

  test('standings are the full statement of each (partner, kind) a delivery names, and of no other', () => {
    const result = later({ 'partner_standings.csv': [STANDINGS, '1001,membership,mpn,,2018-01-01,2019-02-01'] });
    expect(result.determinations[0]?.reasons).toEqual(['membership']);
  });

  test('products are the full statement of each offer, whatever third part names it', () => {
    const newCommerce: Files = {
      ...ONE_CUSTOMER,
      'seats.csv': seats(reading('15', undefined, SECOND_SKU)),
      'billing/D1.csv': [
        'CustomerId,InvoiceNumber,ResellerMpnId,ProductId,SkuId,ChargeStartDate,ChargeEndDate,BillableQuantity,Subtotal',
        `${CUSTOMER},G1,1001,TST7PRODUCT1,0001,3/1/2019,7/31/2019,15,100`,
      ],
    };
    const restated = {
      'products.csv': [
        'product,product_family,sku_id,offer_id',
        `team-members,dynamics-365,${SECOND_SKU},${SECOND_OFFER.toLowerCase()}:TST7X`,
      ],
    };
    expect(determined(calculate([newCommerce]))).toEqual(QUALIFIED);
    expect(determined(calculate([newCommerce, restated]))).toEqual([]);
  });

  test('what was accepted is judged with the catalogue that is known at the end', () => {
    expect(determined(calculate([withoutFile('products.csv'), { 'products.csv': fileOf('products.csv') }]))).toEqual(
      QUALIFIED,
    );
  });

  test('readings of one instant are one reading, whichever delivery brought its rows', () => {
    expect(verdict(later({ 'seats.csv': seats(reading('15')) }), 'assigned-seats')).toBe('met');
    expect(verdict(later({ 'seats.csv': seats(reading('14')) }), 'assigned-seats')).toBe('unknown');
  });

  test('importing the same folder twice changes nothing', () => {
    const twice = calculate([ONE_CUSTOMER, ONE_CUSTOMER]);
    expect([determined(twice), twice.counts.deliveries]).toEqual([QUALIFIED, 1]);
  });

  test('two files with the same content are one; one invoice in two forms: the second is quarantined', () => {
    const copied = given({ 'billing/D2.csv': fileOf('billing/D1.csv') });
    expect(determined(copied)).toEqual(QUALIFIED);

    const csv = [
      'CustomerId,InvoiceNumber,ResellerMpnId,ProductId,SkuId,ChargeStartDate,ChargeEndDate,BillableQuantity,Subtotal',
      `${CUSTOMER},G1,1001,TST7PRODUCT1,0001,3/1/2019,7/31/2019,15,100`,
    ];
    const json = [
      `{"CustomerId":"${CUSTOMER}","InvoiceNumber":"G1","ResellerMpnId":"1001","ProductId":"TST7PRODUCT1","SkuId":"0001","ChargeStartDate":"3/1/2019","ChargeEndDate":"7/31/2019","BillableQuantity":"40","Subtotal":"1"}`,
    ];
    const twoForms = given({
      'billing/a.csv': csv,
      'billing/b.jsonl': json,
      'seats.csv': seats(reading('15'), reading('15', undefined, SECOND_SKU)),
    });
    expect([determined(twoForms)[0], quarantined(twoForms)]).toEqual([
      expect.stringContaining('qualified,30,30,30,'),
      ['billing/b.jsonl:1 InvoiceNumber'],
    ]);
  });
});

describe('the catalogue', () => {
  const HEADER = 'product,product_family,sku_part_number,sku_id,offer_id,valid_from,valid_to';
  const products = (...rows: readonly string[]): Files => ({ 'products.csv': [HEADER, ...rows] });
  const BC = 'business-central,dynamics-365';

  test('a row without a GUID takes the one another row gives its part number, on that day', () => {
    const namesake = (from: string): Files => products(`${BC},TST_BC,,${OFFER},,`, `${BC},tst_bc,${SKU},,${from},`);
    expect(outcome(given(namesake('2019-03-01')))).toBe('qualified');
    // Billed from March under the part number, read in June under the GUID: two SKUs.
    expect(determined(given(namesake('2019-03-02')))[0]).toContain('not-qualified,0,15,15,');
  });

  test('a line maps by its charge start and a reading by its day; both ends of validity included', () => {
    expect(determined(given(products(`${BC},TST_BC,${SKU},${OFFER},2019-03-01,2019-06-30`)))).toEqual(QUALIFIED);
    expect(determined(given(products(`${BC},TST_BC,${SKU},${OFFER},2019-03-02,2019-06-30`)))).toEqual([]);
    expect(determined(given(products(`${BC},TST_BC,${SKU},${OFFER},2019-03-01,2019-06-29`)))[0]).toContain(
      'not-qualified,0,0,15,',
    );
  });

  test('an offer with neither GUID nor part number, a wrong span, and an offer on two SKUs on one day cannot be read', () => {
    const good = `${BC},TST_BC,${SKU},${OFFER},,`;
    expect(quarantined(given(products(good, `${BC},,,${CUSTOMER},,`)))).toEqual(['products.csv:3 sku_id']);
    expect(quarantined(given(products(good, `${BC},TST_X,,${CUSTOMER},2019-02-02,2019-02-01`)))).toEqual([
      'products.csv:3 valid_to',
    ]);
    expect(quarantined(given(products(good, `${BC},TST_X,${SECOND_SKU},${OFFER},2019-01-01,`)))).toEqual([
      'products.csv:2 offer_id',
      'products.csv:3 offer_id',
    ]);
    expect(
      quarantined(
        given(products(`${BC},TST_BC,${SKU},${OFFER},,2019-03-31`, `${BC},TST_X,${SECOND_SKU},${OFFER},2019-04-01,`)),
      ),
    ).toEqual([]);
  });

  test('names are exact', () => {
    expect(determined(given(products(`Business-Central,dynamics-365,TST_BC,${SKU},${OFFER},,`)))).toEqual([]);
  });
});

describe('a provisional snapshot', () => {
  // The ninetieth day: after the first eligibility day, before the second.
  const provisional: Question = { snapshotAt: '2019-03-31T12:00:00Z', knownAt: '2019-04-05T12:00:00Z' };
  const files: Files = {
    ...ONE_CUSTOMER,
    'proofs.csv': ['partner_id,campaign_id,received_on'],
    'seats.csv': seats(reading('15', '2019-03-30T12:00:00Z')),
  };
  const ask = (changes: Files, question = provisional): OracleResult =>
    oracle([{ folder: folders.write({ ...files, ...changes }), recordedAt: '2019-04-01T00:00:00Z' }], FIRST_CAMPAIGN, {
      knownAt: AUGUST,
      ...question,
    });

  test('what is dated after its day is pending, and the row is accrued apart from the qualified', () => {
    const result = ask({});
    expect(determined(result)).toEqual(['1001,c,undecided,15,15,15,0.00,USD,enrolment;proof-of-performance']);
    expect(result.pending.map(({ rule }) => rule)).toEqual(['enrolment', 'proof-of-performance']);
    expect([result.accrual, result.qualified]).toEqual([{ customers: 1 }, { customers: 0, amount: '0.00' }]);
  });

  test('the second eligibility day may still come; a rule met on the first is met', () => {
    const late = ask({
      'partner_standings.csv': [
        STANDINGS,
        ...standingsOf('1001').map((row) => row.replace('gold,2015-01-01', 'gold,2019-05-01')),
      ],
    });
    expect([verdict(late, 'competency'), verdict(late, 'eligibility-day'), late.accrual.customers]).toEqual([
      'pending',
      'pending',
      1,
    ]);
  });

  test('a row with an unknown that no day will bring, or with a rule not met, is not accrued', () => {
    expect(ask({ 'customers.csv': ['customer_id,segment'] }).accrual.customers).toBe(0);
    expect(ask({ 'customers.csv': ['customer_id,segment', `${CUSTOMER},ENTERPRISE`] }).accrual.customers).toBe(0);
  });

  test('the window ends with the day of the snapshot', () => {
    expect(determined(ask({ 'billing/D1.csv': legacyFile(legacyLine({ start: '4/1/2019' })) }))).toEqual([]);
    expect(
      determined(ask({ 'billing/D1.csv': legacyFile(legacyLine({ start: '3/31/2019', end: '3/31/2019' })) }))[0],
    ).toContain(',15,15,15,');
  });

  test('on the last day of the window enrolment has come, and the proof has not', () => {
    const result = ask(
      { 'seats.csv': seats(reading('15')) },
      { snapshotAt: '2019-06-30T12:00:00Z', knownAt: '2019-07-05T00:00:00Z' },
    );
    expect(result.pending.map(({ rule }) => rule)).toEqual(['proof-of-performance']);
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

describe('forms of files', () => {
  test('RFC 4180: quotes, commas and line ends inside a value; a record’s line is the one it begins on', () => {
    expect(readCsv('\uFEFFa,b\r\n"x ""y"", z\r\n2",3\r\n,""\r\n"",4')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['x "y", z\r\n2', '3'] },
      { line: 4, fields: ['', ''] },
      { line: 5, fields: ['', '4'] },
    ]);
  });

  test('columns in any order and case, values with blanks, unknown columns', () => {
    const result = given({
      'customers.csv': ['our_note,SEGMENT,Customer_Id', `"a, ""note""", SMB ,\torg:${CUSTOMER.toUpperCase()} `],
      'partners.csv': ['country,legal_name,partner_id', 'DE,"Two', 'Lines GmbH",1001', 'DE,,1002'],
    });
    expect([determined(result), quarantined(result)]).toEqual([QUALIFIED, ['partners.csv:4 legal_name']]);
  });

  test('order is by code point', () => {
    const ids = ['p7', '9', '01001', '10', '\u{1d400}1', '1001', 'P7', '\u{ff21}1'];
    expect(ids.sort(byCodePoint)).toEqual(['01001', '10', '1001', '9', 'P7', 'p7', '\u{ff21}1', '\u{1d400}1']);
  });
});

describe('generated folders', () => {
  const contentOf = (directory: string): string => {
    const hash = createHash('sha256');
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
      hash.update(path.slice(directory.length)).update(readFileSync(path));
    }
    return hash.digest('hex');
  };

  test('everything derives from the seed', () => {
    const [one, again, other] = [folders.next(), folders.next(), folders.next()];
    const seven = generateFolders(7, one);
    const sevenAgain = generateFolders(7, again);
    generateFolders(8, other);
    expect(contentOf(one)).toBe(contentOf(again));
    expect(contentOf(one)).not.toBe(contentOf(other));
    expect([seven.terms, seven.options]).toEqual([sevenAgain.terms, sevenAgain.options]);
  });
});
