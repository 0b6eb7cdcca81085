import { describe, expect, it } from '@jest/globals';
import {
  aPartner,
  caseFacts,
  officialRun,
  provisionalRun,
  unregisteredPartner,
} from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { calendarDate } from '../../kernel/index.js';
import type { OfferRegistration } from './case-facts.js';
import { registration } from './registration.js';
import type { RunFacts } from './case-facts.js';

const { terms: TERMS } = aCampaign({
  registration: { days: { from: '2019-01-01', to: '2019-05-31' }, terms: '2019-1' },
});

function found(flaw: OfferRegistration['flaw'] | undefined, run: RunFacts = officialRun()) {
  const registered = flaw === undefined ? null : { registeredOn: calendarDate('2019-03-01'), flaw };
  return evaluated(registration, caseFacts({ partner: aPartner({ registration: registered }), run }), TERMS);
}

describe('registration', () => {
  it('is met by one that counts', () => {
    expect(found(null)).toMatchObject({ outcome: 'met', observed: '2019-03-01', because: 'registered-for-the-offer' });
  });

  it.each([
    [undefined, 'not-registered-for-the-offer'],
    ['too-early', 'registered-too-early'],
    ['too-late', 'registered-too-late'],
    ['no-address', 'registered-no-address'],
    ['consumer-domain', 'registered-consumer-domain'],
    ['terms-not-accepted', 'registered-terms-not-accepted'],
    ['no-agreement-number', 'registered-no-agreement-number'],
  ] as const)('with the flaw %s is not met when the days are over, and open until then', (flaw, because) => {
    expect(found(flaw)).toMatchObject({ outcome: 'not-met', because });
    const open = { outcome: 'unknown', pending: false, because: 'registration-still-possible' };
    expect(found(flaw, officialRun({ knownDay: calendarDate('2019-05-31') }))).toMatchObject(open);
    expect(found(flaw, officialRun({ knownDay: calendarDate('2019-06-01') }))).toMatchObject({ outcome: 'not-met' });
    expect(found(flaw, provisionalRun('2019-05-31'))).toMatchObject({ ...open, pending: true });
    expect(found(flaw, provisionalRun('2019-06-01'))).toMatchObject({ outcome: 'not-met' });
  });

  it.each(['name-differs', 'name-unclear'] as const)('with the flaw %s is for a person, whenever it is', (flaw) => {
    const open = { outcome: 'unknown', pending: false, because: `registered-${flaw}` };
    expect(found(flaw)).toMatchObject(open);
    expect(found(flaw, provisionalRun('2019-04-01'))).toMatchObject(open);
  });

  it('of a partner that is not in the register is unknown', () => {
    const facts = caseFacts({ partner: unregisteredPartner });
    expect(evaluated(registration, facts, TERMS)).toMatchObject({ because: 'partner-not-registered' });
  });
});
