import type { CalendarDate } from '../../kernel/index.js';
import { compareNames } from '../company-names/index.js';
import { domainOf, isConsumerDomain } from './consumer-domains.js';

/** What a partner gave when it registered for an offer. */
export interface StatedRegistration {
  readonly registeredOn: CalendarDate;
  readonly contactEmail: string;
  readonly companyName: string;
  readonly termsVersion: string | null;
  readonly termsAcceptedOn: CalendarDate | null;
  readonly agreementNumber: string | null;
}

/** What an offer asks of it. */
export interface RegistrationTerms {
  readonly days: { readonly from: CalendarDate; readonly to: CalendarDate };
  /** The wording that is to be accepted. */
  readonly terms: string;
  readonly needs?: readonly 'agreement number'[] | undefined;
}

/** The company as the register knows it. */
export interface RegisteredCompany {
  readonly legalName: string;
  readonly country: string | null;
}

/**
 * Why a registration does not count; `name-differs` and `name-unclear` are for a person, who asks for a copy of the
 * customer's invoice.
 */
export const REGISTRATION_FLAWS = [
  'too-early',
  'too-late',
  'no-address',
  'consumer-domain',
  'terms-not-accepted',
  'no-agreement-number',
  'name-differs',
  'name-unclear',
] as const;
export type RegistrationFlaw = (typeof REGISTRATION_FLAWS)[number];

/** Whether a flaw leaves a question to a person. */
export function isForAPerson(flaw: RegistrationFlaw): boolean {
  return flaw === 'name-differs' || flaw === 'name-unclear';
}

/** The first flaw of a registration; null where it counts. */
export function flawOf(
  stated: StatedRegistration,
  { days, terms, needs = [] }: RegistrationTerms,
  { legalName, country }: RegisteredCompany,
): RegistrationFlaw | null {
  if (stated.registeredOn < days.from) return 'too-early';
  if (stated.registeredOn > days.to) return 'too-late';
  const domain = domainOf(stated.contactEmail);
  if (domain === undefined) return 'no-address';
  if (isConsumerDomain(domain)) return 'consumer-domain';
  const { termsVersion, termsAcceptedOn } = stated;
  if (termsVersion !== terms || termsAcceptedOn === null || termsAcceptedOn > days.to) return 'terms-not-accepted';
  if (needs.includes('agreement number') && stated.agreementNumber === null) return 'no-agreement-number';
  const { outcome } = compareNames(legalName, stated.companyName, country ?? undefined);
  if (outcome === 'match') return null;
  return outcome === 'no-match' ? 'name-differs' : 'name-unclear';
}

/** Of a partner's registrations for one offer, in their order, the one that stands: the first that counts, else the first. */
export function standingRegistration<Judged extends { readonly flaw: RegistrationFlaw | null }>(
  registrations: readonly Judged[],
): Judged | undefined {
  return (
    registrations.find(({ flaw }) => flaw === null) ??
    registrations.find(({ flaw }) => flaw !== null && isForAPerson(flaw)) ??
    registrations[0]
  );
}
