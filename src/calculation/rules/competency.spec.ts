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
import { competency } from './competency.js';

const { terms } = aCampaign({
  competencies: {
    levels: ['gold', 'silver'],
    names: [{ name: 'cloud-platform' }, { name: 'enterprise-resource-planning', from: '2019-02-01' }],
  },
});
const of = (partner: PartnerFacts, run = officialRun()) => evaluated(competency, caseFacts({ partner, run }), terms);

/** A partner with one competency. */
const holding = (name: string, { level = 'gold', from = '2018-01-01', to }: Stretch = {}) =>
  aPartnerWith(aStanding('competency', name, { level, from, ...(to === undefined ? {} : { to }) }));
interface Stretch {
  readonly level?: string;
  readonly from?: string;
  readonly to?: string;
}

describe('an eligible competency on an eligibility day', () => {
  it.each([
    ['on the first of the days', { to: '2019-01-01' }, '2019-01-01'],
    ['on the second only', { from: '2019-05-30', to: '2019-05-30' }, '2019-05-30'],
    ['on both', {}, '2019-01-01'],
    ['in silver', { level: 'silver' }, '2019-01-01'],
  ])('is held %s', (_, stretch, day) => {
    expect(of(holding('cloud-platform', stretch))).toMatchObject({
      outcome: 'met',
      because: 'competency-held',
      observed: ['cloud-platform', day],
      required: ['2019-01-01', '2019-05-30'],
    });
  });

  it.each([
    ['ended on the day before the first', { from: '2017-01-01', to: '2018-12-31' }],
    ['is held between the days only', { from: '2019-01-02', to: '2019-05-29' }],
    ['begins on the day after the second', { from: '2019-05-31' }],
    ['is of no level that counts', { level: 'bronze' }],
    ['is of a level in other letters', { level: 'Gold' }],
  ])('is not held where it %s', (_, stretch) => {
    expect(of(holding('cloud-platform', stretch))).toMatchObject({
      outcome: 'not-met',
      because: 'no-competency-on-eligibility-day',
      observed: null,
    });
  });

  it('is not held by a partner without any, nor with one of another name or without a level', () => {
    expect(of(aPartnerWithout('competency')()).outcome).toBe('not-met');
    expect(of(holding('messaging')).outcome).toBe('not-met');
    expect(of(aPartnerWith(aStanding('competency', 'cloud-platform'))).outcome).toBe('not-met');
    const enrolledOnly = aPartnerWithout('competency')(aStanding('enrolment', 'cloud-platform', { level: 'gold' }));
    expect(of(enrolledOnly).outcome).toBe('not-met');
  });

  it('does not count before its own first day, though the partner held it', () => {
    expect(of(holding('enterprise-resource-planning', { to: '2019-05-29' })).outcome).toBe('not-met');
    expect(of(holding('enterprise-resource-planning'))).toMatchObject({
      outcome: 'met',
      observed: ['enterprise-resource-planning', '2019-05-30'],
    });
  });

  it('counts from its own first day on, that day included', () => {
    const onTheDay = aCampaign({
      competencies: { levels: ['gold'], names: [{ name: 'isv', from: '2019-01-01' }] },
    }).terms;
    expect(evaluated(competency, caseFacts({ partner: holding('isv', { to: '2019-01-01' }) }), onTheDay).outcome).toBe(
      'met',
    );
  });

  it('is unknown for a partner outside the register', () => {
    expect(of(unregisteredPartner)).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'partner-not-registered',
    });
    expect(of(unregisteredPartner, provisionalRun('2019-03-31'))).toMatchObject({ outcome: 'unknown', pending: false });
  });

  describe('in a provisional run', () => {
    const without = aPartnerWithout('competency')();

    it('is met already by a day that has come', () => {
      expect(of(holding('cloud-platform'), provisionalRun('2019-03-31')).outcome).toBe('met');
      expect(of(holding('cloud-platform'), provisionalRun('2019-01-01')).outcome).toBe('met');
    });

    it('is pending while a day is ahead', () => {
      expect(of(without, provisionalRun('2019-05-29'))).toMatchObject({
        outcome: 'unknown',
        pending: true,
        because: 'eligibility-day-ahead',
        required: ['2019-01-01', '2019-05-30'],
      });
    });

    it('does not look at a day ahead, whatever stands on record for it', () => {
      const future = holding('cloud-platform', { from: '2019-05-01' });
      expect(of(future, provisionalRun('2019-05-29'))).toMatchObject({ outcome: 'unknown', pending: true });
    });

    it('is decided once the last day has come', () => {
      expect(of(without, provisionalRun('2019-05-30'))).toMatchObject({ outcome: 'not-met', pending: false });
    });
  });

  it('plays no part where the campaign does not ask for one', () => {
    expect(competency.applies(aCampaign({ competencies: undefined }).terms)).toBe(false);
  });
});
