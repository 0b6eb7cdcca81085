import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { instant, Money, type CalendarDate, type Instant } from '../../kernel/index.js';
import { PAIN_001_NAMESPACE, writePain001 } from './pain-001-001-09.js';
import {
  exampleAmericanPayment,
  exampleBlock,
  exampleOrder,
  exampleOrderOf,
  examplePayment,
  textOf,
} from './examples/payment-orders.js';
import type { Payment, PaymentBlock, PaymentOrder } from './payment-order.js';

const NAMESPACES = { p: PAIN_001_NAMESPACE };

/** Texts of all elements at `path`, whose steps are element names. */
function valuesAt(xml: string, path: string): string[] {
  using document = XmlDocument.fromString(xml);
  const steps = path.split('/').map((step) => `p:${step}`);
  return document.find(`//${steps.join('/')}`, NAMESPACES).map((node) => node.content);
}

async function written(order: PaymentOrder): Promise<string> {
  return textOf(writePain001(order));
}

describe('writePain001', () => {
  it('gives counts and sums at both levels', async () => {
    const usd = exampleBlock([examplePayment(1), exampleAmericanPayment(2, { amount: Money.of('0.05', 'USD') })]);
    const jpy = exampleBlock([examplePayment(3, { amount: Money.of(1500, 'JPY') })], {
      paymentInformationId: 'PO7-JPY',
    });
    const xml = await written(exampleOrder([usd, jpy]));
    expect(valuesAt(xml, 'GrpHdr/NbOfTxs')).toEqual(['3']);
    expect(valuesAt(xml, 'GrpHdr/CtrlSum')).toEqual(['3500.05']);
    expect(valuesAt(xml, 'PmtInf/NbOfTxs')).toEqual(['2', '1']);
    expect(valuesAt(xml, 'PmtInf/CtrlSum')).toEqual(['2000.05', '1500']);
  });

  it('writes amounts with the decimals of their currency, without sign, exponent or grouping', async () => {
    const amounts = [
      Money.of('12345678.9', 'USD'),
      Money.of('1e3', 'JPY'),
      Money.of('0.001', 'KWD'),
      Money.of('1e12', 'EUR'),
    ];
    const xml = await written(exampleOrderOf(...amounts.map((amount, index) => examplePayment(index, { amount }))));
    expect(valuesAt(xml, 'Amt/InstdAmt')).toEqual(['12345678.90', '1000', '0.001', '1000000000000.00']);
    expect(xml.match(/Ccy="..."/g)).toEqual(['Ccy="USD"', 'Ccy="JPY"', 'Ccy="KWD"', 'Ccy="EUR"']);
  });

  it('writes the creation time to the second with an offset, and the date as a choice', async () => {
    const xml = await written(
      exampleOrder([exampleBlock([examplePayment(1)])], { createdAt: instant('2026-11-16T10:30:59.999+01:00') }),
    );
    expect(valuesAt(xml, 'GrpHdr/CreDtTm')).toEqual(['2026-11-16T09:30:59+00:00']);
    expect(valuesAt(xml, 'ReqdExctnDt/Dt')).toEqual(['2026-11-18']);
  });

  it('writes a hybrid address, a bank by its clearing number and a structured reference', async () => {
    const payment = exampleAmericanPayment(1, {
      intermediaryAgents: [{ bic: 'SEATGB2L' }, { bic: 'SEATUS33' }],
      creditorAgent: {
        clearingMember: { system: 'USABA', memberId: '021123458' },
        name: 'Seat Bank',
        address: { town: 'Boston', country: 'US' },
      },
      creditor: {
        name: 'Harbor',
        address: { town: 'Boston', country: 'US', lines: ['Pier 1', 'Gate B'] },
        lei: '5299SEATBACK00000135',
      },
      creditorAccount: { other: '123', scheme: 'BBAN', currency: 'USD' },
      regulatoryReports: [
        {
          indicator: 'CRED',
          authority: { name: 'Central Bank', country: 'AE' },
          type: 'PURPOSE',
          country: 'AE',
          code: 'STR',
          information: ['a', 'b'],
        },
      ],
      remittance: { creditorReference: 'RF18539007547034' },
    });
    const xml = await written(exampleOrderOf(payment));
    expect(valuesAt(xml, 'IntrmyAgt1/FinInstnId/BICFI')).toEqual(['SEATGB2L']);
    expect(valuesAt(xml, 'IntrmyAgt2/FinInstnId/BICFI')).toEqual(['SEATUS33']);
    expect(xml).toContain(
      '<CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>021123458</MmbId></ClrSysMmbId>' +
        '<Nm>Seat Bank</Nm><PstlAdr><TwnNm>Boston</TwnNm><Ctry>US</Ctry></PstlAdr></FinInstnId></CdtrAgt>' +
        '<Cdtr><Nm>Harbor</Nm><PstlAdr><TwnNm>Boston</TwnNm><Ctry>US</Ctry><AdrLine>Pier 1</AdrLine><AdrLine>Gate B</AdrLine></PstlAdr>' +
        '<Id><OrgId><LEI>5299SEATBACK00000135</LEI></OrgId></Id></Cdtr>' +
        '<CdtrAcct><Id><Othr><Id>123</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id><Ccy>USD</Ccy></CdtrAcct>' +
        '<Purp><Cd>REBT</Cd></Purp>' +
        '<RgltryRptg><DbtCdtRptgInd>CRED</DbtCdtRptgInd><Authrty><Nm>Central Bank</Nm><Ctry>AE</Ctry></Authrty>' +
        '<Dtls><Tp>PURPOSE</Tp><Ctry>AE</Ctry><Cd>STR</Cd><Inf>a</Inf><Inf>b</Inf></Dtls></RgltryRptg>' +
        '<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>',
    );
  });

  it('leaves out what is not there', async () => {
    const { purposeCode: _p, remittance: _r, creditorAgent: _a, ...bare } = examplePayment(1);
    const { paymentType: _t, ...block } = exampleBlock([bare]);
    const xml = await written(exampleOrder([block]));
    for (const name of ['Purp', 'RmtInf', 'CdtrAgt', 'PmtTpInf', 'RgltryRptg']) expect(xml).not.toContain(`<${name}>`);
  });

  it('puts one payment on one line and ends with LF', async () => {
    const xml = await written(exampleOrderOf(examplePayment(1), examplePayment(2)));
    expect(xml.split('\n').filter((line) => line.startsWith('<CdtTrfTxInf>'))).toHaveLength(2);
    expect(xml.endsWith('</Document>\n')).toBe(true);
    expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n')).toBe(true);
    expect(xml).not.toContain('\r');
  });

  it('gives the same text for the same order, from arrays and from streams', async () => {
    const payments = Array.from({ length: 300 }, (_, index) => examplePayment(index));
    const block = exampleBlock(payments);
    const streamed: PaymentBlock = { ...block, payments: { [Symbol.asyncIterator]: () => streamOf(payments) } };
    const fromArray = await written(exampleOrder([block]));
    expect(await written(exampleOrder([block]))).toBe(fromArray);
    expect(await written(exampleOrder([streamed]))).toBe(fromArray);
    expect(await written(exampleOrder([streamed]))).toBe(fromArray);
  });

  it('streams: pieces stay small however many payments there are', async () => {
    const COUNT = 20_000;
    async function* many(): AsyncGenerator<Payment> {
      for (let number = 0; number < COUNT; number += 1) yield examplePayment(number);
    }
    const totals = { count: COUNT, controlSum: '40000000.00' };
    const block = { ...exampleBlock([]), totals, payments: many() };
    let longest = 0;
    let pieces = 0;
    for await (const chunk of writePain001(exampleOrder([block]))) {
      longest = Math.max(longest, chunk.length);
      pieces += 1;
    }
    expect(longest).toBeLessThan(80_000);
    expect(pieces).toBeGreaterThan(100);
  });
});

