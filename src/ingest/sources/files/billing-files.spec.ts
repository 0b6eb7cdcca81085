import { describe, expect, it } from '@jest/globals';
import {
  billingCsvForm,
  checkBillingRow,
  invoiceOfLegacyFile,
  LEGACY_CELLS,
  legacyLine,
  NEW_COMMERCE_CELLS,
  newCommerceLine,
} from './billing-files.js';
import { readRow, type FileFormat } from './file-format.js';

const TENANT = '12abcd34-001a-bcd2-987c-3210abcd5678';

/** Columns of the published samples, as far as they are read. */
const LEGACY: Readonly<Record<string, string>> = {
  customerid: TENANT.toUpperCase(),
  resellermpnid: '4649221',
  durableofferid: '1A90EE13-2CB4-4785-BB0F-542813F00A37',
  syndicationpartnersubscriptionnumber: 'FB977AB5-0000-4000-8000-24C8D9591708',
  chargestartdate: '2/1/2019 0:00',
  chargeenddate: '2/28/2019 23:59',
  chargetype: 'Cycle fee',
  quantity: '15',
  subtotal: '102.3',
  currency: 'EUR',
};
const NEW_COMMERCE: Readonly<Record<string, string>> = {
  customerid: `org:${TENANT}`,
  resellermpnid: '0',
  invoicenumber: 'G000773581',
  productid: 'CFQ7TTC0HL8W',
  skuid: '000Z',
  subscriptionid: '9D7D1F3D-C8DE-461C-DB6D-91DEBD5129F0',
  chargestartdate: '2021-05-20T00:00:00Z',
  chargeenddate: '2021-06-19T00:00:00Z',
  chargetype: 'new',
  billablequantity: '50',
  quantity: '99',
  subtotal: '-720.00',
  currency: 'USD',
  productqualifiers: '',
};

const format = <C extends typeof LEGACY_CELLS | typeof NEW_COMMERCE_CELLS>(cells: C): FileFormat<C> => ({
  cells,
  check: checkBillingRow,
  stage: async () => undefined,
});
const record = (values: Readonly<Record<string, string>>) => ({ line: 2, values: new Map(Object.entries(values)) });

/** The line of a row, or what is wrong with it. */
function legacy(change: Readonly<Record<string, string>> = {}) {
  const read = readRow(format(LEGACY_CELLS), record({ ...LEGACY, ...change }));
  return 'row' in read ? legacyLine('D1', read.row) : read.problem;
}
function newCommerce(change: Readonly<Record<string, string>> = {}) {
  const read = readRow(format(NEW_COMMERCE_CELLS), record({ ...NEW_COMMERCE, ...change }));
  return 'row' in read ? newCommerceLine(read.row) : read.problem;
}

describe('a line before new commerce', () => {
  it('takes its seats from Quantity, its offer from DurableOfferID, its subscription from the syndication number', () => {
    expect(legacy()).toEqual({
      invoiceNumber: 'D1',
      customerId: TENANT,
      offerId: '1a90ee13-2cb4-4785-bb0f-542813f00a37',
      partnerId: '4649221',
      subscriptionId: 'fb977ab5-0000-4000-8000-24c8d9591708',
      chargeType: 'Cycle fee',
      chargeStart: '2019-02-01',
      chargeEnd: '2019-02-28',
      quantity: '15',
      subtotal: '102.3',
      currency: 'EUR',
      isTrialOrAddOn: false,
    });
  });

  it.each(['customerid', 'chargestartdate', 'chargeenddate', 'subtotal', 'quantity', 'durableofferid'])(
    'needs %s',
    (column) => {
      expect(legacy({ [column]: '' })).toMatchObject({ column, found: 'nothing' });
    },
  );

  it('does without reseller, subscription, type and currency', () => {
    const without = { resellermpnid: '', syndicationpartnersubscriptionnumber: '', chargetype: '', currency: '' };
    expect(legacy(without)).toMatchObject({
      partnerId: null,
      subscriptionId: null,
      chargeType: null,
      currency: null,
    });
  });

  it('keeps what is not whole: whether seats must be depends on the product', () => {
    expect(legacy({ quantity: '5E-05', subtotal: '-0.000001' })).toMatchObject({
      quantity: '0.00005',
      subtotal: '-0.000001',
    });
  });

  it('ends on the day on which it begins, or later', () => {
    expect(legacy({ chargeenddate: '2/1/2019' })).toMatchObject({ chargeStart: '2019-02-01', chargeEnd: '2019-02-01' });
    expect(legacy({ chargeenddate: '1/31/2019' })).toEqual({
      column: 'chargeenddate',
      expected: 'a day on or after 2019-02-01',
      found: '"2019-01-31"',
    });
  });

  it.each(['', '0', '-1'])('names no reseller with "%s"', (resellermpnid) => {
    expect(legacy({ resellermpnid })).toMatchObject({ partnerId: null });
  });

  it('belongs to the invoice that its file is named after', () => {
    expect(invoiceOfLegacyFile('billing/D030001IXB.csv')).toBe('D030001IXB');
    expect(invoiceOfLegacyFile('billing/D030001IXB.CSV.GZ')).toBe('D030001IXB');
    expect(invoiceOfLegacyFile('billing/2019/June 2019.txt')).toBe('June 2019');
    expect(invoiceOfLegacyFile('D030001IXB')).toBe('D030001IXB');
  });
});

