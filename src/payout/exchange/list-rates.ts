import type { Session } from '../../database/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { ExchangeRate } from './convert.js';

/** A rate as it is known now, and since when. */
export interface ListedRate extends ExchangeRate {
  readonly recordedAt: Instant;
}

export interface RatesWanted {
  readonly source?: string | undefined;
  readonly on?: CalendarDate | undefined;
}

/** The newest days first. */
export async function listRates(session: Session, { source, on }: RatesWanted, most: number): Promise<ListedRate[]> {
  return session.query(
    `SELECT base, quote, rate::text AS rate, rate_on AS "rateOn", fx_rate.source, recorded_from AS delivery, recorded_at AS "recordedAt"
     FROM fx_rate JOIN delivery ON delivery.delivery = recorded_from
     WHERE recorded_to IS NULL AND ($1::text IS NULL OR fx_rate.source = $1) AND ($2::date IS NULL OR rate_on = $2)
     ORDER BY rate_on DESC, fx_rate.source, base, quote LIMIT $3`,
    [source ?? null, on ?? null, most],
  );
}
