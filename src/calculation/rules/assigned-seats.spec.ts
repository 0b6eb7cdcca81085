import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts, UNKNOWN_SEATS } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { assignedSeats } from './assigned-seats.js';
import { known, type NoReading } from './case-facts.js';

const { terms } = aCampaign();
const of = (seats: number) => evaluated(assignedSeats, caseFacts({ seatsAssigned: known(seats) }), terms);

describe('assigned seats of the tenant', () => {
  it.each([15, 16, 100_000])('%i are enough', (seats) => {
    expect(of(seats)).toMatchObject({ outcome: 'met', because: 'enough-seats', observed: seats, required: 15 });
  });

  it.each([
    [14, 1],
    [0, 15],
  ])('%i are %i too few', (seats, short) => {
    expect(of(seats)).toMatchObject({
      outcome: 'not-met',
      because: 'too-few-seats',
      observed: seats,
      required: 15,
      distance: short,
    });
  });

  it.each<NoReading>(['never-read', 'stale', 'refused', 'unreadable'])(
    'are unknown, not zero, where the reading is %s',
    (noReading) => {
      const facts = caseFacts({ seatsAssigned: UNKNOWN_SEATS, customer: aCustomer({ noReading }) });
      expect(evaluated(assignedSeats, facts, terms)).toMatchObject({
        outcome: 'unknown',
        pending: false,
        because: noReading,
        observed: null,
        required: 15,
      });
    },
  );

  it('are enough at any number, also unknown, where the campaign asks for none', () => {
    const facts = caseFacts({ seatsAssigned: UNKNOWN_SEATS });
    expect(evaluated(assignedSeats, facts, aCampaign({ 'minimum seats': 0 }).terms)).toMatchObject({
      outcome: 'met',
      observed: null,
    });
  });

  it('play no part where the campaign has no minimum', () => {
    expect(assignedSeats.applies(aCampaign({ 'minimum seats': undefined }).terms)).toBe(false);
  });
});
