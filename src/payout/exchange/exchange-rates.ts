import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { calendarDate, plusDays, type CalendarDate } from '../../kernel/index.js';
import type { ExchangeRate } from './convert.js';

export type PaidIn = NonNullable<CampaignTerms['paidIn']>['value'];

/** The day whose rates hold, by the terms. @param today at the bank */
export function rateDay(
  { date }: PaidIn,
  { window }: Pick<CampaignTerms, 'window'>,
  today: CalendarDate,
): CalendarDate {
  if (date === 'end of the window') return window.value.to;
  return date === 'day of preparation' ? today : plusDays(calendarDate(`${today.slice(0, 7)}-01`), -1);
}

/**
 * The rates by which amounts of a currency are paid in others, by their codes: those of the source, as known now, of the
 * day, or of the last day before it that the terms allow; quoted in the direction of the payment where a day has both.
 */
export async function ratesOf(
  session: Session,
  { rates, olderBy }: PaidIn,
  { from, to, on }: { readonly from: string; readonly to: readonly string[]; readonly on: CalendarDate },
): Promise<ReadonlyMap<string, ExchangeRate>> {
  const rows = await session.query<ExchangeRate & { readonly other: string }>(
    `SELECT DISTINCT ON (other) other, base, quote, rate, rate_on AS "rateOn", source, recorded_from AS delivery
     FROM fx_rate CROSS JOIN LATERAL (SELECT CASE base WHEN $2 THEN quote ELSE base END AS other) AS named
     WHERE recorded_to IS NULL AND source = $1 AND $2 IN (base, quote) AND other = ANY($3) AND rate_on BETWEEN $4 AND $5
     ORDER BY other, rate_on DESC, base = $2 DESC`,
    [rates, from, to, plusDays(on, -(olderBy?.days ?? 0)), on],
  );
  return new Map(rows.map(({ other, ...rate }) => [other, rate]));
}
