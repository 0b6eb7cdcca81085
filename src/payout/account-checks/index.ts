// Of the kernel, because account numbers are masked before they reach this area; here beside what they belong with.
export {
  checkClearingMember,
  checkRoutingNumber,
  clearingSystem,
  maskAccount,
  maskAccountsInText,
} from '../../kernel/index.js';
export { checkBic, type Bic, type BicCheck, type BicFault } from './bic.js';
export { isCountry } from './countries.js';
export { countryHasIban, ibanCountryOf } from './iban-structures.js';
export { checkIban, electronicIban, ibanOf, readIban, type Iban, type IbanCheck, type IbanFault } from './iban.js';
export { checkLei, type LeiCheck, type LeiFault } from './lei.js';
export { mod97 } from './mod97.js';
