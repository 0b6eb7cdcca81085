import { instant, plusDays, type CalendarDate, type Instant } from '../src/kernel/index.js';

const FIRST_PULL = '2018-12-03' as CalendarDate;
const LAST_FORTNIGHT = '2019-06-17' as CalendarDate;
const AFTER_THE_WINDOW = '2019-07-01' as CalendarDate;
const LAST_PULL = '2019-08-05' as CalendarDate;

/** 22 o'clock in London in summer: late on the day, and before the midnight that the campaign is decided by. */
const TIME_OF_PULL = '21:00:00Z';

/** Weekly through the half-year, every night of the last fortnight, weekly again until the invoices for June are in. */
export function pullSchedule(everyNight: boolean): Instant[] {
  const nights: CalendarDate[] = [];
  for (let day = FIRST_PULL; day <= LAST_PULL;) {
    nights.push(day);
    const isNightly = everyNight || (day >= LAST_FORTNIGHT && day < AFTER_THE_WINDOW);
    day = plusDays(day, isNightly ? 1 : 7);
  }
  return nights.map((day) => instant(`${day}T${TIME_OF_PULL}`));
}

/** Finance brings in the register, and the official run looks at what is known then. */
export const CLOSING_DAY = instant('2019-08-09T12:00:00Z');
/** The payout is prepared, approved and released. */
export const PAYOUT_DAY = instant('2019-08-12T09:00:00Z');
