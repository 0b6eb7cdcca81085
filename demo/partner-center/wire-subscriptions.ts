import { offerIdIn, type BillingSystem, type Customer, type SkuState, type SubscriptionState } from '../world/index.js';
import { link } from './answer.js';

/**
 * A subscription as it stands. Ids come in upper or lower case as they please (here by their first digit), for
 * the published samples do both.
 */
export function subscriptionRecord(customer: Customer, state: SubscriptionState, billing: BillingSystem): unknown {
  const { subscription, quantity, status, termEndsOn, version } = state;
  const { product } = subscription;
  const offerId = offerIdIn(billing, product);
  const id = inEitherCase(subscription.id);
  const consumption = product.sku === null;
  return {
    id,
    ...(consumption ? { entitlementId: subscription.id.toUpperCase() } : {}),
    offerId,
    offerName: product.offerName,
    friendlyName: product.offerName,
    quantity,
    unitType: consumption ? 'Usage-based' : 'Licenses',
    creationDate: shortest(subscription.createdAt),
    effectiveStartDate: `${subscription.startsOn}T00:00:00Z`,
    commitmentEndDate: `${termEndsOn ?? '9999-12-10'}T00:00:00Z`,
    status,
    ...(status === 'suspended' ? { suspensionReasons: ['CustomerCancellation'] } : {}),
    autoRenewEnabled: !consumption && !subscription.isTrial && status === 'active',
    // The sample of a consumption subscription has neither a trial mark nor a billing cycle nor a reseller.
    ...(consumption ? {} : { isTrial: subscription.isTrial }),
    billingType: consumption ? 'usage' : 'license',
    ...(consumption ? {} : { billingCycle: subscription.cycle, partnerId: subscription.partnerId }),
    contractType: 'subscription',
    links: {
      offer: link(`/offers/${offerId}?country=${customer.country}`),
      self: link(`/customers/${customer.id}/subscriptions/${id}`),
    },
    orderId: subscription.numbers.orderId.toUpperCase(),
    attributes: {
      etag: Buffer.from(JSON.stringify({ id: subscription.id, version })).toString('base64'),
      objectType: 'Subscription',
    },
  };
}

/** One SKU of the tenant: all seats of it in one pool, whoever sold them. */
export function subscribedSku({ sku, assigned, active, warning, suspended }: SkuState): unknown {
  return {
    availableUnits: active + warning - assigned,
    activeUnits: active,
    consumedUnits: assigned,
    suspendedUnits: suspended,
    totalUnits: active + warning,
    warningUnits: warning,
    productSku: {
      id: sku.id,
      name: sku.name,
      skuPartNumber: sku.partNumber,
      targetType: 'User',
      licenseGroupId: 'group1',
    },
    servicePlans: sku.servicePlans.map(({ displayName, serviceName, id, targetType }) => ({
      displayName,
      serviceName,
      id,
      capabilityStatus: 'Enabled',
      targetType,
    })),
    capabilityStatus: active > 0 ? 'Enabled' : warning > 0 ? 'Warning' : 'Suspended',
    attributes: { objectType: 'SubscribedSku' },
  };
}

function inEitherCase(id: string): string {
  return /^[0-7]/.test(id) ? id : id.toUpperCase();
}

/** `2019-02-04T10:00:00Z`, with decimals of a second only where there are any. */
function shortest(at: string): string {
  return at.replace(/\.?0*Z$/, 'Z');
}
