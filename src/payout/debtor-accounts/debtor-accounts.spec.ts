import { describe, expect, it } from '@jest/globals';
import type { DebtorAccount } from '../../config/index.js';
import { calendarDate, instant, Money } from '../../kernel/index.js';
import { chooseAccount } from './choose-account.js';
import { calendarWarning, executionDay, firstBankDay, isCutOff } from './execution-day.js';
import { fileKey, serviceLevelOf } from './payment-blocks.js';

const account = (change: Partial<DebtorAccount> = {}): DebtorAccount => ({
  iban: 'DE89370400440532013000',
  currency: 'EUR',
  bic: 'COBADEFF',
  initiatingParty: { id: '4711', scheme: 'BANK' },
  chargeBearer: 'SHAR',
  bankTimeZone: 'Europe/Berlin',
  format: 'pain.001.001.09',
  ...change,
});

const EURO = account();
const POUND = account({ iban: 'GB33BUKB20201555555555', currency: 'GBP', bic: 'BUKBGB22' });
const DOLLAR = account({ iban: undefined, accountNumber: '123456789', currency: 'USD', bic: 'CHASUS33' });
const MANY = account({ iban: 'IE64IRCE92050112345678', bic: 'IRCEIE2D', pays: { currencies: ['EUR', 'USD', 'GBP'] } });

describe('the account that pays', () => {
  it.each([
    ['the only one in the currency', [EURO, POUND, DOLLAR], { currency: 'USD', bankCountry: 'DE' }, DOLLAR, 'only'],
    [
      'the one that names the country',
      [EURO, account({ bic: 'NDEASESS', pays: { countries: ['SE', 'NO'] } })],
      { currency: 'EUR', bankCountry: 'SE' },
      account({ bic: 'NDEASESS', pays: { countries: ['SE', 'NO'] } }),
      'country',
    ],
    [
      'the one held in the currency, before one that would exchange',
      [MANY, DOLLAR],
      { currency: 'USD', bankCountry: 'IE' },
      DOLLAR,
      'own-currency',
    ],
    [
      'the one in the country of the payee’s bank',
      [EURO, account({ bic: 'BNPAFRPP' })],
      { currency: 'EUR', bankCountry: 'FR' },
      account({ bic: 'BNPAFRPP' }),
      'domestic',
    ],
    [
      'the first of equals',
      [account({ bic: 'BNPAFRPP' }), EURO],
      { currency: 'EUR', bankCountry: 'IT' },
      account({ bic: 'BNPAFRPP' }),
      'first',
    ],
  ] as const)('is %s', (_, accounts, wanted, chosen, because) => {
    expect(chooseAccount(accounts, { owedIn: wanted.currency, ...wanted })).toEqual({ account: chosen, because });
  });

  it('is none where none pays the currency, or none into the country', () => {
    expect(chooseAccount([EURO, POUND], { currency: 'SEK', owedIn: 'SEK', bankCountry: 'SE' })).toBeUndefined();
    const german = account({ pays: { countries: ['DE'] } });
    expect(chooseAccount([german], { currency: 'EUR', owedIn: 'EUR', bankCountry: 'AT' })).toBeUndefined();
  });

  it('is one that is held in what is owed, where that is exchanged and the settings name no currencies', () => {
    const exchanged = { currency: 'EUR', owedIn: 'USD', bankCountry: 'DE' };
    expect(chooseAccount([POUND, DOLLAR], exchanged)).toEqual({ account: DOLLAR, because: 'only' });
    expect(chooseAccount([DOLLAR, EURO], exchanged)).toEqual({ account: EURO, because: 'own-currency' });
    expect(chooseAccount([account({ currency: 'USD', pays: { currencies: ['USD'] } })], exchanged)).toBeUndefined();
  });

  it('is not that of its own currency where the settings name others', () => {
    const dollars = account({ pays: { currencies: ['USD'] } });
    expect(chooseAccount([dollars], { currency: 'EUR', owedIn: 'EUR', bankCountry: 'DE' })).toBeUndefined();
    expect(chooseAccount([dollars], { currency: 'USD', owedIn: 'USD', bankCountry: 'DE' })?.because).toBe('only');
  });
});

