import type { CampaignTerms } from '../../campaigns/index.js';
import { endOfDay, startOfDay, type Instant } from '../../kernel/index.js';

/** What a partner may be asked to write; the MPN ID is its own, and the copy of the invoice is given beside it. */
export const CLAIM_FIELDS = ['subscriptionId', 'agreementNumber', 'customerName', 'distributorName'] as const;
export type ClaimField = (typeof CLAIM_FIELDS)[number];

/** As it was written; empty where nothing was. */
export type TypedClaim = Readonly<Record<ClaimField, string>>;

export type ClaimFault = 'missing' | 'too-long' | 'unreadable';

const FIELD_OF: Readonly<Record<string, ClaimField>> = {
  'subscription id': 'subscriptionId',
  'agreement number': 'agreementNumber',
  'customer name': 'customerName',
  'distributor name': 'distributorName',
};

export const LONGEST_CLAIM_FIELD = 200;

/** From the first instant of its first day on, and before the end of its last, in the zone of the offer. */
export interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

/** When claims are taken; undefined where the offer asks for none. */
export function claimingPeriod({ claim, timeZone }: CampaignTerms): Period | undefined {
  return claim === undefined ? undefined : periodOf(claim.value.days, timeZone.value);
}

/** When registrations are taken; undefined where the offer asks for none. */
export function registrationPeriod({ registration, timeZone }: CampaignTerms): Period | undefined {
  return registration === undefined ? undefined : periodOf(registration.value.days, timeZone.value);
}

type Days = NonNullable<CampaignTerms['claim']>['value']['days'];

function periodOf({ from, to }: Days, zone: string): Period {
  return { from: startOfDay(from, zone), until: endOfDay(to, zone) };
}

export function isWithin({ from, until }: Period, now: Instant): boolean {
  return from <= now && now < until;
}

/** What exactly the offer asks to be written, in its order. */
export function askedFields({ claim }: CampaignTerms): ClaimField[] {
  return (claim?.value.needs ?? []).flatMap((need) => FIELD_OF[need] ?? []);
}

export function asksForInvoice({ claim }: CampaignTerms): boolean {
  return claim?.value.needs.includes('invoice file') === true;
}

/** What is wrong with what was written, by field; nothing is asked of fields that the offer does not need. */
export function claimFaults(
  terms: CampaignTerms,
  typed: TypedClaim,
): readonly { readonly field: ClaimField; readonly fault: ClaimFault }[] {
  return askedFields(terms).flatMap((field) => {
    const fault = faultOf(typed[field].trim());
    return fault === undefined ? [] : [{ field, fault }];
  });
}

/** What is wrong with a text of a form that has to be filled in; undefined where nothing is. */
export function faultOf(text: string): ClaimFault | undefined {
  if (text === '') return 'missing';
  if (text.length > LONGEST_CLAIM_FIELD) return 'too-long';
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u.test(text) ? 'unreadable' : undefined;
}
