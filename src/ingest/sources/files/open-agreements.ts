import type { BillingLine } from '../../deliveries/invoice-stager.js';
import { billingDay, billingDecimal, caselessText, guid, optional, partnerIdOrNone, required, text } from '../cells.js';
import { endsBeforeItStarts, type Cells, type RowOf, type RowProblem } from './file-format.js';

/**
 * Columns of a distributor's report of Open agreements: licences sold once, beside the subscriptions of CSP. An
 * agreement that comes again supersedes the earlier statement of it whole, as an invoice does.
 */
export const OPEN_AGREEMENT_CELLS = {
  agreementnumber: required(text),
  saledate: required(billingDay),
  /** Last day of the licence; empty where it does not end. */
  enddate: optional(billingDay),
  partnumber: required(caselessText),
  quantity: required(billingDecimal),
  subtotal: required(billingDecimal),
  currency: optional(text),
  customerid: required(guid),
  resellermpnid: optional(partnerIdOrNone),
  distributorname: required(text),
} satisfies Cells;

type OpenRow = RowOf<typeof OPEN_AGREEMENT_CELLS>;

export function checkOpenRow(row: OpenRow): RowProblem | undefined {
  return endsBeforeItStarts('enddate', row.saledate, row.enddate);
}

/** Part numbers of Open have a space of their own among the offers: `products.csv` maps `open:Q4Y-00003`. */
export function offerOfPartNumber(partNumber: string): string {
  return `open:${partNumber}`;
}

/** Of licences that do not end. */
const NEVER = '9999-12-31';

/** A line of an agreement as one of billing: charged from the day of sale on, for as long as the licence lasts. */
export function openLine(row: OpenRow): BillingLine {
  return {
    invoiceNumber: row.agreementnumber,
    customerId: row.customerid,
    offerId: offerOfPartNumber(row.partnumber),
    partnerId: row.resellermpnid,
    subscriptionId: null,
    chargeType: null,
    chargeStart: row.saledate,
    chargeEnd: row.enddate ?? NEVER,
    quantity: row.quantity,
    subtotal: row.subtotal,
    currency: row.currency,
    isTrialOrAddOn: false,
  };
}
