import { expect, it } from '@jest/globals';
import { InvoiceFile, type BillingLine } from './invoice-stager.js';
import { RowText } from './row-text.js';

const LINE: BillingLine = {
  invoiceNumber: 'G1',
  customerId: '00000000-0000-4000-8000-000000000001',
  offerId: 'cfq7ttc0lh3l:0001',
  partnerId: '1001',
  subscriptionId: null,
  chargeType: 'cycleCharge',
  chargeStart: '2019-06-01',
  chargeEnd: '2019-06-30',
  quantity: '5',
  subtotal: '100',
  currency: 'EUR',
  isTrialOrAddOn: false,
};

/** More than are kept open at once. */
const OTHERS = Array.from({ length: 2_500 }, (_, index) => ({ ...LINE, invoiceNumber: `H${String(index)}` }));

function digestOf(lines: readonly BillingLine[]): string {
  const rows = new RowText(1, async () => undefined);
  const file = new InvoiceFile(rows, new Map(), { file: 'a.csv', form: 'new-commerce-csv' }, () => undefined);
  for (const [index, line] of lines.entries()) file.stage(line, index + 2);
  return file.digest('G1');
}

it('tells an invoice by all of its lines, however many others stand between them', () => {
  const first = { ...LINE, quantity: '7' };
  const last = { ...LINE, quantity: '9' };
  const digest = digestOf([first, ...OTHERS, last, ...OTHERS]);
  expect(digestOf([first, ...OTHERS, last, ...OTHERS])).toBe(digest);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  for (const changed of [
    [LINE, ...OTHERS, last, ...OTHERS],
    [first, ...OTHERS, LINE, ...OTHERS],
    [first, ...OTHERS, ...OTHERS],
    [...OTHERS, last, ...OTHERS],
  ])
    expect(digestOf(changed)).not.toBe(digest);
});

it('brings each invoice with its count and a digest of its own', () => {
  let brought: readonly { invoiceNumber: string; lineCount: number; content: string }[] = [];
  const rows = new RowText(1, async () => undefined);
  const file = new InvoiceFile(rows, new Map(), { file: 'a.csv', form: 'new-commerce-csv' }, (all) => (brought = all));
  for (const line of [LINE, ...OTHERS, LINE]) file.stage(line, 2);
  file.keep();
  expect(brought).toHaveLength(1 + OTHERS.length);
  expect(brought[0]).toMatchObject({ invoiceNumber: 'G1', lineCount: 2 });
  // The same one line under 2,500 numbers, and another content of two lines.
  expect(new Set(brought.map(({ content }) => content)).size).toBe(2);
  expect(brought.every(({ content }) => content.length === 32)).toBe(true);
});
