import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts, officialRun } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { calendarDate, type CalendarDate } from '../../kernel/index.js';
import { daysWithoutBilling, noRecentBilling } from './no-recent-billing.js';

const termsOf = (months: number, from = '2019-01-01') =>
  aCampaign({ 'no billing before': { months }, window: { from, to: '2019-06-30' } }).terms;

/** Six months before the window, with complete invoices from one day to another. */
function of(lastBilledBefore: CalendarDate | null, from = '2018-07-01', to = '2018-12-31') {
  const run = officialRun({ billingStretches: [{ from: calendarDate(from), to: calendarDate(to) }] });
  return evaluated(noRecentBilling, caseFacts({ run, customer: aCustomer({ lastBilledBefore }) }), termsOf(6));
}

describe('no billing in the months before the window', () => {
  it('is met where the invoices are complete and nobody charged for the family', () => {
    expect(of(null)).toMatchObject({
      outcome: 'met',
      because: 'not-billed-before-the-window',
      required: ['2018-07-01', '2018-12-31'],
    });
  });

  it('is not met by one day that was charged, whatever else is missing', () => {
    const day = calendarDate('2018-07-01');
    expect(of(day)).toMatchObject({ outcome: 'not-met', because: 'billed-before-the-window', observed: day });
    expect(of(day, '2018-12-01').outcome).toBe('not-met');
  });

  it.each([
    ['its first day', '2018-07-02', '2018-12-31'],
    ['its last day', '2018-07-01', '2018-12-30'],
  ])('is not known where invoices for %s are missing', (_, from, to) => {
    expect(of(null, from, to)).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'billing-before-not-complete',
    });
  });

  it('is not known where two stretches leave a gap', () => {
    const run = officialRun({
      billingStretches: [
        { from: calendarDate('2018-01-01'), to: calendarDate('2018-09-30') },
        { from: calendarDate('2018-10-02'), to: calendarDate('2019-06-30') },
      ],
    });
    expect(evaluated(noRecentBilling, caseFacts({ run }), termsOf(6)).outcome).toBe('unknown');
  });

  it.each([
    [1, '2019-01-01', '2018-12-01', '2018-12-31'],
    [12, '2019-01-01', '2018-01-01', '2018-12-31'],
    [1, '2019-03-31', '2019-02-28', '2019-03-30'],
    [6, '2019-03-31', '2018-09-30', '2019-03-30'],
  ])('%d months before %s begin on %s', (months, from, first, last) => {
    expect(daysWithoutBilling(termsOf(months, from))).toEqual({ from: first, to: last });
  });

  it('plays no part where the campaign does not ask for it', () => {
    expect(noRecentBilling.applies(termsOf(6))).toBe(true);
    expect(noRecentBilling.applies(aCampaign().terms)).toBe(false);
  });
});
