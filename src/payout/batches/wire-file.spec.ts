import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { PayerSettings } from '../../config/index.js';
import { calendarDate, instant, Money, SeatbackError } from '../../kernel/index.js';
import { ibanOf } from '../account-checks/index.js';
import { examplePayment, exampleUetr } from '../instructions/examples/payment-orders.js';
import { makeWireFile, type ReservedPayment, type WireFileOptions } from './wire-file.js';

const PAYER: PayerSettings = {
  payer: {
    name: 'Seatback Payouts Ltd',
    street: 'Custom House Quay',
    building: '1',
    postcode: 'D01 T9X3',
    town: 'Dublin',
    country: 'IE',
  },
  initiatingParty: { id: '4711', scheme: 'BANK' },
  debtorAccount: { iban: 'ie49 seat 9900 0012 3456 78', currency: 'USD', bic: 'SEATIE2D' },
  chargeBearer: 'DEBT',
};

function reserved(number: number, change: Partial<ReservedPayment> = {}): ReservedPayment {
  const { amount, creditor, creditorAccount, creditorAgent } = examplePayment(number);
  return {
    endToEndId: `SB-AAAAAAAAAAAAAAAAAAAA-${String(number)}`,
    uetr: exampleUetr(number),
    amount,
    details: { creditor, creditorAccount, ...(creditorAgent === undefined ? {} : { creditorAgent }) },
    remittance: 'Rebate dynamics-365-smb-csp-2019h1',
    ...change,
  };
}

const payer = (part: keyof PayerSettings, change: object): PayerSettings => ({
  ...PAYER,
  [part]: { ...(PAYER[part] as object), ...change },
});
const IBAN = ibanOf('IE', 'SEAT99000012345678');

function options(change: Partial<WireFileOptions> = {}): WireFileOptions {
  return {
    messageId: 'SB-AAAAAAAAAAAA-0001',
    createdAt: instant('2026-11-16T09:30:00Z'),
    today: calendarDate('2026-11-16'),
    executionDate: calendarDate('2026-11-18'),
    payer: payer('debtorAccount', { iban: IBAN }),
    payments: [reserved(1), reserved(2)],
    ...change,
  };
}

async function refusal(change: Partial<WireFileOptions>): Promise<SeatbackError> {
  try {
    await makeWireFile(options(change));
  } catch (error) {
    if (error instanceof SeatbackError) return error;
    throw error;
  }
  throw new Error('The file was written.');
}

/** The texts of all elements of a name. */
const texts = (content: Buffer, element: string): string[] =>
  [...content.toString('utf8').matchAll(new RegExp(`<${element}(?: [^>]*)?>([^<]*)</${element}>`, 'g'))].map(
    ([, text]) => text ?? '',
  );

describe('a wire file', () => {
  it('carries each payment with its ids, its amount and its purpose', async () => {
    const { content, warnings } = await makeWireFile(
      options({ payments: [reserved(1), reserved(2, { amount: Money.of('150.5', 'USD') })] }),
    );
    expect(warnings).toEqual([]);
    expect(texts(content, 'MsgId')).toEqual(['SB-AAAAAAAAAAAA-0001']);
    expect(texts(content, 'PmtInfId')).toEqual(['SB-AAAAAAAAAAAA-0001-1']);
    expect(texts(content, 'EndToEndId')).toEqual(['SB-AAAAAAAAAAAAAAAAAAAA-1', 'SB-AAAAAAAAAAAAAAAAAAAA-2']);
    expect(texts(content, 'InstrId')).toEqual(texts(content, 'EndToEndId'));
    expect(texts(content, 'UETR')).toEqual([exampleUetr(1), exampleUetr(2)]);
    expect(texts(content, 'InstdAmt')).toEqual(['2000.00', '150.50']);
    expect(texts(content, 'NbOfTxs')).toEqual(['2', '2']);
    expect(texts(content, 'CtrlSum')).toEqual(['2150.50', '2150.50']);
    expect(content.toString('utf8').match(/<Purp><Cd>REBT<\/Cd><\/Purp>/g) ?? []).toHaveLength(2);
    expect(texts(content, 'BtchBookg')).toEqual(['false']);
  });

  it('names the payer as the settings do, its account without blanks', async () => {
    const spaced = IBAN.toLowerCase().replace(/(.{4})/g, '$1 ');
    const { content } = await makeWireFile(options({ payer: payer('debtorAccount', { iban: spaced }) }));
    expect(texts(content, 'IBAN')[0]).toBe(IBAN);
    expect(content.toString('utf8')).toContain('<Nm>Seatback Payouts Ltd</Nm>');
  });

  it('is the same, byte by byte, when it is made again', async () => {
    const [once, again] = [await makeWireFile(options()), await makeWireFile(options())];
    expect(again.content.equals(once.content)).toBe(true);
    expect(again.hash).toBe(once.hash);
  });

  it('is known by the SHA-256 of its bytes, which an approval is bound to', async () => {
    const { content, hash } = await makeWireFile(options());
    expect(hash).toBe(createHash('sha256').update(content).digest('hex'));
    const other = await makeWireFile(options({ payments: [reserved(1)] }));
    expect(other.hash).not.toBe(hash);
  });

  it('is written with warnings that a person looks at', async () => {
    const { details } = reserved(1);
    const creditor = { name: 'Hafen Cloud GmbH', address: { town: 'Stadt & Land', country: 'DE' } };
    const { warnings } = await makeWireFile(
      options({ payments: [reserved(1, { details: { ...details, creditor } })] }),
    );
    expect(warnings).toMatchObject([{ severity: 'warning', path: 'blocks[0].payments[0].creditor.address.town' }]);
  });

  it('writes the payer as it writes payees: marks on letters by the country’s own rules', async () => {
    const name = 'Zahlstelle Müller';
    const irish = await makeWireFile(
      options({
        payer: { ...payer('debtorAccount', { iban: IBAN }), payer: { ...PAYER.payer, name, street: 'Sráid Mhór' } },
      }),
    );
    expect(texts(irish.content, 'Nm').slice(0, 2)).toEqual(['Zahlstelle Muller', 'Zahlstelle Muller']);
    expect(texts(irish.content, 'StrtNm')[0]).toBe('Sraid Mhor');
    const german = await makeWireFile(
      options({ payer: { ...payer('debtorAccount', { iban: IBAN }), payer: { ...PAYER.payer, name, country: 'DE' } } }),
    );
    expect(texts(german.content, 'Nm')[0]).toBe('Zahlstelle Mueller');
  });
});

