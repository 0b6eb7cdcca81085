import { dayNumber } from './days.js';
import type { ChargeLine, Distributor, Invoice } from './model.js';
import { newCommerceOfferOf } from './products.js';
import { codeOf } from './random.js';
import { termEndOn } from './state.js';

/** The columns of Microsoft's reconciliation file for new commerce, as one JSON object of the Graph export. */
export type ReconciliationLine = Readonly<Record<string, unknown>>;

/**
 * A line of new commerce with the oddities of the published samples: the same field is a text here and a number there,
 * a customer may carry `org:`, no reseller is nothing, 0 or "0", days come with any time and zone, and "no date" is the
 * first of January of year 1.
 */
export function reconciliationLine(invoice: Invoice, line: ChargeLine, distributor: Distributor): ReconciliationLine {
  const { customer, subscription, quantity } = line;
  const { product, numbers } = subscription;
  const { productId, skuId, availabilityId } = newCommerceOfferOf(product);
  // Stable for a line, and different from line to line.
  const odd = Number(codeOf(`odd|${subscription.id}|${line.from}|${String(quantity)}`, 1, '0123456789'));
  const number = (value: number): number | string => (odd % 2 === 0 ? value : String(value));
  const day = (date: string): string => `${date}${TIMES[odd % TIMES.length] ?? ''}`;
  const unitPrice = line.unitPricePence / 100;
  const subtotal = line.subtotalPence / 100;
  return {
    PartnerId: distributor.tenantId,
    CustomerId: odd === 7 ? `org:${customer.id}` : customer.id,
    CustomerName: customer.name,
    CustomerDomainName: customer.domain,
    CustomerCountry: customer.country,
    InvoiceNumber: invoice.id,
    MpnId: distributor.mpnId,
    ResellerMpnId:
      subscription.partnerId === '' ? NO_RESELLER[odd % NO_RESELLER.length] : number(Number(subscription.partnerId)),
    OrderId: numbers.orderNumber.slice(0, 12),
    OrderDate: `${line.from}T18:30:06.6045692Z`,
    ProductId: productId,
    SkuId: skuId,
    AvailabilityId: availabilityId,
    SkuName: product.offerName,
    ProductName: product.offerName,
    ChargeType: odd === 3 ? capitalised(line.chargeType) : line.chargeType,
    UnitPrice: number(unitPrice),
    Quantity: number(quantity),
    Subtotal: number(subtotal),
    TaxTotal: number(0),
    Total: number(subtotal),
    Currency: distributor.currency,
    PriceAdjustmentDescription: '["Price for given term"]',
    PublisherName: 'Microsoft Corporation',
    PublisherId: '',
    SubscriptionDescription: product.offerName,
    SubscriptionId: subscription.id,
    ChargeStartDate: day(line.from),
    ChargeEndDate: day(line.to),
    TermAndBillingCycle: 'One-Year commitment for monthly/yearly billing',
    EffectiveUnitPrice: number(unitPrice),
    UnitType: '',
    AlternateId: numbers.orderNumber.slice(0, 12),
    BillableQuantity: number(quantity),
    BillingFrequency: subscription.cycle === 'monthly' ? 'Monthly' : 'Annual',
    PricingCurrency: distributor.currency,
    PCToBCExchangeRate: number(1),
    PCToBCExchangeRateDate: '0001-01-01T00:00:00',
    MeterDescription: '',
    ReservationOrderId: numbers.orderId,
    CreditReasonCode: '',
    SubscriptionStartDate: `${subscription.startsOn}T00:00:00Z`,
    SubscriptionEndDate: `${termEndOn(subscription, dayNumber(line.from))}T00:00:00Z`,
    ReferenceId: numbers.orderId,
    // A trial is marked, and its lines are of zero besides.
    ...(odd === 5 && !subscription.isTrial ? {} : { ProductQualifiers: subscription.isTrial ? ['Trial'] : [] }),
    PromotionId: '',
  };
}

const TIMES = ['T00:00:00Z', 'T00:00:00', 'T09:22:40.1767993-08:00'] as const;
const NO_RESELLER = ['', 0, '0'] as const;

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
