import { describe, expect, it } from '@jest/globals';
import { PER_SEAT, remarksOn, REVENUE, tell, tiers, steps } from '../../../test/builders/campaign-remarks.js';

describe('terms that decide nothing', () => {
  tell([
    [
      'eligibility days on which nothing has to hold',
      { membership: undefined, agreement: undefined, competencies: undefined },
      'warning',
      'eligibility days',
      /^eligibility days:/,
      'without effect: nothing has to hold on them; "membership", "agreement" or "competencies" would say what',
    ],
    [
      'own records that nobody asks for',
      { 'new customer': undefined },
      'warning',
      'own records since',
      /^own records since:/,
      'without effect: only "new customer" asks for it',
    ],
    [
      'a maximum of the seats that count where customers do',
      { 'maximum seats': { seats: 300, above: 'the maximum counts' } },
      'warning',
      'maximum seats',
      /^maximum seats:/,
      'without effect: the reward counts customers, and no seats of which only so many could count',
    ],
    [
      'a maximum of the seats that count where revenue does',
      { ...REVENUE, 'maximum seats': { seats: 300, above: 'the maximum counts' } },
      'warning',
      'maximum seats',
      /^maximum seats:/,
      'without effect: the reward counts billed revenue, and no seats of which only so many could count',
    ],
    [
      'how long documents are kept that nobody gives',
      { 'document retention': { days: 3650 } },
      'warning',
      'document retention',
      /^document retention:/,
      'without effect: documents are given for claims, and no "claim" is asked for',
    ],
    [
      'the answer to claims that nobody makes',
      { 'claim validation': { 'business days': 14, calendar: 'TARGET' } },
      'warning',
      'claim validation',
      /^claim validation:/,
      'without effect: no "claim" is asked for',
    ],
  ]);

  it.each([
    ['eligibility days with one thing that has to hold', { membership: undefined, competencies: undefined }],
    ['a maximum above which nobody is eligible', { 'maximum seats': { seats: 300, above: 'not eligible' } }],
    ['a maximum where seats count', { ...PER_SEAT, 'maximum seats': { seats: 300, above: 'the maximum counts' } }],
    [
      'a maximum where tiers are of seats',
      {
        ...tiers(steps(['0', '5'], ['20', '6'])),
        'maximum seats': { seats: 300, above: 'the maximum counts' },
      },
    ],
    ['licences of Open agreements', { 'licence types': ['open'] }],
  ])('are not %s', (_, terms) => {
    expect(remarksOn(terms)).toEqual([]);
  });
});
