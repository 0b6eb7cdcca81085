import { expect, it } from '@jest/globals';
import { BilledNames } from './billed-names.js';

const named = (customer: number) => ({
  customerId: `00000000-${String(customer).padStart(8, '0')}`,
  offerId: 'cfq7ttc0lh3l:0001',
  partnerId: null,
});

it('tells what a line names that none before it named', () => {
  const names = new BilledNames();
  expect(names.fresh(named(1))).toBe('00000000-00000001\tcfq7ttc0lh3l:0001\t\\N\n');
  expect(names.fresh(named(1))).toBeUndefined();
  expect(names.fresh(named(2))).toBe('00000000-00000002\t\\N\t\\N\n');
  expect(names.fresh({ ...named(2), partnerId: '1001' })).toBe('\\N\t\\N\t1001\n');
  expect(names.fresh({ ...named(2), partnerId: '1001' })).toBeUndefined();
});

it('tells each of very many names, and hardly one of them again', () => {
  const names = new BilledNames();
  const count = 20_000;
  // The digits that differ lie within what tells places apart.
  const manifold = (customer: number) => ({ ...named(0), customerId: `${String(customer * 7919)}-customer` });
  const told = () =>
    Array.from({ length: count }, (_, customer) => names.fresh(manifold(customer))).filter(
      (text) => text !== undefined,
    );
  expect(told()).toHaveLength(count);
  expect(told().length).toBeLessThan(count / 10);
});
