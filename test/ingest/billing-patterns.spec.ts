import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { customerId, ImportFiles, licenceLine, newCommerceLine, type CsvRow } from '../builders/import-folder.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';

/*
 * How Microsoft's lines tell of one subscription (charge types: contract of Partner Center, section 6). Legacy licences
 * reverse a charge whole and bill it anew in parts; new commerce credits the days that remain and charges them anew.
 * Nothing is made of the words: on every day the signed seats of the lines that cover it add up to what is billed.
 */

/** What a line says: charge type, its days, seats and amount; and the product, where it is not `a`. */
type Line = readonly [type: string, from: string, to: string, seats: number, subtotal: number, more?: LineMore];
interface LineMore {
  readonly product?: 'b';
  readonly qualifiers?: string;
}
interface Pattern {
  readonly tells: string;
  readonly lines: readonly Line[];
  /** Seats of products a and b by day; a day without lines has none. */
  readonly billed: Readonly<Record<string, string>>;
}

const [JUNE_1, JUNE_14, JUNE_15, JUNE_30] = ['2019-06-01', '2019-06-14', '2019-06-15', '2019-06-30'];
const [JULY_1, JULY_31] = ['2019-07-01', '2019-07-31'];
const [YEAR_BEGINS, YEAR_ENDS] = ['2019-03-15', '2020-03-14'];
const [NEXT_YEAR_BEGINS, NEXT_YEAR_ENDS] = ['2020-03-15', '2021-03-14'];

