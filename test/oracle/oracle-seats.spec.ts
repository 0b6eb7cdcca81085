import { afterAll, describe, expect, test } from '@jest/globals';
import { type OracleResult } from './oracle.js';
import { shareOut } from './seats.js';
import { determined, outcome, verdict, WorkedCase } from './worked-case.js';
import {
  CUSTOMER,
  legacyFile,
  legacyLine,
  OFFER,
  reading,
  seats,
  SECOND_SKU,
  SKU,
  type Files,
} from './worked-folder.js';
import { quarantined, fileOf, QUALIFIED } from './worked-rows.js';

const { given, folders } = new WorkedCase();
afterAll(() => folders.remove());

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
