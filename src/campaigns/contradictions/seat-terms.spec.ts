import { describe, expect, it } from '@jest/globals';
import { PER_SEAT, remarksOn, tell } from '../../../test/builders/campaign-remarks.js';

describe('numbers of seats at odds', () => {
  tell([
    [
      'a minimum above the maximum',
      { 'maximum seats': { seats: 14, above: 'not eligible' } },
      'contradiction',
      'maximum seats / seats',
      /^seats: 14/,
      'nobody has at least 15 seats and at most 14',
    ],
    [
      'a maximum that always counts',
      { ...PER_SEAT, 'maximum seats': { seats: 15, above: 'the maximum counts' } },
      'warning',
      'maximum seats / seats',
      /^seats: 15/,
      'whoever qualifies has 15 seats or more, so that always 15 count',
    ],
    [
      'more seats to be added than a customer may have',
      {
        'maximum seats': { seats: 20, above: 'not eligible' },
        'seats added': { 'at least': 21, 'billed on': '2018-12-31' },
      },
      'contradiction',
      'seats added / at least',
      /^at least: 21/,
      'nobody adds 21 seats and has at most 20',
    ],
  ]);

  it('are none where minimum and maximum are one', () => {
    expect(remarksOn({ 'maximum seats': { seats: 15, above: 'not eligible' } })).toEqual([]);
  });
});