describe('a line of new commerce', () => {
  it('takes its seats from BillableQuantity, and its offer from product and SKU', () => {
    expect(newCommerce()).toEqual({
      invoiceNumber: 'G000773581',
      customerId: TENANT,
      offerId: 'cfq7ttc0hl8w:000z',
      partnerId: null,
      subscriptionId: '9d7d1f3d-c8de-461c-db6d-91debd5129f0',
      chargeType: 'new',
      chargeStart: '2021-05-20',
      chargeEnd: '2021-06-19',
      quantity: '50',
      subtotal: '-720',
      currency: 'USD',
      isTrialOrAddOn: false,
    });
  });

  it.each([
    'customerid',
    'chargestartdate',
    'chargeenddate',
    'subtotal',
    'billablequantity',
    'productid',
    'skuid',
    'invoicenumber',
  ])('needs %s', (column) => {
    expect(newCommerce({ [column]: '' })).toMatchObject({ column, found: 'nothing' });
  });

  it('does not need Quantity', () => {
    expect(newCommerce({ quantity: '' })).toMatchObject({ quantity: '50' });
  });
});

describe('ProductQualifiers', () => {
  it.each([
    ['', false],
    ['[]', false],
    ['Trial', true],
    ['AddOn', true],
    ['Add-On', true],
    ['add-on', true],
    ['TRIAL', true],
    ['["AddOn", "Trial"]', true],
    ['["Partner earned credit", "add-on"]', true],
    ['["15.0% Partner earned credit for services managed"]', false],
    ['NonTrial', false],
    ['["Trial offer"]', false],
    ['None', false],
  ])('%s: %s', (productqualifiers, isTrialOrAddOn) => {
    expect(newCommerce({ productqualifiers })).toMatchObject({ isTrialOrAddOn });
    expect(legacy({ productqualifiers })).toMatchObject({ isTrialOrAddOn });
  });

  it.each(['"AddOn"', 'AddOn,Trial', "['AddOn']", '["AddOn"', '[1]', '[null]', '[["AddOn"]]', '{"a":"AddOn"}', '[]]'])(
    '%s cannot be read',
    (productqualifiers) => {
      expect(newCommerce({ productqualifiers })).toMatchObject({
        column: 'productqualifiers',
        expected: 'a JSON list of words, or one word',
      });
    },
  );
});

describe('the form of a billing file', () => {
  it('is told by its header', () => {
    expect(billingCsvForm(['customerid', 'durableofferid', 'quantity'])).toBe('legacy-csv');
    expect(billingCsvForm(['customerid', 'productid', 'skuid'])).toBe('new-commerce-csv');
    expect(billingCsvForm(['invoicenumber'])).toBe('new-commerce-csv');
    expect(billingCsvForm(['partner_id', 'legal_name'])).toBeUndefined();
    expect(billingCsvForm([])).toBeUndefined();
  });
});
