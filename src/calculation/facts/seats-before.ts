import { following, type Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import type { DayRange } from '../rules/index.js';
import { comparedSeats, type ComparedSeats } from '../seats-added.js';
import { quoted, visible, type Snapshot } from './snapshot.js';

interface StretchRow {
  readonly customer: number;
  readonly skuKey: number;
  readonly partnerKey: number;
  readonly seats: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** What was billed to a customer for eligible products on the days of comparison. */
export function followSeatsBefore(
  session: Session,
  { delivery }: Snapshot,
  days: DayRange,
): (customer: number) => Promise<ComparedSeats> {
  const stretchesOf = following(
    session.stream<StretchRow>(
      `SELECT customer_key AS customer, sku_key AS "skuKey", partner_key AS "partnerKey", seats_billed::text AS seats,
         charged_from AS "from", charged_to AS "to"
       FROM case_customer JOIN billed_seat_history AS billed USING (customer_key) JOIN eligible_product USING (product_key)
       WHERE charged_from <= ${quoted(days.to)} AND charged_to >= ${quoted(days.from)} AND ${visible('billed', delivery)}
       ORDER BY customer_key`,
    ),
    ({ customer }) => customer,
  );
  return async (customer) =>
    comparedSeats(
      (await stretchesOf(customer)).map((row) => ({ ...row, seats: Number(row.seats) })),
      days,
    );
}