async function* streamOf(payments: readonly Payment[]): AsyncGenerator<Payment> {
  for (const payment of payments) yield await Promise.resolve(payment);
}

describe('writePain001 refuses', () => {
  const totals = { count: 2, controlSum: '4000.00' };
  const two = () => exampleBlock([examplePayment(1), examplePayment(2)]);

  it.each<[string, PaymentOrder, string]>([
    [
      'a block that states one payment more',
      exampleOrder([{ ...two(), totals: { ...totals, count: 3 } }], { totals }),
      'blocks[0].totals',
    ],
    [
      'a block that states another sum',
      exampleOrder([{ ...two(), totals: { ...totals, controlSum: '4000.01' } }], { totals }),
      'blocks[0].totals',
    ],
    ['a file that states one payment less', exampleOrder([two()], { totals: { ...totals, count: 1 } }), '(totals)'],
    [
      'a file that states another sum',
      exampleOrder([two()], { totals: { ...totals, controlSum: '3999.99' } }),
      '(totals)',
    ],
    ['a file without blocks', exampleOrder([], { totals }), '(totals)'],
    ['a spent generator', exampleOrder([{ ...two(), payments: [].values() }]), 'blocks[0].totals'],
  ])('%s', async (_, order, where) => {
    await expect(written(order)).rejects.toMatchObject({
      code: 'PAYMENT_ORDER_TOTALS',
      message: expect.stringContaining(where),
    });
  });

  it('a source that does not end, as soon as it gives more than was stated', async () => {
    async function* endless(): AsyncGenerator<Payment> {
      for (let number = 0; ; number += 1) yield examplePayment(number);
    }
    const order = exampleOrder([{ ...two(), payments: endless() }]);
    await expect(written(order)).rejects.toMatchObject({ code: 'PAYMENT_ORDER_TOTALS' });
  });

  it('without ever closing the document', async () => {
    let text = '';
    const order = exampleOrder([{ ...two(), totals: { ...totals, count: 3 } }]);
    await expect(
      (async () => {
        for await (const chunk of writePain001(order)) text += chunk;
      })(),
    ).rejects.toThrow();
    expect(text).not.toContain('</Document>');
    expect(text).not.toContain('</PmtInf>');
  });

  // The totals are those of another amount, so that the payment itself is what is refused.
  const payment = (change: Partial<Payment>) => {
    const one = { count: 1, controlSum: '1.00' };
    return exampleOrder([exampleBlock([examplePayment(1, change)], { totals: one })], { totals: one });
  };
  const creditor = (change: object) => payment({ creditor: { ...examplePayment(1).creditor, ...change } });

  it.each<[string, PaymentOrder, string]>([
    ['an empty message id', exampleOrder([two()], { messageId: '' }), 'groupHeader, element MsgId'],
    ['a message id of blanks', exampleOrder([two()], { messageId: '   ' }), 'groupHeader, element MsgId'],
    [
      'no payments stated',
      exampleOrder([two()], { totals: { count: 0, controlSum: '0.00' } }),
      'groupHeader, element NbOfTxs',
    ],
    [
      'a sum with an exponent',
      exampleOrder([two()], { totals: { count: 2, controlSum: '4e3' } }),
      'groupHeader, element CtrlSum',
    ],
    [
      'a creation time that is none',
      exampleOrder([two()], { createdAt: 'today' as Instant }),
      'groupHeader, element CreDtTm',
    ],
    [
      'an execution date that is none',
      exampleOrder([{ ...two(), executionDate: 'soon' as CalendarDate }]),
      'blocks[0], element ReqdExctnDt',
    ],
    ['a short BIC', exampleOrder([{ ...two(), debtorAgentBic: 'SEAT' }]), 'blocks[0], element BICFI'],
    ['an empty name', creditor({ name: '' }), 'blocks[0].payments[0], element Nm'],
    ['a name of 141 characters', creditor({ name: 'n'.repeat(141) }), 'element Nm'],
    ['an address without anything', creditor({ address: {} }), 'element PstlAdr'],
    ['an empty address line', creditor({ address: { town: 'Bonn', country: 'DE', lines: [''] } }), 'element AdrLine'],
    ['an upper-case UETR', payment({ uetr: '5EA7BACC-0000-4000-8000-000000000001' }), 'element UETR'],
    ['an amount of nothing', payment({ amount: Money.zero('USD') }), 'element InstdAmt'],
    ['an amount below nothing', payment({ amount: Money.of(-1, 'USD') }), 'element InstdAmt'],
    ['a fraction of a yen', payment({ amount: Money.of('0.5', 'JPY') }), 'element InstdAmt'],
    [
      'a currency that does not exist',
      payment({ amount: Money.of(1, { code: 'ZZZ', minorUnits: 2 }) }),
      'element InstdAmt',
    ],
    ['an amount of 19 digits', payment({ amount: Money.of('12345678901234567.89', 'USD') }), 'element InstdAmt'],
    ['a bank without anything', payment({ creditorAgent: {} }), 'element FinInstnId'],
    ['four correspondents', payment({ intermediaryAgents: Array(4).fill({ bic: 'SEATGB2L' }) }), 'element IntrmyAgt'],
    ['a control character', creditor({ name: 'a\u0007b' }), 'element Nm'],
    ['a line end', payment({ remittance: { text: 'a\nb' } }), 'element Ustrd'],
    ['half a character', creditor({ name: 'a\ud800b' }), 'element Nm'],
    ['a byte order mark', creditor({ name: '\ufeffab' }), 'element Nm'],
  ])('%s', async (_, order, where) => {
    await expect(written(order)).rejects.toMatchObject({
      code: 'PAYMENT_ORDER_UNWRITABLE',
      message: expect.stringContaining(where),
    });
  });

  it('an account number without showing it', async () => {
    const order = payment({ creditorAccount: { other: '9'.repeat(35) } });
    await expect(written(order)).rejects.toMatchObject({ message: expect.not.stringContaining('99999') });
  });
});

