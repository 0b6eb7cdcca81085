import { describe, expect, it } from '@jest/globals';
import { aCustomer, caseFacts } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { segment } from './segment.js';

const { terms } = aCampaign({ segments: ['SMB', 'MIDMARKET'] });
const of = (word: string | null) => evaluated(segment, caseFacts({ customer: aCustomer({ segment: word }) }), terms);

describe('the segment of the customer', () => {
  it.each(['SMB', 'MIDMARKET'])('%s is one of the campaign’s', (word) => {
    expect(of(word)).toMatchObject({ outcome: 'met', because: 'segment-eligible', observed: word });
  });

  it.each(['ENTERPRISE', 'smb', 'SMB ', 'constructor'])('%s is another: words are exact', (word) => {
    expect(of(word)).toMatchObject({
      outcome: 'not-met',
      because: 'segment-not-eligible',
      observed: word,
      required: ['SMB', 'MIDMARKET'],
    });
  });

  it('may yet be one of the campaign’s where nobody declared it', () => {
    expect(of(null)).toMatchObject({ outcome: 'unknown', pending: false, because: 'segment-not-declared' });
  });

  it('plays no part in a campaign for all segments', () => {
    expect(segment.applies(aCampaign({ segments: undefined }).terms)).toBe(false);
  });
});
