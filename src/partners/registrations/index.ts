export {
  flawOf,
  isForAPerson,
  REGISTRATION_FLAWS,
  standingRegistration,
  type RegisteredCompany,
  type RegistrationFlaw,
  type RegistrationTerms,
  type StatedRegistration,
} from './judge-registration.js';
