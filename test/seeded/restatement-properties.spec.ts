import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { NothingToRestate, Restatement } from '../../src/calculation/index.js';
import { Money } from '../../src/kernel/index.js';
import { customerId, ImportFiles, licenceLine } from '../builders/import-folder.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';
import { reading, RestatingWorld } from '../calculation/restating-world.js';

/**
 * What holds of every restatement, on a real database: a world is a few customers, what comes late changes some of them,
 * and in the end all is as it was. Every world takes seconds; more of them: `RUNS=50 npm run jest -- test/seeded/restatement-properties`.
 */
const RUNS = Number(process.env['RUNS'] ?? 5);

jest.setTimeout(300_000 + RUNS * 20_000);

const world = new RestatingWorld();
beforeAll(() => world.open());
afterAll(() => world.close());

interface Sale {
  readonly partner: string;
  readonly seats: number;
  readonly assigned: number;
  readonly segment: string;
}

const PARTNERS = ['1001', '1002', '1003'];
const sale: fc.Arbitrary<Sale> = fc.record({
  partner: fc.constantFrom(...PARTNERS),
  seats: fc.constantFrom(0, 14, 15, 16, 27),
  assigned: fc.constantFrom(14, 15, 40),
  segment: fc.constantFrom('SMB', 'SMB', 'SMB', 'ENTERPRISE', ''),
});
/** What a customer is from a delivery on. */
const change = fc.record({ customer: fc.nat({ max: 4 }), to: sale });
const worlds = fc.record({
  sales: fc.array(sale, { minLength: 2, maxLength: 5 }),
  deliveries: fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
});

const WITHOUT_REWARD = { 'reward for each customer': undefined };
const BY_SEAT = { ...WITHOUT_REWARD, 'reward for each seat': { amount: '3.5', currency: 'USD', seats: 'all' } };
const ways = fc.constantFrom<SpokenTerms>(
  {},
  BY_SEAT,
  { ...BY_SEAT, 'cap for the campaign': { amount: '100', shared: 'in proportion' } },
  { 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } },
  {
    ...WITHOUT_REWARD,
    'reward by tiers': {
      currency: 'USD',
      measure: 'seats',
      'volume of': 'the partner',
      method: 'whole volume',
      'at the edge': 'the band before',
      bands: [
        { from: '0', each: '1.005' },
        { from: '30', each: '2.49' },
      ],
    },
    rounding: { at: 'each customer', direction: 'half to even' },
  },
);

it('causes add up to the difference of the runs; and where all is as it was again, what was given is taken back to the cent', async () => {
  const seen = { restatements: 0, differences: 0 };
  await fc.assert(
    fc.asyncProperty(worlds, ways, async ({ sales, deliveries }, terms) => {
      await world.clear();
      const campaign = aCampaign({
        ...terms,
        'proof of performance': undefined,
        'minimum payout': { amount: '1', below: 'forfeit' },
      });
      const base = new ImportFiles().billingIsKnown();
      for (const partner of PARTNERS) base.partner(partner);
      await world.imported(base.and(...sales.map((each, index) => factsOf(index + 1, each, 0))));
      const first = await world.posted(await world.calculated(campaign));
      const [balances, files] = [await world.balances(), await world.files(first)];

      const changed = new Set<number>();
      for (const [index, changes] of deliveries.entries()) {
        // Of several changes of one customer in one delivery the last would count, and its lines would add up.
        const last = new Map(changes.map(({ customer, to }) => [(customer % sales.length) + 1, to]));
        for (const customer of last.keys()) changed.add(customer);
        await world.imported(
          new ImportFiles().and(...[...last].map(([customer, to]) => factsOf(customer, to, index + 1))),
        );
      }
      const there = await world.restatedIfNeeded(campaign);
      if (there.run !== null) {
        await world.posted(there.run);
        expectToAddUp(there);
      }
      await world.imported(
        new ImportFiles().and(...[...changed].map((customer) => factsOf(customer, sales[customer - 1]!, 9))),
      );
      const back = await world.restatedIfNeeded(campaign);
      if (back.run !== null) {
        expectToAddUp(back);
        expect(await world.files(back.run)).toEqual(files);
        await world.posted(back.run);
      }
      expect(totals(back)).toEqual(new Map([...totals(there)].map(([who, amount]) => [who, amount.negated()])));
      expect(await world.balances()).toEqual(balances);
      expect(await world.problems()).toEqual([]);
      seen.restatements += [there, back].filter(({ run }) => run !== null).length;
      seen.differences += totals(there).size + totals(back).size;
    }),
    // To shrink what failed would take longer than to read it.
    { numRuns: RUNS, endOnFailure: true },
  );
  console.log(
    `${String(RUNS)} worlds, ${String(seen.restatements)} restatements, ${String(seen.differences)} differences`,
  );
});

/** A customer's invoice, its row in the register and a reading that is newer than those before. */
function factsOf(customer: number, { partner, seats, assigned, segment }: Sale, minute: number): ImportFiles {
  return new ImportFiles()
    .rows('customers.csv', { customer_id: customerId(customer), name: `Customer ${String(customer)}`, segment })
    .rows(`billing/D${String(customer)}.csv`, licenceLine(customer, { ResellerMpnId: partner, Quantity: seats }))
    .and(reading(customer, assigned, `2019-06-30T20:0${String(minute)}:00Z`));
}

function expectToAddUp({ run, restates, differences }: Restatement): void {
  const sum = differences.reduce(
    (all, { amount }) => all.plus(Money.of(amount, run.currency)),
    Money.zero(run.currency),
  );
  const earned = (of: typeof run) => Money.of(of.earnedTotal, of.currency);
  expect(sum.toString()).toBe(earned(run).minus(earned(restates)).toString());
  for (const { causes } of differences) expect(causes.length).toBeGreaterThan(0);
}

/** By partner and customer, whatever it came from; what cancels out is left out. */
function totals(restatement: Restatement | NothingToRestate): ReadonlyMap<string, Money> {
  const sums = new Map<string, Money>();
  if (restatement.run === null) return sums;
  for (const { partnerId, customerId: customer, amount, currency } of restatement.differences) {
    const who = `${partnerId} ${customer}`;
    sums.set(who, (sums.get(who) ?? Money.zero(currency)).plus(Money.of(amount, currency)));
  }
  return new Map([...sums].filter(([, amount]) => !amount.isZero()).sort(([a], [b]) => (a < b ? -1 : 1)));
}