const LEGACY: readonly Pattern[] = [
  {
    tells: 'bought in the middle of a month, and charged by month from then on',
    lines: [
      ['Prorate fees when purchase', JUNE_15, JUNE_30, 10, 250],
      ['Cycle fee', JULY_1, JULY_31, 10, 500],
    ],
    billed: { [JUNE_14]: '', [JUNE_15]: 'a=10', [JUNE_30]: 'a=10', [JULY_1]: 'a=10', '2019-08-01': '' },
  },
  {
    tells: 'seats added: the month is reversed and billed again in two parts',
    lines: [
      ['Cycle fee', JUNE_1, JUNE_30, 10, 500],
      ['Cancel fee', JUNE_1, JUNE_30, -10, -500],
      ['Cycle instance prorate', JUNE_1, JUNE_14, 10, 233.33],
      ['Cycle instance prorate', JUNE_15, JUNE_30, 15, 400],
    ],
    billed: { [JUNE_1]: 'a=10', [JUNE_14]: 'a=10', [JUNE_15]: 'a=15', [JUNE_30]: 'a=15' },
  },
  {
    tells: 'seats removed, with reversals that carry a positive quantity',
    lines: [
      ['Cycle fee', JUNE_1, JUNE_30, 10, 500],
      ['Cancel fee', JUNE_1, JUNE_30, 10, -500],
      ['Cycle instance prorate', JUNE_1, JUNE_14, 10, 233.33],
      ['Cycle instance prorate', JUNE_15, JUNE_30, 6, 160],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=6', [JUNE_30]: 'a=6' },
  },
  {
    tells: 'seats added and removed in one month: the part that was billed again is reversed too',
    lines: [
      ['Cycle fee', JUNE_1, JUNE_30, 10, 500],
      ['Cancel fee', JUNE_1, JUNE_30, -10, -500],
      ['Cycle instance prorate', JUNE_1, JUNE_14, 10, 233.33],
      ['Cycle instance prorate', JUNE_15, JUNE_30, 15, 400],
      ['Cancel instance prorate', JUNE_15, JUNE_30, -15, -400],
      ['Cycle instance prorate', JUNE_15, '2019-06-24', 15, 250],
      ['Cycle instance prorate', '2019-06-25', JUNE_30, 12, 120],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=15', '2019-06-24': 'a=15', '2019-06-25': 'a=12', [JUNE_30]: 'a=12' },
  },
  {
    tells: 'suspended within 30 days, and all of it given back',
    lines: [
      ['Activation fee', JUNE_1, JUNE_30, 10, 500],
      ['Cancel fee', JUNE_1, JUNE_30, -10, -500],
    ],
    billed: { [JUNE_1]: 'a=0', [JUNE_14]: 'a=0', [JUNE_30]: 'a=0' },
  },
  {
    tells: 'suspended after 30 days, given back from then on, and activated again in the next month',
    lines: [
      ['Cycle fee', JUNE_1, JUNE_30, 10, 500],
      ['Prorate fees when cancel', JUNE_15, JUNE_30, -10, -266.67],
      ['Prorate fees when activate', '2019-07-10', JULY_31, 10, 354.84],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=0', [JULY_1]: '', '2019-07-09': '', '2019-07-10': 'a=10' },
  },
  {
    tells: 'bought for a year, with seats added in it',
    lines: [
      ['Activation fee', YEAR_BEGINS, YEAR_ENDS, 10, 6000],
      ['Cancel fee', YEAR_BEGINS, YEAR_ENDS, -10, -6000],
      ['Cycle instance prorate', YEAR_BEGINS, JUNE_14, 10, 1512.33],
      ['Cycle instance prorate', JUNE_15, YEAR_ENDS, 15, 6731.51],
    ],
    billed: { '2019-03-14': '', [YEAR_BEGINS]: 'a=10', [JUNE_14]: 'a=10', [JUNE_15]: 'a=15', [YEAR_ENDS]: 'a=15' },
  },
  {
    tells: 'bought for a year and cancelled: the days that remain are given back',
    lines: [
      ['Activation fee', YEAR_BEGINS, YEAR_ENDS, 10, 6000],
      ['Prorate fees when cancel', JUNE_15, YEAR_ENDS, -10, -4487.67],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=0', [YEAR_ENDS]: 'a=0', [NEXT_YEAR_BEGINS]: '' },
  },
  {
    tells: 'converted to another offer',
    lines: [
      ['Cycle fee', JUNE_1, JUNE_30, 10, 500],
      ['Prorate fees when convert from current offer', JUNE_15, JUNE_30, -10, -266.67],
      ['Prorate fees when convert to new offer', JUNE_15, JUNE_30, 10, 400, { product: 'b' }],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=0 b=10', [JUNE_30]: 'a=0 b=10' },
  },
  {
    tells: 'renewed for a year with more seats',
    lines: [
      ['Activation fee', YEAR_BEGINS, YEAR_ENDS, 10, 6000],
      ['Renewal fee', NEXT_YEAR_BEGINS, NEXT_YEAR_ENDS, 10, 6000],
      ['Prorate fee when renew', NEXT_YEAR_BEGINS, NEXT_YEAR_ENDS, 2, 1200],
    ],
    billed: { [YEAR_ENDS]: 'a=10', [NEXT_YEAR_BEGINS]: 'a=12', [NEXT_YEAR_ENDS]: 'a=12' },
  },
  {
    tells: 'a line that offsets another',
    lines: [
      ['Cycle fee', JUNE_1, JUNE_30, 10, 500],
      ['Cycle fee', JUNE_1, JUNE_30, 10, 500],
      ['Offset a line item', JUNE_1, JUNE_30, 10, -500],
    ],
    billed: { [JUNE_1]: 'a=10', [JUNE_30]: 'a=10' },
  },
];

const NEW_COMMERCE: readonly Pattern[] = [
  {
    tells: 'bought for a year and charged by month',
    lines: [
      ['new', JUNE_15, '2019-07-14', 10, 500],
      ['cycleCharge', '2019-07-15', '2019-08-14', 10, 500],
    ],
    billed: { [JUNE_14]: '', [JUNE_15]: 'a=10', '2019-07-14': 'a=10', '2019-07-15': 'a=10', '2019-08-15': '' },
  },
  {
    tells: 'seats added: a credit for the old ones and a charge for the new ones, for the days that remain',
    lines: [
      ['cycleCharge', JUNE_1, JUNE_30, 10, 500],
      ['addQuantity', JUNE_15, JUNE_30, -10, -266.67],
      ['addQuantity', JUNE_15, JUNE_30, 15, 400],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=15', [JUNE_30]: 'a=15', [JULY_1]: '' },
  },
  {
    tells: 'seats removed, with a credit that carries a positive quantity',
    lines: [
      ['new', JUNE_1, JUNE_30, 10, 500],
      ['removeQuantity', JUNE_15, JUNE_30, 10, -266.67],
      ['removeQuantity', JUNE_15, JUNE_30, 6, 160],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=6', [JUNE_30]: 'a=6' },
  },
  {
    tells: 'paid for a year at once, with seats added twice',
    lines: [
      ['new', YEAR_BEGINS, YEAR_ENDS, 10, 6000],
      ['addQuantity', JUNE_15, YEAR_ENDS, -10, -4487.67],
      ['addQuantity', JUNE_15, YEAR_ENDS, 15, 6731.51],
      ['AddQuantity', JULY_1, YEAR_ENDS, -15, -6369.86],
      ['AddQuantity', JULY_1, YEAR_ENDS, 20, 8493.15],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=15', [JUNE_30]: 'a=15', [JULY_1]: 'a=20', [YEAR_ENDS]: 'a=20' },
  },
  {
    tells: 'cancelled while that is possible: the days that remain are given back',
    lines: [
      ['new', JUNE_1, JUNE_30, 10, 500],
      ['cancel', '2019-06-05', JUNE_30, -10, -433.33],
    ],
    billed: { '2019-06-04': 'a=10', '2019-06-05': 'a=0', [JUNE_30]: 'a=0' },
  },
  {
    tells: 'suspended, within 30 days or after them: charged on to the end of the term, month by month',
    lines: [
      ['new', JUNE_1, JUNE_30, 10, 500],
      ['cycleCharge', JULY_1, JULY_31, 10, 500],
    ],
    billed: { [JUNE_1]: 'a=10', [JUNE_30]: 'a=10', [JULY_1]: 'a=10', [JULY_31]: 'a=10' },
  },
  {
    tells: 'converted to another product',
    lines: [
      ['cycleCharge', JUNE_1, JUNE_30, 10, 500],
      ['convert', JUNE_15, JUNE_30, -10, -266.67],
      ['convert', JUNE_15, JUNE_30, 10, 400, { product: 'b' }],
    ],
    billed: { [JUNE_14]: 'a=10', [JUNE_15]: 'a=0 b=10', [JUNE_30]: 'a=0 b=10' },
  },
  {
    tells: 'a trial, marked and free, that is converted to paid seats of the same product',
    lines: [
      ['new', JUNE_1, JUNE_30, 25, 0, { qualifiers: '["Trial"]' }],
      ['convert', JUNE_15, JULY_31, 10, 500],
    ],
    billed: { [JUNE_14]: '', [JUNE_15]: 'a=10', [JUNE_30]: 'a=10', [JULY_1]: 'a=10' },
  },
  {
    tells: 'an add-on, which is charged and is no seat',
    lines: [['new', JUNE_1, JUNE_30, 10, 50, { qualifiers: '["AddOn"]' }]],
    billed: { [JUNE_1]: '' },
  },
  {
    tells: 'renewed for a year with fewer seats',
    lines: [
      ['new', YEAR_BEGINS, YEAR_ENDS, 10, 6000],
      ['renew', NEXT_YEAR_BEGINS, NEXT_YEAR_ENDS, 8, 4800],
    ],
    billed: { [YEAR_ENDS]: 'a=10', [NEXT_YEAR_BEGINS]: 'a=8', [NEXT_YEAR_ENDS]: 'a=8', '2021-03-15': '' },
  },
];

const seatbacks = new Seatbacks();
let seatback: TestSeatback;
/** Each pattern is a customer of its own; all of them come in one delivery, an invoice of each form. */
beforeAll(async () => {
  seatback = await seatbacks.start();
  const files = new ImportFiles();
  for (const product of ['a', 'b']) {
    const entry = { product: 'sales', product_family: 'dynamics-365', sku_part_number: product };
    files.rows('products.csv', { ...entry, offer_id: `legacy-${product}` }, { ...entry, offer_id: `new:${product}` });
  }
  LEGACY.forEach((pattern, index) => files.rows('billing/D1.csv', ...legacyRows(numberOf('legacy', index), pattern)));
  NEW_COMMERCE.forEach((pattern, index) =>
    files.rows('billing/G1.csv', ...newCommerceRows(numberOf('new commerce', index), pattern)),
  );
  const imported = await seatback.app.get(ImportFolder).execute(files.writeTo(seatbacks.newFolder()));
  expect(imported.quarantined).toEqual([]);
});
afterAll(() => seatbacks.end());

describe('seats billed by legacy licence lines', () => {
  it.each(LEGACY.map((pattern, index) => [pattern.tells, index, pattern.billed] as const))(
    '%s',
    async (_tells, index, billed) => {
      expect(await billedOn(numberOf('legacy', index), Object.keys(billed))).toEqual(billed);
    },
  );
});

describe('seats billed by new-commerce lines', () => {
  it.each(NEW_COMMERCE.map((pattern, index) => [pattern.tells, index, pattern.billed] as const))(
    '%s',
    async (_tells, index, billed) => {
      expect(await billedOn(numberOf('new commerce', index), Object.keys(billed))).toEqual(billed);
    },
  );
});

function numberOf(form: 'legacy' | 'new commerce', index: number): number {
  return (form === 'legacy' ? 100 : 200) + index;
}

function legacyRows(customer: number, { lines }: Pattern): CsvRow[] {
  return lines.map(([type, from, to, seats, subtotal, more]) =>
    licenceLine(customer, {
      DurableOfferID: `legacy-${more?.product ?? 'a'}`,
      ChargeType: type,
      ChargeStartDate: from,
      ChargeEndDate: to,
      Quantity: seats,
      Subtotal: subtotal,
    }),
  );
}

function newCommerceRows(customer: number, { lines }: Pattern): CsvRow[] {
  return lines.map(([type, from, to, seats, subtotal, more]) =>
    newCommerceLine(customer, {
      ProductId: 'new',
      SkuId: more?.product ?? 'a',
      ChargeType: type,
      ChargeStartDate: from,
      ChargeEndDate: to,
      BillableQuantity: seats,
      Subtotal: subtotal,
      ProductQualifiers: more?.qualifiers ?? '[]',
    }),
  );
}

async function billedOn(customer: number, days: readonly string[]): Promise<Record<string, string>> {
  return seatback.app.get(UnitOfWork).inSession(async (session) => {
    const rows = await session.query<{ day: string; billed: string }>(
      `SELECT day::date AS day, COALESCE(string_agg(sku || '=' || seats_billed, ' ' ORDER BY sku), '') AS billed
       FROM unnest($1::date[]) AS day
       LEFT JOIN (billed_seat_history JOIN sku USING (sku_key) JOIN customer USING (customer_key))
         ON day BETWEEN charged_from AND charged_to AND customer_id = $2
       GROUP BY day`,
      [days, customerId(customer)],
    );
    return Object.fromEntries(rows.map(({ day, billed }) => [day, billed]));
  });
}
