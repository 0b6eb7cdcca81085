import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts, UNKNOWN_SEATS } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { known, type NoReading, type SeatRange } from './case-facts.js';
import { maximumSeats } from './maximum-seats.js';

const { terms } = aCampaign({ 'maximum seats': { seats: 300, above: 'not eligible' } });
const of = (seatsQualifying: SeatRange, noReading: NoReading | null = null) =>
  evaluated(maximumSeats, caseFacts({ seatsQualifying, customer: aCustomer({ noReading }) }), terms);

describe('the maximum of seats', () => {
  it.each([
    [0, 'met'],
    [299, 'met'],
    [300, 'met'],
    [301, 'not-met'],
  ])('with %d seats of 300 is %s', (seats, outcome) => {
    expect(of(known(seats))).toMatchObject({ outcome, observed: seats, required: 300 });
  });

  it('is passed by so many seats', () => {
    expect(of(known(302))).toMatchObject({ because: 'too-many-seats', distance: 2 });
  });

  it('is not known where seats are not, and there may be more', () => {
    expect(of(UNKNOWN_SEATS, 'stale')).toMatchObject({ outcome: 'unknown', because: 'stale' });
    expect(of({ least: 0, most: 301 })).toMatchObject({ outcome: 'unknown', because: 'billing-not-complete' });
    expect(of({ least: 300, most: 301 }).outcome).toBe('unknown');
  });

  it('is kept where no more than 300 can be, also when nobody knows how many there are', () => {
    expect(of({ least: 0, most: 300 }, 'never-read')).toMatchObject({
      outcome: 'met',
      observed: null,
      because: 'seats-within-maximum',
    });
  });

  it('is no rule where only the maximum counts, or where there is none', () => {
    const counts = aCampaign({ 'maximum seats': { seats: 300, above: 'the maximum counts' } }).terms;
    expect(maximumSeats.applies(terms)).toBe(true);
    expect(maximumSeats.applies(counts)).toBe(false);
    expect(maximumSeats.applies(aCampaign().terms)).toBe(false);
  });
});
