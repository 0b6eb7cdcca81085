import type { CalendarDate } from './calendar-date.js';
import type { Language } from './language.js';

/** A space at which no line breaks. */
const NBSP = '\u00A0';

/** Of our own and not of the runtime: what is printed today is printed so in a year, by whichever Node.js. */
const DECIMALS: Readonly<Record<Language, { readonly group: string; readonly point: string }>> = {
  en: { group: ',', point: '.' },
  de: { group: '.', point: ',' },
  sv: { group: NBSP, point: ',' },
};

const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  en: 'January February March April May June July August September October November December'.split(' '),
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
  sv: 'januari februari mars april maj juni juli augusti september oktober november december'.split(' '),
};

/** `-1234567.50` as `-1,234,567.50`, `-1.234.567,50` or `-1 234 567,50`. The digits are never touched. */
export function spokenNumber(language: Language, plain: string | number): string {
  const { group, point } = DECIMALS[language];
  const [whole = '', decimals] = String(plain).split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return decimals === undefined ? groups : `${groups}${point}${decimals}`;
}

/** `USD 1,234.50`, `1.234,50 USD` or `1 234,50 USD` */
export function spokenAmount(language: Language, amount: string, currency: string): string {
  const number = spokenNumber(language, amount);
  return language === 'en' ? `${currency}${NBSP}${number}` : `${number}${NBSP}${currency}`;
}

/** `30 June 2019`, `30. Juni 2019` or `30 juni 2019` */
export function spokenDate(language: Language, day: CalendarDate): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const number = `${String(Number(date))}${language === 'de' ? '.' : ''}`;
  return `${number}${NBSP}${MONTHS[language][Number(month) - 1] ?? month}${NBSP}${year}`;
}
