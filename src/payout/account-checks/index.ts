// Of the kernel, because other areas need them too; here beside what they belong with.
export {
  checkClearingMember,
  checkRoutingNumber,
  clearingSystem,
  isCountry,
  maskAccount,
  maskAccountsInText,
} from '../../kernel/index.js';
export { checkBic, type Bic, type BicCheck, type BicFault } from './bic.js';
export { countryHasIban, ibanCountryOf } from './iban-structures.js';
export { checkIban, electronicIban, ibanOf, readIban, type Iban, type IbanCheck, type IbanFault } from './iban.js';
export { checkLei, type LeiCheck, type LeiFault } from './lei.js';
export { mod97 } from './mod97.js';
