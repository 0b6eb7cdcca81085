import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts, UNKNOWN_SEATS } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { billedSeats } from './billed-seats.js';
import { known } from './case-facts.js';

const { terms } = aCampaign();
const of = (seats: number) => evaluated(billedSeats, caseFacts({ seatsBilled: known(seats) }), terms);

describe('seats billed by the partner on the last day', () => {
  it.each([15, 16])('%i are enough', (seats) => {
    expect(of(seats)).toMatchObject({ outcome: 'met', because: 'enough-seats', observed: seats, required: 15 });
  });

  it.each([
    [14, 1],
    [0, 15],
  ])('%i are %i too few', (seats, short) => {
    expect(of(seats)).toMatchObject({ outcome: 'not-met', because: 'too-few-seats', distance: short });
  });

  it('are unknown until the invoices of that day are here', () => {
    expect(evaluated(billedSeats, caseFacts({ seatsBilled: UNKNOWN_SEATS }), terms)).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'billing-not-complete',
      observed: null,
    });
  });

  it('do not depend on a reading: 10 billed are too few though the tenant was never read', () => {
    const facts = caseFacts({
      seatsBilled: known(10),
      seatsAssigned: UNKNOWN_SEATS,
      customer: aCustomer({ noReading: 'never-read' }),
    });
    expect(evaluated(billedSeats, facts, terms)).toMatchObject({ outcome: 'not-met', distance: 5 });
  });

  it('play no part where the campaign has no minimum', () => {
    expect(billedSeats.applies(aCampaign({ 'minimum seats': undefined }).terms)).toBe(false);
  });
});
