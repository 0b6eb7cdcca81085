/** Claims of the partners for their customers. */
import { addDays, type Day } from '../calendar.js';
import type { DraftCustomer } from './customer-rows.js';
import type { Cells, World } from './world.js';

export function addClaims(world: World, customers: readonly DraftCustomer[]): void {
  // Where the campaign asks for none, a few are there all the same.
  const often = world.terms.claim === undefined ? 0.05 : 0.95;
  let number = 0;
  for (const customer of customers) {
    for (const partnerId of customer.partnerIds) {
      if (world.random.chance(often)) addClaim(world, customer, partnerId, `C-${(number += 1)}`, customers);
    }
  }
}

function addClaim(
  world: World,
  customer: DraftCustomer,
  partnerId: string,
  claimId: string,
  customers: readonly DraftCustomer[],
): void {
  const { random, terms } = world;
  const days = terms.claim?.days ?? terms.window;
  const delivery = world.deliveries[world.anyDelivery()]!;
  const onDay = (day: Day): string => world.written(world.startOf(day) + random.integer(0, 80_000) * 1000);
  const lastSecondOf = (day: Day): string => world.written(world.startOf(addDays(day, 1)) - 1000);
  const other = random.pick(customers);
  const good = {
    claim_id: claimId,
    partner_id: partnerId,
    campaign_id: terms.campaignId,
    received_at: onDay(world.dayBetween(days.from, days.to)),
    mpn_id: partnerId,
    subscription_id: customer.subscriptionId,
    agreement_number: 'A-77',
    customer_name: customer.name,
    distributor_name: 'Distributor Ltd',
    invoice_file: 'invoice.pdf',
  };
  const add = (changes: Cells = {}): void => delivery.add('claims.csv', { ...good, ...changes });
  world.usually(add, {
    'no claim': () => undefined,
    'a claim received in the first second of its days': () =>
      add({ received_at: world.written(world.startOf(days.from)) }),
    'a claim received in the second before its days': () => add({ received_at: lastSecondOf(addDays(days.from, -1)) }),
    'a claim received in the last second of its days': () => add({ received_at: lastSecondOf(days.to) }),
    'a claim received at the midnight after its days': () =>
      add({ received_at: world.written(world.startOf(addDays(days.to, 1))) }),
    'a claim for another campaign': () => add({ campaign_id: `${terms.campaignId}-other` }),
    'a claim of another partner id': () => add({ mpn_id: random.pick(['1', `0${partnerId}`]) }),
    'a claim without a partner id': () => add({ mpn_id: '' }),
    'a claim without an agreement number': () => add({ agreement_number: ' ' }),
    'a claim without a distributor': () => add({ distributor_name: '' }),
    'a claim without an invoice': () => add({ invoice_file: '' }),
    'a claim without a name': () => add({ customer_name: '' }),
    'a claim by name': () => add({ subscription_id: '' }),
    'a claim by name in capitals, with blanks': () =>
      add({ subscription_id: '', customer_name: `  ${customer.name.toUpperCase()} ` }),
    'a claim by another name': () => add({ subscription_id: '', customer_name: `${customer.name} Ltd` }),
    'a claim by neither subscription nor name': () => add({ subscription_id: '', customer_name: '' }),
    'a claim for a subscription that nobody knows': () => add({ subscription_id: random.guid() }),
    'a claim for a subscription of another customer': () => add({ subscription_id: other.subscriptionId }),
    'a claim that a later row corrects': () => {
      add({ campaign_id: `${terms.campaignId}-other` });
      add();
    },
    'a claim that a later row takes away': () => {
      add();
      add({ received_at: onDay(addDays(days.to, 3)) });
    },
    'a claim that cannot be read': () =>
      delivery.addFaulty('claims.csv', {
        ...good,
        ...random.pick<Cells>([{ partner_id: '' }, { received_at: 'yesterday' }]),
      }),
  });
}
