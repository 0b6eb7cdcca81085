import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { known, type NoReading } from './case-facts.js';
import { qualifyingSeats } from './qualifying-seats.js';

const { terms } = aCampaign();
const upTo = (most: number, noReading: NoReading | null = null) =>
  evaluated(
    qualifyingSeats,
    caseFacts({ seatsQualifying: { least: 0, most }, customer: aCustomer({ noReading }) }),
    terms,
  );

describe('seats both assigned and billed', () => {
  it.each([15, 16])('%i are enough', (seats) => {
    expect(evaluated(qualifyingSeats, caseFacts({ seatsQualifying: known(seats) }), terms)).toMatchObject({
      outcome: 'met',
      observed: seats,
    });
  });

  it('14 are one too few', () => {
    expect(evaluated(qualifyingSeats, caseFacts({ seatsQualifying: known(14) }), terms)).toMatchObject({
      outcome: 'not-met',
      because: 'too-few-seats',
      observed: 14,
      distance: 1,
    });
  });

  it('are too few without a reading where only 10 are billed: no reading could lift them', () => {
    expect(upTo(10, 'never-read')).toMatchObject({
      outcome: 'not-met',
      because: 'too-few-seats',
      observed: 10,
      distance: 5,
    });
  });

  it('are too few without the invoices where only 14 are assigned', () => {
    expect(upTo(14)).toMatchObject({ outcome: 'not-met', observed: 14, distance: 1 });
  });

  it.each<NoReading>(['never-read', 'stale', 'refused', 'unreadable'])(
    'are unknown where 15 are billed and the reading is %s',
    (noReading) => {
      expect(upTo(15, noReading)).toMatchObject({ outcome: 'unknown', because: noReading, observed: null });
    },
  );

  it('are unknown where 15 are assigned and the invoices are not here', () => {
    expect(upTo(15)).toMatchObject({ outcome: 'unknown', because: 'billing-not-complete', observed: null });
  });

  it('are unknown where nothing at all is known', () => {
    expect(upTo(Number.POSITIVE_INFINITY, 'stale')).toMatchObject({ outcome: 'unknown', because: 'stale' });
  });

  it('play no part where the campaign has no minimum', () => {
    expect(qualifyingSeats.applies(aCampaign({ 'minimum seats': undefined }).terms)).toBe(false);
  });
});
