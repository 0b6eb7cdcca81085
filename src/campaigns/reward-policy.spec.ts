import { describe, expect, it } from '@jest/globals';
import { aCampaign, type SpokenTerms } from '../../test/campaign-builder.js';
import { rewardPolicy } from './reward-policy.js';

const policyOf = (terms: SpokenTerms) => rewardPolicy(aCampaign(terms).terms);
const rounding = { at: 'each customer', direction: 'down' } as const;

describe('what a calculation of rewards needs of the terms', () => {
  it('is filled in where they leave it out', () => {
    expect(policyOf({})).toEqual({
      currency: { code: 'USD', minorUnits: 2 },
      measure: 'customers',
      per: 'unit',
      rates: { kind: 'one', rate: '2000' },
      customersNeeded: null,
      caps: { customer: null, product: null, partner: null, campaign: null },
      rounding: { at: 'each partner', direction: 'half away from zero' },
    });
  });

  it('holds each cap, the gate and the rounding', () => {
    const policy = policyOf({
      'reward for each customer': undefined,
      'reward for each seat': { amount: '1.5', currency: 'KWD', seats: 'all' },
      'cap for each customer': { amount: '1' },
      'cap for each product': { amount: '2' },
      'cap for each partner': { amount: '3' },
      'cap for the campaign': { amount: '4', shared: 'in proportion' },
      'customers needed': { 'at least': 5, 'those before': 'rewarded' },
      rounding,
    });
    expect(policy).toEqual({
      currency: { code: 'KWD', minorUnits: 3 },
      measure: 'seats',
      per: 'unit',
      rates: { kind: 'one', rate: '1.5' },
      customersNeeded: { atLeast: 5, thoseBefore: 'rewarded' },
      caps: { customer: '1', product: '2', partner: '3', campaign: '4' },
      rounding,
    });
  });

  it('takes a percentage of revenue per hundred', () => {
    const terms = {
      'reward for each customer': undefined,
      'reward of billed revenue': { percent: '2.5', currency: 'EUR' },
      rounding,
    };
    expect(policyOf(terms)).toMatchObject({
      measure: 'billed revenue',
      per: 'hundred',
      rates: { kind: 'one', rate: '2.5' },
    });
  });

  it.each([
    ['seats', 'each', 'unit'],
    ['billed revenue', 'percent', 'hundred'],
  ])('takes the rate of a band by %s from "%s"', (measure, rate, per) => {
    const tiers = {
      currency: 'USD',
      measure,
      'volume of': 'each customer',
      method: 'whole volume',
      'at the edge': 'the band before',
      bands: [
        { from: '0', [rate]: '1' },
        { from: '10', [rate]: '2.5' },
      ],
    };
    expect(policyOf({ 'reward for each customer': undefined, 'reward by tiers': tiers, rounding })).toMatchObject({
      measure,
      per,
      rates: {
        kind: 'tiers',
        volumeOf: 'each customer',
        method: 'whole volume',
        atTheEdge: 'the band before',
        bands: [
          { from: '0', rate: '1' },
          { from: '10', rate: '2.5' },
        ],
      },
    });
  });
});
