import { DateTime } from 'luxon';
import { allocate, dayOf, endOfDay, instant, millisOf, plusMillis } from '../../kernel/index.js';

/** A space at which no line breaks. */
const NBSP = '\u00A0';

/** `1234567.50` as people read it: `1,234,567.50`. The digits are never touched. */
export function grouped(plain: string | number): string {
  const [whole = '', decimals] = String(plain).split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? groups : `${groups}.${decimals}`;
}

export function money(amount: string, currency: string): string {
  return `${currency}${NBSP}${grouped(amount)}`;
}

/** `1 partner`, `2 partners` */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${grouped(count)}${NBSP}${count === 1 ? one : several}`;
}

/** Shares of a whole in percent, by largest remainder: they add up. Anything below one says so, and nothing but all is a hundred. */
export function shares(parts: readonly number[]): string[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const percents = whole === 0 ? parts.map(() => 0n) : allocate(100n, parts.map(BigInt));
  return parts.map((part, index) => {
    if (part === 0) return `0${NBSP}%`;
    if (part * 100 < whole) return `<${NBSP}1${NBSP}%`;
    const percent = Number(percents[index] ?? 0n);
    return `${String(part === whole ? 100 : Math.min(99, percent))}${NBSP}%`;
  });
}

/** `30 June 2019` */
export function spokenDay(day: string): string {
  return DateTime.fromISO(day, { zone: 'utc', locale: 'en-GB' }).toFormat(`d'${NBSP}'LLLL'${NBSP}'yyyy`);
}

/** A sentence whose days are said as people say them. */
export function spokenDays(sentence: string): string {
  return sentence.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, spokenDay);
}

/** `1 January to 30 June 2019`: the year is said once where it is the same. */
export function spokenWindow({ from, to }: { readonly from: string; readonly to: string }): string {
  const first = from.slice(0, 4) === to.slice(0, 4) ? spokenDay(from).slice(0, -5) : spokenDay(from);
  return `${first} to ${spokenDay(to)}`;
}

/** `10 August 2019, 13:00` in the zone. */
export function spokenInstant(at: string, zone: string): string {
  const local = DateTime.fromMillis(millisOf(instant(at)), { zone, locale: 'en-GB' });
  return `${local.toFormat(`d'${NBSP}'LLLL'${NBSP}'yyyy`)}, ${local.toFormat('HH:mm')}`;
}

/** As somebody types it into a field, by the clock of the zone: `2019-06-01T00:00:00+01:00`. */
export function typedAs(at: string, zone: string): string {
  return DateTime.fromMillis(millisOf(instant(at)), { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
}

/** A midnight belongs to the day that it ends: `end of 30 June 2019`. */
export function spokenSnapshot(at: string, zone: string): string {
  const before = dayOf(plusMillis(instant(at), -1), zone);
  return endOfDay(before, zone) === instant(at) ? `end of ${spokenDay(before)}` : spokenInstant(at, zone);
}
