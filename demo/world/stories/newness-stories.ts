import type { StoryScript } from '../script.js';
import { BRACKENFELL, HARBOURLINE } from './good-standing.js';

const twenty = { qualifying: 20, assigned: 20, billed: 20 };

/** Whether the customer is small or midmarket, and whether it is new to Dynamics 365. */
export const NEWNESS_STORIES: readonly StoryScript[] = [
  {
    id: 'bought-from-another-partner-before',
    tells: 'The customer told finance that it bought Dynamics 365 in May 2018 from a reseller of another distributor.',
    shows: ['new-customer'],
    customers: [
      {
        name: 'Secondspring Garden Centres',
        priorPurchase: { on: '2018-05-14', source: 'declared by the customer' },
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-05', seats: 20 },
        ],
      },
    ],
    expect: [{ outcome: 'not-qualified', seats: twenty, decidedBy: ['new-customer'] }],
  },
  {
    id: 'an-old-invoice-remembers',
    tells:
      'Six team member seats from another partner stand on invoices of 2018. They are gone, but any Dynamics 365 product counts.',
    shows: ['new-customer'],
    customers: [
      {
        name: 'Oldstone Masonry',
        subscriptions: [
          { product: 'team-members', partner: BRACKENFELL, from: '2018-02-12', seats: 6, cancelledAt: '2018-06-30' },
          { product: 'sales-professional', partner: HARBOURLINE, from: '2019-03-05', seats: 20 },
        ],
      },
    ],
    expect: [
      { partner: HARBOURLINE, outcome: 'not-qualified', seats: twenty, decidedBy: ['new-customer'] },
      { partner: BRACKENFELL, outcome: 'no-row' },
    ],
  },
  {
    id: 'declared-never',
    tells: 'The customer declares that it never bought Dynamics 365, and the invoices since 2018 agree.',
    shows: ['new-customer'],
    customers: [
      {
        name: 'Firstlight Childcare',
        priorPurchase: { on: 'never', source: 'declared by the customer' },
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-26', seats: 20 },
        ],
      },
    ],
    expect: [{ outcome: 'qualified', seats: twenty }],
  },
  {
    id: 'declared-never-but-billed',
    tells: 'The customer declares that it never bought Dynamics 365; an invoice of November 2018 knows better.',
    shows: ['new-customer'],
    customers: [
      {
        name: 'Shortmemory Films',
        priorPurchase: { on: 'never', source: 'declared by the customer' },
        subscriptions: [
          {
            product: 'sales-professional',
            partner: HARBOURLINE,
            from: '2018-11-19',
            seats: 8,
            changes: [{ at: '2019-02-19', seats: 20 }],
          },
        ],
      },
    ],
    expect: [{ outcome: 'not-qualified', seats: twenty, decidedBy: ['new-customer'] }],
  },
  {
    id: 'a-trial-is-no-purchase',
    tells: 'A free month in November 2018, a purchase in February 2019: the customer is new.',
    shows: ['new-customer'],
    customers: [
      {
        name: 'Testbed Robotics',
        subscriptions: [
          {
            product: 'sales-professional-trial',
            partner: HARBOURLINE,
            from: '2018-11-20',
            seats: 25,
            lapsesOn: '2018-12-20',
          },
          { product: 'sales-professional', partner: HARBOURLINE, from: '2019-02-07', seats: 20 },
        ],
      },
    ],
    expect: [{ outcome: 'qualified', seats: twenty }],
  },
  {
    id: 'office-is-not-dynamics',
    tells: 'A customer of many years, but never of Dynamics 365.',
    shows: ['new-customer'],
    customers: [
      {
        name: 'Longstanding Legal LLP',
        subscriptions: [
          {
            product: 'office',
            partner: HARBOURLINE,
            from: '2018-01-02',
            seats: 44,
            changes: [{ at: '2018-09-11', seats: 52 }],
          },
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-03-12', seats: 20 },
        ],
      },
    ],
    expect: [{ outcome: 'qualified', seats: twenty }],
  },
  {
    id: 'enterprise-customer',
    tells: 'Everything holds, but the customer is an enterprise.',
    shows: ['segment'],
    customers: [
      {
        name: 'Overgate Bearings plc',
        segment: 'ENTERPRISE',
        subscriptions: [
          { product: 'office', partner: HARBOURLINE, from: '2018-03-01', seats: 310 },
          {
            product: 'customer-engagement-plan',
            partner: HARBOURLINE,
            from: '2019-01-22',
            seats: 120,
            cycle: 'annual',
          },
        ],
      },
    ],
    expect: [
      { outcome: 'not-qualified', seats: { qualifying: 120, assigned: 120, billed: 120 }, decidedBy: ['segment'] },
    ],
  },
  {
    id: 'segment-not-known',
    tells: 'Finance has the customer in its list, but not its segment.',
    shows: ['segment'],
    customers: [
      {
        name: 'Greyfield Partners',
        segment: null,
        subscriptions: [
          { product: 'business-central-essentials', partner: HARBOURLINE, from: '2019-02-15', seats: 20 },
        ],
      },
    ],
    expect: [{ outcome: 'undecided', seats: twenty, decidedBy: ['segment'] }],
  },
  {
    id: 'customer-not-in-the-list',
    tells: 'Finance does not know the customer at all.',
    shows: ['segment'],
    customers: [
      {
        name: 'Unlisted Instruments',
        segment: null,
        listed: false,
        subscriptions: [{ product: 'sales-professional', partner: HARBOURLINE, from: '2019-02-15', seats: 20 }],
      },
    ],
    expect: [{ outcome: 'undecided', seats: twenty, decidedBy: ['segment'] }],
  },
];
