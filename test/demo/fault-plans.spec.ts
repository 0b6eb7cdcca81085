import { describe, expect, it } from '@jest/globals';
import { generatePlan } from '../../demo/partner-center/faults/generate-plan.js';
import { FAULT_KINDS, FaultDesk, type Fault } from '../../demo/partner-center/faults/plan.js';

const fault = (changes: Partial<Fault> = {}): Fault => ({
  kind: 'reset',
  resource: 'customers',
  fromRequest: 1,
  ends: { afterRequests: 2 },
  ...changes,
});

/** Which of so many requests are spoiled, and by what. */
function spoiled(faults: readonly Fault[], requests: readonly string[], elapsedMs: () => number = () => 0) {
  const desk = new FaultDesk({ seed: 1, faults }, elapsedMs);
  return requests.map((resource) => desk.next(resource)?.kind ?? '-');
}

describe('a fault', () => {
  it('spoils as many requests of its resource as the plan says, and no others', () => {
    const asked = ['customers/page/1', 'seats/1', 'customers/page/2', 'customers/page/1', 'customersx'];
    expect(spoiled([fault()], asked)).toEqual(['reset', '-', 'reset', '-', '-']);
    expect(spoiled([fault({ fromRequest: 2 })], asked)).toEqual(['-', '-', 'reset', 'reset', '-']);
    expect(spoiled([fault({ resource: '', ends: 'never' })], asked)).toEqual(asked.map(() => 'reset'));
  });

  it('that ends by the clock ends then, however often it was met', () => {
    let elapsedMs = 0;
    const asked = ['customers', 'customers', 'customers'];
    expect(spoiled([fault({ ends: { afterMs: 20 } })], asked, () => (elapsedMs += 10))).toEqual(['reset', '-', '-']);
  });

  it('of one page goes before one of all pages', () => {
    const all = fault({ kind: 'reordered-pages', ends: 'never' });
    const one = fault({ resource: 'customers/page/2', ends: { afterRequests: 1 } });
    const asked = ['customers/page/1', 'customers/page/2', 'customers/page/2'];
    expect(spoiled([all, one], asked)).toEqual(['reordered-pages', 'reset', 'reordered-pages']);
  });
});

describe('the plan of a seed', () => {
  const breakables = [1, 2, 3, 4].map((page) => ({ resource: `lines/D${String(page)}/page/1`, kinds: FAULT_KINDS }));
  const planOf = (seed: number) => generatePlan({ seed, kinds: ['reset'], breakables, nightMs: 1000 });

  it('is the same every time, holds the kinds that it must, and is another one for another seed', () => {
    expect(planOf(1)).toEqual(planOf(1));
    const plans = Array.from({ length: 50 }, (_, seed) => planOf(seed));
    expect(plans.every(({ faults }) => faults.some(({ kind }) => kind === 'reset'))).toBe(true);
    expect(new Set(plans.map(({ faults }) => JSON.stringify(faults))).size).toBeGreaterThan(40);
  });

  it('never hides a page for good: no reading would tell', () => {
    const hiding = Array.from({ length: 200 }, (_, seed) => planOf(seed).faults)
      .flat()
      .filter(({ kind }) => kind === 'skipped-page' || kind === 'empty-page');
    expect(hiding.length).toBeGreaterThan(5);
    expect(hiding.every(({ ends }) => JSON.stringify(ends) === '{"afterRequests":1}')).toBe(true);
  });
});
