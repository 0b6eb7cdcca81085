import { afterAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from './csv.js';
import { generateFolders } from './generate-folders.js';
import { oracle, type OracleResult } from './oracle.js';
import { byCodePoint } from './order.js';
import { FIRST_CAMPAIGN } from './terms.js';
import { AUGUST, determined, outcome, verdict, WorkedCase, type Question } from './worked-case.js';
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
import { quarantined, fileOf, withoutFile, QUALIFIED } from './worked-rows.js';

const { calculate, given, folders } = new WorkedCase();
afterAll(() => folders.remove());

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
