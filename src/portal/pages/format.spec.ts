import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  counted,
  grouped,
  money,
  shares,
  spokenDay,
  spokenDays,
  spokenInstant,
  spokenSnapshot,
  spokenWindow,
} from './format.js';
import { openQuestions, spokenValue } from './words.js';

/** As it reads, with ordinary blanks. */
const read = (text: string) => text.replaceAll('\u00A0', ' ');

describe('numbers for people', () => {
  it('groups digits and never touches them', () => {
    expect(['0.00', '999.5', '1000', '-1234567.50'].map(grouped)).toEqual(['0.00', '999.5', '1,000', '-1,234,567.50']);
    fc.assert(
      fc.property(fc.bigInt(), fc.stringMatching(/^\d{0,4}$/), (whole, decimals) => {
        const plain = decimals === '' ? String(whole) : `${String(whole)}.${decimals}`;
        expect(grouped(plain).replaceAll(',', '')).toBe(plain);
      }),
    );
  });

  it('names the currency, and counts in words', () => {
    expect(read(money('2000.00', 'USD'))).toBe('USD 2,000.00');
    expect([0, 1, 2000].map((count) => read(counted(count, 'partner')))).toEqual([
      '0 partners',
      '1 partner',
      '2,000 partners',
    ]);
  });

  it('says a shares, and nothing but all is a hundred', () => {
    const first = (...parts: readonly number[]) => shares(parts)[0]!;
    const said = [first(0, 0), first(1, 999), first(1, 1), first(9_999, 1), first(3, 0)];
    expect(said.map(read)).toEqual(['0 %', '< 1 %', '50 %', '99 %', '100 %']);
  });

  it('says shares that add up', () => {
    expect(shares([45, 9, 46.5].map((part) => part * 2)).map(read)).toEqual(['45 %', '9 %', '46 %']);
    expect(shares([1, 1, 1]).map(read)).toEqual(['34 %', '33 %', '33 %']);
  });
});

describe('days and instants for people', () => {
  it('says them as people do', () => {
    expect(read(spokenDay('2019-06-01'))).toBe('1 June 2019');
    expect(read(spokenWindow({ from: '2019-01-01', to: '2019-06-30' }))).toBe('1 January to 30 June 2019');
    expect(read(spokenWindow({ from: '2018-07-01', to: '2019-06-30' }))).toBe('1 July 2018 to 30 June 2019');
    expect(read(spokenInstant('2019-08-10T12:00:00.000000Z', 'Europe/London'))).toBe('10 August 2019, 13:00');
    expect(read(spokenDays('Held on 2019-05-30, not 2019-01-01.'))).toBe('Held on 30 May 2019, not 1 January 2019.');
  });

  it('gives a midnight to the day that it ends', () => {
    expect(read(spokenSnapshot('2019-06-30T23:00:00.000000Z', 'Europe/London'))).toBe('end of 30 June 2019');
    expect(read(spokenSnapshot('2019-06-30T23:00:00.000000Z', 'UTC'))).toBe('30 June 2019, 23:00');
  });
});

describe('values of terms for people', () => {
  it.each([
    [15, '15'],
    [['SMB', 'EDU'], 'SMB, EDU'],
    ['2019-09-28', '28 September 2019'],
    [{ from: '2019-01-01', to: '2019-06-30' }, '1 January to 30 June 2019'],
    [{ hours: 48 }, '48 hours'],
    [{ by: '2019-07-31' }, 'by 31 July 2019'],
    [{ amount: '2000', currency: 'USD' }, 'USD 2,000'],
    [{ amount: '2000', below: 'forfeit' }, '2,000; below it forfeit'],
    [
      { levels: ['gold'], names: [{ name: 'a' }, { name: 'b', from: '2018-07-01' }] },
      'levels gold; names a, b (from 1 July 2018)',
    ],
  ])('%j is "%s"', (value, words) => {
    expect(read(spokenValue(value))).toBe(words);
  });
});

describe('what would decide', () => {
  it('is said once for the rules that one fact decides', () => {
    const questions = openQuestions(['assigned-seats', 'qualifying-seats', 'membership', 'competency']);
    expect(questions.map(({ rules }) => rules)).toEqual([
      ['Assigned seats', 'Qualifying seats'],
      ['Membership', 'Competency'],
    ]);
    expect(openQuestions(['qualifying-seats'])).toHaveLength(1);
  });
});
