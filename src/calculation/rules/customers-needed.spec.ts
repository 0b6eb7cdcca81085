import { describe, expect, it } from '@jest/globals';
import { evaluated } from '../../../test/builders/evaluated.js';
import { aCampaign } from '../../../test/campaign-builder.js';
import { customersNeeded } from './customers-needed.js';

const { terms } = aCampaign({ 'customers needed': { 'at least': 3, 'those before': 'not rewarded' } });
const of = (qualified: number, undecided: number, isPending = false) =>
  evaluated(customersNeeded, { qualified, undecided, isPending }, terms);

describe('the customers that a partner needs', () => {
  it.each([
    [2, 0, 'not-met'],
    [3, 0, 'met'],
    [4, 0, 'met'],
    [3, 5, 'met'],
    [1, 1, 'not-met'],
    [2, 1, 'unknown'],
    [0, 3, 'unknown'],
  ])('%d qualified and %d undecided of 3 are %s', (qualified, undecided, outcome) => {
    expect(of(qualified, undecided)).toMatchObject({ outcome, pending: false, required: 3 });
  });

  it('are so many short, also if all that are undecided qualified', () => {
    expect(of(3, 1)).toMatchObject({ because: 'enough-customers', observed: 3, distance: null });
    expect(of(1, 0)).toMatchObject({ because: 'too-few-customers', observed: 1, distance: 2 });
    expect(of(1, 1)).toMatchObject({ because: 'too-few-customers-also-with-undecided', observed: 1, distance: 1 });
    expect(of(2, 7)).toMatchObject({ because: 'undecided-customers-decide', observed: 2, distance: 1 });
  });

  it('are pending where all that are undecided are so for what lies ahead', () => {
    expect(of(2, 1, true)).toMatchObject({ outcome: 'unknown', pending: true });
    expect(of(2, 0, true)).toMatchObject({ outcome: 'not-met', pending: false });
  });

  it('play no part where the campaign needs none', () => {
    expect(customersNeeded.applies(aCampaign().terms)).toBe(false);
  });
});
