import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCustomer, aCustomerCase, officialRun } from '../../../test/builders/case-facts.js';
import { aCampaign, type SpokenTerms } from '../../../test/campaign-builder.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import { compareCodePoints, Money } from '../../kernel/index.js';
import { determine, type CustomerCase } from '../determine.js';
import { rulesFor } from '../rules/index.js';
import { bitsOfFindings } from './rule-bits.js';
import { PartnerSettlement, type SettledPartner, type StagedDetermination } from './settle-partner.js';

/* From the facts of customers to what their partners earn, as a run does it, without the tables between. */

interface Seller {
  readonly partnerId: string;
  readonly firstStart: string | null;
  readonly billed: number;
}

interface Buyer {
  readonly number: number;
  readonly segment: 'SMB' | 'ENTERPRISE' | null;
  readonly assigned: number | null;
  readonly sellers: readonly Seller[];
}

const PARTNERS = ['1001', '1002', '1003'];

const seller = fc.record({
  partnerId: fc.constantFrom(...PARTNERS),
  firstStart: fc.constantFrom(null, '2019-01-15', '2019-02-01', '2019-06-01'),
  billed: fc.integer({ min: 0, max: 25 }),
});
const buyers = fc
  .array(
    fc.record({
      segment: fc.constantFrom('SMB' as const, 'SMB' as const, 'SMB' as const, 'ENTERPRISE' as const, null),
      assigned: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 6 }),
      sellers: fc.uniqueArray(seller, { selector: ({ partnerId }) => partnerId, minLength: 1 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => all.map((each, number): Buyer => ({ ...each, number })));

function caseOf({ number, segment, assigned, sellers }: Buyer): CustomerCase {
  const keyOf = (partnerId: string) => Number(partnerId);
  const plain = aCustomerCase(assigned, sellers);
  return {
    ...plain,
    customerKey: number,
    customer: aCustomer({ ...plain.customer, segment, customerId: `customer-${String(number)}` }),
    seats: {
      ...plain.seats,
      billed: sellers.map(({ partnerId, billed }) => ({ skuKey: 1, partnerKey: keyOf(partnerId), seats: billed })),
    },
    partners: plain.partners.map((each) => ({ ...each, partnerKey: keyOf(each.partner.partnerId) })),
  };
}

/** By partner, with its customers by key. */
function settled(world: readonly Buyer[], terms: CampaignTerms): ReadonlyMap<string, SettledPartner> {
  const settlement = new PartnerSettlement(terms);
  const staged = world.map(caseOf).flatMap((customerCase) =>
    determine(customerCase, officialRun(), terms, rulesFor(terms)).map((each): StagedDetermination => {
      const { notMet, unknown, pending } = bitsOfFindings(each.findings);
      const byItself = each.outcome === 'qualified' ? settlement.rewardByItself : null;
      return {
        partnerKey: each.partnerKey,
        partnerId: String(each.partnerKey),
        customerKey: each.customerKey,
        customerId: customerCase.customer.customerId,
        outcome: each.outcome,
        rulesNotMet: notMet,
        rulesUnknown: unknown,
        rulesPending: pending,
        seatsQualifying: each.seatsQualifying,
        seatsAssigned: each.seatsAssigned,
        seatsBilled: each.seatsBilled,
        counted: settlement.policy.measure === 'customers' ? null : each.counted.count,
        reward: byItself?.toString() ?? '0',
        currency: settlement.policy.currency.code,
        firstStart: each.firstStart,
        countedMost: each.counted.most,
        countedParts: each.counted.parts,
      };
    }),
  );
  const byPartner = Map.groupBy(staged, ({ partnerId }) => partnerId);
  return new Map(
    [...byPartner].map(([partnerId, [first, ...others]]) => [partnerId, settlement.settle([first!, ...others])]),
  );
}

const HALVES = { at: 'each partner', direction: 'half to even' };
const tiers = (method: string): SpokenTerms => ({
  'reward for each customer': undefined,
  'reward by tiers': {
    currency: 'GBP',
    measure: 'seats',
    'volume of': 'the partner',
    method,
    'at the edge': 'the band that begins',
    bands: [
      { from: '0', each: '1.005' },
      { from: '20', each: '1.5' },
    ],
  },
  rounding: HALVES,
});

/** Of these, one more seat never earns less: no maximum, and no rate that falls. */
const RISING: readonly SpokenTerms[] = [
  {},
  { 'customers needed': { 'at least': 2, 'those before': 'rewarded' } },
  { 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } },
  tiers('marginal'),
  { ...tiers('whole volume'), 'customers needed': { 'at least': 2, 'those before': 'not rewarded' } },
  { ...tiers('whole volume'), 'minimum seats': undefined, 'cap for each partner': { amount: '33.33' } },
];
const CUT: readonly SpokenTerms[] = [
  { ...tiers('marginal'), 'maximum seats': { seats: 20, above: 'the maximum counts' } },
  { ...tiers('whole volume'), 'cap for each customer': { amount: '10' }, 'cap for each product': { amount: '25' } },
];
const termsOf = (all: readonly SpokenTerms[]) => fc.constantFrom(...all.map((terms) => aCampaign(terms).terms));

/** What a partner earns, what it could, and each of its customers, in an order that does not depend on how they came. */
function spoken(partners: ReadonlyMap<string, SettledPartner>): unknown {
  return [...partners]
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([partnerId, { earning, rows }]) => [
      partnerId,
      { ...earning, now: String(earning.now.earned), potential: earning.potential && String(earning.potential.earned) },
      [...rows].sort((a, b) => a.customerKey - b.customerKey),
    ]);
}

