import { describe, expect, it } from '@jest/globals';
import { wireNeeds } from './wire-needs.js';

describe('wireNeeds', () => {
  it('asks for an IBAN and a BIC where the registry lists the country, also for its territories', () => {
    expect(wireNeeds('DE')).toEqual({
      country: 'DE',
      account: 'iban',
      accountForm: '22 characters, beginning with DE',
      bank: 'bic',
      clearing: undefined,
      addressParts: [],
      regulatoryReport: false,
    });
    expect(wireNeeds('RE')).toMatchObject({ account: 'iban', accountForm: '27 characters, beginning with FR' });
    // Sort codes are for payments inside the United Kingdom.
    expect(wireNeeds('GB')).toMatchObject({ account: 'iban', bank: 'bic', clearing: undefined });
    expect(wireNeeds('AE')).toMatchObject({ account: 'iban', regulatoryReport: true });
  });

  it.each([
    ['US', 'up to 17 characters', 'bic-or-clearing', 'USABA', '9 digits'],
    ['CA', '7 to 12 digits', 'bic-and-clearing', 'CACPA', '9 digits: 0, institution (3), transit (5)'],
    ['AU', 'up to 9 digits', 'bic-and-clearing', 'AUBSB', '6 digits'],
    ['JP', '7 digits', 'bic-and-clearing', 'JPZGN', '7 digits'],
  ])('asks in %s for an account number and the number of the bank', (country, accountForm, bank, system, form) => {
    expect(wireNeeds(country)).toMatchObject({
      account: 'account-number',
      accountForm,
      bank,
      clearing: { system, form },
    });
  });

  it('asks for a BIC and no clearing number in Mexico, and where nothing particular is known', () => {
    expect(wireNeeds('MX')).toMatchObject({ account: 'account-number', bank: 'bic', clearing: undefined });
    expect(wireNeeds('KE')).toMatchObject({ account: 'account-number', accountForm: undefined, bank: 'bic' });
  });

  it('names the parts of an address that a country wants', () => {
    expect(wireNeeds('US').addressParts).toEqual(['street', 'postCode']);
    expect(wireNeeds('CA').addressParts).toEqual(['countrySubdivision']);
  });
});
