import { describe, expect, it } from '@jest/globals';
import { processorMs } from '../builders/processor-time.js';
import { calendarDate, instant, plusDays } from '../../src/kernel/index.js';
import {
  BEFORE_PROOF_DEADLINE,
  customersAt,
  generateWorld,
  invoicesAt,
  RULE_IDS,
  seatsAt,
  SETTLED_AT,
  SNAPSHOT_AT,
  subscriptionsAt,
  WORLD_BEGINS,
  WORLD_ENDS,
  type ChargeLine,
  type World,
} from '../../demo/world/index.js';
import { hasValidCheckDigits } from '../../demo/world/bank-accounts.js';

const STORIES = (
  'exactly-fifteen-seats fourteen-seats eight-and-seven assigned-but-not-billed billed-but-not-assigned ' +
  'billed-at-nothing falls-on-the-last-day assigned-on-another-sku pool-larger-than-the-sale team-members-only ' +
  'trial-seats-do-not-count seats-added-in-the-middle-of-a-month seats-taken-away-in-the-middle-of-a-year ' +
  'cancelled-with-credit credit-after-the-end two-partners-share-a-tenant one-reward-for-one-customer ' +
  'a-line-without-a-reseller no-access-to-the-tenant no-access-and-too-few-billed ' +
  'access-withdrawn-in-the-last-days stale-reading bought-from-another-partner-before an-old-invoice-remembers ' +
  'declared-never declared-never-but-billed a-trial-is-no-purchase office-is-not-dynamics enterprise-customer ' +
  'segment-not-known customer-not-in-the-list competency-on-the-first-day-only ' +
  'competency-in-time-for-the-second-day competency-between-the-days competency-not-on-the-list ' +
  'terms-never-on-one-day never-enrolled enrolled-on-the-last-day no-proof proof-one-day-late ' +
  'membership-ended-a-day-early agreement-missing partner-not-in-the-register first-seller-undecided ' +
  'iban-check-digits personal-account no-bank-account no-tax-profile'
).split(' ');

const world = generateWorld({ seed: 20190630 });

describe('the world of a seed', () => {
  it('is the same every time', () => {
    expect(written(generateWorld({ seed: 20190630 }))).toBe(written(world));
  });

  it('differs from that of another seed, except for its stories', () => {
    const other = generateWorld({ seed: 1 });
    expect(namesOf(other)).not.toEqual(namesOf(world));
    expect(other.stories).toEqual(world.stories);
  });

  it('has about forty partners and 120 customers, and as many as it is asked for', () => {
    expect([world.partners.length, world.customers.length]).toEqual([40, 120]);
    const large = generateWorld({ seed: 20190630, customers: 300 });
    expect(large.customers).toHaveLength(300);
    const among = new Set(large.customers.map((customer) => JSON.stringify(customer)));
    expect(world.customers.filter((customer) => !among.has(JSON.stringify(customer)))).toEqual([]);
  });

  it('keeps every story when it is made as small as can be', () => {
    const small = generateWorld({ seed: 20190630, customers: 0, partners: 0 });
    expect(small.stories).toEqual(world.stories);
    expect(small.customers).toHaveLength(new Set(small.stories.flatMap(({ customerIds }) => customerIds)).size);
    expect(small.invoices.map(({ id }) => id)).toEqual(world.invoices.map(({ id }) => id));
    expect(small.invoices.every(({ lines }) => lines.length > 0)).toBe(true);
  });

  it('is made in less than 300 ms of the processor', async () => {
    expect(await processorMs(() => generateWorld({ seed: 2 }))).toBeLessThan(300);
  });
});

describe('stories', () => {
  it('tell all that the rules tell apart', () => {
    expect(world.stories.map(({ id }) => id)).toEqual(STORIES);
    expect(new Set(world.stories.flatMap(({ shows }) => shows))).toEqual(new Set(RULE_IDS));
    expect(
      new Set(world.stories.flatMap(({ expectations }) => expectations.flatMap(({ decidedBy }) => decidedBy))),
    ).toEqual(new Set(RULE_IDS));
  });

  it('expect something of each customer, as of a day on which it can be known, with reasons in the order of the rules', () => {
    for (const { id, customerIds, expectations } of world.stories) {
      expect({ id, customers: new Set(expectations.map(({ customerId }) => customerId)) }).toEqual({
        id,
        customers: new Set(customerIds),
      });
      for (const { outcome, decidedBy, knownAt } of expectations) {
        expect([BEFORE_PROOF_DEADLINE, SETTLED_AT]).toContain(knownAt);
        expect(decidedBy).toEqual(RULE_IDS.filter((rule) => decidedBy.includes(rule)));
        expect(decidedBy.length > 0).toBe(outcome === 'not-qualified' || outcome === 'undecided');
      }
    }
  });

  it('name partners that exist, or one that stands outside of the register', () => {
    const registered = new Map(world.partners.map(({ id, inRegister }) => [id, inRegister]));
    for (const { partnerIds } of world.stories) expect(partnerIds.every((id) => registered.has(id))).toBe(true);
    expect([...registered.values()].filter((inRegister) => !inRegister)).toHaveLength(1);
  });

  it('break exactly the bank details that they speak of', () => {
    const obstacles = new Map(
      world.stories.flatMap(({ payout }) => (payout === null ? [] : [[payout.partnerId, payout.obstacle]])),
    );
    for (const { id, bankAccount, legalName, standings } of world.partners) {
      const obstacle = obstacles.get(id);
      expect({ id, missing: bankAccount === null }).toEqual({ id, missing: obstacle === 'no-bank-account' });
      expect({ id, taxed: standings.some(({ name }) => name === 'tax-profile') }).toEqual({
        id,
        taxed: obstacle !== 'no-tax-profile',
      });
      if (bankAccount === null) continue;
      expect({ id, valid: hasValidCheckDigits(bankAccount.iban) }).toEqual({
        id,
        valid: obstacle !== 'iban-check-digits',
      });
      expect({ id, kind: bankAccount.kind }).toEqual({
        id,
        kind: obstacle === 'personal-account' ? 'personal' : 'business',
      });
      expect({ id, own: bankAccount.accountName === legalName }).toEqual({ id, own: obstacle !== 'personal-account' });
    }
  });
});

