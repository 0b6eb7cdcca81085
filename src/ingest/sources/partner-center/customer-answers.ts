import type { Guid, Instant } from '../../../kernel/index.js';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import type { Mapping } from '../mapping.js';
import type { Answer } from './answers.js';
import type { SubscriptionRow, Unreadable } from './mapper.js';
import type { WireSubscribedSku, WireSubscription } from './wire.js';

/** What is asked of a customer. */
export type Resource = 'subscriptions' | 'seats';

/** Where rows of an answer go, and what makes them. */
export interface Staging {
  readonly draft: DeliveryDraft;
  readonly mapping: Mapping;
}

export async function stageSubscriptions(
  { draft, mapping }: Staging,
  customerId: Guid,
  { value: items, observedAt }: Answer<readonly WireSubscription[]>,
): Promise<void> {
  const file = `customers/${customerId}/subscriptions`;
  await draft.stage('reading', { customer_id: customerId, resource: 'subscriptions', observed_at: observedAt });
  const read = new Map<string, SubscriptionRow>();
  const contradicted = new Set<string>();
  for (const [index, item] of items.entries()) {
    const line = index + 1;
    const mapped = mapping.subscriptionRow(customerId, observedAt, item);
    if (!('row' in mapped)) {
      // What one row would have said is not known: these are not all subscriptions of the customer.
      quarantine(draft, file, line, mapped.problem);
      await stageUnreadable(draft, customerId, 'subscriptions', observedAt);
      continue;
    }
    const { row } = mapped;
    draft.productNames.saw('offer', item.offerId, () => item.offerName);
    const earlier = read.get(row.subscription_id);
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(row)) {
      contradicted.add(row.subscription_id);
      const problem = { column: 'id', expected: 'one state of a subscription', found: `two of ${row.subscription_id}` };
      quarantine(draft, file, line, problem);
    }
    read.set(row.subscription_id, row);
  }
  for (const [id, row] of read) if (!contradicted.has(id)) await draft.stage('subscription', row);
}

export async function stageSeats(
  { draft, mapping }: Staging,
  customerId: Guid,
  { value: items, observedAt }: Answer<readonly WireSubscribedSku[]>,
): Promise<void> {
  const file = `customers/${customerId}/subscribedskus`;
  await draft.stage('reading', { customer_id: customerId, resource: 'seats', observed_at: observedAt });
  for (const [index, item] of items.entries()) {
    const line = index + 1;
    const mapped = mapping.seatRow(customerId, observedAt, item, { file, line });
    if ('row' in mapped) {
      draft.productNames.saw('sku', item.productSku?.id, () => item.productSku?.name);
      await draft.stage('seat', mapped.row);
      continue;
    }
    // A reading with a row that cannot be read says nothing certain about the tenant.
    quarantine(draft, file, line, mapped.problem);
    await stageUnreadable(draft, customerId, 'seats', observedAt);
  }
}

async function stageUnreadable(
  draft: DeliveryDraft,
  customerId: Guid,
  resource: Resource,
  observedAt: Instant,
): Promise<void> {
  await draft.stage('refusal', {
    customer_id: customerId,
    resource,
    observed_at: observedAt,
    cause: 'unreadable',
  });
}

function quarantine(draft: DeliveryDraft, file: string, line: number, problem: Unreadable): void {
  draft.quarantined.push({ file, line, code: 'ROW_UNREADABLE', ...problem });
}
