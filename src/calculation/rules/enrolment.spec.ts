import { describe, expect, it } from '@jest/globals';
import {
  aPartner,
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
import { enrolment } from './enrolment.js';

const { terms } = aCampaign();
const of = (partner: PartnerFacts, run = officialRun()) => evaluated(enrolment, caseFacts({ partner, run }), terms);
const lasting = (from: string, to?: string) =>
  aPartnerWith(aStanding('enrolment', 'csp-indirect-reseller', to === undefined ? { from } : { from, to }));

describe('enrolment in the incentive', () => {
  it.each([
    ['long before', '2018-01-01', undefined],
    ['on the last day of the window', '2019-06-30', undefined],
    ['and ends with the window', '2018-01-01', '2019-06-30'],
  ])('counts when it begins %s', (_, from, to) => {
    expect(of(lasting(from, to))).toMatchObject({ outcome: 'met', because: 'standing-holds' });
  });

  it('does not count when it begins after the window, or ended before its last day', () => {
    expect(of(lasting('2019-07-01'))).toMatchObject({ outcome: 'not-met', because: 'standing-missing' });
    expect(of(lasting('2018-01-01', '2019-06-29'))).toMatchObject({
      outcome: 'not-met',
      because: 'standing-ended',
      observed: '2019-06-29',
    });
  });

  it('is missing for a partner in the register without one', () => {
    expect(of(aPartnerWithout('enrolment')())).toMatchObject({ outcome: 'not-met', because: 'standing-missing' });
  });

  it('is unknown for a partner outside the register', () => {
    expect(of(unregisteredPartner)).toMatchObject({ outcome: 'unknown', because: 'partner-not-registered' });
  });

  describe('in a provisional run, before the last day of the window', () => {
    const run = provisionalRun('2019-06-29');

    it('is pending also for a partner that is enrolled: it may leave', () => {
      expect(of(aPartner(), run)).toMatchObject({ outcome: 'unknown', pending: true, because: 'enrolled-so-far' });
    });

    it('is pending for one that is not: it may still enrol', () => {
      expect(of(aPartnerWithout('enrolment')(), run)).toMatchObject({
        outcome: 'unknown',
        pending: true,
        because: 'enrolment-still-possible',
      });
    });

    it('is unknown, and waits for no day, for a partner outside the register', () => {
      expect(of(unregisteredPartner, run)).toMatchObject({
        outcome: 'unknown',
        pending: false,
        because: 'partner-not-registered',
      });
    });
  });

  it('is decided in a provisional run of the last day itself', () => {
    const run = provisionalRun('2019-06-30');
    expect(of(aPartner(), run).outcome).toBe('met');
    expect(of(aPartnerWithout('enrolment')(), run).outcome).toBe('not-met');
  });

  it('plays no part where the campaign does not ask for it', () => {
    expect(enrolment.applies(aCampaign({ enrolment: undefined }).terms)).toBe(false);
  });
});
