import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts, officialRun } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { calendarDate } from '../../kernel/index.js';
import { baselineBill } from './baseline-bill.js';
import type { BilledAmount } from './case-facts.js';

const termsOf = (limit: { readonly below?: string; readonly 'at most'?: string }) =>
  aCampaign({ 'baseline bill': { ...limit, currency: 'GBP', days: { from: '2018-12-01', to: '2018-12-31' } } }).terms;
const BELOW = termsOf({ below: '450.00' });
const AT_MOST = termsOf({ 'at most': '450.00' });

function of(bill: Partial<BilledAmount>, terms = BELOW, run = officialRun()) {
  const customer = aCustomer({
    baselineBill: { amount: '0', currency: 'GBP', hasOtherCurrency: false, ...bill },
  });
  return evaluated(baselineBill, caseFacts({ run, customer }), terms);
}

describe('the bill of comparison', () => {
  it.each([
    ['449.99', 'met', 'met'],
    ['450', 'not-met', 'met'],
    ['450.00', 'not-met', 'met'],
    ['450.0001', 'not-met', 'not-met'],
    ['450.01', 'not-met', 'not-met'],
    ['0', 'met', 'met'],
    ['-10.5', 'met', 'met'],
  ])('%s is below 450.00: %s; at most 450.00: %s', (amount, below, atMost) => {
    expect(of({ amount }).outcome).toBe(below);
    expect(of({ amount }, AT_MOST).outcome).toBe(atMost);
  });

  it('is shown beside the limit and the days', () => {
    expect(of({ amount: '450' })).toMatchObject({
      because: 'bill-above-limit',
      observed: '450.00 GBP',
      required: ['below', '450.00 GBP', '2018-12-01', '2018-12-31'],
    });
    expect(of({ amount: '449.999' }, AT_MOST)).toMatchObject({
      because: 'bill-within-limit',
      observed: '449.999 GBP',
      required: ['at most', '450.00 GBP', '2018-12-01', '2018-12-31'],
    });
  });

  it.each([
    ['the first', '2018-12-02', '2018-12-31'],
    ['the last', '2018-12-01', '2018-12-30'],
  ])('is not known without complete invoices for %s day: a credit could be missing as well', (_, from, to) => {
    const run = officialRun({ billingStretches: [{ from: calendarDate(from), to: calendarDate(to) }] });
    for (const amount of ['0', '9000'])
      expect(of({ amount }, BELOW, run)).toMatchObject({
        outcome: 'unknown',
        pending: false,
        because: 'baseline-not-complete',
      });
  });

  it('is known where one of several stretches of complete invoices includes the days', () => {
    const stretch = (from: string, to: string) => ({ from: calendarDate(from), to: calendarDate(to) });
    const stretches = [stretch('2018-11-01', '2018-12-31'), stretch('2019-02-01', '2019-06-30')];
    expect(of({ amount: '0' }, BELOW, officialRun({ billingStretches: stretches })).outcome).toBe('met');
  });

  it('is not known where a part of it is in another currency', () => {
    expect(of({ amount: '9000', hasOtherCurrency: true })).toMatchObject({
      outcome: 'unknown',
      because: 'baseline-in-other-currency',
    });
  });

  it('plays no part where the campaign has none', () => {
    expect(baselineBill.applies(BELOW)).toBe(true);
    expect(baselineBill.applies(aCampaign().terms)).toBe(false);
  });
});