describe('the state at an instant', () => {
  it('follows the days: a customer appears when it first buys, seats and term move, a cancelled subscription fades', () => {
    const customer = storyCustomer(world, 'cancelled-with-credit');
    const at = (date: string) =>
      subscriptionsAt(customer, instant(`${date}T12:00:00Z`)).map(
        ({ status, quantity }) => `${status} ${String(quantity)}`,
      );
    expect(customersAt(world, instant('2019-02-06T09:59:59Z'))).not.toContain(customer);
    expect(customersAt(world, instant('2019-02-06T10:00:00Z'))).toContain(customer);
    expect(
      ['2019-02-06', '2019-05-09', '2019-05-10', '2019-06-08', '2019-06-09', '2019-09-06', '2019-09-07'].map(at),
    ).toEqual([['active 20'], ['active 20'], ['suspended 20'], ['suspended 20'], ['deleted 20'], ['deleted 20'], []]);
  });

  it('pools the seats of a tenant by SKU, trial seats and seats of other sellers included', () => {
    const bySku = (story: string) =>
      Object.fromEntries(
        seatsAt(storyCustomer(world, story), SNAPSHOT_AT).map(({ sku, assigned, active }) => [
          sku.partNumber,
          [assigned, active],
        ]),
      );
    expect(bySku('trial-seats-do-not-count')).toEqual({ FLOW_FREE: [1, 10_000], D365_SALES_PRO: [17, 17] });
    expect(bySku('pool-larger-than-the-sale')).toEqual({ FLOW_FREE: [1, 10_000], DYN365_ENTERPRISE_PLAN1: [40, 40] });
  });

  it('has a change from the very instant at which it is made', () => {
    const customer = storyCustomer(world, 'seats-added-in-the-middle-of-a-month');
    const heldAndAssigned = (at: string) => [
      subscriptionsAt(customer, instant(at)).map(({ quantity }) => quantity),
      seatsAt(customer, instant(at)).map(({ assigned }) => assigned),
    ];
    expect(heldAndAssigned('2019-06-12T09:59:59.999999Z')).toEqual([[10], [1, 10]]);
    expect(heldAndAssigned('2019-06-12T10:00:00Z')).toEqual([[18], [1, 18]]);
  });

  it('is known only within the span of the world', () => {
    expect(() => customersAt(world, instant('2018-11-30T23:59:59Z'))).toThrow('The world is known from');
    expect(() => invoicesAt(world, instant('2019-10-01T00:00:01Z'))).toThrow('The world is known from');
    expect(customersAt(world, WORLD_BEGINS).length).toBeLessThan(customersAt(world, WORLD_ENDS).length);
  });

  it('gives every tenant a reading that names a SKU, on every day', () => {
    for (let day = calendarDate('2018-12-01'); day < '2019-10-01'; day = plusDays(day, 7)) {
      const at = instant(`${day}T22:00:00Z`);
      expect(customersAt(world, at).filter((customer) => seatsAt(customer, at).length === 0)).toEqual([]);
    }
  });
});

/** Whole, with each line's customer and subscription by id: they stand in the world already. */
function written(whole: World): string {
  return JSON.stringify(whole, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && 'chargeType' in value
      ? { ...value, customer: (value as ChargeLine).customer.id, subscription: (value as ChargeLine).subscription.id }
      : value,
  );
}

function namesOf({ customers }: World): string[] {
  return customers.map(({ name }) => name);
}

function storyCustomer({ stories, customers }: World, storyId: string) {
  const id = stories.find((story) => story.id === storyId)?.customerIds[0];
  const customer = customers.find((candidate) => candidate.id === id);
  if (customer === undefined) throw new Error(`No customer for the story ${storyId}.`);
  return customer;
}
