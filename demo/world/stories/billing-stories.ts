import { BEFORE_PROOF_DEADLINE } from '../campaign.js';
import { seats, type StoryScript } from '../script.js';
import { BRACKENFELL, HARBOURLINE } from './good-standing.js';

/** How charges are reversed, credited and shared between partners. */
export const BILLING_STORIES: readonly StoryScript[] = [
  {
    id: 'seats-added-in-the-middle-of-a-month',
    tells:
      'Ten seats become eighteen on 12 June: the charge for ten is reversed in full and billed again in two parts.',
    shows: ['billed-seats'],
    customers: [
      {
        name: 'Midsummer Bakeries',
        subscriptions: [
          {
            product: 'business-central-essentials',
            partner: HARBOURLINE,
            from: '2019-01-28',
            seats: 10,
            creditsCarry: 'positive-quantity',
            changes: [{ at: '2019-06-12', seats: 18 }],
          },
        ],
      },
    ],
    expect: [{ outcome: 'qualified', seats: seats(18, 18, 18) }],
  },
  {
    id: 'seats-taken-away-in-the-middle-of-a-year',
    tells:
      'A year of thirty seats, cut to twenty and then to sixteen: each cut reverses what was billed and bills it again.',
    shows: ['billed-seats'],
    customers: [
      {
        name: 'Fellside Cooperative',
        subscriptions: [
          {
            product: 'sales-enterprise',
            partner: HARBOURLINE,
            from: '2019-01-17',
            seats: 30,
            cycle: 'annual',
            creditsCarry: 'negative-quantity',
            changes: [
              { at: '2019-03-20', seats: 20 },
              { at: '2019-05-29', seats: 16 },
            ],
          },
        ],
      },
    ],
    expect: [{ outcome: 'qualified', seats: seats(16, 16, 16) }],
  },
  {
    id: 'cancelled-with-credit',
    tells:
      'A year paid in advance, cancelled on 10 May: the rest of the year comes back as a credit of positive quantity and negative amount.',
    shows: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Backwater Boatyard',
        subscriptions: [
          {
            product: 'business-central-premium',
            partner: HARBOURLINE,
            from: '2019-02-06',
            seats: 20,
            cycle: 'annual',
            creditsCarry: 'positive-quantity',
            cancelledAt: '2019-05-10',
          },
        ],
      },
    ],
    expect: [
      {
        outcome: 'not-qualified',
        seats: seats(0, 0, 0),
        decidedBy: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
      },
    ],
  },
  {
    id: 'credit-after-the-end',
    tells:
      'On 22 July Microsoft takes back eight of twenty seats from 26 June on. Who calculated before pays a reward that a restatement takes back.',
    shows: ['billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Afterglow Candles',
        subscriptions: [
          {
            product: 'business-central-essentials',
            partner: HARBOURLINE,
            from: '2019-03-11',
            seats: 20,
            changes: [{ at: '2019-07-22', seats: 12, effectiveOn: '2019-06-26' }],
          },
        ],
      },
    ],
    expect: [
      { outcome: 'qualified', seats: seats(20, 20, 20), knownAt: BEFORE_PROOF_DEADLINE },
      { outcome: 'not-qualified', seats: seats(12, 20, 12), decidedBy: ['billed-seats', 'qualifying-seats'] },
    ],
  },
  {
    id: 'two-partners-share-a-tenant',
    tells: 'Two partners bill thirty seats of one SKU, twenty-four are assigned: they are shared sixteen to eight.',
    shows: ['billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Commonground Housing',
        subscriptions: [
          { product: 'business-central-essentials', partner: BRACKENFELL, from: '2019-01-09', seats: 10 },
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-13', seats: 20 },
        ],
        assigned: {
          'business-central-essentials': [
            ['2019-01-09', 10],
            ['2019-02-14', 24],
          ],
        },
      },
    ],
    expect: [
      { partner: HARBOURLINE, outcome: 'qualified', seats: seats(16, 24, 20) },
      {
        partner: BRACKENFELL,
        outcome: 'not-qualified',
        seats: seats(8, 24, 10),
        decidedBy: ['billed-seats', 'qualifying-seats'],
      },
    ],
  },
  {
    id: 'one-reward-for-one-customer',
    tells: 'Both partners sold enough seats; the reward goes to the one that sold first.',
    shows: ['one-reward-per-customer'],
    customers: [
      {
        name: 'Crossroads Logistics',
        subscriptions: [
          { product: 'business-central-premium', partner: HARBOURLINE, from: '2019-02-01', seats: 16 },
          { product: 'sales-professional', partner: BRACKENFELL, from: '2019-03-01', seats: 18 },
        ],
      },
    ],
    expect: [
      { partner: HARBOURLINE, outcome: 'qualified', seats: seats(16, 34, 16) },
      {
        partner: BRACKENFELL,
        outcome: 'not-qualified',
        seats: seats(18, 34, 18),
        decidedBy: ['one-reward-per-customer'],
      },
    ],
  },
  {
    id: 'a-line-without-a-reseller',
    tells:
      'Fifteen of the tenant’s seats name no reseller. Nobody earns on them, yet they take their share of what is assigned.',
    shows: ['qualifying-seats'],
    customers: [
      {
        name: 'Noname Street Theatre',
        subscriptions: [
          { product: 'sales-professional', partner: HARBOURLINE, from: '2019-03-06', seats: 20 },
          { product: 'sales-professional', partner: null, from: '2019-03-20', seats: 15 },
        ],
        assigned: { 'sales-professional': [['2019-03-07', 20]] },
      },
    ],
    expect: [{ outcome: 'not-qualified', seats: seats(11, 20, 20), decidedBy: ['qualifying-seats'] }],
  },
  {
    id: 'no-access-to-the-tenant',
    tells: 'The customer never granted access to its directory: how many seats are assigned is unknown, not zero.',
    shows: ['assigned-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Closed Gate Estates',
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-20', seats: 20 },
        ],
        seatTroubles: [{ from: '2018-12-01', answer: 'refused' }],
      },
    ],
    expect: [{ outcome: 'undecided', seats: seats(null, null, 20), decidedBy: ['assigned-seats', 'qualifying-seats'] }],
  },
  {
    id: 'no-access-and-too-few-billed',
    tells: 'Nobody knows what is assigned, but ten billed seats can never become fifteen.',
    shows: ['billed-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Tenfold Tailors',
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-21', seats: 10 },
        ],
        seatTroubles: [{ from: '2018-12-01', answer: 'refused' }],
      },
    ],
    expect: [
      {
        outcome: 'not-qualified',
        seats: seats(null, null, 10),
        decidedBy: ['assigned-seats', 'billed-seats', 'qualifying-seats'],
      },
    ],
  },
  {
    id: 'access-withdrawn-in-the-last-days',
    tells:
      'Seats were read every night until the customer withdrew access on 29 June: the older reading no longer speaks for the end.',
    shows: ['assigned-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Shutter & Sons Framing',
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-27', seats: 19 },
        ],
        seatTroubles: [{ from: '2019-06-29T00:00:00Z', until: '2019-07-05T00:00:00Z', answer: 'refused' }],
      },
    ],
    expect: [{ outcome: 'undecided', seats: seats(null, null, 19), decidedBy: ['assigned-seats', 'qualifying-seats'] }],
  },
  {
    id: 'stale-reading',
    tells:
      'Microsoft gave no answer for this tenant from 28 June on: the last reading is older than two days at the end of the campaign.',
    shows: ['assigned-seats', 'qualifying-seats'],
    customers: [
      {
        name: 'Yesterday’s News Archive',
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-28', seats: 22 },
        ],
        seatTroubles: [{ from: '2019-06-28T00:00:00Z', until: '2019-07-02T00:00:00Z', answer: 'failing' }],
      },
    ],
    expect: [{ outcome: 'undecided', seats: seats(null, null, 22), decidedBy: ['assigned-seats', 'qualifying-seats'] }],
  },
];
