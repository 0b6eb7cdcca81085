import { describe, expect, it } from '@jest/globals';
import { aPartner, aPartnerWithout, caseFacts, unregisteredPartner } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { membership } from './membership.js';

/* From which day to which day it must hold: standing-on-last-day.spec.ts. */

const { terms } = aCampaign();

describe('the partner’s membership', () => {
  it('is met where it holds on the last day', () => {
    expect(evaluated(membership, caseFacts({ partner: aPartner() }), terms)).toMatchObject({
      rule: 'membership',
      outcome: 'met',
      because: 'standing-holds',
    });
  });

  it('is not met by a partner in the register without one', () => {
    expect(evaluated(membership, caseFacts({ partner: aPartnerWithout('membership')() }), terms)).toMatchObject({
      outcome: 'not-met',
      because: 'standing-missing',
    });
  });

  it('is unknown for a partner outside the register, whatever standings exist', () => {
    expect(evaluated(membership, caseFacts({ partner: unregisteredPartner }), terms)).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'partner-not-registered',
    });
  });

  it('plays no part where the campaign does not ask for it', () => {
    expect(membership.applies(aCampaign({ membership: undefined }).terms)).toBe(false);
  });
});
