import { describe, expect, it } from '@jest/globals';
import { caseFacts, officialRun, provisionalRun } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { calendarDate } from '../../kernel/index.js';
import type { RunFacts, ValidClaim } from './case-facts.js';
import { claim } from './claim.js';

const { terms } = aCampaign({ claim: { days: { from: '2019-01-01', to: '2019-07-15' }, needs: [] } });
const of = (received: ValidClaim | null, run: RunFacts) => evaluated(claim, caseFacts({ claim: received, run }), terms);
const knownOn = (day: string) => officialRun({ knownDay: calendarDate(day) });

describe('a claim for the customer', () => {
  it('is met by one that counts', () => {
    const received = { claimId: 'C-7', receivedOn: calendarDate('2019-07-15') };
    expect(of(received, knownOn('2019-08-15'))).toMatchObject({
      outcome: 'met',
      because: 'claimed',
      observed: ['C-7', '2019-07-15'],
      required: ['2019-01-01', '2019-07-15'],
    });
    expect(of(received, provisionalRun('2019-03-31')).outcome).toBe('met');
  });

  it.each([
    ['2019-07-14', 'unknown'],
    ['2019-07-15', 'unknown'],
    ['2019-07-16', 'not-met'],
  ])('without one, known on %s, is %s', (day, outcome) => {
    expect(of(null, knownOn(day))).toMatchObject({
      outcome,
      pending: false,
      because: outcome === 'unknown' ? 'claim-still-possible' : 'no-claim',
    });
  });

  it('is pending in a provisional run while one can still come', () => {
    expect(of(null, provisionalRun('2019-06-30'))).toMatchObject({
      outcome: 'unknown',
      pending: true,
      because: 'claim-still-possible',
      observed: null,
      required: ['2019-01-01', '2019-07-15'],
    });
    // Calculated afterwards: seen from the day of the snapshot, the last of the days lies ahead.
    const afterwards = provisionalRun('2019-06-30', { knownDay: calendarDate('2019-08-15') });
    expect(of(null, afterwards)).toMatchObject({ outcome: 'unknown', pending: true });
  });

  it('is decided in a provisional run whose day lies behind the last of the days', () => {
    const early = aCampaign({ claim: { days: { from: '2019-01-01', to: '2019-03-31' }, needs: [] } }).terms;
    const on = (day: string, knownDay: string) =>
      evaluated(
        claim,
        caseFacts({ claim: null, run: provisionalRun(day, { knownDay: calendarDate(knownDay) }) }),
        early,
      );
    expect(on('2019-03-31', '2019-04-05')).toMatchObject({ outcome: 'unknown', pending: true });
    expect(on('2019-04-01', '2019-04-05')).toMatchObject({ outcome: 'not-met', because: 'no-claim' });
    // Seen with what was known before: one of the last of the days may not have been told yet.
    expect(on('2019-04-01', '2019-03-31')).toMatchObject({ outcome: 'unknown', pending: true });
  });

  it('is open while the one there is waits for its answer, and none when it was rejected', () => {
    const received = { claimId: 'C-7', receivedOn: calendarDate('2019-07-10') };
    const observed = ['C-7', '2019-07-10'];
    const waits = { outcome: 'unknown', pending: false, because: 'claim-not-answered', observed };
    expect(of({ ...received, standing: 'waiting' }, knownOn('2019-08-15'))).toMatchObject(waits);
    expect(of({ ...received, standing: 'rejected' }, knownOn('2019-07-16'))).toMatchObject({
      outcome: 'not-met',
      because: 'claim-rejected',
      observed,
    });
    // Another one can still come.
    expect(of({ ...received, standing: 'rejected' }, knownOn('2019-07-15'))).toMatchObject({
      outcome: 'unknown',
      because: 'claim-still-possible',
    });
  });

  it('plays no part where the campaign asks for none', () => {
    expect(claim.applies(aCampaign().terms)).toBe(false);
  });
});
