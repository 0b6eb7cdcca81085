import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts, officialRun, provisionalRun } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { calendarDate } from '../../kernel/index.js';
import type { Finding } from './rule.js';
import { newCustomer } from './new-customer.js';

const { terms } = aCampaign();

interface History {
  readonly firstPurchasedOn?: string;
  readonly declared?: boolean;
  readonly recordsSince?: string;
}

function of({ firstPurchasedOn, declared = false, recordsSince }: History, run = officialRun()): Finding {
  const day = (text: string | undefined) => (text === undefined ? null : calendarDate(text));
  const customer = aCustomer({ firstPurchasedOn: day(firstPurchasedOn), declaredNeverPurchased: declared });
  return evaluated(newCustomer, caseFacts({ customer, run: { ...run, recordsSince: day(recordsSince) } }), terms);
}

describe('a new customer', () => {
  it('did not buy the family on the day before the window', () => {
    expect(of({ firstPurchasedOn: '2018-12-31', declared: true, recordsSince: '2018-01-01' })).toMatchObject({
      outcome: 'not-met',
      because: 'bought-before-the-window',
      observed: '2018-12-31',
      required: '2019-01-01',
    });
  });

  it('may buy on the first day of the window', () => {
    expect(of({ firstPurchasedOn: '2019-01-01', declared: true })).toMatchObject({
      outcome: 'met',
      because: 'declared-new',
    });
  });

  it('is new by declaration, however short our records are', () => {
    expect(of({ declared: true })).toMatchObject({ outcome: 'met', because: 'declared-new' });
  });

  it.each(['2018-01-01', '2017-12-31', '2015-01-01'])('is new by our own records where they begin on %s', (day) => {
    expect(of({ recordsSince: day })).toMatchObject({ outcome: 'met', because: 'no-purchase-in-our-records' });
  });

  it.each(['2018-01-02', '2019-01-01'])('is undecided where our records begin only on %s', (day) => {
    expect(of({ firstPurchasedOn: '2019-03-01', recordsSince: day })).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'records-do-not-reach-back',
      observed: day,
      required: '2018-01-01',
    });
  });

  it('is undecided where our records do not cover the beginning of the window', () => {
    expect(of({})).toMatchObject({ outcome: 'unknown', because: 'records-do-not-reach-back', observed: null });
  });

  it('is judged alike in a provisional run', () => {
    const run = provisionalRun('2019-03-31');
    expect(of({ declared: true }, run).outcome).toBe('met');
    expect(of({ firstPurchasedOn: '2018-06-01' }, run).outcome).toBe('not-met');
    expect(of({}, run)).toMatchObject({ outcome: 'unknown', pending: false });
  });

  it('plays no part where old customers earn too', () => {
    const anybody = aCampaign({ 'new customer': undefined, 'own records since': undefined }).terms;
    expect(newCustomer.applies(anybody)).toBe(false);
  });
});
