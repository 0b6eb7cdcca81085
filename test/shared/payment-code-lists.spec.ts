import { expect, it } from '@jest/globals';
import { findCurrency } from '../../src/kernel/index.js';
import { ibanStructure } from '../../src/payout/account-checks/iban-structures.js';
import {
  isAccountScheme,
  isCategoryPurpose,
  isPurpose,
  isServiceLevel,
} from '../../src/payout/instructions/external-codes.js';
import { isSepaIbanCountry } from '../../src/payout/instructions/sepa-countries.js';
import { wireRouting } from '../../src/payout/instructions/wire-routing.js';
import { describeAgainstShared, readSharedTable } from './shared-contracts.js';

const BANKING = 'contracts/banking';

describeAgainstShared('code lists of payments, held against ../shared (skipped where it is missing)', () => {
  it.each([
    ['service-level-codes.csv', isServiceLevel, 4],
    ['category-purpose-codes.csv', isCategoryPurpose, 4],
    ['purpose-codes.csv', isPurpose, 4],
    ['account-id-codes.csv', isAccountScheme, 4],
  ])('knows the codes of %s and no other', (file, isKnown, length) => {
    const codes = readSharedTable<'code'>(`${BANKING}/${file}`).map(({ code }) => code);
    expect(codes.filter((code) => !isKnown(code))).toEqual([]);
    // Neighbours of every code: one letter exchanged is in the list only where the table has it too.
    const neighbours = codes.flatMap((code) =>
      Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').map((letter) => code.slice(0, length - 1) + letter),
    );
    const listed = new Set(codes);
    expect(neighbours.filter((code) => isKnown(code) && !listed.has(code))).toEqual([]);
  });

  it('pays in the currencies of the table with their minor units', () => {
    type Column = 'code' | 'minor_units' | 'is_payment_currency';
    for (const { code, minor_units: units, is_payment_currency: paid } of readSharedTable<Column>(
      `${BANKING}/currency-minor-units.csv`,
    )) {
      // XAD is the unit of account of the Arab Monetary Fund, which no bank pays out.
      if (paid === 'true' && code !== 'XAD')
        expect([code, findCurrency(code)?.minorUnits]).toEqual([code, Number(units)]);
    }
  });

  it('reaches by SEPA what the table says, and what the table does not have yet', () => {
    type Column = 'country_code' | 'sepa' | 'status';
    const rows = readSharedTable<Column>(`${BANKING}/iban-structures.csv`).filter(
      ({ status }) => status === 'registry',
    );
    const tabled = rows.filter(({ sepa }) => sepa === 'true').map(({ country_code: code }) => code);
    const ours = rows.map(({ country_code: code }) => code).filter(isSepaIbanCountry);
    expect(tabled.filter((code) => !ours.includes(code))).toEqual([]);
    // Iceland has been in from the start; the others joined in 2024 and 2025.
    expect(ours.filter((code) => !tabled.includes(code))).toEqual(['AL', 'IS', 'MD', 'ME', 'MK', 'RS']);
  });

  it('asks for the clearing system and the BIC that the routing table asks for', () => {
    type Column = 'country' | 'clearing_code' | 'bic_needed';
    for (const { country, clearing_code: clearing, bic_needed: bic } of readSharedTable<Column>(
      `${BANKING}/wire-routing-by-country.csv`,
    )) {
      if (country === '(IBAN country)') continue;
      const routing = wireRouting(country);
      // In the United States the BIC or the routing number will do; having neither is an error already.
      const asked = country === 'US' ? 'USABA' : (routing?.clearingSystem ?? '');
      expect([country, asked, routing?.bic ?? false]).toEqual([country, clearing, bic.startsWith('yes')]);
      if (routing?.account !== undefined && country !== 'GB') expect(ibanStructure(country)).toBeUndefined();
    }
  });
});
