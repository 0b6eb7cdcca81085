import { z } from 'zod';

/**
 * Answers of Partner Center as far as we read them (contract of Partner Center, sections 2 to 6). Objects may hold
 * more. Every JSON number arrives here as its own text: the samples mix strings and numbers for one field, and a
 * float would change amounts of many digits.
 */
const text = z.string();
const optionalText = text.nullish();

/** `links.next` in its several spellings; only its continuation header or its presence is trusted. */
const nextLink = z.looseObject({
  uri: optionalText,
  headers: z.array(z.looseObject({ key: text, value: text })).nullish(),
});

/**
 * An item of another form than documented is read as one that says nothing: whoever maps it finds out and names it,
 * and the others of its page are not lost with it.
 */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- the form that it makes is its type
export function collectionOf<T extends z.ZodType>(item: T) {
  return z.looseObject({
    items: z.array(item.catch(item.parse({}))),
    links: z.looseObject({ next: nextLink.nullish() }).nullish(),
  });
}

const customer = z.looseObject({
  id: optionalText,
  relationshipToPartner: optionalText,
  companyProfile: z.looseObject({ companyName: optionalText, domain: optionalText }).nullish(),
});
export type WireCustomer = z.output<typeof customer>;
export const customersPage = collectionOf(customer);

const subscription = z.looseObject({
  id: optionalText,
  offerId: optionalText,
  offerName: optionalText,
  partnerId: optionalText,
  quantity: optionalText,
  status: optionalText,
  isTrial: z.boolean().nullish(),
  effectiveStartDate: optionalText,
  commitmentEndDate: optionalText,
});
export type WireSubscription = z.output<typeof subscription>;
export const subscriptionsAnswer = collectionOf(subscription);

const subscribedSku = z.looseObject({
  consumedUnits: optionalText,
  totalUnits: optionalText,
  productSku: z.looseObject({ id: optionalText, name: optionalText, skuPartNumber: optionalText }).nullish(),
});
export type WireSubscribedSku = z.output<typeof subscribedSku>;
export const subscribedSkusAnswer = collectionOf(subscribedSku);

/** A document of billing: an invoice, or a note that amends one. Notes also come inside what they amend. */
const invoiceHead = z.looseObject({
  id: optionalText,
  invoiceDate: optionalText,
  documentType: optionalText,
  amendsOf: optionalText,
  totalCharges: optionalText,
  invoiceDetails: z
    .array(z.looseObject({ billingProvider: optionalText, invoiceLineItemType: optionalText }))
    .nullish(),
  get amendments() {
    return z.array(invoiceHead).nullish();
  },
});
export type WireInvoice = z.output<typeof invoiceHead>;
export const invoicesPage = collectionOf(invoiceHead);

export const invoiceAnswer = z.looseObject({
  billingPeriodStartDate: optionalText,
  billingPeriodEndDate: optionalText,
  totalCharges: optionalText,
});

const licenceLine = z.looseObject({
  customerId: optionalText,
  tier2MpnId: optionalText,
  durableOfferId: optionalText,
  offerName: optionalText,
  syndicationPartnerSubscriptionNumber: optionalText,
  chargeType: optionalText,
  chargeStartDate: optionalText,
  chargeEndDate: optionalText,
  quantity: optionalText,
  subtotal: optionalText,
  currency: optionalText,
});
export type WireLicenceLine = z.output<typeof licenceLine>;
export const licenceLinesPage = collectionOf(licenceLine);

/** A new-commerce line has the names of the reconciliation file's columns, in another case. */
export const newCommerceLinesPage = collectionOf(z.record(text, z.unknown()));

/** `{ code, description }`; with 429 it is `{ statusCode, message }` instead. Codes come as text or number. */
export const errorAnswer = z.looseObject({
  code: optionalText,
  description: optionalText,
  statusCode: optionalText,
  message: optionalText,
});

export interface NextPage {
  readonly continuationToken: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly links?: { readonly next?: z.output<typeof nextLink> | null | undefined } | null | undefined;
}

/** What the next page needs; `undefined` after the last. */
export function nextPage({ links }: Page<unknown>): NextPage | undefined {
  const next = links?.next;
  if (next === undefined || next === null) return undefined;
  return { continuationToken: next.headers?.find(({ key }) => key.toLowerCase() === 'ms-continuationtoken')?.value };
}
