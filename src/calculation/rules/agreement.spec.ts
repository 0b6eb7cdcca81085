import { describe, expect, it } from '@jest/globals';
import { aPartner, aPartnerWithout, caseFacts, unregisteredPartner } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { agreement } from './agreement.js';

/* From which day to which day it must hold: standing-on-last-day.spec.ts. */

const { terms } = aCampaign();

describe('the partner’s agreement', () => {
  it('is met where it holds on the last day', () => {
    expect(evaluated(agreement, caseFacts({ partner: aPartner() }), terms)).toMatchObject({
      rule: 'agreement',
      outcome: 'met',
      because: 'standing-holds',
    });
  });

  it('is not met by a partner in the register without one', () => {
    expect(evaluated(agreement, caseFacts({ partner: aPartnerWithout('agreement')() }), terms)).toMatchObject({
      outcome: 'not-met',
      because: 'standing-missing',
    });
  });

  it('is unknown for a partner outside the register, whatever standings exist', () => {
    expect(evaluated(agreement, caseFacts({ partner: unregisteredPartner }), terms)).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'partner-not-registered',
    });
  });

  it('plays no part where the campaign does not ask for it', () => {
    expect(agreement.applies(aCampaign({ agreement: undefined }).terms)).toBe(false);
  });
});
