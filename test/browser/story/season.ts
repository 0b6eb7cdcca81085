import { instant } from '../../../src/kernel/index.js';
import { composeCustomer, composePartner } from '../../../demo/world/compose.js';
import { generateWorld, type Partner, type World } from '../../../demo/world/index.js';
import { invoicesOf } from '../../../demo/world/invoices.js';
import type { CustomerScript, PartnerScript } from '../../../demo/world/script.js';

const SEED = 1;

/** A Swedish reseller that never said where it is to be paid. */
const PARTNER: PartnerScript = { id: '5100990', legalName: 'Norrsken Moln AB', country: 'SE', bankAccount: 'none' };

export const SHORT_CUSTOMER = 'Älvstrands Snickeri';
const FULL_CUSTOMER = 'Kvarnbergs Trädgård';

/** When the administrator of the short customer gives its last seat to somebody. */
const SEAT_ASSIGNED_AT = '2019-06-26T09:00:00Z';

const CUSTOMERS: readonly CustomerScript[] = [
  {
    name: SHORT_CUSTOMER,
    country: 'SE',
    subscriptions: [{ product: 'sales-enterprise', partner: PARTNER.id, from: '2019-03-04', seats: 15 }],
    assigned: {
      'sales-enterprise': [
        ['2019-03-05', 14],
        [SEAT_ASSIGNED_AT, 15],
      ],
    },
  },
  {
    name: FULL_CUSTOMER,
    country: 'SE',
    subscriptions: [{ product: 'sales-enterprise', partner: PARTNER.id, from: '2019-02-18', seats: 16 }],
  },
];

/** Before June is over: what is billed on a day is not known before its invoice, and no estimate would say `qualified`. */
const JUNE_ISSUED_AT = instant('2019-06-24T05:40:37.589776Z');

/** One partner with two customers, of which one lacks a seat until four days before the campaign ends. */
export function season(): { readonly partner: Partner; readonly world: World } {
  const partner = composePartner(SEED, PARTNER);
  const customers = CUSTOMERS.map((script) => composeCustomer(SEED, script)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const whole = generateWorld({ seed: SEED });
  const invoices = invoicesOf(customers, 'legacy').map((invoice) =>
    invoice.periodTo === '2019-06-30' ? { ...invoice, issuedAt: JUNE_ISSUED_AT } : invoice,
  );
  return { partner, world: { ...whole, partners: [partner], customers, invoices, stories: [] } };
}
