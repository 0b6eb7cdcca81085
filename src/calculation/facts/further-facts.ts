import type { Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import type { PartnerRevenue } from '../determine.js';
import { measureOf, type BilledAmount, type ValidClaim } from '../rules/index.js';
import { daysWithoutBilling } from '../rules/no-recent-billing.js';
import { comparisonDays } from '../rules/seats-added.js';
import type { ComparedSeats } from '../seats-added.js';
import { followClaims } from './claims.js';
import { followCountries } from './countries.js';
import { followBaselineBill, followLastBilled } from './earlier-billing.js';
import { followRevenue } from './revenue.js';
import { followSeatsBefore } from './seats-before.js';
import type { Snapshot } from './snapshot.js';
import { followSoldProducts } from './sold-products.js';

/** Of one customer, what only some campaigns ask about. Null or nothing where the campaign does not. */
interface FurtherFacts {
  readonly country: string | null;
  readonly lastBilledBefore: CalendarDate | null;
  readonly baselineBill: BilledAmount | null;
  readonly comparedSeats: ComparedSeats | null;
  readonly productsOf: (partner: number) => ReadonlyMap<number, string>;
  readonly revenueOf: (partner: number) => PartnerRevenue | null;
  readonly claimOf: (partner: number) => ValidClaim | null;
}

type OfCustomer<T> = (customer: number) => Promise<T>;

const nothing = async () => null;
const ofNobody = async () => () => null;
const NO_PRODUCTS: ReadonlyMap<number, string> = new Map();

/**
 * Follows a stream for each term that the campaign has: no other campaign becomes slower by them. Expects the tables of
 * `gatherCases`; customers are asked for in ascending order.
 *
 * @param only these customers; all, where it is left out
 */
export async function followFurtherFacts(
  session: Session,
  snapshot: Snapshot,
  only: readonly number[] | undefined,
): Promise<OfCustomer<FurtherFacts>> {
  const { terms } = snapshot;
  const measure = measureOf(terms);
  const countryOf = terms.territories?.value.of === 'customer' ? followCountries(session, snapshot) : nothing;
  const lastBilledOf =
    terms.noBillingBefore === undefined ? nothing : followLastBilled(session, snapshot, daysWithoutBilling(terms));
  const billOf =
    terms.baselineBill === undefined ? nothing : followBaselineBill(session, snapshot, terms.baselineBill.value);
  const comparedOf =
    terms.seatsAdded === undefined ? nothing : followSeatsBefore(session, snapshot, comparisonDays(terms));
  const productsOf =
    measure === 'seats' || measure === 'seats added'
      ? followSoldProducts(session, snapshot)
      : async () => () => NO_PRODUCTS;
  const revenueOf = measure === 'billed revenue' ? followRevenue(session, snapshot) : ofNobody;
  const claimOf = terms.claim === undefined ? ofNobody : await followClaims(session, snapshot, only);
  // One after the other: they share a connection.
  return async (customer) => ({
    country: await countryOf(customer),
    lastBilledBefore: await lastBilledOf(customer),
    baselineBill: await billOf(customer),
    comparedSeats: await comparedOf(customer),
    productsOf: await productsOf(customer),
    revenueOf: await revenueOf(customer),
    claimOf: await claimOf(customer),
  });
}
