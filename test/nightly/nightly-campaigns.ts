import type { Campaign } from '../../src/campaigns/index.js';
import { aCampaign, type SpokenTerms } from '../campaign-builder.js';

const PER_CUSTOMER = {
  'reward for each customer': undefined,
  rounding: { at: 'each partner', direction: 'half away from zero' },
};
const TIERS = {
  currency: 'USD',
  'volume of': 'the partner',
  method: 'whole volume',
  'at the edge': 'the band that begins',
};

/** Terms that look at facts of every kind, and reward in ways that need a customer, a partner or all partners. */
const VARIANTS: readonly (readonly [string, SpokenTerms])[] = [
  ['for each customer', {}],
  [
    'for each customer, with every further rule',
    {
      territories: { of: 'customer', countries: ['GB', 'IE'] },
      'no billing before': { months: 3 },
      'baseline bill': { below: '900', currency: 'GBP', days: { from: '2018-10-01', to: '2018-12-31' } },
      'licence types': ['csp'],
      exclusion: { name: 'another-programme', days: { from: '2019-01-01', to: '2019-05-20' } },
      claim: { days: { from: '2019-01-01', to: '2019-05-15' }, needs: ['mpn id'] },
    },
  ],
  ['for each seat', { ...PER_CUSTOMER, 'reward for each seat': { amount: '7.5', currency: 'USD', seats: 'all' } }],
  [
    'for each seat added, few customers needed',
    {
      ...PER_CUSTOMER,
      'reward for each seat': { amount: '12.3456', currency: 'USD', seats: 'added' },
      'seats added': { 'at least': 1, 'billed on': '2019-02-15' },
      'customers needed': { 'at least': 2, 'those before': 'not rewarded' },
    },
  ],
  ['of billed revenue', { ...PER_CUSTOMER, 'reward of billed revenue': { percent: '2.5', currency: 'GBP' } }],
  [
    'by tiers of the partner',
    {
      ...PER_CUSTOMER,
      'reward by tiers': {
        ...TIERS,
        measure: 'customers',
        bands: [
          { from: '0', each: '100' },
          { from: '3', each: '333.3333' },
        ],
      },
    },
  ],
  ['of a partner that is capped', { 'cap for each partner': { amount: '5000' } }],
  ['of a campaign that is capped', { 'cap for the campaign': { amount: '9000', shared: 'in proportion' } }],
  ['paid by company', { 'minimum payout': { amount: '4000', below: 'carry', scope: 'company' } }],
  [
    'of partners in a territory',
    { territories: { of: 'partner', countries: ['GB'] }, 'oldest seat reading': { hours: 24 } },
  ],
];

export const CAMPAIGNS: readonly { readonly name: string; readonly campaign: Campaign }[] = VARIANTS.map(
  ([name, terms]) => ({ name, campaign: aCampaign(terms) }),
);
