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
import { eligibilityDay } from './eligibility-day.js';

const { terms } = aCampaign();
const of = (partner: PartnerFacts, run = officialRun()) =>
  evaluated(eligibilityDay, caseFacts({ partner, run }), terms);

const AGREEMENT = 'microsoft-cloud-reseller-agreement';

/** A partner whose membership, agreement and competency hold for their own stretches. */
function holding(membership: Stretch, agreement: Stretch, competency: Stretch): PartnerFacts {
  return aPartnerWith(
    aStanding('membership', 'mpn', membership),
    aStanding('agreement', AGREEMENT, agreement),
    aStanding('competency', 'cloud-platform', { ...competency, level: 'gold' }),
  );
}
interface Stretch {
  readonly from?: string;
  readonly to?: string;
}
const ALWAYS: Stretch = {};

describe('membership, agreement and competency on one eligibility day', () => {
  it('hold together on the first day', () => {
    expect(of(aPartner())).toMatchObject({ outcome: 'met', because: 'all-hold-together', observed: '2019-01-01' });
  });

  it.each<[what: string, membership: Stretch, agreement: Stretch, competency: Stretch]>([
    ['membership', { from: '2019-05-30' }, ALWAYS, ALWAYS],
    ['agreement', ALWAYS, { from: '2019-05-30' }, ALWAYS],
    ['competency', ALWAYS, ALWAYS, { from: '2019-05-30' }],
  ])('hold together on the second day, which is the first of the %s', (_, membership, agreement, competency) => {
    expect(of(holding(membership, agreement, competency))).toMatchObject({ outcome: 'met', observed: '2019-05-30' });
  });

  it('do not hold together when each holds on another day, though each holds on one', () => {
    expect(of(holding({ to: '2019-01-01' }, ALWAYS, { from: '2019-05-30' }))).toMatchObject({
      outcome: 'not-met',
      because: 'never-all-together',
      observed: ['2019-01-01: no competency', '2019-05-30: no membership'],
      required: ['2019-01-01', '2019-05-30'],
    });
  });

  it('need not hold between the days', () => {
    expect(of(holding({ from: '2019-05-30', to: '2019-05-30' }, ALWAYS, ALWAYS)).outcome).toBe('met');
  });

  it.each(['membership', 'agreement'] as const)('ask for the %s by its name', (kind) => {
    const another = aPartnerWithout(kind)(aStanding(kind, 'another'));
    expect(of(another)).toMatchObject({ outcome: 'not-met' });
    const ofAnotherKind = aPartnerWithout(kind)(aStanding('enrolment', 'mpn'), aStanding('enrolment', AGREEMENT));
    expect(of(ofAnotherKind)).toMatchObject({ outcome: 'not-met' });
  });

  it('say what is missing on each day', () => {
    expect(of(aPartnerWithout('membership', 'agreement', 'competency')()).observed).toEqual([
      '2019-01-01: no membership, agreement, competency',
      '2019-05-30: no membership, agreement, competency',
    ]);
  });

  it.each([
    ['membership', { membership: undefined }],
    ['agreement', { agreement: undefined }],
    ['competency', { competencies: undefined }],
  ] as const)('leave out the %s where the campaign does not ask for it', (kind, changes) => {
    const facts = caseFacts({ partner: aPartnerWithout(kind)() });
    expect(evaluated(eligibilityDay, facts, terms).outcome).toBe('not-met');
    expect(evaluated(eligibilityDay, facts, aCampaign(changes).terms).outcome).toBe('met');
  });

  it('are unknown for a partner outside the register', () => {
    expect(of(unregisteredPartner)).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'partner-not-registered',
    });
  });

  describe('in a provisional run', () => {
    const late = holding({ from: '2019-02-01' }, ALWAYS, ALWAYS);

    it('are met by the day that has come', () => {
      expect(of(aPartner(), provisionalRun('2019-01-01')).outcome).toBe('met');
    });

    it('are pending while a day is ahead', () => {
      expect(of(late, provisionalRun('2019-05-29'))).toMatchObject({
        outcome: 'unknown',
        pending: true,
        because: 'eligibility-day-ahead',
      });
    });

    it('are decided on the last day itself', () => {
      expect(of(late, provisionalRun('2019-05-30'))).toMatchObject({ outcome: 'met', observed: '2019-05-30' });
      expect(of(aPartnerWithout('membership')(), provisionalRun('2019-05-30')).outcome).toBe('not-met');
    });
  });

  it('play no part where the campaign names no day', () => {
    const { terms: without } = aCampaign({ 'eligibility days': undefined, competencies: undefined });
    expect(eligibilityDay.applies(without)).toBe(false);
  });
});
