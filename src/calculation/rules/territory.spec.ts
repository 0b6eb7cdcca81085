import { describe, expect, it } from '@jest/globals';
import { aCustomer, aPartner, caseFacts, unregisteredPartner } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import type { CaseFacts } from './case-facts.js';
import { territory } from './territory.js';

const termsOf = (of: 'partner' | 'customer') => aCampaign({ territories: { of, countries: ['GB', 'IE'] } }).terms;
const of = (whose: 'partner' | 'customer', facts: Partial<CaseFacts>) =>
  evaluated(territory, caseFacts(facts), termsOf(whose));

describe('the territory of the customer', () => {
  it.each(['GB', 'IE'])('%s is one of the campaign’s', (country) => {
    expect(of('customer', { customer: aCustomer({ country }) })).toMatchObject({
      outcome: 'met',
      because: 'country-in-territory',
      observed: country,
    });
  });

  it.each(['US', 'gb', 'GBR'])('%s is another: words are exact', (country) => {
    expect(of('customer', { customer: aCustomer({ country }) })).toMatchObject({
      outcome: 'not-met',
      because: 'country-outside-territory',
      observed: country,
      required: ['GB', 'IE'],
    });
  });

  it('may yet be one of them where no country is on record, wherever the partner is', () => {
    const customer = aCustomer({ country: null });
    expect(of('customer', { customer, partner: aPartner({ country: 'US' }) })).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'country-of-customer-not-known',
    });
  });

  it('is decided also where the partner is in no register', () => {
    expect(of('customer', { partner: unregisteredPartner }).outcome).toBe('met');
  });
});

describe('the territory of the partner', () => {
  it('goes by the location of the partner, wherever the customer is', () => {
    const customer = aCustomer({ country: 'US' });
    expect(of('partner', { customer, partner: aPartner({ country: 'IE' }) }).outcome).toBe('met');
    expect(of('partner', { partner: aPartner({ country: 'US' }) })).toMatchObject({
      outcome: 'not-met',
      observed: 'US',
    });
  });

  it('is not known without a country, or outside the register', () => {
    expect(of('partner', { partner: aPartner({ country: null }) })).toMatchObject({
      outcome: 'unknown',
      because: 'country-of-partner-not-known',
    });
    expect(of('partner', { partner: unregisteredPartner })).toMatchObject({
      outcome: 'unknown',
      because: 'partner-not-registered',
    });
  });
});

describe('territories', () => {
  it('play no part in a campaign for all countries', () => {
    expect(territory.applies(termsOf('partner'))).toBe(true);
    expect(territory.applies(aCampaign().terms)).toBe(false);
  });
});
