import { describe, expect, it } from '@jest/globals';
import { ibanOf } from '../account-checks/index.js';
import { checkCreditorDetails, type CreditorContext, type CreditorDetails } from './check-creditor.js';
import { exampleAmericanPayment, examplePayment } from './examples/payment-orders.js';

const { creditor, creditorAccount, creditorAgent } = examplePayment(1);
const GERMAN: CreditorDetails = { creditor, creditorAccount, creditorAgent: creditorAgent ?? {} };
const AMERICAN: CreditorDetails = exampleAmericanPayment(1);
const FRENCH_IBAN = ibanOf('FR', '20041010050500013M02606');

function findingsOf(change: Partial<CreditorDetails>, context: Partial<CreditorContext> = {}): string[] {
  return checkCreditorDetails({ ...GERMAN, ...change }, context).map(({ code, path }) => `${code} ${path}`);
}

describe('checkCreditorDetails', () => {
  it('finds nothing in sound details', () => {
    expect(checkCreditorDetails(GERMAN)).toEqual([]);
    expect(checkCreditorDetails(AMERICAN)).toEqual([]);
  });

  it('masks the account number that it names', () => {
    const [finding] = checkCreditorDetails({ ...GERMAN, creditorAccount: { iban: 'DE09999999990648489890' } });
    expect(finding).toEqual({
      code: 'IBAN_INVALID',
      severity: 'error',
      path: 'creditorAccount.iban',
      expected: 'check digits that agree with the number',
      found: '****9890 (mod97)',
      next: 'Ask the account holder for the IBAN again (AC01).',
    });
  });

  it.each([
    ['Réunion, whose accounts are French', 'SEATRE2X', FRENCH_IBAN, []],
    ['Jersey, whose accounts are British', 'SEATJESH', ibanOf('GB', 'SEAT20353012345678'), []],
    ['Germany with a French account', 'SEATDEFF', FRENCH_IBAN, ['BIC_COUNTRY_DISAGREES creditorAgent']],
  ])('compares account and bank: %s', (_, bic, iban, expected) => {
    expect(findingsOf({ creditorAgent: { bic }, creditorAccount: { iban } })).toEqual(expected);
  });

  it('warns of the country by the clearing number too', () => {
    const creditorAgent = { clearingMember: { system: 'ATBLZ', memberId: '99999' } };
    expect(findingsOf({ creditorAgent }, { debtorAgentCountry: 'AT' })).toEqual([
      'BIC_COUNTRY_DISAGREES creditorAgent',
    ]);
  });

  it('asks for the IBAN where accounts have one, but not inside the United Kingdom', () => {
    const british = {
      creditorAccount: { other: '12345678' },
      creditorAgent: {
        clearingMember: { system: 'GBDSC', memberId: '203530' },
        name: 'Seat',
        address: { town: 'Leeds', country: 'GB' },
      },
    };
    expect(findingsOf(british, { debtorAgentCountry: 'IE' })).toEqual([
      'IBAN_REQUIRED creditorAccount.other',
      'AGENT_BIC_ASKED creditorAgent.bic',
    ]);
    expect(findingsOf(british, { debtorAgentCountry: 'GB' })).toEqual([]);
    expect(findingsOf({ creditorAccount: { other: '1234' }, creditorAgent: { bic: 'SEATRE2X' } })).toEqual([
      'IBAN_REQUIRED creditorAccount.other',
    ]);
  });

  it('takes other numbers of countries outside the registry', () => {
    const creditorAccount = { other: '011519000001205000534921' };
    expect(findingsOf({ creditorAccount, creditorAgent: { bic: 'SEATMAMC' } })).toEqual([]);
  });

  it('sees an IBAN in the wrong field, also in print form', () => {
    const creditorAccount = { other: 'DE08 9999 9999 0648 4898 90' };
    expect(findingsOf({ creditorAccount, creditorAgent: { bic: 'SEATUS33' } })).toContain(
      'IBAN_REQUIRED creditorAccount.other',
    );
  });

  it('needs name and address of a bank without BIC only where not all banks are in one country', () => {
    const creditorAgent = { clearingMember: { system: 'USABA', memberId: '021123458' } };
    const details = { ...AMERICAN, creditorAgent };
    const missing = ['AGENT_NAME_MISSING creditorAgent.name', 'ADDRESS_MISSING creditorAgent.address'];
    expect(findingsOf(details, { debtorAgentCountry: 'US' })).toEqual([]);
    expect(findingsOf(details, { debtorAgentCountry: 'IE' })).toEqual(missing);
    expect(findingsOf(details)).toEqual(missing);
    const viaLondon = { ...details, intermediaryAgents: [{ bic: 'SEATGB2L' }] };
    expect(findingsOf(viaLondon, { debtorAgentCountry: 'US' })).toEqual(missing);
  });

  it('checks correspondents as banks', () => {
    expect(findingsOf({ intermediaryAgents: [{ bic: 'SEATGB2L' }, { bic: 'SEAT' }] })).toEqual([
      'BIC_INVALID intermediaryAgents[1].bic',
    ]);
  });

  it.each([
    ['US', 'SEATUS33', { system: 'USABA', memberId: '021123458' }, 'A1234567890123456', '1'.repeat(18)],
    ['CA', 'SEATCATT', { system: 'CACPA', memberId: '000412345' }, '123-4567', '123456'],
    ['AU', 'SEATAU2S', { system: 'AUBSB', memberId: '063000' }, '12 345 678', '1234567890'],
    ['JP', 'SEATJPJT', { system: 'JPZGN', memberId: '9999001' }, '1234567', '12345678'],
    ['MX', 'SEATMXMM', { system: 'MX', memberId: '999' }, '032180000118359719', '032180000118359718'],
    ['SG', 'SEATSGSG', { system: 'SGIBG', memberId: '9999' }, '1234567', '123456'],
  ])('warns of account numbers that are unusual in %s', (country, bic, clearingMember, usual, unusual) => {
    const at = (other: string) =>
      findingsOf({
        creditor: {
          name: 'Seat',
          address: { street: 'a', postCode: '1', town: 'b', countrySubdivision: 'c', country },
        },
        creditorAgent: { bic, clearingMember },
        creditorAccount: { other },
      });
    expect(at(usual)).toEqual([]);
    expect(at(unusual)).toEqual(['ACCOUNT_FORMAT_UNUSUAL creditorAccount.other']);
  });
});
