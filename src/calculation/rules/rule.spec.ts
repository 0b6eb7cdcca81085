import { describe, expect, it } from '@jest/globals';
import { aCampaign } from '../../../test/campaign-builder.js';
import { stated } from './rule.js';

describe('the term that a rule goes by', () => {
  it('is the value that the campaign states', () => {
    expect(stated(aCampaign().terms.membership)).toBe('mpn');
  });

  it('must be there: a rule without its term is left out, and not evaluated with a value that nobody stated', () => {
    const { membership } = aCampaign({ membership: undefined }).terms;
    expect(() => stated(membership)).toThrow('only where the campaign has its term');
  });
});
