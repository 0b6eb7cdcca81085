import { rewardCurrency } from '../../campaigns/index.js';
import { following, type Session } from '../../database/index.js';
import type { PartnerRevenue } from '../determine.js';
import { countingLines, subtotalsIn } from './counting-lines.js';
import { quoted, type Snapshot } from './snapshot.js';

interface RevenueRow {
  readonly customer: number;
  readonly partner: number;
  readonly product: string;
  readonly amount: string;
  readonly hasOtherCurrency: boolean;
}

/** What each partner billed to a customer for eligible products within the window. */
export function followRevenue(
  session: Session,
  { delivery, terms, lastDay }: Snapshot,
): (customer: number) => Promise<(partner: number) => PartnerRevenue> {
  const { code: currency } = rewardCurrency(terms);
  const revenueOf = following(
    session.stream<RevenueRow>(
      `SELECT line.customer_key AS customer, line.partner_key AS partner, product.product, ${subtotalsIn(currency)}
       FROM ${countingLines('eligible_product', delivery)}
       WHERE line.partner_key IS NOT NULL AND line.charge_start BETWEEN ${quoted(terms.window.value.from)} AND ${quoted(lastDay)}
       GROUP BY line.customer_key, line.partner_key, product.product ORDER BY line.customer_key`,
    ),
    ({ customer }) => customer,
  );
  return async (customer) => {
    const rows = await revenueOf(customer);
    return (partner) => {
      const own = rows.filter((row) => row.partner === partner);
      return {
        byProduct: own.map(({ product, amount }) => ({ product, amount })),
        currency,
        hasOtherCurrency: own.some((row) => row.hasOtherCurrency),
      };
    };
  };
}
