import { describe, expect, it } from '@jest/globals';
import { remarksOn } from '../../../test/builders/campaign-remarks.js';
import type { SpokenTerms } from '../../../test/campaign-builder.js';

describe('products that nobody can map', () => {
  const known = (productFamily: string, ...products: readonly string[]) =>
    products.map((product) => ({ product, productFamily }));
  const ALL = [
    ...known('dynamics-365', 'business-central', 'sales', 'customer-engagement'),
    ...known('microsoft-365', 'teams'),
  ];
  const eligible = (...products: readonly string[]) => ({ 'eligible products': products });

  it.each<[what: string, terms: SpokenTerms, term: string, line: string, message: string]>([
    [
      'by a slip of the pen',
      eligible('sales', 'busines-central'),
      'eligible products / 1',
      '- busines-central',
      'no SKU is known to be "busines-central"; "business-central" is known',
    ],
    [
      'since no file said which they are',
      eligible('field-operations'),
      'eligible products / 0',
      '- field-operations',
      'no SKU is known to be "field-operations"; products.csv may say which is',
    ],
    [
      'in this family',
      eligible('sales', 'teams'),
      'eligible products / 1',
      '- teams',
      '"teams" is of the family "microsoft-365", not "dynamics-365"',
    ],
    [
      'since nobody knows the family',
      { 'product family': 'dynamics-356' },
      'product family',
      'product family:',
      'no SKU is known to be of "dynamics-356"; "dynamics-365" is known',
    ],
  ])('%s', (_, changes, term, line, message) => {
    expect(remarksOn(changes, ALL)).toEqual([['contradiction', term, line, message]]);
  });

  it('are no matter where they are mapped, or where nobody knows what is', () => {
    expect(remarksOn({}, ALL)).toEqual([]);
    expect(remarksOn(eligible('field-operations'))).toEqual([]);
  });
});
