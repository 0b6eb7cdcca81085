import { describe, expect, it } from '@jest/globals';
import { aCampaign } from '../../../test/campaign-builder.js';
import { payByDay } from './pay-by.js';

const of = (day: string) => payByDay(aCampaign({ 'pay by': day }).terms);

describe('the last day on which a campaign can be paid', () => {
  it('is Friday, 27 September 2019 for the first campaign, whose limit is a Saturday', () => {
    expect(payByDay(aCampaign().terms)).toBe('2019-09-27');
  });

  it.each([
    ['a Friday', '2019-09-27', '2019-09-27'],
    ['a Sunday', '2019-09-29', '2019-09-27'],
    ['a Monday', '2019-09-30', '2019-09-30'],
    ['a Saturday at the beginning of a year', '2022-01-01', '2021-12-31'],
  ])('where the limit is %s: %s gives %s', (_, limit, day) => {
    expect(of(limit)).toBe(day);
  });
});
