import { countryHasIban, ibanCountryOf } from '../account-checks/index.js';
import { ibanStructure } from '../account-checks/iban-structures.js';
import { clearingSystem } from '../../kernel/index.js';
import { wireRouting } from './wire-routing.js';

/** What to ask a payee for, so that a wire from abroad reaches an account in the country. Plain data, ready for a form. */
export interface WireNeeds {
  readonly country: string;
  readonly account: 'iban' | 'account-number';
  /** In words, for example `22 characters, beginning with DE`; undefined where no form is known. */
  readonly accountForm: string | undefined;
  /** `or-clearing`: a BIC, or the number of the bank in the country's clearing. */
  readonly bank: 'bic' | 'bic-and-clearing' | 'bic-or-clearing';
  readonly clearing: { readonly system: string; readonly form: string | undefined } | undefined;
  /** Parts of the payee's address that are asked beside town and country. */
  readonly addressParts: readonly string[];
  readonly regulatoryReport: boolean;
}

/**
 * Needs of a wire into a country, ISO 3166-1 alpha-2. Where nothing particular is known: account number and BIC. Source:
 * the routing table of the payment-file contract and the IBAN registry.
 */
export function wireNeeds(country: string): WireNeeds {
  const routing = wireRouting(country) ?? {};
  const hasIban = countryHasIban(country);
  const letters = ibanCountryOf(country);
  // A country with IBANs is reached by them alone; its national clearing is for those who pay inside it.
  const system = hasIban ? undefined : (routing.clearingSystem ?? (country === 'US' ? 'USABA' : undefined));
  return {
    country,
    account: hasIban ? 'iban' : 'account-number',
    accountForm: hasIban
      ? `${String(ibanStructure(letters)?.length ?? '')} characters, beginning with ${letters}`
      : routing.account?.words,
    bank: system === undefined ? 'bic' : routing.bic === true ? 'bic-and-clearing' : 'bic-or-clearing',
    clearing: system === undefined ? undefined : { system, form: clearingSystem(system)?.format },
    addressParts: routing.addressParts ?? [],
    regulatoryReport: routing.regulatoryReport ?? false,
  };
}
