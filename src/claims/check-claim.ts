import type { CampaignTerms } from '../campaigns/index.js';
import type { CalendarDate } from '../kernel/index.js';
import { isForAPerson, type RegistrationFlaw } from '../partners/index.js';
import { openPointText, type OpenPoint } from './open-points.js';
import type { RejectionReason } from './rejection-reasons.js';

/** A claim as it was received. */
export interface ReceivedClaim {
  readonly claimId: string;
  readonly partnerId: string;
  /** In the zone of the offer. */
  readonly receivedOn: CalendarDate;
  readonly mpnId: string | null;
  readonly subscriptionId: string | null;
  readonly agreementNumber: string | null;
  readonly customerName: string | null;
  readonly distributorName: string | null;
  readonly invoiceFile: string | null;
}

/** What is on record of the sale that a claim names. */
export interface ClaimedSale {
  /** Lines or subscriptions that bear its name, whoever sold. */
  readonly isOnRecord: boolean;
  readonly isOwn: boolean;
  readonly isOfEligibleProduct: boolean;
  /** Sold by the partner, of an eligible product, on a day of the window. */
  readonly isInWindow: boolean;
}

/** Another claim for the same sale. */
export interface RivalClaim {
  readonly claimId: string;
  readonly partnerKey: number;
  readonly cameBefore: boolean;
  /** Found valid; else it waits for an answer. */
  readonly isValid: boolean;
}

export interface ClaimGround {
  readonly claim: ReceivedClaim;
  /** Undefined where the partner never registered; null where its registration counts, or none is asked for. */
  readonly registrationFlaw: RegistrationFlaw | null | undefined;
  readonly sale: ClaimedSale;
  /** Other claims for the same sale, of whomever and for whichever offer, that are valid, or came before and wait. */
  readonly rivals: readonly RivalClaim[];
  /** Whether a copy of the invoice was given for it. */
  readonly hasInvoiceCopy: boolean;
  /** Other claims, of whomever and for whichever offer, for which a document of this one was given too. */
  readonly alsoGivenFor: readonly string[];
  /** Whether a person found it valid, before it was corrected: what a person said no check takes back. */
  readonly wasFoundValidByAPerson: boolean;
}

export interface CheckedClaim {
  /** Of what is certain. */
  readonly rejected: readonly RejectionReason[];
  /** What a person has to look at; without any and without a reason to reject, the claim is valid. */
  readonly points: readonly OpenPoint[];
  /** The same in words, as the command line says it. */
  readonly open: readonly string[];
}

/** Holds a claim against the terms and what is on record. Pure. */
export function checkClaim(ground: ClaimGround, terms: CampaignTerms): CheckedClaim {
  const rejected: RejectionReason[] = [];
  const open: OpenPoint[] = [];
  const { claim, hasInvoiceCopy, alsoGivenFor } = ground;
  const asked = terms.claim?.value;
  if (asked === undefined) return checked(rejected, [{ code: 'no-claims-asked' }]);
  if (claim.receivedOn < asked.days.from || claim.receivedOn > asked.days.to) rejected.push('outside-claiming-period');
  if (asked.needs.some((need) => VALUE_OF[need](claim) === null)) rejected.push('incomplete');
  if (claim.mpnId !== null && claim.mpnId !== claim.partnerId) rejected.push('other-partner-id');
  checkRegistration(ground, rejected, open);
  checkSale(ground, rejected, open);
  checkRivals(ground, rejected, open);
  // A copy says nothing before somebody has read it.
  if (asked.needs.includes('invoice file'))
    open.push({ code: hasInvoiceCopy ? 'invoice-copy' : 'invoice-copy-wanted' });
  // One invoice may hold two sales, or be used twice.
  if (alsoGivenFor.length > 0) open.push({ code: 'given-for-another', of: alsoGivenFor.join(', ') });
  if (!ground.wasFoundValidByAPerson) return checked(rejected, open);
  const doubts = rejected.map((reason): OpenPoint => ({ code: 'would-be-rejected', of: reason }));
  return checked([], [{ code: 'corrected-since-valid' }, ...doubts, ...open]);
}

function checked(rejected: readonly RejectionReason[], points: readonly OpenPoint[]): CheckedClaim {
  return { rejected, points, open: points.map((point) => openPointText(point, 'en')) };
}

type Need = NonNullable<CampaignTerms['claim']>['value']['needs'][number];

const VALUE_OF: Readonly<Record<Need, (claim: ReceivedClaim) => string | null>> = {
  'mpn id': ({ mpnId }) => mpnId,
  'subscription id': ({ subscriptionId }) => subscriptionId,
  'agreement number': ({ agreementNumber }) => agreementNumber,
  'customer name': ({ customerName }) => customerName,
  'distributor name': ({ distributorName }) => distributorName,
  'invoice file': ({ invoiceFile }) => invoiceFile,
};

function checkRegistration({ registrationFlaw }: ClaimGround, rejected: RejectionReason[], open: OpenPoint[]): void {
  if (registrationFlaw === null) return;
  if (registrationFlaw === undefined) open.push({ code: 'not-registered-yet' });
  else if (isForAPerson(registrationFlaw)) open.push({ code: 'other-company-name' });
  else if (registrationFlaw === 'consumer-domain' || registrationFlaw === 'terms-not-accepted')
    rejected.push(registrationFlaw);
  else rejected.push('not-registered');
}

function checkSale({ sale }: ClaimGround, rejected: RejectionReason[], open: OpenPoint[]): void {
  // What was not delivered yet may still come.
  if (!sale.isOnRecord) open.push({ code: 'sale-not-on-record' });
  else if (!sale.isOwn) rejected.push('sold-by-another');
  else if (!sale.isOfEligibleProduct) rejected.push('product-not-eligible');
  else if (!sale.isInWindow) rejected.push('sold-outside-the-window');
}

/** A sale is found valid once: the claim that comes second is rejected, or looked at by a person. */
function checkRivals({ rivals }: ClaimGround, rejected: RejectionReason[], open: OpenPoint[]): void {
  if (rivals.some(({ cameBefore, isValid }) => cameBefore && isValid)) rejected.push('claimed-before');
  for (const { claimId, isValid } of rivals)
    // One that waits may be rejected yet.
    open.push({ code: isValid ? 'rival-valid' : 'rival-waits', of: claimId });
}
