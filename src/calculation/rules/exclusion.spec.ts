import { describe, expect, it } from '@jest/globals';
import {
  aPartnerWith,
  aPartnerWithout,
  aStanding,
  caseFacts,
  officialRun,
  provisionalRun,
  unregisteredPartner,
} from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import type { PartnerFacts } from './case-facts.js';
import { exclusion } from './exclusion.js';

const PROGRAMME = 'managed-reseller-incentive';
const { terms } = aCampaign({ exclusion: { name: PROGRAMME, days: { from: '2019-02-01', to: '2019-06-30' } } });
const of = (partner: PartnerFacts, run = officialRun()) => evaluated(exclusion, caseFacts({ partner, run }), terms);
const excluded = (from: string, to?: string, name = PROGRAMME) =>
  aPartnerWith(aStanding('exclusion', name, to === undefined ? { from } : { from, to }));
const free = aPartnerWithout('exclusion')();

describe('a programme that keeps a partner out', () => {
  it.each([
    ['on the first of the days', '2018-01-01', '2019-02-01', '2019-02-01'],
    ['on one day between', '2019-03-05', '2019-03-05', '2019-03-05'],
    ['from the last of the days on', '2019-06-30', undefined, '2019-06-30'],
    ['all the time', '2018-01-01', undefined, '2019-02-01'],
  ])('does so %s', (_, from, to, observed) => {
    expect(of(excluded(from, to))).toMatchObject({
      outcome: 'not-met',
      because: 'excluded',
      observed,
      required: [PROGRAMME, '2019-02-01', '2019-06-30'],
    });
  });

  it.each([
    ['it ended the day before', '2018-01-01', '2019-01-31'],
    ['it began the day after', '2019-07-01', undefined],
    ['it came and went afterwards', '2019-07-01', '2019-07-31'],
  ])('does not where %s', (_, from, to) => {
    expect(of(excluded(from, to))).toMatchObject({ outcome: 'met', because: 'not-excluded', observed: null });
  });

  it('does not where the partner was never in it, or in another', () => {
    expect(of(free).outcome).toBe('met');
    expect(of(excluded('2018-01-01', undefined, 'another-incentive')).outcome).toBe('met');
    expect(of(aPartnerWith(aStanding('membership', PROGRAMME))).outcome).toBe('met');
  });

  it('says the first day of several', () => {
    const partner = aPartnerWith(
      aStanding('exclusion', PROGRAMME, { from: '2019-06-01' }),
      aStanding('exclusion', PROGRAMME, { from: '2019-03-01', to: '2019-03-02' }),
    );
    expect(of(partner).observed).toBe('2019-03-01');
  });

  it('is not known of a partner outside the register', () => {
    expect(of(unregisteredPartner)).toMatchObject({ outcome: 'unknown', because: 'partner-not-registered' });
  });

  describe('in a provisional run before the last of the days', () => {
    const run = provisionalRun('2019-06-29');

    it('keeps out a partner that was in it up to now', () => {
      expect(of(excluded('2019-06-29'), run)).toMatchObject({ outcome: 'not-met', observed: '2019-06-29' });
    });

    it('can still do so, also where that is arranged already', () => {
      for (const partner of [free, excluded('2019-06-30')])
        expect(of(partner, run)).toMatchObject({
          outcome: 'unknown',
          pending: true,
          because: 'exclusion-still-possible',
        });
    });

    it('is decided on the last of the days', () => {
      expect(of(free, provisionalRun('2019-06-30')).outcome).toBe('met');
    });
  });

  it('plays no part where the campaign names none', () => {
    expect(exclusion.applies(aCampaign().terms)).toBe(false);
  });
});
