import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aCampaign } from '../../test/campaign-builder.js';
import { rewardPolicy } from './reward-policy.js';
import { assumedTerms, spokenName, termName, termsSchema } from './terms.js';

describe('names of terms', () => {
  it.each([
    ['window', 'window'],
    ['minimumSeats', 'minimum seats'],
    ['rewardForEachCustomer', 'reward for each customer'],
  ])('%s is spoken "%s"', (name, spoken) => {
    expect(spokenName(name)).toBe(spoken);
    expect(termName(spoken)).toBe(name);
  });

  it('are found again for every term there is', () => {
    for (const name of Object.keys(termsSchema.shape)) expect(termName(spokenName(name))).toBe(name);
  });

  it('are found again for any words', () => {
    const words = fc.array(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(words, (spoken) => {
        fc.pre(spoken.slice(1).every((word) => /^[a-z]/.test(word)));
        expect(spokenName(termName(spoken.join(' ')))).toBe(spoken.join(' '));
        expect(termName(`  ${spoken.join('   ')} `)).toBe(termName(spoken.join(' ')));
      }),
    );
  });
});

describe('assumed terms', () => {
  it('are those that say what was assumed, also beside a source', () => {
    const { terms } = aCampaign();
    const { timeZone, snapshot } = terms;
    expect(assumedTerms(terms)).toEqual([]);
    expect(
      assumedTerms({
        ...terms,
        timeZone: { ...timeZone, assumed: 'The page names none.' },
        snapshot: { value: snapshot.value, assumed: 'The page is silent.' },
      }),
    ).toEqual(['timeZone', 'snapshot']);
  });
});

it('the reward is money of its own currency', () => {
  const { terms } = aCampaign({ 'reward for each customer': { amount: '150.50', currency: 'EUR' } });
  expect(rewardPolicy(terms)).toMatchObject({ currency: { code: 'EUR' }, rates: { kind: 'one', rate: '150.50' } });
});

it('a term that a campaign does not have is left out', () => {
  const { terms } = aCampaign({ enrolment: undefined, competencies: undefined, 'eligibility days': undefined });
  expect([terms.enrolment, terms.competencies, terms.eligibilityDays]).toEqual([undefined, undefined, undefined]);
});
