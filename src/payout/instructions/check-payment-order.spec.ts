import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarDate, Money } from '../../kernel/index.js';
import { SOUND_ORDER } from './examples/broken-order.js';
import { BROKEN_ORDERS } from './examples/broken-orders.js';
import { checkPaymentOrder } from './check-payment-order.js';
import { FINDING_CODES, type FindingCode } from './finding-codes.js';
import {
  EXAMPLE_SETTINGS,
  exampleAmericanPayment,
  exampleBlock,
  exampleOrder,
  exampleOrderOf,
  examplePayment,
  textOf,
} from './examples/payment-orders.js';
import { writePain001 } from './pain-001-001-09.js';
import type { Payment, PaymentOrder } from './payment-order.js';

async function codesOf(order: PaymentOrder): Promise<FindingCode[]> {
  const { findings } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
  return findings.map(({ code }) => code);
}

describe('checkPaymentOrder', () => {
  it('finds nothing in a sound order', async () => {
    const order = exampleOrderOf(examplePayment(1), exampleAmericanPayment(2));
    expect(await checkPaymentOrder(order, EXAMPLE_SETTINGS)).toEqual({ findings: [], errors: 0, warnings: 0 });
  });

  it.each(BROKEN_ORDERS)('finds $code in an order with $what', async ({ order, code, path, also }) => {
    const { findings } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
    const { severity, next } = FINDING_CODES[code];
    expect(findings).toContainEqual({
      code,
      severity,
      path,
      expected: expect.any(String),
      found: expect.any(String),
      next,
    });
    expect(new Set(findings.map((finding) => finding.code))).toEqual(new Set([code, ...also]));
  });

  it('has a broken order for every code but the one of a bank that takes no lines', () => {
    const shown = new Set(BROKEN_ORDERS.map(({ code }) => code));
    const unseen = Object.keys(FINDING_CODES).filter((code) => !shown.has(code as FindingCode));
    expect(unseen).toEqual(['ADDRESS_LINES_NOT_TAKEN']);
  });

  it('finds ADDRESS_LINES_NOT_TAKEN where the bank takes structured addresses only', async () => {
    const hybrid = { name: 'Hafen', address: { town: 'Hamburg', country: 'DE', lines: ['Pier 7'] } };
    const order = exampleOrderOf(examplePayment(1, { creditor: hybrid }));
    expect(await codesOf(order)).toEqual([]);
    const strict = await checkPaymentOrder(order, { ...EXAMPLE_SETTINGS, addressForms: 'structured' });
    expect(strict.findings).toMatchObject([
      { code: 'ADDRESS_LINES_NOT_TAKEN', path: 'blocks[0].payments[0].creditor.address.lines' },
    ]);
  });

  it('gives findings as plain data', async () => {
    for (const { order } of BROKEN_ORDERS) {
      const { findings } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
      expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
    }
  });

  it('shows no account number, wherever it was put', async () => {
    const number = '9876543210123456';
    const iban = 'DE09999999990648489890';
    const order = exampleOrder(
      [
        exampleBlock(
          [
            examplePayment(1, { creditorAccount: { other: number }, purposeCode: number }),
            examplePayment(2, { creditorAccount: { iban }, creditorAgent: { bic: number } }),
            exampleAmericanPayment(3, {
              creditorAgent: { bic: iban, clearingMember: { system: number, memberId: number } },
            }),
            exampleAmericanPayment(4, {
              creditor: { name: `${iban}é`, address: { town: `${number}é`, country: number }, lei: number },
            }),
            exampleAmericanPayment(5, {
              endToEndId: `${number}_`,
              creditorAccount: { other: `${number}é`, currency: number, scheme: number },
            }),
          ],
          { debtorAgentBic: number, debtorAccount: { iban: `${iban}1` } },
        ),
      ],
      { messageId: `/${number}` },
    );
    const { findings } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
    expect(findings.length).toBeGreaterThan(10);
    expect(JSON.stringify(findings)).not.toMatch(/\d{6}/);
  });

  it('counts all findings and keeps the first of each severity', async () => {
    const broken = (number: number): Payment =>
      examplePayment(number, { creditor: { name: 'A & é', address: { town: 'B&B', country: 'DE' } } });
    const order = exampleOrderOf(...Array.from({ length: 20 }, (_, number) => broken(number)));
    const { findings, errors, warnings } = await checkPaymentOrder(order, { ...EXAMPLE_SETTINGS, findingsKept: 3 });
    expect([errors, warnings]).toEqual([20, 20]);
    expect(findings.map(({ severity, path }) => [severity, path])).toEqual([
      ['error', 'blocks[0].payments[0].creditor.name'],
      ['error', 'blocks[0].payments[1].creditor.name'],
      ['error', 'blocks[0].payments[2].creditor.name'],
      ['warning', 'blocks[0].payments[0].creditor.address.town'],
      ['warning', 'blocks[0].payments[1].creditor.address.town'],
      ['warning', 'blocks[0].payments[2].creditor.address.town'],
    ]);
  });

  it('names the payment that had the id first', async () => {
    const again = examplePayment(9, { endToEndId: 'SB-7-1' });
    const order = exampleOrder([
      exampleBlock([examplePayment(0), examplePayment(1)]),
      exampleBlock([again], { paymentInformationId: 'PO7-B' }),
    ]);
    const { findings } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
    expect(findings).toMatchObject([
      { path: 'blocks[1].payments[0].endToEndId', found: 'the id of blocks[0].payments[1]' },
    ]);
  });

  it('takes a payment type on the payments where the block has none', async () => {
    const { paymentType: _none, ...bare } = exampleBlock([
      examplePayment(1, { amount: Money.of(5, 'EUR'), paymentType: { serviceLevel: 'SEPA' } }),
    ]);
    expect(await codesOf(exampleOrder([{ ...bare, chargeBearer: 'SLEV' }]))).toEqual([]);
    expect(await codesOf(exampleOrder([bare]))).toEqual(['SEPA_CHARGE_BEARER']);
    const { paymentType: _also, ...without } = exampleBlock([examplePayment(1)]);
    expect(await codesOf(exampleOrder([{ ...without, chargeBearer: 'SLEV' }]))).toEqual(['SLEV_WITHOUT_SEPA']);
  });

  it('needs no bank inside SEPA, where the IBAN says it', async () => {
    const { creditorAgent: _bank, ...payment } = examplePayment(1, { amount: Money.of(5, 'EUR') });
    const block = exampleBlock([payment], { paymentType: { serviceLevel: 'SEPA' }, chargeBearer: 'SLEV' });
    expect(await codesOf(exampleOrder([block]))).toEqual([]);
  });

  it('takes today, and refuses a holiday of the bank', async () => {
    const block = exampleBlock([examplePayment(1)], { executionDate: calendarDate('2026-11-16') });
    expect(await codesOf(exampleOrder([block]))).toEqual([]);
    const closed = { ...EXAMPLE_SETTINGS, calendar: { holidays: new Set([calendarDate('2026-11-16')]) } };
    expect((await checkPaymentOrder(exampleOrder([block]), closed)).findings).toMatchObject([
      { code: 'EXECUTION_DATE_NOT_BANKING_DAY' },
    ]);
  });

  it('does not trust the decimals that an amount brings along', async () => {
    const wrong = Money.of('0.5', { code: 'JPY', minorUnits: 2 });
    expect(await codesOf(exampleOrderOf(examplePayment(1, { amount: wrong })))).toEqual(['AMOUNT_DECIMALS']);
  });

  it('compares sums by value, not by their closing zeros', async () => {
    const totals = { count: 1, controlSum: '2000' };
    expect(await codesOf(exampleOrder([exampleBlock([examplePayment(1)], { totals })], { totals }))).toEqual([]);
  });

  it('passes only what the writer writes, whatever texts an order holds', async () => {
    const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.array(text, { maxLength: 3 }), async (id, name, town, lines) => {
        const order = exampleOrder(
          [
            exampleBlock([
              examplePayment(1, { endToEndId: id, creditor: { name, address: { town, country: 'DE', lines } } }),
            ]),
          ],
          { messageId: id },
        );
        const { errors } = await checkPaymentOrder(order, EXAMPLE_SETTINGS);
        if (errors === 0) await expect(textOf(writePain001(order))).resolves.toContain('</Document>');
      }),
      { numRuns: 500 },
    );
  });

  it('reads a stream of 100,000 payments', async () => {
    const COUNT = 100_000;
    async function* many(): AsyncGenerator<Payment> {
      for (let number = 0; number < COUNT; number += 1) yield examplePayment(number);
    }
    const totals = { count: COUNT, controlSum: '200000000.00' };
    const order = exampleOrder([{ ...exampleBlock([]), totals, payments: many() }]);
    expect(await checkPaymentOrder(order, EXAMPLE_SETTINGS)).toEqual({ findings: [], errors: 0, warnings: 0 });
  });
});

it('the sound order of the broken ones is sound', async () => {
  expect(await codesOf(SOUND_ORDER)).toEqual([]);
});
