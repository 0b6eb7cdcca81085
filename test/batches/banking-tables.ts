import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countryHasIban } from '../../src/payout/account-checks/index.js';
import { wireRouting } from '../../src/payout/instructions/wire-routing.js';
import { findCurrency, isCountry } from '../../src/kernel/index.js';
import { readSharedTable } from '../shared/shared-contracts.js';

/** Which countries and currencies batches are generated over. */
export interface BankingTables {
  readonly countries: readonly string[];
  /** Of all that the currency table names, those that are paid out. */
  readonly currencies: readonly string[];
  readonly from: string;
  /** The folder of official schemas, where it lies beside the project. */
  readonly schemaFolder: string | undefined;
}

const SHARED = fileURLToPath(new URL('../../../shared/contracts/', import.meta.url));

/** The tables that lie beside the project, read in place; where they are missing, what the product knows by itself. */
export function bankingTables(): BankingTables {
  if (!existsSync(SHARED)) {
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const countries = letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => isCountry(code) && (countryHasIban(code) || wireRouting(code) !== undefined));
    const codes = 'USD EUR GBP SEK NOK DKK CHF PLN CZK JPY KRW ISK KWD BHD JOD CLP AED INR CNY MXN ZAR BRL'.split(' ');
    return { countries, currencies: codes, from: 'own data', schemaFolder: undefined };
  }
  const ibans = readSharedTable<'country_code' | 'status'>('contracts/banking/iban-structures.csv');
  const routes = readSharedTable<'country'>('contracts/banking/wire-routing-by-country.csv');
  const clearings = readSharedTable<'country'>('contracts/banking/clearing-system-ids.csv');
  const currencies = readSharedTable<'code' | 'is_payment_currency'>('contracts/banking/currency-minor-units.csv');
  const countries = [
    ...ibans.filter(({ status }) => status === 'registry').map(({ country_code }) => country_code),
    ...[...routes, ...clearings].map(({ country }) => country),
  ].filter((code) => isCountry(code));
  return {
    countries: [...new Set(countries)].toSorted(),
    currencies: currencies
      .filter(({ code, is_payment_currency }) => is_payment_currency === 'true' && findCurrency(code) !== undefined)
      .map(({ code }) => code),
    from: 'the banking tables beside the project',
    schemaFolder: `${SHARED}iso20022/xsd`,
  };
}
