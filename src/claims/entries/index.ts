export {
  askedFields,
  asksForInvoice,
  CLAIM_FIELDS,
  claimFaults,
  claimingPeriod,
  isWithin,
  LONGEST_CLAIM_FIELD,
  registrationPeriod,
  type ClaimFault,
  type ClaimField,
  type Period,
  type TypedClaim,
} from './claim-form.js';
export { EnterClaim, type EnteredClaim, type EnteringPerson } from './enter-claim.js';
export {
  EnterRegistration,
  registrationFields,
  type RegistrationFault,
  type RegistrationField,
  type RegistrationStanding,
  type TypedRegistration,
} from './enter-registration.js';
