import { describe, expect, it } from '@jest/globals';
import { calendarDate } from './calendar-date.js';
import { languageOf } from './language.js';
import { spokenAmount, spokenDate, spokenNumber } from './spoken-form.js';

describe('the form of a language', () => {
  it.each([
    ['en', 'USD\u00A01,234,567.50', '30\u00A0June\u00A02019', '-12,345'],
    ['de', '1.234.567,50\u00A0USD', '30.\u00A0Juni\u00A02019', '-12.345'],
    ['sv', '1\u00A0234\u00A0567,50\u00A0USD', '30\u00A0juni\u00A02019', '-12\u00A0345'],
  ] as const)('is that of %s', (language, amount, day, count) => {
    expect(spokenAmount(language, '1234567.50', 'USD')).toBe(amount);
    expect(spokenDate(language, calendarDate('2019-06-30'))).toBe(day);
    expect(spokenNumber(language, -12345)).toBe(count);
  });

  it('leaves every digit as it is', () => {
    expect(spokenNumber('de', '999')).toBe('999');
    expect(spokenNumber('de', '0.005')).toBe('0,005');
    expect(spokenNumber('en', '12345678901234567890.12')).toBe('12,345,678,901,234,567,890.12');
  });

  it.each([
    ['de-AT', 'de'],
    ['sv_SE', 'sv'],
    [' SV ', 'sv'],
    ['en-GB', 'en'],
    ['da-DK', 'en'],
    ['deutsch', 'en'],
    [null, 'en'],
  ])('of the locale %s is %s', (locale, language) => {
    expect(languageOf(locale)).toBe(language);
  });
});