describe('the day on which payments leave', () => {
  const day = (at: string, change: Partial<DebtorAccount> = {}) => executionDay(instant(at), account(change));

  it.each([
    ['on a working day', '2026-09-16T09:00:00Z', {}, '2026-09-17'],
    ['before a weekend', '2026-09-18T09:00:00Z', {}, '2026-09-21'],
    ['before Easter', '2026-04-02T09:00:00Z', {}, '2026-04-07'],
    ['when it is the next day at the bank already', '2026-09-16T22:30:00Z', {}, '2026-09-18'],
    ['just before the cut-off', '2026-09-16T13:29:59Z', { cutOff: '15:30' }, '2026-09-17'],
    ['at the cut-off', '2026-09-16T13:30:00Z', { cutOff: '15:30' }, '2026-09-18'],
    ['after the cut-off before a weekend', '2026-09-18T14:00:00Z', { cutOff: '15:30' }, '2026-09-22'],
    ['on a Saturday, which counts as Monday', '2026-09-19T09:00:00Z', { cutOff: '15:30' }, '2026-09-22'],
    ['after the cut-off in winter', '2026-12-16T14:29:59Z', { cutOff: '15:30' }, '2026-12-17'],
    ['before a holiday of the bank’s country', '2026-06-18T09:00:00Z', { bic: 'NDEASESS' }, '2026-06-22'],
    ['by a calendar that is named', '2026-06-18T09:00:00Z', { bic: 'NDEASESS', bankingDays: 'TARGET' }, '2026-06-19'],
    [
      'before a holiday that only the settings name',
      '2026-09-16T09:00:00Z',
      { holidays: [calendarDate('2026-09-17')] },
      '2026-09-18',
    ],
  ] as const)('%s', (_, at, change, expected) => {
    expect(day(at, change)).toBe(expected);
  });

  it('never comes earlier for being prepared later', () => {
    let before = '';
    for (let hour = 0; hour < 24 * 40; hour += 1) {
      const at = instant(new Date(Date.UTC(2026, 2, 20, hour)).toISOString());
      const leaves = executionDay(at, account({ cutOff: '15:30' }));
      expect(leaves >= before).toBe(true);
      before = leaves;
    }
  });

  it('is over for an order at the cut-off, in the zone of the bank', () => {
    const bank = { bankTimeZone: 'Asia/Tokyo', cutOff: '15:00' };
    expect(isCutOff(instant('2026-09-16T05:59:59Z'), bank)).toBe(false);
    expect(isCutOff(instant('2026-09-16T06:00:00Z'), bank)).toBe(true);
    expect(isCutOff(instant('2026-09-16T06:00:00Z'), { ...bank, cutOff: null })).toBe(false);
  });

  it('is said to be a guess where no holidays are on record', () => {
    const on = calendarDate('2026-09-17');
    expect(calendarWarning(on, EURO)).toBeUndefined();
    expect(calendarWarning(on, account({ bic: 'BOTKJPJT' }))).toMatch(/banks in JP .* MONDAY_TO_FRIDAY/);
    expect(calendarWarning(on, account({ bic: 'BOTKJPJT', bankingDays: 'MONDAY_TO_FRIDAY' }))).toBeUndefined();
    expect(calendarWarning(calendarDate('2031-01-02'), EURO)).toMatch(/TARGET are not on record for 2031/);
  });

  it('waits for the bank that is behind', () => {
    const banks = [{ bankTimeZone: 'Asia/Tokyo' }, { bankTimeZone: 'America/New_York' }];
    expect(firstBankDay(instant('2026-09-16T23:00:00Z'), banks)).toBe('2026-09-16');
  });
});

describe('files and blocks', () => {
  it('are one file for each bank, sender, form and calendar', () => {
    expect(fileKey(account({ iban: 'DE02120300000000202051', currency: 'USD', bic: 'COBADEFFXXX' }))).toBe(
      fileKey(EURO),
    );
    for (const change of [
      { bic: 'DEUTDEFF' },
      { initiatingParty: { id: '4712', scheme: 'BANK' as const } },
      { format: 'csv' as const },
      { bankTimeZone: 'UTC' },
      { bankingDays: 'MONDAY_TO_FRIDAY' as const },
    ])
      expect([change, fileKey(account(change)) === fileKey(EURO)]).toEqual([change, false]);
  });

  it.each([
    ['euros between IBANs of the scheme', EURO, { iban: 'FR1420041010050500013M02606' }, 'EUR', 'SEPA'],
    ['euros to an IBAN elsewhere', EURO, { iban: 'AE070331234567890123456' }, 'EUR', 'URGP'],
    ['euros to another number', EURO, { other: '123456789' }, 'EUR', 'URGP'],
    ['euros from another number', DOLLAR, { iban: 'FR1420041010050500013M02606' }, 'EUR', 'URGP'],
    ['dollars', EURO, { iban: 'FR1420041010050500013M02606' }, 'USD', 'URGP'],
  ] as const)('take %s as %5$s', (_, from, to, currency, level) => {
    expect(serviceLevelOf(from, to, Money.of('1', currency))).toBe(level);
  });
});
