import { describe, expect, it } from '@jest/globals';
import { PER_SEAT, remarksOn, REVENUE, tell } from '../../../test/builders/campaign-remarks.js';
import type { SpokenTerms } from '../../../test/campaign-builder.js';

describe('caps', () => {
  tell([
    [
      'below the reward for one customer',
      { 'cap for each customer': { amount: '1999.99' }, 'minimum payout': { amount: '1000', below: 'carry' } },
      'contradiction',
      'cap for each customer / amount',
      /^amount: "1999\.99"/,
      '1999.99 USD is below the reward for one customer, which is 2000 USD at least: no customer is ever fully rewarded',
    ],
    [
      'below the reward for the fewest seats',
      { ...PER_SEAT, 'cap for each partner': { amount: '149' } },
      'contradiction',
      'cap for each partner / amount',
      /^amount: "149"/,
      '149 USD is below the reward for one customer, which is 150 USD at least: no customer is ever fully rewarded',
    ],
    [
      'of nothing',
      {
        ...REVENUE,
        'cap for each customer': { amount: '0' },
      },
      'contradiction',
      'cap for each customer / amount',
      /^amount: "0"/,
      'nobody would earn anything by it',
    ],
    [
      'that one customer cannot come to',
      {
        ...PER_SEAT,
        'maximum seats': { seats: 100, above: 'the maximum counts' },
        'cap for each customer': { amount: '1000' },
      },
      'warning',
      'cap for each customer / amount',
      /^amount: "1000"/,
      'it never limits anything: one customer earns at most 1000 USD',
    ],
    [
      'behind those of all products',
      { ...PER_SEAT, 'cap for each product': { amount: '500' }, 'cap for each partner': { amount: '1500' } },
      'warning',
      'cap for each partner / amount',
      /^amount: "1500"/,
      'it never limits anything: 3 products with a cap of 500 USD each stand before it',
    ],
    [
      'above that of the campaign',
      {
        'cap for each partner': { amount: '9000' },
        'cap for the campaign': { amount: '8000', shared: 'in proportion' },
      },
      'warning',
      'cap for each partner / amount',
      /^amount: "9000"/,
      'nobody comes to 9000 USD: the cap for the campaign is 8000 USD, and less',
    ],
    [
      'that the customers who are needed are above already',
      {
        'cap for each partner': { amount: '5999' },
        'customers needed': { 'at least': 3, 'those before': 'rewarded' },
      },
      'contradiction',
      'customers needed / at least',
      /^at least: 3/,
      '3 customers earn 6000 USD at least, more than the cap for each partner allows, 5999 USD',
    ],
  ]);

  it.each<[what: string, terms: SpokenTerms]>([
    [
      'a cap of exactly the customers who are needed',
      { 'cap for each partner': { amount: '6000' }, 'customers needed': { 'at least': 3, 'those before': 'rewarded' } },
    ],
    [
      'a gate behind which only later customers are rewarded',
      {
        'cap for each partner': { amount: '2000' },
        'customers needed': { 'at least': 3, 'those before': 'not rewarded' },
      },
    ],
    [
      'a cap for each customer where seats have no maximum',
      { ...PER_SEAT, 'cap for each customer': { amount: '1000' } },
    ],
    [
      'a cap for each partner a cent below those of all products',
      { ...PER_SEAT, 'cap for each product': { amount: '500' }, 'cap for each partner': { amount: '1499.99' } },
    ],
  ])('contradict nothing: %s', (_, changes) => {
    expect(remarksOn(changes)).toEqual([]);
  });
});

describe('a minimum payout that nobody comes to', () => {
  const FROM_2000 = { amount: '2000', below: 'forfeit' };
  tell([
    [
      'by the cap for each partner',
      { ...PER_SEAT, 'minimum payout': FROM_2000, 'cap for each partner': { amount: '1999' } },
      'contradiction',
      'minimum payout / amount',
      /^amount: "2000"/,
      'nothing would ever be paid: 1999 USD is the most that can be earned, by the cap for each partner',
    ],
    [
      'by a cap of exactly the minimum, where more is asked',
      {
        ...PER_SEAT,
        'minimum payout': { ...FROM_2000, boundary: 'more than' },
        'cap for each partner': { amount: '2000' },
      },
      'contradiction',
      'minimum payout / amount',
      /^amount: "2000"/,
      'nothing would ever be paid: 2000 USD is the most that can be earned, by the cap for each partner',
    ],
    [
      'by the caps of all products together',
      { ...PER_SEAT, 'minimum payout': FROM_2000, 'cap for each product': { amount: '600' } },
      'contradiction',
      'minimum payout / amount',
      /^amount: "2000"/,
      'nothing would ever be paid: 1800 USD is the most that can be earned, by the cap for each product',
    ],
    [
      'by the cap for the campaign, for a company too',
      {
        ...PER_SEAT,
        'minimum payout': { ...FROM_2000, scope: 'company' },
        'cap for the campaign': { amount: '1500', shared: 'in proportion' },
      },
      'contradiction',
      'minimum payout / amount',
      /^amount: "2000"/,
      'nothing would ever be paid: 1500 USD is the most that can be earned, by the cap for the campaign',
    ],
  ]);

  it.each<[what: string, terms: SpokenTerms]>([
    [
      'a cap of exactly the minimum',
      { ...PER_SEAT, 'minimum payout': FROM_2000, 'cap for each partner': { amount: '2000' } },
    ],
    [
      'a cap for each partner below it, where the locations of a company count together',
      { ...PER_SEAT, 'minimum payout': { ...FROM_2000, scope: 'company' }, 'cap for each partner': { amount: '1999' } },
    ],
    ['a reward below it, since a partner may have many customers', { ...PER_SEAT, 'minimum payout': FROM_2000 }],
  ])('is not %s', (_, changes) => {
    expect(remarksOn(changes)).toEqual([]);
  });
});
