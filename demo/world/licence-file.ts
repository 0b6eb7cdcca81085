import { csvRecord } from '../../src/kernel/index.js';
import { dayNumber } from './days.js';
import type { ChargeLine, Distributor, Invoice } from './model.js';
import { termEndOn } from './state.js';

/** The columns of Microsoft's reconciliation file for legacy licences, in Microsoft's order and spelling. */
const COLUMNS = [
  'PartnerId',
  'CustomerId',
  'CustomerName',
  'MpnId',
  'ResellerMpnId',
  'OrderId',
  'SubscriptionId',
  'SyndicationPartnerSubscriptionNumber',
  'OfferId',
  'DurableOfferID',
  'OfferName',
  'SubscriptionStartDate',
  'SubscriptionEndDate',
  'ChargeStartDate',
  'ChargeEndDate',
  'ChargeType',
  'UnitPrice',
  'Quantity',
  'Amount',
  'TotalOtherDiscount',
  'Subtotal',
  'Tax',
  'TotalForCustomer',
  'Currency',
  'DomainName',
  'SubscriptionName',
  'SubscriptionDescription',
  'BillingCycleType',
] as const;

/** The reconciliation file of one invoice. Its name, not its content, says which invoice: `<invoice id>.csv`. */
export function licenceFile(invoice: Invoice, distributor: Distributor): string {
  return [csvRecord(COLUMNS), ...invoice.lines.map((line) => csvRecord(valuesOf(line, distributor)))].join('');
}

function valuesOf(line: ChargeLine, distributor: Distributor): string[] {
  const { customer, subscription } = line;
  const { product, numbers } = subscription;
  const values: Record<(typeof COLUMNS)[number], string> = {
    PartnerId: distributor.tenantId,
    CustomerId: customer.id.toUpperCase(),
    CustomerName: customer.name,
    MpnId: distributor.mpnId,
    ResellerMpnId: subscription.partnerId, // Empty when none; over HTTP the same is -1.
    OrderId: numbers.orderNumber,
    SubscriptionId: numbers.billingSubscriptionId,
    SyndicationPartnerSubscriptionNumber: subscription.id,
    OfferId: numbers.billingOfferId.toUpperCase(),
    DurableOfferID: product.offerId,
    OfferName: product.offerName,
    SubscriptionStartDate: startOfDay(subscription.startsOn),
    SubscriptionEndDate: startOfDay(termEndOn(subscription, dayNumber(line.from))),
    ChargeStartDate: startOfDay(line.from),
    ChargeEndDate: endOfDay(line.to),
    ChargeType: line.chargeType,
    UnitPrice: decimal(line.unitPricePence),
    Quantity: String(line.quantity),
    Amount: decimal(line.amountPence),
    TotalOtherDiscount: decimal(line.discountPence),
    Subtotal: decimal(line.subtotalPence),
    Tax: '0',
    TotalForCustomer: decimal(line.subtotalPence),
    Currency: distributor.currency,
    DomainName: customer.domain,
    SubscriptionName: product.offerName,
    SubscriptionDescription: product.offerName,
    BillingCycleType: subscription.cycle === 'annual' ? 'Annual' : 'Monthly',
  };
  return COLUMNS.map((column) => values[column]);
}

/** `2/1/2019 0:00`: month first, no zone, as the file has it. */
function startOfDay(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${String(month)}/${String(day)}/${String(year)} 0:00`;
}

function endOfDay(date: string): string {
  return startOfDay(date).replace(/ 0:00$/, ' 23:59');
}

function decimal(pence: number): string {
  const digits = String(Math.abs(pence)).padStart(3, '0');
  return `${pence < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
