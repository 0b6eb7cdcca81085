import type { ClaimField, ClaimStanding, RegistrationField } from '../../../../claims/index.js';

/** What is wrong with a form, by the code that the use case or the check has for it. */
export type EntryFault =
  | 'missing'
  | 'too-long'
  | 'unreadable'
  | 'no-address'
  | 'consumer-domain'
  | 'terms-not-accepted'
  | 'no-agreement-number'
  | 'CLAIMED_BEFORE'
  | 'REGISTERED_BEFORE'
  | 'OUTSIDE_CLAIMING_PERIOD'
  | 'OUTSIDE_REGISTRATION_PERIOD'
  | 'APPEAL_REFUSED'
  | 'REASON_INVALID'
  | 'DOCUMENT_TOO_LARGE'
  | 'DOCUMENT_EMPTY'
  | 'DOCUMENT_KIND_REFUSED'
  | 'DOCUMENT_DAMAGED'
  | 'DOCUMENT_MACROS_REFUSED'
  | 'DOCUMENT_UNPACKS_TOO_LARGE'
  | 'DOCUMENTS_TOO_MANY';

export type EntryField = ClaimField | RegistrationField | 'acceptedTerms' | 'file' | 'reason';

/** What the pages of partners say of claims and registrations, in one language. */
export interface EntryWords {
  readonly claims: string;
  readonly noClaims: string;
  readonly newClaim: string;
  readonly taken: (from: string, until: string) => string;
  readonly notYet: (from: string) => string;
  readonly over: (until: string) => string;
  readonly notAsked: string;
  readonly onlyAdministrators: string;
  readonly received: (claimId: string) => string;
  readonly receivedAt: string;
  readonly standings: Readonly<Record<ClaimStanding, string>>;
  readonly answeredBy: string;
  readonly appealBefore: string;
  readonly reasons: string;
  readonly appeal: string;
  readonly appealLabel: string;
  readonly appealHint: string;
  readonly documents: string;
  readonly noDocuments: string;
  readonly erased: string;
  readonly kinds: Readonly<Record<'invoice-copy' | 'proof-of-performance', string>>;
  readonly kind: string;
  readonly giveDocument: string;
  readonly sendDocument: string;
  readonly fileHint: (megabytes: number) => string;
  readonly mpnId: string;
  readonly labels: Readonly<Record<EntryField, string>>;
  readonly hints: Partial<Readonly<Record<EntryField, string>>>;
  readonly faults: Readonly<Record<EntryFault, string>>;
  readonly error: string;
  readonly claimLead: string;
  readonly look: string;
  readonly reviewTitle: string;
  readonly reviewLead: string;
  readonly copyTitle: string;
  readonly sendClaim: string;
  readonly change: string;
  readonly registration: string;
  readonly registrationLead: string;
  readonly accept: (terms: string) => string;
  readonly sendRegistration: string;
  readonly registeredOn: string;
  readonly registrationCounts: string;
  readonly registrationForPerson: string;
  readonly registrationFlawed: string;
  readonly offers: string;
  readonly offersLead: string;
}
