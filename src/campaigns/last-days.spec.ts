import { describe, expect, it } from '@jest/globals';
import { aCampaign } from '../../test/campaign-builder.js';
import { lastDayOfReturn } from './hold.js';
import { lastDayToPay, lastDayToValidate } from './last-days.js';
import { calendarDate } from '../kernel/index.js';

const CLAIMS = { claim: { days: { from: '2019-01-01', to: '2019-07-31' }, needs: [] } };
const VALIDATION = { 'claim validation': { 'business days': 14, calendar: 'TARGET' } };

describe('the last day to pay', () => {
  it('is a day, where the terms name one', () => {
    expect(lastDayToPay(aCampaign().terms)).toBe('2019-09-28');
  });

  it('comes so many days after the calculation date', () => {
    const { terms } = aCampaign({
      'calculation date': '2016-01-31',
      'pay by': { days: 60, after: 'the calculation date' },
    });
    expect(lastDayToPay(terms)).toBe('2016-03-31');
  });

  it('comes so many days after the last claim can have been confirmed', () => {
    const { terms } = aCampaign({
      ...CLAIMS,
      ...VALIDATION,
      'pay by': { days: 45, after: 'The-confirmation of a claim' },
    });
    expect(lastDayToValidate(terms, calendarDate('2019-07-31'))).toBe('2019-08-20');
    expect(lastDayToPay(terms)).toBe('2019-10-04');
  });

  it.each([
    [{ days: 60, after: 'the calculation date' }, /calculation date/],
    [{ days: 45, after: 'the confirmation of a claim' }, /"claim".*"claim validation"/],
    [{ days: 45, after: 'the weekend' }, /pay by/],
    ['2019-13-01', /pay by/],
  ])('%j is refused without what it is counted from', (payBy, message) => {
    expect(() => aCampaign({ 'pay by': payBy })).toThrow(message);
  });
});

describe('the last day of return', () => {
  const POLICY = {
    'return policy': [
      { countries: ['GB', 'IE'], days: 14 },
      { countries: ['GB'], days: 30, from: '2019-06-30' },
      { countries: ['IE'], days: 60, from: '2019-07-01' },
      { countries: ['SE'], days: 45 },
    ],
  };

  it('is that of the country, by the policy in force when the window ended', () => {
    const { terms } = aCampaign(POLICY);
    expect(lastDayOfReturn(terms, 'GB')).toBe('2019-07-30');
    expect(lastDayOfReturn(terms, 'IE')).toBe('2019-07-14');
  });

  it('is the longest for a country that no policy names', () => {
    const { terms } = aCampaign(POLICY);
    expect(lastDayOfReturn(terms, 'US')).toBe('2019-08-14');
    expect(lastDayOfReturn(terms, null)).toBe('2019-08-14');
    expect(lastDayOfReturn(terms)).toBe('2019-08-14');
  });

  it('is never before that of the hold', () => {
    const { terms } = aCampaign({ ...POLICY, hold: { days: 40 } });
    expect(lastDayOfReturn(terms, 'GB')).toBe('2019-08-09');
    expect(lastDayOfReturn(terms, 'SE')).toBe('2019-08-14');
  });

  it('is none where the terms say nothing of it', () => {
    expect(lastDayOfReturn(aCampaign().terms, 'GB')).toBeUndefined();
  });
});
