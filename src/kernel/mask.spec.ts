import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskAccount, maskAccountsInText } from './mask.js';

describe('maskAccount', () => {
  it.each([
    ['DE08 9999 9999 0648 4898 90', '****9890'],
    ['0648489890', '****9890'],
    ['12-34567', '****4567'],
    ['123456', '****'],
    ['', '****'],
  ])('%s', (account, masked) => {
    expect(maskAccount(account)).toBe(masked);
  });

  it('does not tell the length', () => {
    expect(maskAccount('1234567')).toHaveLength(maskAccount('1'.repeat(34)).length);
  });
});

describe('maskAccountsInText', () => {
  it.each([
    ['account DE08999999990648489890 is closed', 'account ****9890 is closed'],
    ['account DE08 9999 9999 0648 4898 90 is closed', 'account ****9890 is closed'],
    ['gb33 seat 2035 3012 3456 78', '****5678'],
    ['(12345678)', '(****5678)'],
    ['BSB 063-000, account 12 345 678.', 'BSB ****, account ****5678.'],
    ['8601.11.17947', '****7947'],
    ['SEAT0A1B2C3 00123', '****0123'],
    ['１２３４５６７８', '****５６７８'],
    ['two: 12345678/87654321', 'two: ****4321'],
  ])('hides the number in "%s"', (text, masked) => {
    expect(maskAccountsInText(text)).toBe(masked);
  });

  it.each([
    'debited 1,234,567.89 USD on 2026-11-16 at 2026-11-16T09:30:00.000000Z',
    'UETR 235d1eb5-8dd7-4c1a-8ece-559df8c67da1 is unknown',
    'Flat 12345, Floor 3',
    'row 17, column 4: AC01',
    '',
  ])('leaves "%s" as it is', (text) => {
    expect(maskAccountsInText(text)).toBe(text);
  });

  it('cuts a run at a date, so that the number before it keeps its own last four', () => {
    expect(maskAccountsInText('12345678 2026-11-16 87654321')).toBe('****5678 2026-11-16 ****4321');
  });

  const digits = fc.stringMatching(/^[0-9]{8,30}$/);
  const word = fc.stringMatching(/^[a-z]{1,8}$/);

  it('leaves no digit of a number but its last four', () => {
    fc.assert(
      fc.property(word, digits, word, (before, number, after) => {
        expect(maskAccountsInText(`${before}: ${number} ${after}`)).toBe(`${before}: ****${number.slice(-4)} ${after}`);
      }),
    );
  });

  it('hides a number in groups of any size', () => {
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(' ', '-', '.', '/', '\u00a0'),
        (number, size, between) => {
          const groups = number.match(new RegExp(`.{1,${String(size)}}`, 'g')) ?? [];
          const masked = maskAccountsInText(`to ${groups.join(between)}`);
          // What is left is the last four, or less where the text reads as something that is no account.
          fc.pre(!/\.\d{2,3}$/.test(groups.join(between)) && !/\d{4}-\d{2}-\d{2}/.test(groups.join(between)));
          expect(masked).toBe(`to ****${number.slice(-4)}`);
        },
      ),
    );
  });

  it('is done after one pass', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(word, digits)), (words) => {
        const once = maskAccountsInText(words.join(' '));
        expect(maskAccountsInText(once)).toBe(once);
      }),
    );
  });
});
