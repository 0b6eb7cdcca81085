import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ibanOf } from '../account-checks/index.js';
import { checkBankDetails, type GivenBankDetails } from './check-bank-details.js';

const GERMAN: GivenBankDetails = {
  accountName: 'Hafen Cloud GmbH',
  accountKind: 'business',
  iban: ibanOf('DE', '999999990648489890'),
  bic: 'SEATDEFF',
  bankCountry: 'DE',
  currency: 'EUR',
};
const AMERICAN: GivenBankDetails = {
  accountName: 'Harbor Cloud Partners LLC',
  accountKind: 'business',
  accountNumber: '000123456789',
  clearingSystem: 'USABA',
  clearingMemberId: '021123458',
  bic: 'SEATUS33',
  bankCountry: 'US',
  currency: 'USD',
};

const faults = (given: GivenBankDetails, paidIn?: string) =>
  checkBankDetails(given, paidIn === undefined ? {} : { paidIn }).findings.map(
    ({ code, severity, place }) => `${severity} ${place}: ${code}`,
  );

describe('checkBankDetails', () => {
  it('accepts what can be paid to and keeps it in electronic form', () => {
    const printed = ` ${GERMAN.iban!.toLowerCase().replace(/(.{4})/g, '$1 ')}`;
    const typed = { ...GERMAN, accountName: '  Hafen  Cloud GmbH ', iban: printed, bic: 'seat de ff', currency: 'eur' };
    expect(checkBankDetails(typed)).toEqual({
      details: { ...GERMAN, accountNumber: undefined, clearingSystem: undefined, clearingMemberId: undefined },
      findings: [],
    });
    expect(faults(AMERICAN)).toEqual([]);
  });

  it('takes a routing number for the bank where the payer banks in the same country, and not from abroad', () => {
    const routed = { ...AMERICAN, bic: '' };
    expect(checkBankDetails(routed, { payerBankCountry: 'US' }).findings).toEqual([]);
    expect(faults(routed)).toEqual(['error bic: AGENT_BIC_ASKED']);
  });

  it.each<[string, GivenBankDetails, string]>([
    ['two digits exchanged', { ...GERMAN, iban: GERMAN.iban!.replace('0648', '0684') }, 'error iban: IBAN_INVALID'],
    ['neither IBAN nor number', { ...GERMAN, iban: ' ' }, 'error iban: ACCOUNT_FORM'],
    ['both', { ...GERMAN, accountNumber: '12345678' }, 'error iban: ACCOUNT_FORM'],
    [
      'an IBAN as a number',
      { ...GERMAN, iban: undefined, accountNumber: GERMAN.iban },
      'error accountNumber: IBAN_REQUIRED',
    ],
    [
      'a number where IBANs are',
      { ...GERMAN, iban: undefined, accountNumber: '0648489890' },
      'error accountNumber: IBAN_REQUIRED',
    ],
    ['a wrong BIC', { ...GERMAN, bic: 'SEATDEF' }, 'error bic: BIC_INVALID'],
    ['no bank', { ...GERMAN, bic: undefined }, 'error bic: AGENT_MISSING'],
    [
      'a routing number with a wrong digit',
      { ...AMERICAN, clearingMemberId: '021123459' },
      'error clearingMemberId: CLEARING_MEMBER_INVALID',
    ],
    ['an unknown clearing', { ...AMERICAN, clearingSystem: 'USXXX' }, 'error clearingSystem: CLEARING_SYSTEM_UNKNOWN'],
    [
      'half of a clearing number',
      { ...AMERICAN, clearingSystem: undefined },
      'error clearingSystem: CLEARING_INCOMPLETE',
    ],
    [
      'no institution in Canada',
      {
        ...AMERICAN,
        bankCountry: 'CA',
        bic: 'SEATCATT',
        clearingSystem: undefined,
        clearingMemberId: undefined,
        currency: 'CAD',
      },
      'error clearingMemberId: AGENT_CLEARING_ASKED',
    ],
    [
      'another country than that of account and bank',
      { ...GERMAN, bankCountry: 'FR' },
      'error bankCountry: BANK_COUNTRY_DISAGREES',
    ],
    ['no country', { ...GERMAN, bankCountry: 'XX' }, 'error bankCountry: BANK_COUNTRY'],
    ['no currency', { ...GERMAN, currency: 'EUX' }, 'error currency: ACCOUNT_CURRENCY'],
    ['a name of blanks', { ...GERMAN, accountName: ' ' }, 'error accountName: ACCOUNT_NAME'],
    ['an account as a name', { ...GERMAN, accountName: `Hafen ${GERMAN.iban!}` }, 'error accountName: ACCOUNT_NAME'],
  ])('refuses %s', (_what, given, fault) => {
    expect(faults(given)).toContain(fault);
  });

  it('refuses the account as the number of the bank, which is not sealed, also where no form of it is published', () => {
    const kenyan = { ...AMERICAN, bankCountry: 'KE', bic: 'SEATKENA', clearingSystem: 'KE', currency: 'KES' };
    expect(faults({ ...kenyan, clearingMemberId: '01' })).toEqual([]);
    expect(faults({ ...kenyan, clearingMemberId: '000-123456789' })).toEqual([
      'error clearingMemberId: CLEARING_IS_ACCOUNT',
    ]);
  });

  it('warns of a bank in another country than its account, and of another currency', () => {
    expect(faults({ ...GERMAN, bic: 'SEATFRPP' })).toEqual(['warning bic: BIC_COUNTRY_DISAGREES']);
    expect(faults(GERMAN, 'USD')).toEqual(['warning currency: ACCOUNT_CURRENCY_DIFFERS']);
    expect(faults({ ...AMERICAN, accountNumber: '1'.repeat(18) })).toEqual([
      'warning accountNumber: ACCOUNT_FORMAT_UNUSUAL',
    ]);
  });

  it('never shows a number in what it says', () => {
    const secret = fc.stringMatching(/^[0-9]{8,18}$/);
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(
          'iban',
          'accountNumber',
          'bic',
          'clearingMemberId',
          'clearingSystem',
          'bankCountry',
          'currency',
          'accountName',
        ),
        (number, field) => {
          const said = JSON.stringify(checkBankDetails({ ...AMERICAN, [field]: number }).findings);
          expect(said).not.toContain(number);
        },
      ),
    );
  });
});