describe('from facts to earnings', () => {
  it('the order in which customers, and the sales of each, come makes no difference', () => {
    const inTwoOrders = buyers.chain((world) =>
      fc.tuple(fc.constant(world), fc.shuffledSubarray(world, { minLength: world.length })),
    );
    const backwards = (buyer: Buyer): Buyer => ({ ...buyer, sellers: buyer.sellers.toReversed() });
    fc.assert(
      fc.property(inTwoOrders, termsOf([...RISING, ...CUT]), ([world, other], terms) => {
        expect(spoken(settled(other.map(backwards), terms))).toEqual(spoken(settled(world, terms)));
      }),
    );
  });

  it('rewards add up to what is earned, nobody is rewarded who does not qualify, and nothing exceeds the potential', () => {
    fc.assert(
      fc.property(buyers, termsOf([...RISING, ...CUT]), (world, terms) => {
        for (const { rows, earning } of settled(world, terms).values()) {
          const { earned } = earning.now;
          const rewards = rows.map(({ reward, currency }) => Money.of(reward, currency));
          expect(rewards.reduce((sum, each) => sum.plus(each), earned.minus(earned)).toString()).toBe(String(earned));
          expect(rows.filter(({ outcome, reward }) => outcome !== 'qualified' && Number(reward) !== 0)).toEqual([]);
          if (earning.potential !== null) expect(earning.potential.earned.compare(earned)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('one more seat, billed and assigned, never earns its partner less', () => {
    const oneMore = buyers.chain((world) =>
      fc.tuple(fc.constant(world), fc.nat({ max: world.length - 1 })).chain(([, index]) => {
        const buyer = world[index]!;
        return fc.constantFrom(...buyer.sellers.map(({ partnerId: id }) => id)).map((partnerId) => ({
          world,
          partnerId,
          more: world.map((each) => (each === buyer ? grown(each, partnerId) : each)),
        }));
      }),
    );
    const earnedBy = (partners: ReadonlyMap<string, SettledPartner>, partnerId: string) =>
      partners.get(partnerId)!.earning.now.earned;
    fc.assert(
      fc.property(oneMore, termsOf(RISING), ({ world, more, partnerId }, terms) => {
        const [before, after] = [settled(world, terms), settled(more, terms)];
        expect(earnedBy(after, partnerId).compare(earnedBy(before, partnerId))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

function grown(buyer: Buyer, partnerId: string): Buyer {
  return {
    ...buyer,
    assigned: buyer.assigned === null ? null : buyer.assigned + 1,
    sellers: buyer.sellers.map((each) => (each.partnerId === partnerId ? { ...each, billed: each.billed + 1 } : each)),
  };
}
