export { checkRoutingNumber, type RoutingNumberCheck, type RoutingNumberFault } from './aba.js';
export { checkBic, type Bic, type BicCheck, type BicFault } from './bic.js';
export {
  checkClearingMember,
  clearingSystem,
  type ClearingMemberCheck,
  type ClearingMemberFault,
  type ClearingSystem,
} from './clearing-member.js';
export { isCountry } from './countries.js';
export { countryHasIban, ibanCountryOf } from './iban-structures.js';
export { checkIban, electronicIban, ibanOf, readIban, type Iban, type IbanCheck, type IbanFault } from './iban.js';
export { checkLei, type LeiCheck, type LeiFault } from './lei.js';
export { maskAccount, maskAccountsInText } from './mask.js';
export { mod97 } from './mod97.js';
