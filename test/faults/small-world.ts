import {
  generateWorld,
  subscriptionsAt,
  type BillingSystem,
  type Customer,
  type World,
} from '../../demo/world/index.js';
import { instant, type Instant } from '../../src/kernel/index.js';

/** Everything was read in the first night; a few weeks later the second one has to tell what is new. */
export const FIRST_NIGHT = instant('2019-06-10T01:30:00Z');
export const SECOND_NIGHT = instant('2019-07-04T01:30:00Z');
export const THIRD_NIGHT = instant('2019-07-05T01:30:00Z');
const BETWEEN = instant('2019-07-03T05:40:00Z');

const FRESH_INVOICES = 3;

/**
 * A handful of customers cut out of the demo's world: some come new between the nights, some change their seats, one
 * refuses. Of the last four months the invoice of the first is known by the first night; the others are issued between.
 */
export function smallWorld(billing: BillingSystem): World {
  const world = generateWorld({ seed: 7, customers: 160, billing });
  const chosen = new Set([
    ...world.customers.filter(({ appearsAt }) => FIRST_NIGHT < appearsAt && appearsAt < SECOND_NIGHT).slice(0, 2),
    ...world.customers.filter(isRefused).slice(0, 1),
    ...world.customers.filter(changes).slice(0, 3),
    ...world.customers.filter(({ appearsAt }) => appearsAt < FIRST_NIGHT).slice(0, 2),
  ]);
  const invoices = world.invoices
    .filter(({ periodTo }) => periodTo <= '2019-06-30')
    .slice(-FRESH_INVOICES - 1)
    .map((invoice) => ({
      ...invoice,
      issuedAt: invoice.issuedAt < instant('2019-04-15T00:00:00Z') ? invoice.issuedAt : BETWEEN,
      lines: invoice.lines.filter(({ customer }) => chosen.has(customer)),
    }));
  return { ...world, customers: world.customers.filter((customer) => chosen.has(customer)), invoices };
}

export function isNew({ appearsAt }: Customer): boolean {
  return appearsAt > FIRST_NIGHT;
}

export function isRefused({ seatTroubles, appearsAt }: Customer): boolean {
  return appearsAt < FIRST_NIGHT && seatTroubles.some(({ answer, until }) => answer === 'refused' && until === null);
}

function changes(customer: Customer): boolean {
  const shown = (at: Instant) =>
    JSON.stringify(subscriptionsAt(customer, at).map(({ quantity, status }) => [quantity, status]));
  return customer.appearsAt < FIRST_NIGHT && !isRefused(customer) && shown(FIRST_NIGHT) !== shown(SECOND_NIGHT);
}
