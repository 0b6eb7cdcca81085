import { describe, expect, it } from '@jest/globals';
import { aCampaign } from '../../../test/campaign-builder.js';
import { Money, Ratio, type CalendarDate } from '../../kernel/index.js';
import { decideEarning, type EarningHistory } from './decide-earning.js';

const usd = (amount: string) => Money.of(amount, 'USD');
const carry = aCampaign({ 'minimum payout': { amount: '2000', below: 'carry', 'carried until': '2019-12-31' } }).terms;

function decided(earned: string, potential: string | null, history: Partial<EarningHistory>, compared?: string) {
  const of = {
    earned: usd(earned),
    potential: potential === null ? null : usd(potential),
    compared: compared === undefined ? null : Ratio.of(compared),
    comparedPotential: compared === undefined ? null : Ratio.of(compared),
  };
  const decision = decideEarning(of, carry, {
    wasPaid: false,
    wasReached: false,
    carriedAlong: usd('0'),
    today: '2019-10-01' as CalendarDate,
    ...history,
  });
  return decision === null ? null : `${decision.outcome} ${decision.amount.toString()} ${decision.reason ?? ''}`.trim();
}

describe('an earning at a payout', () => {
  it('reaches the minimum with what is carried, to the cent, and only its own amount is decided on', () => {
    expect(decided('1500', '1500', { carriedAlong: usd('500') })).toBe('payable 1500.00');
    expect(decided('1500', '1500', { carriedAlong: usd('499.99') })).toBe('carried 1500.00 below-minimum');
    expect(decided('1500', '1500', { carriedAlong: usd('0.5') }, '1999.5')).toBe('payable 1500.00');
  });

  it('is held where undecided customers could lift it with what is carried', () => {
    expect(decided('1000', '1500', { carriedAlong: usd('500') })).toBe('held 1000.00 undecided-customers');
    expect(decided('1000', '1500', { carriedAlong: usd('499.99') })).toBe('carried 1000.00 below-minimum');
    expect(decided('1000', null, { carriedAlong: usd('1') })).toBe('held 1000.00 undecided-customers');
  });

  it('that was paid, or was reached with another, is payable, however little it is', () => {
    expect(decided('0.01', '0.01', { wasPaid: true })).toBe('payable 0.01');
    expect(decided('0.01', '0.01', { wasReached: true })).toBe('payable 0.01');
    expect(decided('0', '4000', { wasPaid: true })).toBeNull();
  });

  it('is carried until its last day and forfeited after it; what reaches the minimum has no last day', () => {
    expect(decided('1500', '1500', { today: '2019-12-31' as CalendarDate })).toBe('carried 1500.00 below-minimum');
    expect(decided('1500', '1500', { today: '2020-01-01' as CalendarDate })).toBe('forfeited 1500.00 carry-expired');
    expect(decided('2000', '2000', { today: '2020-01-01' as CalendarDate })).toBe('payable 2000.00');
    expect(decided('1500', '2000', { today: '2020-01-01' as CalendarDate })).toBe('held 1500.00 undecided-customers');
  });
});
