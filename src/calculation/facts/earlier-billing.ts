import { following, type Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import type { BilledAmount, DayRange } from '../rules/index.js';
import { countingLines, subtotalsIn } from './counting-lines.js';
import { quoted, visible, type Snapshot } from './snapshot.js';

interface LastRow {
  readonly customer: number;
  readonly day: CalendarDate;
}

interface BillRow {
  readonly customer: number;
  readonly amount: string;
  readonly hasOtherCurrency: boolean;
}

/** The last of the days that a line of the family covers, by anybody. */
export function followLastBilled(
  session: Session,
  { delivery }: Snapshot,
  days: DayRange,
): (customer: number) => Promise<CalendarDate | null> {
  const lastOf = following(
    session.stream<LastRow>(
      `SELECT customer_key AS customer, max(LEAST(charged_to, ${quoted(days.to)}::date)) AS day
       FROM case_customer JOIN billed_seat_history AS billed USING (customer_key) JOIN family_product USING (product_key)
       WHERE charged_from <= ${quoted(days.to)} AND charged_to >= ${quoted(days.from)} AND ${visible('billed', delivery)}
       GROUP BY customer_key ORDER BY customer_key`,
    ),
    ({ customer }) => customer,
  );
  return async (customer) => (await lastOf(customer))[0]?.day ?? null;
}

/** Charges for the family that begin on the days, by anybody. */
export function followBaselineBill(
  session: Session,
  { delivery }: Snapshot,
  { days, currency }: { readonly days: DayRange; readonly currency: string },
): (customer: number) => Promise<BilledAmount> {
  const billOf = following(
    session.stream<BillRow>(
      `SELECT line.customer_key AS customer, ${subtotalsIn(currency)} FROM ${countingLines('family_product', delivery)}
       WHERE line.charge_start BETWEEN ${quoted(days.from)} AND ${quoted(days.to)}
       GROUP BY line.customer_key ORDER BY line.customer_key`,
    ),
    ({ customer }) => customer,
  );
  return async (customer) => {
    const { amount, hasOtherCurrency } = (await billOf(customer))[0] ?? { amount: '0', hasOtherCurrency: false };
    return { amount, currency, hasOtherCurrency };
  };
}
