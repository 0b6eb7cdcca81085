import { seats, type StoryScript } from '../script.js';
import { HARBOURLINE } from './good-standing.js';

/** How many seats count at the end of the campaign: assigned, billed, and the smaller of the two for each SKU. */
export const SEAT_STORIES: readonly StoryScript[] = [
  {
    id: 'exactly-fifteen-seats',
    tells: 'Fifteen seats assigned and billed: the smallest customer that earns the reward.',
    shows: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Pebblegate Dental Practice',
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-04', seats: 15 },
        ],
      },
    ],
    expect: [{ outcome: 'qualified', seats: seats(15, 15, 15) }],
  },
  {
    id: 'fourteen-seats',
    tells: 'One seat short of the minimum.',
    shows: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Fourteen Acres Nursery',
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-04', seats: 14 },
        ],
      },
    ],
    expect: [
      {
        outcome: 'not-qualified',
        seats: seats(14, 14, 14),
        decidedBy: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
      },
    ],
  },
  {
    id: 'eight-and-seven',
    tells: 'Eight seats of Business Central and seven of Sales: eligible SKUs add up.',
    shows: ['qualifying-seats'],
    customers: [
      {
        name: 'Twinbrook Veterinary Group',
        subscriptions: [
          { product: 'business-central-premium', partner: HARBOURLINE, from: '2019-03-01', seats: 8 },
          { product: 'sales-professional', partner: HARBOURLINE, from: '2019-03-18', seats: 7, cycle: 'annual' },
        ],
      },
    ],
    expect: [{ outcome: 'qualified', seats: seats(15, 15, 15) }],
  },
  {
    id: 'assigned-but-not-billed',
    tells: 'Cancelled on 10 June with a credit; the users keep working through the grace period, but nobody is billed.',
    shows: ['billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Lanternhouse Events',
        subscriptions: [
          {
            product: 'sales-professional',
            partner: HARBOURLINE,
            from: '2019-01-21',
            seats: 18,
            cancelledAt: '2019-06-10',
          },
        ],
        assigned: { 'sales-professional': [['2019-01-21', 18]] },
      },
    ],
    expect: [{ outcome: 'not-qualified', seats: seats(0, 18, 0), decidedBy: ['billed-seats', 'qualifying-seats'] }],
  },
  {
    id: 'billed-but-not-assigned',
    tells: 'Twenty seats are paid for, nine are given to users.',
    shows: ['assigned-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Half Moon Printworks',
        subscriptions: [{ product: 'business-central-premium', partner: HARBOURLINE, from: '2019-02-11', seats: 20 }],
        assigned: {
          'business-central-premium': [
            ['2019-02-12', 6],
            ['2019-04-02', 9],
          ],
        },
      },
    ],
    expect: [{ outcome: 'not-qualified', seats: seats(9, 9, 20), decidedBy: ['assigned-seats', 'qualifying-seats'] }],
  },
  {
    id: 'billed-at-nothing',
    tells:
      'A promotion takes off the whole price: the lines carry sixteen seats and a subtotal of zero, which is not active billing.',
    shows: ['billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Giftwell Card Company',
        subscriptions: [
          { product: 'sales-professional', partner: HARBOURLINE, from: '2019-04-01', seats: 16, discountPercent: 100 },
        ],
      },
    ],
    expect: [{ outcome: 'not-qualified', seats: seats(0, 16, 0), decidedBy: ['billed-seats', 'qualifying-seats'] }],
  },
  {
    id: 'falls-on-the-last-day',
    tells:
      'Eighteen seats all spring, twelve on 30 June: only the end of the last day counts, not the best day before.',
    shows: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Lastlight Lighting',
        subscriptions: [
          {
            product: 'business-central-essentials',
            partner: HARBOURLINE,
            from: '2019-01-14',
            seats: 18,
            changes: [{ at: '2019-06-30T00:30:00Z', seats: 12 }],
          },
        ],
      },
    ],
    expect: [
      {
        outcome: 'not-qualified',
        seats: seats(12, 12, 12),
        decidedBy: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
      },
    ],
  },
  {
    id: 'assigned-on-another-sku',
    tells:
      'Sixteen seats of Sales Professional are billed, but the users work on sixteen of Sales Enterprise from an agreement with Microsoft.',
    shows: ['qualifying-seats'],
    customers: [
      {
        name: 'Mirrorpool Surveyors',
        subscriptions: [{ product: 'sales-professional', partner: HARBOURLINE, from: '2019-03-04', seats: 16 }],
        assigned: { 'sales-professional': [], 'sales-enterprise': [['2019-01-10', 16]] },
        fromElsewhere: { 'sales-enterprise': 20 },
      },
    ],
    expect: [{ outcome: 'not-qualified', seats: seats(0, 16, 16), decidedBy: ['qualifying-seats'] }],
  },
  {
    id: 'pool-larger-than-the-sale',
    tells: 'The tenant has forty seats assigned, fifteen of them from this partner: what counts is what was billed.',
    shows: ['qualifying-seats'],
    customers: [
      {
        name: 'Widewater Freight',
        subscriptions: [
          { product: 'customer-engagement-plan', partner: HARBOURLINE, from: '2019-02-18', seats: 15, cycle: 'annual' },
        ],
        assigned: {
          'customer-engagement-plan': [
            ['2019-01-08', 25],
            ['2019-02-18', 40],
          ],
        },
        fromElsewhere: { 'customer-engagement-plan': 25 },
      },
    ],
    expect: [{ outcome: 'qualified', seats: seats(15, 40, 15) }],
  },
  {
    id: 'team-members-only',
    tells: 'Team member and attach seats are Dynamics 365, but none of the eligible products.',
    shows: ['qualifying-seats'],
    customers: [
      {
        name: 'Allhands Building Supplies',
        subscriptions: [
          { product: 'team-members', partner: HARBOURLINE, from: '2019-02-25', seats: 60 },
          { product: 'sales-enterprise-attach', partner: HARBOURLINE, from: '2019-02-25', seats: 20 },
        ],
      },
    ],
    expect: [{ outcome: 'no-row' }],
  },
  {
    id: 'trial-seats-do-not-count',
    tells:
      'Twelve paid seats and five of a trial share one pool of seventeen: the trial fills the pool, but nobody pays for it.',
    shows: ['billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Tryon Outdoor Clothing',
        subscriptions: [
          { product: 'sales-professional', partner: HARBOURLINE, from: '2019-04-08', seats: 12 },
          {
            product: 'sales-professional-trial',
            partner: HARBOURLINE,
            from: '2019-06-12',
            seats: 5,
            lapsesOn: '2019-07-12',
          },
        ],
      },
    ],
    expect: [{ outcome: 'not-qualified', seats: seats(12, 17, 12), decidedBy: ['billed-seats', 'qualifying-seats'] }],
  },
];
