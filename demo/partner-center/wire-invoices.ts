import { reconciliationLine, type ChargeLine, type Distributor, type Invoice } from '../world/index.js';
import { dayNumber } from '../world/days.js';
import { termEndOn } from '../world/state.js';
import { link } from './answer.js';

/** An invoice as the list shows it: without its billing period, as in the published list. */
export function invoiceSummary(invoice: Invoice, { currency }: Distributor): Record<string, unknown> {
  return {
    id: invoice.id,
    invoiceDate: sevenDecimals(invoice.issuedAt),
    ...charges(invoice, currency),
    ...documents(invoice),
  };
}

/** An invoice read by id. The billing period carries the time of day of the invoice, which means nothing. */
export function invoiceRecord(invoice: Invoice, { currency }: Distributor): Record<string, unknown> {
  const atSameTime = (date: string): string => `${date}${sevenDecimals(invoice.issuedAt).slice(10)}`;
  return {
    id: invoice.id,
    invoiceDate: sevenDecimals(invoice.issuedAt),
    billingPeriodStartDate: atSameTime(invoice.periodFrom),
    billingPeriodEndDate: atSameTime(invoice.periodTo),
    ...charges(invoice, currency),
    ...documents(invoice),
  };
}

function charges(invoice: Invoice, currencyCode: string): Record<string, unknown> {
  const totalPence = invoice.lines.reduce((sum, { subtotalPence }) => sum + subtotalPence, 0);
  return { totalCharges: amount(totalPence), paidAmount: 0, currencyCode, currencySymbol: '£' };
}

function documents({ id }: Invoice): Record<string, unknown> {
  const isLegacy = id.startsWith('D');
  const [type, provider, called] = isLegacy
    ? (['Recurring', 'office', 'Office'] as const)
    : (['OneTime', 'one_time', 'OneTime'] as const);
  const receipt = id.replace(/\D/g, '').padEnd(6, '0').slice(0, 6);
  return {
    pdfDownloadLink: `/invoices/${id}/documents/statement`,
    taxReceipts: [
      { id: receipt, taxReceiptPdfDownloadLink: `/invoices/${id}/receipts/${receipt}/documents/statement` },
    ],
    invoiceDetails: [
      {
        invoiceLineItemType: 'billing_line_items',
        billingProvider: provider,
        links: { self: link(`/invoices/${type}-${id}/lineitems/${called}/BillingLineItems`) },
        attributes: { objectType: 'InvoiceDetail' },
      },
    ],
    documentType: 'invoice',
    invoiceType: type,
    links: { self: link(`/invoices/${type}-${id}`) },
    attributes: { objectType: 'Invoice' },
  };
}

/** An issued line never changes, so its form is made once. */
const formed = new WeakMap<ChargeLine, unknown>();

/** A legacy licence line. Partner ids are numbers here, and -1 stands for no reseller; dates carry no zone. */
export function licenceLine(line: ChargeLine, distributor: Distributor): unknown {
  const form = formed.get(line) ?? formOf(line, distributor);
  formed.set(line, form);
  return form;
}

function formOf(line: ChargeLine, distributor: Distributor): unknown {
  const { customer, subscription } = line;
  const { product, numbers } = subscription;
  return {
    partnerId: distributor.tenantId,
    customerId: customer.id.toUpperCase(),
    customerName: customer.name,
    mpnId: Number(distributor.mpnId),
    tier2MpnId: subscription.partnerId === '' ? -1 : Number(subscription.partnerId),
    orderId: numbers.orderNumber,
    subscriptionId: numbers.billingSubscriptionId,
    syndicationPartnerSubscriptionNumber: subscription.id.toUpperCase(),
    offerId: numbers.billingOfferId.toUpperCase(),
    durableOfferId: product.offerId,
    offerName: product.offerName.toUpperCase(),
    domainName: customer.domain,
    billingCycleType: subscription.cycle.toUpperCase(),
    subscriptionName: product.offerName.toUpperCase(),
    subscriptionDescription: product.offerName.toUpperCase(),
    subscriptionStartDate: `${subscription.startsOn}T00:00:00`,
    subscriptionEndDate: `${termEndOn(subscription, dayNumber(line.from))}T00:00:00`,
    chargeStartDate: `${line.from}T00:00:00`,
    chargeEndDate: `${line.to}T00:00:00`,
    chargeType: line.chargeType,
    unitPrice: amount(line.unitPricePence),
    quantity: line.quantity,
    amount: amount(line.amountPence),
    totalOtherDiscount: amount(line.discountPence),
    subtotal: amount(line.subtotalPence),
    tax: 0,
    totalForCustomer: amount(line.subtotalPence),
    currency: distributor.currency,
    invoiceLineItemType: 'billing_line_items',
    billingProvider: 'office',
    attributes: { objectType: 'LicenseBasedLineItem' },
  };
}

/** A new-commerce line as `/v1` has it: the columns of the reconciliation file in another case, and some of its own. */
export function newCommerceLine(invoice: Invoice, line: ChargeLine, distributor: Distributor): unknown {
  const columns = Object.entries(reconciliationLine(invoice, line, distributor)).map(([name, value]) => [
    name === 'PCToBCExchangeRate' || name === 'PCToBCExchangeRateDate'
      ? name.replace('PCToBC', 'pcToBC')
      : name === 'Total'
        ? 'totalForCustomer'
        : `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    value,
  ]);
  return {
    ...(Object.fromEntries(columns) as Record<string, unknown>),
    discountDetails: '',
    invoiceLineItemType: 'billing_line_items',
    billingProvider: 'one_time',
    'attributes/objectType': 'OneTimeInvoiceLineItem',
    attributes: { objectType: 'OneTimeInvoiceLineItem' },
  };
}

/** JSON has no decimals of its own: the nearest float prints as the two decimals that were meant. */
function amount(pence: number): number {
  return pence / 100;
}

function sevenDecimals(at: string): string {
  return at.replace(/Z$/, '7Z');
}
