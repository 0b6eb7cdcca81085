import type { Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';

/** A product that looks like the family and that the catalogue does not map on a day on which it occurs. */
export interface UnmappedProduct {
  readonly namedBy: 'offer' | 'sku';
  readonly id: string;
  readonly name: string;
  readonly customers: number;
  readonly billingLines: number;
  readonly subscriptions: number;
  readonly readings: number;
  readonly firstOn: CalendarDate;
  readonly lastOn: CalendarDate;
}

/** As known today, or at an earlier delivery. */
export async function listUnmapped(session: Session, delivery?: number): Promise<UnmappedProduct[]> {
  return session.query(
    `SELECT named_by AS "namedBy", id, name, customers, billing_lines AS "billingLines", subscriptions, readings,
       first_on::text AS "firstOn", last_on::text AS "lastOn"
     FROM unmapped_product(COALESCE($1, (SELECT max(delivery) FROM delivery), 0)) ORDER BY named_by, name, id COLLATE "C"`,
    [delivery ?? null],
  );
}
