import { describe, expect, it } from '@jest/globals';
import { aPartner, caseFacts, officialRun, provisionalRun } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { calendarDate } from '../../kernel/index.js';
import { proofOfPerformance } from './proof-of-performance.js';

const { terms } = aCampaign();

/** The finding for a proof received on a day (or never), as known on another. */
function of(receivedOn: string | null, knownOn: string, isRegistered = true, run = officialRun()) {
  const partner = aPartner({
    isRegistered,
    proofReceivedOn: receivedOn === null ? null : calendarDate(receivedOn),
  });
  const facts = caseFacts({ partner, run: { ...run, knownDay: calendarDate(knownOn) } });
  return evaluated(proofOfPerformance, facts, terms);
}

describe('a proof of performance', () => {
  it.each(['2019-02-01', '2019-07-30', '2019-07-31'])('received on %s came in time', (day) => {
    expect(of(day, '2019-08-15')).toMatchObject({
      outcome: 'met',
      because: 'proof-in-time',
      observed: day,
      required: '2019-07-31',
    });
  });

  it('received on the day after the deadline came too late', () => {
    expect(of('2019-08-01', '2019-08-15')).toMatchObject({
      outcome: 'not-met',
      because: 'proof-too-late',
      observed: '2019-08-01',
    });
  });

  it.each(['2019-07-01', '2019-07-31'])('may still come as long as we know no later than %s', (knownOn) => {
    expect(of(null, knownOn)).toMatchObject({ outcome: 'unknown', pending: false, because: 'proof-still-possible' });
  });

  it('is missing from the day after the deadline on', () => {
    expect(of(null, '2019-08-01')).toMatchObject({ outcome: 'not-met', because: 'no-proof', observed: null });
  });

  it('is judged alike for a partner outside the register', () => {
    expect(of('2019-07-31', '2019-08-15', false).outcome).toBe('met');
    expect(of(null, '2019-07-31', false).outcome).toBe('unknown');
    expect(of(null, '2019-08-01', false).outcome).toBe('not-met');
  });

  describe('in a provisional run', () => {
    it('is pending while the deadline lies after the snapshot', () => {
      expect(of(null, '2019-03-31', true, provisionalRun('2019-03-31'))).toMatchObject({
        outcome: 'unknown',
        pending: true,
        because: 'proof-still-possible',
      });
    });

    it('is pending also when the deadline has passed by the day of knowing, for the snapshot still lies before it', () => {
      expect(of(null, '2019-08-15', true, provisionalRun('2019-03-31'))).toMatchObject({ pending: true });
    });

    it('is met by a proof that is there: nothing could take it back', () => {
      expect(of('2019-03-01', '2019-03-31', true, provisionalRun('2019-03-31')).outcome).toBe('met');
    });

    it('is decided where the deadline has passed', () => {
      const early = aCampaign({ 'proof of performance': { by: '2019-03-31' } }).terms;
      const facts = caseFacts({ partner: aPartner({ proofReceivedOn: null }), run: provisionalRun('2019-04-01') });
      expect(evaluated(proofOfPerformance, facts, early)).toMatchObject({ outcome: 'not-met', because: 'no-proof' });
    });

    it('is awaited, and no longer ahead, on the day of the deadline itself', () => {
      const today = aCampaign({ 'proof of performance': { by: '2019-04-01' } }).terms;
      const facts = caseFacts({ partner: aPartner({ proofReceivedOn: null }), run: provisionalRun('2019-04-01') });
      expect(evaluated(proofOfPerformance, facts, today)).toMatchObject({ outcome: 'unknown', pending: false });
    });
  });

  it('plays no part where the campaign does not ask for one', () => {
    expect(proofOfPerformance.applies(aCampaign({ 'proof of performance': undefined }).terms)).toBe(false);
  });
});
