import { generateWorld, type World } from '../../demo/world/index.js';

/** Customers of the demo's stories whose pages differ from one another, and with them their partners. */
const CUSTOMERS = [
  'Pebblegate Dental Practice',
  'Fourteen Acres Nursery',
  'Half Moon Printworks',
  'Giftwell Card Company',
  'Yesterday’s News Archive',
  'Closed Gate Estates',
  'Greyfield Partners',
  'Queueing Theory Café',
];

/** Partners whose one customer is enough to tell their story: languages, standing, and what keeps money back. */
const PARTNERS = ['Björkviken Data AB', 'Elfterstunde Informatik GmbH', 'Nowhere To Send Ltd', 'Taxform Pending Ltd'];

/** A part of the demo's world, small enough for a browser to see every page of. */
export function browserWorld(): World {
  const world = generateWorld({ seed: 1 });
  const partnerIds = new Set(
    world.partners.filter(({ legalName }) => PARTNERS.includes(legalName)).map(({ id }) => id),
  );
  const customers = world.customers.filter(
    ({ name, subscriptions }) =>
      CUSTOMERS.includes(name) || subscriptions.some(({ partnerId }) => partnerIds.has(partnerId)),
  );
  const chosen = new Set(customers);
  return {
    ...world,
    customers,
    invoices: world.invoices.map((invoice) => ({
      ...invoice,
      lines: invoice.lines.filter(({ customer }) => chosen.has(customer)),
    })),
  };
}
