import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts, officialRun } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { calendarDate } from '../../kernel/index.js';
import { known, type CaseFacts, type SeatRange } from './case-facts.js';
import { comparisonDays, seatsAdded } from './seats-added.js';

const { terms } = aCampaign({ 'seats added': { 'at least': 3, 'billed on': '2018-12-31' } });
const most = aCampaign({
  'seats added': { 'at least': 3, 'most billed in': { from: '2018-07-01', to: '2018-12-31' } },
}).terms;
const of = (range: SeatRange, facts: Partial<CaseFacts> = {}) =>
  evaluated(seatsAdded, caseFacts({ ...facts, seatsAdded: range }), terms);

describe('seats added', () => {
  it.each([
    [2, 'not-met', 'too-few-seats-added'],
    [3, 'met', 'enough-seats-added'],
    [4, 'met', 'enough-seats-added'],
  ])('%d of 3 are %s', (seats, outcome, because) => {
    expect(of(known(seats))).toMatchObject({ outcome, because, observed: seats, required: 3 });
  });

  it('are so many short', () => {
    expect(of(known(0))).toMatchObject({ because: 'too-few-seats-added', distance: 3 });
  });

  it('are too few also where at most so many can be', () => {
    expect(of({ least: 0, most: 2 })).toMatchObject({
      outcome: 'not-met',
      observed: 2,
      distance: 1,
      because: 'can-have-added-too-few-seats',
    });
  });

  it('are not known where they can be enough, and say what stands in the way', () => {
    const open = { least: 0, most: 3 };
    expect(of(open)).toMatchObject({ outcome: 'unknown', pending: false, because: 'billing-not-complete' });
    expect(of(open, { customer: aCustomer({ noReading: 'refused' }) }).because).toBe('refused');
    const run = officialRun({
      billingStretches: [{ from: calendarDate('2019-01-01'), to: calendarDate('2019-06-30') }],
    });
    expect(of(open, { run }).because).toBe('comparison-not-complete');
  });

  it('are counted against one day, or the most of several', () => {
    expect(comparisonDays(terms)).toEqual({ from: '2018-12-31', to: '2018-12-31' });
    expect(comparisonDays(most)).toEqual({ from: '2018-07-01', to: '2018-12-31' });
  });

  it('play no part where the campaign does not ask for them', () => {
    expect(seatsAdded.applies(terms)).toBe(true);
    expect(seatsAdded.applies(aCampaign().terms)).toBe(false);
  });
});
