import { following, type Session } from '../../database/index.js';
import type { LicenceType } from '../rules/index.js';
import { quoted, visible, type Snapshot } from './snapshot.js';

interface SoldRow {
  readonly customer: number;
  readonly partner: number;
  readonly type: LicenceType;
}

/** Where nothing was billed, a subscription of CSP is all there is. */
const SUBSCRIBED: readonly LicenceType[] = ['csp'];

/**
 * Of which types the licences are that each partner billed for eligible products inside the window. A product is of the
 * type of the offers that are mapped to it: those of Open agreements have names of their own (docs/calculation.md).
 */
export function followLicenceTypes(
  session: Session,
  { delivery, terms, lastDay }: Snapshot,
): (customer: number) => Promise<(partner: number) => readonly LicenceType[]> {
  const soldTo = following(
    session.stream<SoldRow>(
      `SELECT DISTINCT customer_key AS customer, partner_key AS partner, type
       FROM case_customer JOIN billed_seat_history AS billed USING (customer_key) JOIN eligible_product USING (product_key)
       JOIN (
         SELECT DISTINCT product_key, CASE WHEN offer_id LIKE 'open:%' THEN 'open' ELSE 'csp' END AS type
         FROM offer_mapping AS mapping JOIN offer USING (offer_key) WHERE ${visible('mapping', delivery)}
       ) AS product_type USING (product_key)
       WHERE partner_key <> 0 AND ${visible('billed', delivery)}
         AND charged_from <= ${quoted(lastDay)} AND charged_to >= ${quoted(terms.window.value.from)}
       ORDER BY customer_key, partner_key, type`,
    ),
    ({ customer }) => customer,
  );
  return async (customer) => {
    const rows = await soldTo(customer);
    return (partner) => {
      const sold = rows.filter((row) => row.partner === partner).map(({ type }) => type);
      return sold.length === 0 ? SUBSCRIBED : sold;
    };
  };
}
