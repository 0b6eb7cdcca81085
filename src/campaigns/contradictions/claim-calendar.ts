import { isCovered, type CalendarDate } from '../../kernel/index.js';
import { lastDayToValidate } from '../last-days.js';
import type { CampaignTerms } from '../terms.js';
import type { Say } from './remark.js';

/** Holds the calendar by which claims are answered against the years for which its holidays are on record. */
export function checkClaimCalendar(terms: CampaignTerms, say: Say): void {
  const { claim, claimValidation } = terms;
  if (claim === undefined || claimValidation === undefined) return;
  const { calendar } = claimValidation.value;
  if (calendar === 'MONDAY_TO_FRIDAY') return;
  const last = lastDayToValidate(terms, claim.value.days.to) ?? claim.value.days.to;
  const [from, to] = [claim.value.days.from, last].map((day) => Number(day.slice(0, 4))) as [number, number];
  const unknown = Array.from({ length: to - from + 1 }, (_, place) => String(from + place)).filter(
    (year) => !isCovered(`${year}-01-02` as CalendarDate, calendar),
  );
  if (unknown.length > 0)
    say.warning(
      ['claimValidation', 'value', 'calendar'],
      `no holidays of ${calendar} are on record for ${unknown.join(', ')}: claims would be answered too early by each of them`,
    );
}
