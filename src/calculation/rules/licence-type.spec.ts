import { describe, expect, it } from '@jest/globals';
import { caseFacts } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import type { LicenceType } from './case-facts.js';
import { licenceType } from './licence-type.js';

const of = (sold: readonly LicenceType[], asked: readonly LicenceType[]) =>
  evaluated(licenceType, caseFacts({ licenceTypes: sold }), aCampaign({ 'licence types': asked }).terms);

describe('the licence type of what was sold', () => {
  it('is met by one type of the list', () => {
    expect(of(['csp'], ['csp'])).toMatchObject({
      outcome: 'met',
      because: 'licence-type-eligible',
      observed: ['csp'],
      required: ['csp'],
    });
    expect(of(['csp'], ['open', 'csp']).outcome).toBe('met');
    expect(of(['csp', 'open'], ['open']).outcome).toBe('met');
  });

  it('is not met by none of it', () => {
    expect(of(['csp'], ['open'])).toMatchObject({ outcome: 'not-met', because: 'licence-type-not-eligible' });
  });

  it('plays no part where the campaign takes all', () => {
    expect(licenceType.applies(aCampaign().terms)).toBe(false);
  });
});
