import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { DebtorAccount, PayerSettings } from '../../config/index.js';
import {
  calendarDate,
  instant,
  MONDAY_TO_FRIDAY,
  Money,
  SeatbackError,
  type CalendarDate,
  type Instant,
} from '../../kernel/index.js';
import { ibanOf } from '../account-checks/index.js';
import { examplePayment, exampleUetr } from '../instructions/examples/payment-orders.js';
import { controlTotalsOf, type CreditorDetails, type Finding, type Payment } from '../instructions/index.js';
import { paymentOrderOf } from './payment-order-of.js';
import { expectSound, fileText } from './write-file.js';

const PAYER: PayerSettings['payer'] = {
  name: 'Seatback Payouts Ltd',
  street: 'Custom House Quay',
  building: '1',
  postcode: 'D01 T9X3',
  town: 'Dublin',
  country: 'IE',
};

interface ReservedPayment {
  readonly endToEndId: string;
  readonly uetr: string;
  readonly amount: Money;
  readonly details: CreditorDetails;
  readonly remittance: string;
}

interface WireFileOptions {
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly today: CalendarDate;
  readonly executionDate: CalendarDate;
  readonly payer: PayerSettings['payer'];
  readonly account: DebtorAccount;
  readonly serviceLevel: 'SEPA' | 'URGP';
  readonly payments: readonly ReservedPayment[];
}

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

const payer = (change: Partial<PayerSettings['payer']>): PayerSettings['payer'] => ({ ...PAYER, ...change });
const IBAN = ibanOf('IE', 'SEAT99000012345678');
const account = (change: Partial<DebtorAccount> = {}): DebtorAccount => ({
  iban: IBAN,
  currency: 'USD',
  bic: 'SEATIE2D',
  initiatingParty: { id: '4711', scheme: 'BANK' },
  chargeBearer: 'DEBT',
  bankTimeZone: 'UTC',
  format: 'pain.001.001.09',
  ...change,
});

interface WrittenFile {
  readonly content: Buffer;
  readonly hash: string;
  readonly warnings: readonly Finding[];
}

async function makeWireFile({ today, account: from, payments, ...given }: WireFileOptions): Promise<WrittenFile> {
  const lines = payments.map(({ endToEndId, uetr, amount, details, remittance }): Payment => ({
    instructionId: endToEndId,
    endToEndId,
    uetr,
    amount,
    ...details,
    purposeCode: 'REBT',
    remittance: { text: remittance },
  }));
  const { executionDate, serviceLevel } = given;
  const totals = await controlTotalsOf(lines);
  const block = { block: 1, account: from, executionDate, serviceLevel, totals, payments: lines };
  const order = paymentOrderOf({ ...given, blocks: [block] });
  const warnings = await expectSound(order, { today, calendar: MONDAY_TO_FRIDAY });
  const parts: string[] = [];
  for await (const part of fileText(order, from.format)) parts.push(part);
  const content = Buffer.from(parts.join(''), 'utf8');
  return { content, hash: createHash('sha256').update(content).digest('hex'), warnings };
}

function options(change: Partial<WireFileOptions> = {}): WireFileOptions {
  return {
    messageId: 'SB-AAAAAAAAAAAA-0001',
    createdAt: instant('2026-11-16T09:30:00Z'),
    today: calendarDate('2026-11-16'),
    executionDate: calendarDate('2026-11-18'),
    payer: PAYER,
    account: account(),
    serviceLevel: 'URGP',
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
    const { content } = await makeWireFile(options({ account: account({ iban: spaced }) }));
    expect(texts(content, 'IBAN')[0]).toBe(IBAN);
    expect(content.toString('utf8')).toContain('<Nm>Seatback Payouts Ltd</Nm>');
  });

  it('is the same, byte by byte, when it is made again', async () => {
    const [once, again] = [await makeWireFile(options()), await makeWireFile(options())];
    expect(again.content.equals(once.content)).toBe(true);
    expect(again.hash).toBe(once.hash);
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
    const irish = await makeWireFile(options({ payer: payer({ name, street: 'Sráid Mhór' }) }));
    expect(texts(irish.content, 'Nm').slice(0, 2)).toEqual(['Zahlstelle Muller', 'Zahlstelle Muller']);
    expect(texts(irish.content, 'StrtNm')[0]).toBe('Sraid Mhor');
    const german = await makeWireFile(options({ payer: payer({ name, country: 'DE' }) }));
    expect(texts(german.content, 'Nm')[0]).toBe('Zahlstelle Mueller');
  });
});

describe('a wire file as CSV', () => {
  const csv = account({ format: 'csv' });

  it('has a header and a line for each payment, with all that is needed to pay it', async () => {
    const { content } = await makeWireFile(options({ account: csv, payments: [reserved(1)] }));
    const [header = '', line = '', end, ...more] = content.toString('utf8').split('\r\n');
    expect([end, more]).toEqual(['', []]);
    const cells = Object.fromEntries(header.split(',').map((name, index) => [name, line.split(',')[index]]));
    const { creditor, creditorAccount } = reserved(1).details;
    expect(cells).toMatchObject({
      message_id: 'SB-AAAAAAAAAAAA-0001',
      block_id: 'SB-AAAAAAAAAAAA-0001-1',
      execution_date: '2026-11-18',
      debtor_account: IBAN,
      charge_bearer: 'DEBT',
      end_to_end_id: reserved(1).endToEndId,
      amount: '2000.00',
      currency: 'USD',
      payee_name: creditor.name,
      payee_town: creditor.address.town,
      payee_iban: creditorAccount.iban,
      payee_account_number: '',
      purpose: 'REBT',
    });
  });

  it('quotes what has a comma or a quote', async () => {
    const { content } = await makeWireFile(
      options({ account: csv, payments: [reserved(1, { remittance: 'Rebate, "first"' })] }),
    );
    expect(content.toString('utf8')).toContain(',REBT,"Rebate, ""first"""\r\n');
  });

  it('is refused for what every file is refused for, and for what a spreadsheet would compute', async () => {
    const zero = await refusal({ account: csv, payments: [reserved(1, { amount: Money.zero('USD') })] });
    expect(zero.code).toBe('WIRE_FILE_REFUSED');
    for (const remittance of ['+1', '=1', '-1', '@1']) {
      const { code, report } = await refusal({ account: csv, payments: [reserved(1, { remittance })] });
      expect([remittance, code, report.where]).toEqual([
        remittance,
        'PAYMENT_ORDER_UNWRITABLE',
        'blocks[0].payments[0], column remittance',
      ]);
    }
  });

  it('is refused for parts of an address that have no column', async () => {
    const { details } = reserved(1);
    const creditor = { name: 'A', address: { ...details.creditor.address, department: 'B' } };
    const { code, report } = await refusal({
      account: csv,
      payments: [reserved(1, { details: { ...details, creditor } })],
    });
    expect([code, report.found]).toEqual(['PAYMENT_ORDER_UNWRITABLE', 'department']);
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
    ['a payer with letters that no bank takes', { payer: payer({ name: 'Касса Мюллер' }) }, 'TEXT_CHARACTERS'],
    ['a payer’s bank without a BIC', { account: account({ bic: 'SEAT' }) }, 'BIC'],
    ['a payer’s IBAN with a wrong digit', { account: account({ iban: `${IBAN.slice(0, -1)}0` }) }, 'IBAN'],
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
      account: account({ iban: `${IBAN}1` }),
    });
    expect(message).not.toMatch(/0648489|12345678/);
  });
});
