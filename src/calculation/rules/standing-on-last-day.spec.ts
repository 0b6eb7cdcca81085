import { describe, expect, it } from '@jest/globals';
import {
  aPartnerWith,
  aPartnerWithout,
  aStanding,
  caseFacts,
  officialRun,
  provisionalRun,
} from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { agreement } from './agreement.js';
import type { PartnerFacts } from './case-facts.js';
import { membership } from './membership.js';

const { terms } = aCampaign();

describe.each([
  { kind: 'membership', name: 'mpn', rule: membership },
  { kind: 'agreement', name: 'microsoft-cloud-reseller-agreement', rule: agreement },
] as const)('$kind on the last day of the window', ({ kind, name, rule }) => {
  const of = (partner: PartnerFacts, run = officialRun()) => evaluated(rule, caseFacts({ partner, run }), terms);
  const lasting = (from: string, to?: string) =>
    aPartnerWith(aStanding(kind, name, to === undefined ? { from } : { from, to }));

  it.each([
    ['for years, without an end', '2012-01-01', undefined],
    ['from the last day on', '2019-06-30', undefined],
    ['until the last day', '2018-01-01', '2019-06-30'],
    ['on the last day alone', '2019-06-30', '2019-06-30'],
  ])('holds %s', (_, from, to) => {
    expect(of(lasting(from, to))).toMatchObject({
      rule: rule.id,
      outcome: 'met',
      because: 'standing-holds',
      observed: '2019-06-30',
      required: name,
    });
  });

  it('does not hold when it ended on the day before', () => {
    expect(of(lasting('2018-01-01', '2019-06-29'))).toMatchObject({
      outcome: 'not-met',
      because: 'standing-ended',
      observed: '2019-06-29',
    });
  });

  it.each([undefined, '2019-07-31'])('does not hold when it begins on the day after, up to %s', (to) => {
    expect(of(lasting('2019-07-01', to))).toMatchObject({
      outcome: 'not-met',
      because: 'standing-missing',
      observed: null,
    });
  });

  it('holds when one of several stretches reaches the day', () => {
    const twice = aPartnerWith(
      aStanding(kind, name, { from: '2015-01-01', to: '2016-12-31' }),
      aStanding(kind, name, { from: '2019-06-01' }),
    );
    expect(of(twice).outcome).toBe('met');
  });

  it('names the later end where several have ended', () => {
    const ended = aPartnerWith(
      aStanding(kind, name, { to: '2019-05-31' }),
      aStanding(kind, name, { from: '2015-01-01', to: '2016-12-31' }),
    );
    expect(of(ended)).toMatchObject({ because: 'standing-ended', observed: '2019-05-31' });
  });

  it.each([
    ['of another name', aStanding(kind, 'something-else')],
    ['of the same name and another kind', aStanding('exclusion', name)],
  ])('is not replaced by a standing %s', (_, standing) => {
    expect(of(aPartnerWithout(kind)(standing)).outcome).toBe('not-met');
  });

  it('is asked on the snapshot’s own day in a provisional run', () => {
    const untilMarch = lasting('2018-01-01', '2019-03-31');
    expect(of(untilMarch, provisionalRun('2019-03-31')).outcome).toBe('met');
    expect(of(untilMarch, provisionalRun('2019-04-01'))).toMatchObject({ outcome: 'not-met', pending: false });
  });
});
