import { millisOf } from '../../src/kernel/index.js';
import { customersAt, type Customer, type Partner } from '../world/index.js';
import { guidOf } from '../world/random.js';
import { collection, failure, invalidRequest, link, type Answer } from './answer.js';
import type { ApiRequest } from './api-request.js';

const DAY_MS = 86_400_000;
const AUDIT_DAYS_AT_MOST = 90;
const RELATIONSHIP_TYPE = 'is_indirect_cloud_solution_provider_of';

/** The tenant of a reseller, which is not its partner id. */
export function resellerId(partnerId: string): string {
  return guidOf(`reseller|${partnerId}`);
}

/** All resellers of the signed-in provider. */
export function listIndirectResellers({ world, query }: ApiRequest): Answer {
  if (query.get('relationship_type')?.toLowerCase() !== 'isindirectcloudsolutionproviderof')
    return invalidRequest('relationship_type is required.');
  const items = world.partners.map((partner) => ({
    ...relationship(partner),
    state: 'Active',
    location: partner.country,
  }));
  return collection(items.length, items);
}

/** The resellers that a customer has subscriptions through. */
export function listCustomerResellers({ world, at }: ApiRequest, customer: Customer): Answer {
  const sellers = new Set(
    customer.subscriptions.filter(({ createdAt }) => createdAt <= at).map(({ partnerId }) => partnerId),
  );
  const items = world.partners.filter(({ id }) => sellers.has(id)).map(relationship);
  return collection(items.length, items);
}

function relationship({ id, legalName }: Partner) {
  return {
    id: resellerId(id),
    name: legalName,
    relationshipType: RELATIONSHIP_TYPE,
    mpnId: id,
    attributes: { objectType: 'PartnerRelationship' },
  };
}

/** Purchases and changes of seats; what an administrator assigned in the customer's own portal is not among them. */
export function listAuditRecords({ world, at, query }: ApiRequest): Answer {
  const start = query.get('startDate') ?? '';
  const end = query.get('endDate') ?? at.slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(start)) return invalidRequest(`The value '${start}' of startDate is not valid.`);
  if (millisOf(at) - Date.parse(start) > AUDIT_DAYS_AT_MOST * DAY_MS)
    return failure(400, 600039, 'The start date must be within the last 90 days.');
  const items = customersAt(world, at).flatMap((customer) =>
    customer.subscriptions.flatMap((subscription) =>
      subscription.steps
        .filter((step) => step.at <= at && step.at.slice(0, 10) >= start && step.at.slice(0, 10) <= end)
        .map((step, index) => ({
          partnerId: world.distributor.tenantId,
          customerId: customer.id,
          customerName: customer.name,
          userPrincipalName: 'admin@distributor.example',
          resourceType: index === 0 && step === subscription.steps[0] ? 'order' : 'subscription',
          resourceNewValue: JSON.stringify({ Id: subscription.id, Quantity: step.quantity }),
          operationType: step === subscription.steps[0] ? 'create_order' : 'update_subscription',
          operationDate: step.at,
          operationStatus: 'succeeded',
          customizedData: [{ key: 'SubscriptionId', value: subscription.id }],
          attributes: { objectType: 'AuditRecord' },
        })),
    ),
  );
  return collection(items.length, items, { self: link(`/auditrecords?startDate=${start}&size=500`) });
}