describe('whatever the order', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
  /** Any text that may stand in an element: not blank, no control characters, complete characters. */
  const text = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 30 })
    .filter((value) => value.trim() !== '' && !/[\p{Control}\p{Surrogate}\ufeff\ufffe\uffff]/u.test(value));

  it('count and sum are those of its payments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(amount, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        async (blocks) => {
          const order = exampleOrder(
            blocks.map((cents, block) =>
              exampleBlock(
                cents.map((cent, index) =>
                  examplePayment(block * 10 + index, { amount: Money.of(cent, 'USD').times('0.01') }),
                ),
              ),
            ),
          );
          const xml = await written(order);
          const cents = valuesAt(xml, 'InstdAmt').map((value) => BigInt(value.replace('.', '')));
          const sum = cents.reduce((added, cent) => added + cent, 0n);
          expect(valuesAt(xml, 'GrpHdr/NbOfTxs')).toEqual([String(cents.length)]);
          expect(valuesAt(xml, 'GrpHdr/CtrlSum').map((value) => BigInt(value.replace('.', '')))).toEqual([sum]);
          expect(valuesAt(xml, 'PmtInf/NbOfTxs')).toEqual(blocks.map((payments) => String(payments.length)));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('every text comes back as it went in, and no element is empty', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.array(text, { maxLength: 2 }), text, async (name, town, lines, remittance) => {
        const xml = await written(
          exampleOrderOf(
            examplePayment(1, {
              creditor: { name, address: { town, country: 'DE', lines } },
              remittance: { text: remittance },
            }),
          ),
        );
        expect(valuesAt(xml, 'Cdtr/Nm')).toEqual([name]);
        expect(valuesAt(xml, 'Cdtr/PstlAdr/TwnNm')).toEqual([town]);
        expect(valuesAt(xml, 'Cdtr/PstlAdr/AdrLine')).toEqual(lines);
        expect(valuesAt(xml, 'RmtInf/Ustrd')).toEqual([remittance]);
        using document = XmlDocument.fromString(xml);
        expect(document.find('//*[not(*) and normalize-space(.) = ""]')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
