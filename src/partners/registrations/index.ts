export {
  flawOf,
  isForAPerson,
  standingRegistration,
  type RegisteredCompany,
  type RegistrationFlaw,
  type RegistrationTerms,
  type StatedRegistration,
} from './judge-registration.js';
