import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import type { PartnerRevenue } from '../determine.js';
import { measureOf, type BilledAmount, type LicenceType, type ValidClaim } from '../rules/index.js';
import { daysWithoutBilling } from '../rules/no-recent-billing.js';
import { comparisonDays } from '../rules/seats-added.js';
import type { ComparedSeats } from '../seats-added.js';
import { andChosen, type ChosenCustomers } from './chosen-customers.js';
import { followClaims } from './claims.js';
import { followCountries } from './countries.js';
import { followBaselineBill, followLastBilled } from './earlier-billing.js';
import { followRevenue } from './revenue.js';
import { followSeatsBefore } from './seats-before.js';
import { loadCaseProducts } from './case-products.js';
import { followLicenceTypes } from './licence-types.js';
import { visible, type Snapshot } from './snapshot.js';
import { followSoldProducts } from './sold-products.js';

/** Of one customer, what only some campaigns ask about. Null or nothing where the campaign does not. */
export interface FurtherFacts {
  readonly country: string | null;
  readonly lastBilledBefore: CalendarDate | null;
  readonly baselineBill: BilledAmount | null;
  readonly comparedSeats: ComparedSeats | null;
  readonly productsOf: (partner: number) => ReadonlyMap<number, string>;
  readonly revenueOf: (partner: number) => PartnerRevenue | null;
  readonly claimOf: (partner: number) => ValidClaim | null;
  readonly licenceTypesOf: (partner: number) => readonly LicenceType[];
}

type OfCustomer<T> = (customer: number) => Promise<T>;

const nothing = async () => null;
const ofNobody = async () => () => null;
/** Partner Center and its billing know no other licences. */
const SOLD_AS: readonly LicenceType[] = ['csp'];
const NO_PRODUCTS: ReadonlyMap<number, string> = new Map();

/** Of a campaign that asks about none of them. */
export const NO_FURTHER_FACTS: FurtherFacts = {
  country: null,
  lastBilledBefore: null,
  baselineBill: null,
  comparedSeats: null,
  productsOf: () => NO_PRODUCTS,
  revenueOf: () => null,
  claimOf: () => null,
  licenceTypesOf: () => SOLD_AS,
};

/**
 * Follows a stream for each term that the campaign has: no other campaign becomes slower by them. Customers are
 * asked for in ascending order.
 *
 * @returns undefined where the campaign has none of the terms
 */
export async function followFurtherFacts(
  session: Session,
  snapshot: Snapshot,
  chosen: ChosenCustomers,
): Promise<OfCustomer<FurtherFacts> | undefined> {
  const { terms } = snapshot;
  if (!asksFurther(terms)) return undefined;
  const measure = measureOf(terms);
  await gatherCustomers(session, snapshot, chosen);
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
  const claimOf = terms.claim === undefined ? ofNobody : await followClaims(session, snapshot, chosen);
  const typesOf = terms.licenceTypes === undefined ? async () => () => SOLD_AS : followLicenceTypes(session, snapshot);
  // One after the other: they share a connection.
  return async (customer) => ({
    country: await countryOf(customer),
    lastBilledBefore: await lastBilledOf(customer),
    baselineBill: await billOf(customer),
    comparedSeats: await comparedOf(customer),
    productsOf: await productsOf(customer),
    revenueOf: await revenueOf(customer),
    claimOf: await claimOf(customer),
    licenceTypesOf: await typesOf(customer),
  });
}

/** Whether a campaign asks for facts that are followed: those read the whole of their tables for whatever is chosen. */
export function asksFurther(terms: CampaignTerms): boolean {
  return (
    terms.territories?.value.of === 'customer' ||
    terms.noBillingBefore !== undefined ||
    terms.baselineBill !== undefined ||
    terms.seatsAdded !== undefined ||
    terms.claim !== undefined ||
    terms.licenceTypes !== undefined ||
    measureOf(terms) !== 'customers'
  );
}

/** `case_customer`: every customer that may have a row; `eligible_product` and `family_product`: what is asked about. */
async function gatherCustomers(session: Session, snapshot: Snapshot, chosen: ChosenCustomers): Promise<void> {
  const { delivery, terms } = snapshot;
  const { eligible, family } = await loadCaseProducts(session, snapshot);
  await session.execute('DROP TABLE IF EXISTS eligible_product, family_product, case_customer');
  for (const [table, keys] of [
    ['eligible_product', eligible],
    ['family_product', family],
  ] as const) {
    await session.execute(
      `CREATE TEMPORARY TABLE ${table} ON COMMIT DROP AS SELECT product_key FROM unnest($1::integer[]) AS product_key`,
      [keys],
    );
  }
  await session.execute(
    `CREATE TEMPORARY TABLE case_customer ON COMMIT DROP AS
     SELECT customer_key FROM billed_seat_history AS billed JOIN eligible_product USING (product_key)
     WHERE ${visible('billed', delivery)} AND charged_from <= $1 AND charged_to >= $2${andChosen('customer_key', chosen)}
     UNION
     SELECT customer_key FROM subscription_history AS reading
     WHERE NOT is_trial AND ${visible('reading', delivery)}${andChosen('customer_key', chosen)}`,
    [snapshot.lastDay, terms.window.value.from],
  );
  await session.execute('ANALYZE case_customer');
}
