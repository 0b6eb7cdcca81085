import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Ratio, sumOf } from './ratio.js';

const ratios = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 6n }))
  .map(([numerator, denominator]) => Ratio.of(numerator).over(Ratio.of(denominator)));

describe('an exact number', () => {
  it.each([
    ['12', '12'],
    ['0', '0'],
    ['-0', '0'],
    ['0.10', '0.1'],
    ['12.500', '12.5'],
    ['-0.25', '-0.25'],
    ['-1.05', '-1.05'],
    ['0.0625', '0.0625'],
    ['2000.00', '2000'],
    ['1/3', '1/3'],
    ['-2/6', '-1/3'],
    ['3/4', '0.75'],
    ['7/125', '0.056'],
    ['7/12', '7/12'],
    ['123456789012345678901234567890.01', '123456789012345678901234567890.01'],
  ])('%s is written %s', (given, written) => {
    expect(Ratio.of(given).toString()).toBe(written);
  });

  it.each([
    [''],
    ['x'],
    ['1e3'],
    ['1/0'],
    ['1/-3'],
    ['.5'],
    ['5.'],
    [' 1'],
    ['1 '],
    ['1.5/2'],
    ['x1'],
    ['1x'],
    ['1/3x'],
  ])('is not read from "%s"', (given) => {
    expect(() => Ratio.of(given)).toThrow(`a decimal or a fraction, found "${given}"`);
  });

  it('adds thirds to a whole', () => {
    const third = Ratio.of('100').over(Ratio.of('3'));
    expect(sumOf([third, third, third]).toString()).toBe('100');
    expect(sumOf([]).toString()).toBe('0');
  });

  it('calculates', () => {
    expect(Ratio.of('0.1').plus(Ratio.of('0.2')).toString()).toBe('0.3');
    expect(Ratio.of('1').minus(Ratio.of('1/3')).toString()).toBe('2/3');
    expect(Ratio.of('1/3').times(Ratio.of('-1.5')).toString()).toBe('-0.5');
    expect(Ratio.of('1').over(Ratio.of('-4')).toString()).toBe('-0.25');
    expect(Ratio.of('-1').over(Ratio.of('-8')).toString()).toBe('0.125');
    expect(() => Ratio.of('1').over(Ratio.of('0'))).toThrow('nothing is divided by zero');
  });

  it('compares exactly', () => {
    expect(Ratio.of('1/3').compare(Ratio.of('0.333333333333333333333333333333'))).toBe(1);
    expect(Ratio.of('-1/3').compare(Ratio.of('0.3'))).toBe(-1);
    expect(Ratio.of('0.50').compare(Ratio.of('1/2'))).toBe(0);
    expect(Ratio.of('0.00').isZero()).toBe(true);
    expect(Ratio.of('-0.01').isZero()).toBe(false);
  });

  it('reads back as what was written', () => {
    fc.assert(fc.property(ratios, (each) => expect(Ratio.of(each.toString())).toEqual(each)));
  });

  it('gives back what was added, or multiplied', () => {
    fc.assert(
      fc.property(ratios, ratios, (a, b) => {
        expect(a.plus(b).minus(b)).toEqual(a);
        if (!b.isZero()) expect(a.times(b).over(b)).toEqual(a);
        expect(Math.sign(a.compare(b))).toBe(-Math.sign(b.compare(a)) + 0);
      }),
    );
  });
});
