import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { stringify } from 'yaml';
import { failureOf } from '../../test/builders/failure-of.js';
import { readPayerSettings } from './payer-settings.js';

const SETTINGS = {
  payer: { name: 'Seatback Payouts Ltd', street: 'Custom House Quay', town: 'Dublin', country: 'IE' },
  initiatingParty: { id: '4711', scheme: 'BANK' },
  debtorAccount: { iban: 'IE40SEAT99000012345678', currency: 'USD', bic: 'SEATIE2D' },
  chargeBearer: 'DEBT',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'payer-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string): string {
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, content);
  return file;
}

const refusalOf = (content: string) => failureOf(() => readPayerSettings(fileOf(content)));

/** The settings with some parts changed; undefined leaves a part out. */
const changed = (part: keyof typeof SETTINGS, change: object): string =>
  stringify({ ...SETTINGS, [part]: { ...(SETTINGS[part] as object), ...change } });

describe('settings of the payer', () => {
  it('are read as they stand in the file', () => {
    const { payer, debtorAccount, initiatingParty, chargeBearer } = SETTINGS;
    expect(readPayerSettings(fileOf(stringify(SETTINGS)))).toEqual({
      payer,
      debtorAccounts: [
        { ...debtorAccount, initiatingParty, chargeBearer, bankTimeZone: 'UTC', format: 'pain.001.001.09' },
      ],
    });
  });

  it('lose blanks around their values, and keep a country that YAML once took for "no"', () => {
    const file = fileOf(`
payer: { name: "  Fjord Payouts AS ", town: Oslo, country: NO }
initiatingParty: { id: "0042", scheme: CUST }
debtorAccount: { accountNumber: "0012345678", currency: NOK, bic: SEATNOKK }
chargeBearer: SHAR
`);
    expect(readPayerSettings(file)).toMatchObject({
      payer: { name: 'Fjord Payouts AS', country: 'NO' },
      debtorAccounts: [{ accountNumber: '0012345678', initiatingParty: { id: '0042' } }],
    });
  });

  it.each([
    ['a payer without a name', changed('payer', { name: '' }), 'payer.name'],
    ['a payer without a town', changed('payer', { town: undefined }), 'payer.town'],
    ['a country in words', changed('payer', { country: 'Ireland' }), 'payer.country: an ISO 3166 country code'],
    ['a name longer than a bank takes', changed('payer', { name: 'x'.repeat(141) }), 'payer.name'],
    ['a part that nobody knows', changed('payer', { fax: '1' }), 'payer'],
    ['an unknown scheme of the id', changed('initiatingParty', { scheme: 'DUNS' }), 'initiatingParty.scheme'],
    ['a currency not in use', changed('debtorAccount', { currency: 'DEM' }), 'debtorAccount.currency: an ISO 4217'],
    ['no account at all', changed('debtorAccount', { iban: undefined }), 'debtorAccount: either iban or accountNumber'],
    ['two accounts', changed('debtorAccount', { accountNumber: '1' }), 'debtorAccount: either iban or accountNumber'],
    ['unknown words for the charges', stringify({ ...SETTINGS, chargeBearer: 'OUR' }), 'chargeBearer'],
    [
      'an account number without quotes, which YAML would count',
      changed('debtorAccount', { iban: undefined, accountNumber: 12345678 }),
      'debtorAccount.accountNumber',
    ],
    [
      'a zone that no clock knows',
      stringify({ ...SETTINGS, bankTimeZone: 'Europe/Bielefeld' }),
      'bankTimeZone: a time zone',
    ],
    [
      'an offset, which knows no summer',
      stringify({ ...SETTINGS, bankTimeZone: '+01:00' }),
      'bankTimeZone: a time zone',
    ],
    ['an empty file', '', 'the file'],
  ])('refuse %s and name the setting', (_, content, expected) => {
    const { code, report } = refusalOf(content);
    expect(code).toBe('SETTINGS_FILE_INVALID');
    expect(report.expected).toContain(expected);
  });

  it.each([
    ['a value that is wrong', changed('debtorAccount', { currency: 'IE40SEAT99000012345678' })],
    ['a place that it does not belong to', changed('payer', { country: 'IE40SEAT99000012345678' })],
    ['a line that is no YAML', 'debtorAccount:\n  iban: IE40SEAT99000012345678: x\n'],
    ['an alias that YAML takes it for', 'debtorAccount:\n  iban: *IE40SEAT99000012345678\n'],
    ['a key that it slipped into', changed('debtorAccount', { IE40SEAT99000012345678: 'x' })],
    ['a key of the whole file', stringify({ ...SETTINGS, 'IE40 SEAT 9900 0012 3456 78': 'x' })],
    ['a key used twice', 'iban: IE40SEAT99000012345678\niban: IE40SEAT99000012345678\n'],
  ])('never show an account number in %s', (_, content) => {
    const failure = refusalOf(content);
    // With whatever a log would print of it.
    expect(inspect(failure, { depth: 9 })).not.toMatch(/SEAT ?99|12345678|3456 78/);
    expect(failure.code).toBe('SETTINGS_FILE_INVALID');
  });

  it('name a key that nobody knows where it is a plain word', () => {
    expect(refusalOf(changed('payer', { fax: '1' })).report.expected).toBe('payer: no such setting: fax');
  });

  it('may name the zone of the bank', () => {
    const file = fileOf(stringify({ ...SETTINGS, bankTimeZone: 'Asia/Tokyo' }));
    expect(readPayerSettings(file)).toMatchObject({ debtorAccounts: [{ bankTimeZone: 'Asia/Tokyo' }] });
  });

  it('say where they were looked for when there is no file', () => {
    const missing = join(folder, 'nowhere.yaml');
    expect(() => readPayerSettings(missing)).toThrow('SEATBACK_SETTINGS names another file');
    expect(() => readPayerSettings(missing)).toThrow(missing);
  });

  describe('with several debtor accounts', () => {
    const { debtorAccount: _, ...once } = SETTINGS;
    const EURO = { iban: 'DE89370400440532013000', currency: 'EUR', bic: 'cobadeff' };
    const POUND = { iban: 'GB33BUKB20201555555555', currency: 'GBP', bic: 'BUKBGB22' };

    it('take from the file what an account does not say itself', () => {
      const settings = {
        ...once,
        debtorAccounts: [
          { ...EURO, cutOff: '15:30', bankTimeZone: 'Europe/Berlin', bankingDays: 'TARGET', holidays: ['2026-04-07'] },
          {
            ...POUND,
            initiatingParty: { id: 'HARBOUR', scheme: 'CUST' },
            chargeBearer: 'SHAR',
            pays: { currencies: ['GBP', 'USD'], countries: ['GB'] },
            format: 'csv',
          },
        ],
      };
      expect(readPayerSettings(fileOf(stringify(settings))).debtorAccounts).toEqual([
        {
          ...EURO,
          bic: 'COBADEFF',
          cutOff: '15:30',
          bankTimeZone: 'Europe/Berlin',
          bankingDays: 'TARGET',
          holidays: ['2026-04-07'],
          initiatingParty: { id: '4711', scheme: 'BANK' },
          chargeBearer: 'DEBT',
          format: 'pain.001.001.09',
        },
        {
          ...POUND,
          initiatingParty: { id: 'HARBOUR', scheme: 'CUST' },
          chargeBearer: 'SHAR',
          bankTimeZone: 'UTC',
          pays: { currencies: ['GBP', 'USD'], countries: ['GB'] },
          format: 'csv',
        },
      ]);
    });

    it.each([
      ['both forms', { ...SETTINGS, debtorAccounts: [EURO] }, 'debtorAccounts: a list of accounts, or one'],
      ['no account', once, 'debtorAccounts: a list of accounts, or one'],
      ['an empty list', { ...once, debtorAccounts: [] }, 'debtorAccounts: a list with an entry at least'],
      ['an account twice', { ...once, debtorAccounts: [EURO, EURO] }, 'debtorAccounts.1: an account that is not'],
      ['two numbers', { ...once, debtorAccounts: [{ ...EURO, accountNumber: '1' }] }, 'debtorAccounts.0: either iban'],
      [
        'nobody to send it',
        { ...once, initiatingParty: undefined, debtorAccounts: [EURO] },
        'debtorAccounts.0.initiatingParty: here, or once',
      ],
      [
        'nobody to bear the charges',
        { ...once, chargeBearer: undefined, debtorAccounts: [EURO] },
        'debtorAccounts.0.chargeBearer: here, or once',
      ],
      [
        'an hour that no clock shows',
        { ...once, debtorAccounts: [{ ...EURO, cutOff: '25:00' }] },
        'debtorAccounts.0.cutOff: a time',
      ],
      [
        'a calendar that is not on record',
        { ...once, debtorAccounts: [{ ...EURO, bankingDays: 'XX' }] },
        'debtorAccounts.0.bankingDays',
      ],
      [
        'a holiday that no calendar has',
        { ...once, debtorAccounts: [{ ...EURO, holidays: ['2026-02-30'] }] },
        'debtorAccounts.0.holidays.0: days as',
      ],
      [
        'a country that is none',
        { ...once, debtorAccounts: [{ ...EURO, pays: { countries: ['QQ'] } }] },
        'debtorAccounts.0.pays.countries.0: an ISO 3166',
      ],
      ['another format', { ...once, debtorAccounts: [{ ...EURO, format: 'MT101' }] }, 'debtorAccounts.0.format'],
    ])('refuse %s and name the setting', (_what, settings, expected) => {
      const { code, report } = refusalOf(stringify(settings));
      expect(code).toBe('SETTINGS_FILE_INVALID');
      expect(report.expected).toContain(expected);
    });
  });
});
