import { describe, expect, it } from '@jest/globals';
import { caseFacts } from '../../../test/builders/case-facts.js';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import type { CaseFacts } from './case-facts.js';
import { oneRewardPerCustomer } from './one-reward-per-customer.js';

const { terms } = aCampaign();
type Outcome = CaseFacts['earlierPartners'][number]['outcome'];
const after = (...outcomes: readonly Outcome[]) =>
  evaluated(
    oneRewardPerCustomer,
    caseFacts({ earlierPartners: outcomes.map((outcome, index) => ({ partnerId: String(2001 + index), outcome })) }),
    terms,
  );

describe('one reward for a customer', () => {
  it('goes to the partner that sold first', () => {
    expect(after()).toMatchObject({ outcome: 'met', because: 'first-to-qualify' });
  });

  it('goes to a later one where no earlier one qualifies', () => {
    expect(after('not-qualified', 'not-qualified').outcome).toBe('met');
  });

  it('is gone where an earlier one qualifies', () => {
    expect(after('not-qualified', 'qualified')).toMatchObject({
      outcome: 'not-met',
      because: 'an-earlier-partner-qualifies',
      observed: '2002',
    });
  });

  it('waits where an earlier one is undecided', () => {
    expect(after('not-qualified', 'undecided')).toMatchObject({
      outcome: 'unknown',
      pending: false,
      because: 'an-earlier-partner-is-undecided',
      observed: '2002',
    });
  });

  it('is gone where one qualifies, whatever becomes of an undecided one before or after it', () => {
    expect(after('undecided', 'qualified')).toMatchObject({ outcome: 'not-met', observed: '2002' });
    expect(after('qualified', 'undecided')).toMatchObject({ outcome: 'not-met', observed: '2001' });
  });

  it('plays no part where every partner may earn', () => {
    expect(oneRewardPerCustomer.applies(aCampaign({ 'rewards for one customer': undefined }).terms)).toBe(false);
  });
});
