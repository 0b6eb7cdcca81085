import { DateTime } from 'luxon';
import { dayOf, endOfDay, millisOf, plusMillis, type Instant } from './instant.js';
import type { Language } from './language.js';
import { spokenDate } from './spoken-form.js';

const END_OF: Readonly<Record<Language, string>> = { en: 'the end of', de: 'Ende des', sv: 'slutet av' };

/** Up to when something can be done, in the zone of the campaign. A midnight belongs to the day that it ends. */
export function spokenDeadline(at: Instant, zone: string, language: Language): string {
  const lastDay = dayOf(plusMillis(at, -1), zone);
  if (endOfDay(lastDay, zone) === at) return `${END_OF[language]} ${spokenDate(language, lastDay)} (${zone})`;
  return spokenMoment(at, zone, language);
}

/** `30 June 2019, 14:05 (Europe/London)` */
export function spokenMoment(at: Instant, zone: string, language: Language): string {
  const time = DateTime.fromMillis(millisOf(at), { zone }).toFormat('HH:mm');
  return `${spokenDate(language, dayOf(at, zone))}, ${time} (${zone})`;
}
