import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Ratio, sumOf } from '../kernel/index.js';
import { countedRevenueOf, countedSeatsOf, revenueOf } from './counted-of-customer.js';
import { known } from './rules/index.js';

const PRODUCTS = new Map([
  ['sales', 5],
  ['business-central', 10],
]);

describe('seats that count', () => {
  it('are those of each product, where all count', () => {
    expect(countedSeatsOf(known(15), PRODUCTS)).toEqual({
      count: '15',
      most: '15',
      parts: [
        { product: 'business-central', count: '10' },
        { product: 'sales', count: '5' },
      ],
    });
  });

  it('are shared over the products in proportion, where fewer count', () => {
    expect(countedSeatsOf(known(4), PRODUCTS).parts).toEqual([
      { product: 'business-central', count: '3' },
      { product: 'sales', count: '1' },
    ]);
    // 2 of 15 are one and a third, and two thirds: the larger remainder has the seat that is left.
    expect(countedSeatsOf(known(2), PRODUCTS).parts).toEqual([
      { product: 'business-central', count: '1' },
      { product: 'sales', count: '1' },
    ]);
  });

  it('go to the first product by code point, where remainders are equal', () => {
    const even = new Map([
      ['sales', 5],
      ['business-central', 5],
    ]);
    expect(countedSeatsOf(known(1), even).parts).toEqual([{ product: 'business-central', count: '1' }]);
  });

  it('are bounded by product too where they are not known, or have no bound', () => {
    expect(countedSeatsOf({ least: 0, most: 15 }, PRODUCTS)).toEqual({
      count: null,
      most: '15',
      parts: [
        { product: 'business-central', count: '10' },
        { product: 'sales', count: '5' },
      ],
    });
    expect(countedSeatsOf({ least: 0, most: 9 }, new Map())).toEqual({ count: null, most: '9', parts: [] });
    expect(countedSeatsOf({ least: 0, most: Number.POSITIVE_INFINITY }, new Map())).toEqual({
      count: null,
      most: null,
      parts: [],
    });
    expect(countedSeatsOf({ least: 0, most: 0 }, new Map())).toEqual({ count: '0', most: '0', parts: [] });
  });

  it('can be no more than a customer may have, where they are not known', () => {
    expect(countedSeatsOf({ least: 0, most: 15 }, PRODUCTS, 4)).toEqual({
      count: null,
      most: '4',
      parts: [
        { product: 'business-central', count: '3' },
        { product: 'sales', count: '1' },
      ],
    });
    expect(countedSeatsOf({ least: 0, most: 15 }, PRODUCTS, 15).most).toBe('15');
    expect(countedSeatsOf({ least: 0, most: 15 }, PRODUCTS, 16).most).toBe('15');
    expect(countedSeatsOf({ least: 0, most: Number.POSITIVE_INFINITY }, new Map(), 4)).toEqual({
      count: null,
      most: '4',
      parts: [],
    });
    // What nobody knows is not known by that: who may have none counts none only if it qualifies.
    expect(countedSeatsOf({ least: 0, most: 15 }, PRODUCTS, 0)).toEqual({ count: null, most: '0', parts: [] });
    // Known, more than that is not eligible, and is what it is.
    expect(countedSeatsOf(known(15), PRODUCTS, 4)).toMatchObject({ count: '15', most: '15' });
  });
});

const of = (byProduct: Readonly<Record<string, string>>) =>
  countedRevenueOf(Object.entries(byProduct).map(([product, amount]) => ({ product, amount })));

describe('revenue that counts', () => {
  it('is that of all products', () => {
    expect(of({ sales: '0.10', 'business-central': '0.20' })).toEqual({
      count: '0.3',
      most: '0.3',
      parts: [
        { product: 'business-central', count: '0.2' },
        { product: 'sales', count: '0.1' },
      ],
    });
  });

  it('is taken back from the other products in proportion, where one is below 0', () => {
    expect(of({ sales: '-30', 'business-central': '100', marketing: '50' })).toEqual({
      count: '120',
      most: '120',
      parts: [
        { product: 'business-central', count: '80' },
        { product: 'marketing', count: '40' },
      ],
    });
  });

  it('may be taken back by thirds', () => {
    expect(of({ sales: '-1', 'business-central': '1', marketing: '2' }).parts).toEqual([
      { product: 'business-central', count: '2/3' },
      { product: 'marketing', count: '4/3' },
    ]);
  });

  it('is never below 0', () => {
    const nothing = { count: '0', most: '0', parts: [] };
    expect(of({ sales: '-30', 'business-central': '20' })).toEqual(nothing);
    expect(of({ sales: '-20', 'business-central': '20' })).toEqual(nothing);
    expect(of({})).toEqual(nothing);
  });

  it('has no bound where it is not known', () => {
    expect(countedRevenueOf(null)).toEqual({ count: null, most: null, parts: [] });
  });

  it('is what its parts come to, to the last digit', () => {
    const amount = fc
      .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.constantFrom('', '00', '000'))
      .map(([units, zeros]) =>
        Ratio.of(BigInt(units))
          .over(Ratio.of(`1${zeros}`))
          .toString(),
      );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), amount), (byProduct) => {
        const { count, parts } = of(byProduct);
        expect(count).toBe(revenueOf(Object.entries(byProduct).map(([product, each]) => ({ product, amount: each }))));
        expect(sumOf(parts.map((part) => Ratio.of(part.count))).toString()).toBe(count);
        for (const part of parts) expect(part.count).not.toMatch(/^-/);
      }),
    );
  });
});
