import { expect, it } from '@jest/globals';
import { wireNeeds } from '../../src/payout/instructions/index.js';
import { describeAgainstShared, readSharedTable } from './shared-contracts.js';

type Column = 'country' | 'account_element' | 'clearing_code' | 'bic_needed';

describeAgainstShared('needs of a wire, held against ../shared (skipped where it is missing)', () => {
  it('ask for what the routing table has of each country', () => {
    const rows = readSharedTable<Column>('contracts/banking/wire-routing-by-country.csv');
    const named = rows.filter(({ country }) => /^[A-Z]{2}$/.test(country));
    expect(named.length).toBeGreaterThan(10);
    for (const { country, account_element: element, clearing_code: clearing, bic_needed: bic } of named) {
      const needs = wireNeeds(country);
      // Where the country has IBANs the table's other rows are about payments inside it.
      if (needs.account === 'iban') continue;
      expect([country, needs.account]).toEqual([country, element.includes('IBAN') ? 'iban' : 'account-number']);
      expect([country, needs.clearing?.system ?? '']).toEqual([country, clearing]);
      if (bic.startsWith('yes')) expect([country, needs.bank]).not.toEqual([country, 'bic-or-clearing']);
      if (bic.startsWith('either')) expect([country, needs.bank]).toEqual([country, 'bic-or-clearing']);
    }
  });

  it('ask for an IBAN in every country of the registry, with its length', () => {
    const rows = readSharedTable<'country_code' | 'iban_length' | 'status'>('contracts/banking/iban-structures.csv');
    for (const { country_code: country, iban_length: length, status } of rows) {
      if (status !== 'registry') continue;
      expect(wireNeeds(country)).toMatchObject({
        account: 'iban',
        accountForm: `${length} characters, beginning with ${country}`,
      });
    }
  });
});
