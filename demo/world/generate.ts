import { compareCodePoints, instant, invariant, type Guid } from '../../src/kernel/index.js';
import { SETTLED_AT } from './campaign.js';
import { composeCustomer, composePartner } from './compose.js';
import { ordinaryCustomers, ordinaryPartners } from './crowd.js';
import { invoicesOf } from './invoices.js';
import type { Distributor, Story, World } from './model.js';
import { PRODUCTS, type BillingSystem } from './products.js';
import { guidOf } from './random.js';
import type { StoryScript } from './script.js';
import { HARBOURLINE, PARTNERS_IN_GOOD_STANDING, STORY_SCRIPTS } from './stories/index.js';

export interface WorldSize {
  readonly seed: number;
  /** In all, stories included; never fewer than the stories need. */
  readonly customers?: number;
  readonly partners?: number;
  /** Legacy, where it is left out. */
  readonly billing?: BillingSystem;
}

const DISTRIBUTOR: Distributor = {
  name: 'Tidewater Cloud Distribution Ltd',
  tenantId: guidOf('distributor|tenant'),
  mpnId: '5100001',
  currency: 'GBP',
};

/**
 * The world of a seed. Stories are the same in every world: the seed moves only the crowd around them, and small things
 * such as the street of an address.
 */
export function generateWorld({ seed, customers = 120, partners = 40, billing = 'legacy' }: WorldSize): World {
  const storyPartners = [...PARTNERS_IN_GOOD_STANDING, ...STORY_SCRIPTS.flatMap((script) => script.partners ?? [])];
  const storyCustomers = STORY_SCRIPTS.flatMap((script) => script.customers);
  const crowdPartners = ordinaryPartners(seed, Math.max(0, partners - storyPartners.length));
  const crowdCustomers = ordinaryCustomers(
    seed,
    Math.max(0, customers - storyCustomers.length),
    crowdPartners.length === 0 ? PARTNERS_IN_GOOD_STANDING : crowdPartners,
  );
  const everyone = [...storyCustomers, ...crowdCustomers]
    .map((script) => composeCustomer(seed, script))
    .sort((a, b) => compareCodePoints(a.id, b.id));
  const idOf = new Map(everyone.map(({ name, id }) => [name, id]));
  invariant(idOf.size === everyone.length, 'no two customers share a name, for the name gives the id');
  return {
    seed,
    billing,
    distributor: DISTRIBUTOR,
    products: PRODUCTS,
    partners: [...storyPartners, ...crowdPartners].map((script) => composePartner(seed, script)),
    customers: everyone,
    invoices: invoicesOf(everyone, billing),
    stories: STORY_SCRIPTS.map((script) =>
      storyOf(
        script,
        script.customers.flatMap(({ name }) => idOf.get(name) ?? []),
      ),
    ),
  };
}

function storyOf(script: StoryScript, customerIds: readonly Guid[]): Story {
  const own = script.partners?.[0]?.id ?? HARBOURLINE;
  const sellers = script.customers.flatMap(({ subscriptions }) =>
    subscriptions.flatMap(({ partner }) => partner ?? []),
  );
  return {
    id: script.id,
    tells: script.tells,
    shows: script.shows,
    partnerIds: [...new Set(sellers)],
    customerIds,
    expectations: customerIds.flatMap((customerId) =>
      script.expect.map(({ partner, outcome, seats, decidedBy, knownAt }) => ({
        partnerId: partner ?? own,
        customerId,
        knownAt: knownAt === undefined ? SETTLED_AT : instant(knownAt),
        outcome,
        seats: seats ?? { qualifying: null, assigned: null, billed: null },
        decidedBy: decidedBy ?? [],
      })),
    ),
    payout: script.payout === undefined ? null : { partnerId: own, obstacle: script.payout },
  };
}
