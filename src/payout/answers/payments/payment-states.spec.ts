import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReportedStep } from '../codes/index.js';
import { PAYMENT_STATES, PAYMENT_TRANSITIONS, stateOf, type PaymentState } from './payment-states.js';

const STEPS: readonly ReportedStep[] = [
  'received',
  'in-process',
  'debited',
  'blocked',
  'credited',
  'rejected',
  'cancelled',
  'returned',
  'nothing',
];
const steps = fc.array(fc.constantFrom(...STEPS), { maxLength: 12 });

describe('the state of a payment', () => {
  it.each<[PaymentState, readonly ReportedStep[]]>([
    ['released', []],
    ['released', ['nothing']],
    ['in-process', ['in-process', 'received']],
    ['debited', ['debited', 'in-process']],
    ['blocked', ['in-process', 'blocked', 'debited']],
    ['credited', ['blocked', 'credited', 'debited']],
    ['rejected', ['received', 'rejected']],
    ['cancelled', ['rejected', 'cancelled']],
    ['contradicted', ['debited', 'rejected']],
    ['contradicted', ['cancelled', 'credited']],
    ['returned', ['debited', 'rejected', 'returned']],
    ['returned', ['returned', 'in-process']],
  ])('is %s after %j', (state, said) => {
    expect(stateOf(said)).toBe(state);
  });

  it('does not depend on the order or repetition of what was said', () => {
    fc.assert(
      fc.property(steps, steps, (said, again) => {
        const repeated = [...said, ...again.filter((step) => said.includes(step))];
        expect(stateOf([...repeated].reverse())).toBe(stateOf(said));
        expect(stateOf([...repeated].sort())).toBe(stateOf(said));
      }),
      { numRuns: 1_000 },
    );
  });

  it('goes forward only, by its table, whatever is said next', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...STEPS), (said, next) => {
        const [before, now] = [stateOf(said), stateOf([...said, next])];
        if (now !== before) expect(PAYMENT_TRANSITIONS[before]).toContain(now);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a table whose every step some report takes, which may say two things at once, and none leads back', () => {
    const taken = new Set<string>();
    for (const said of subsets())
      for (const one of STEPS)
        for (const other of STEPS) taken.add(`${stateOf(said)} ${stateOf([...said, one, other])}`);
    for (const state of PAYMENT_STATES)
      for (const to of PAYMENT_TRANSITIONS[state]) {
        expect(PAYMENT_STATES.indexOf(to)).toBeGreaterThan(PAYMENT_STATES.indexOf(state));
        expect(taken).toContain(`${state} ${to}`);
      }
  });
});

function subsets(): ReportedStep[][] {
  return Array.from({ length: 2 ** STEPS.length }, (_, bits) =>
    STEPS.filter((_step, place) => (bits & (1 << place)) !== 0),
  );
}