describe('a wire file is refused', () => {
  const details = reserved(1).details;

  it.each<[string, Partial<WireFileOptions>, string]>([
    ['an execution day on a Saturday', { executionDate: calendarDate('2026-11-21') }, 'EXECUTION_DATE'],
    ['an execution day that has passed', { executionDate: calendarDate('2026-11-13') }, 'EXECUTION_DATE'],
    ['no payments', { payments: [] }, 'EMPTY'],
    ['an amount of zero', { payments: [reserved(1, { amount: Money.zero('USD') })] }, 'AMOUNT'],
    [
      'an amount that was not rounded',
      { payments: [reserved(1, { amount: Money.of('1.005', 'USD') })] },
      'AMOUNT_DECIMALS',
    ],
    [
      'payments in two currencies',
      { payments: [reserved(1), reserved(2, { amount: Money.of('5', 'EUR') })] },
      'BLOCK_CURRENCIES_MIXED',
    ],
    ['a negative amount', { payments: [reserved(1, { amount: Money.of('-5', 'USD') })] }, 'AMOUNT'],
    [
      'one end-to-end id twice',
      { payments: [reserved(1), reserved(2, { endToEndId: reserved(1).endToEndId })] },
      'NOT_UNIQUE',
    ],
    ['one UETR twice', { payments: [reserved(1), reserved(2, { uetr: reserved(1).uetr })] }, 'NOT_UNIQUE'],
    ['an id of 36 characters', { messageId: 'M'.repeat(36) }, 'VALUE_TOO_LONG'],
    ['a payer with letters that no bank takes', { payer: payer('payer', { name: 'Касса Мюллер' }) }, 'TEXT_CHARACTERS'],
    ['a payer’s bank without a BIC', { payer: payer('debtorAccount', { iban: IBAN, bic: 'SEAT' }) }, 'BIC'],
    ['a payer’s IBAN with a wrong digit', { payer: payer('debtorAccount', { iban: `${IBAN.slice(0, -1)}0` }) }, 'IBAN'],
    [
      'a payee without a town',
      { payments: [reserved(1, { details: { ...details, creditor: { name: 'A', address: { country: 'DE' } } } })] },
      'TOWN',
    ],
    [
      'a payee without a bank',
      { payments: [reserved(1, { details: { creditor: details.creditor, creditorAccount: { other: '12345678' } } })] },
      'AGENT_MISSING',
    ],
    ['a text that is too long', { payments: [reserved(1, { remittance: 'x'.repeat(141) })] }, 'VALUE_TOO_LONG'],
  ])('for %s', async (_, change, code) => {
    const { report } = await refusal(change);
    expect(report.code).toBe('WIRE_FILE_REFUSED');
    expect(report.found).toContain(code);
    expect(report.where).toBe(`payment order ${change.messageId ?? 'SB-AAAAAAAAAAAA-0001'}`);
  });

  it('naming the first five findings and how many more there are', async () => {
    const payments = Array.from({ length: 8 }, (_, number) => reserved(number, { amount: Money.zero('USD') }));
    const { report } = await refusal({ payments });
    expect(report.found).toMatch(/; and 3 more$/);
    expect(report.expected).toContain('blocks[0].payments[0].amount');
  });

  it('without showing an account number', async () => {
    const wrong = { iban: 'DE09999999990648489890' };
    const { message } = await refusal({
      payments: [reserved(1, { details: { ...details, creditorAccount: wrong } })],
      payer: payer('debtorAccount', { iban: `${IBAN}1` }),
    });
    expect(message).not.toMatch(/0648489|12345678/);
  });
});
