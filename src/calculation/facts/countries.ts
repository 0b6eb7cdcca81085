import { following, type Session } from '../../database/index.js';
import { visible, type Snapshot } from './snapshot.js';

interface CountryRow {
  readonly customer: number;
  readonly country: string;
}

/** The country that customers.csv declares, else the one that Partner Center lists. */
export function followCountries(
  session: Session,
  { delivery }: Snapshot,
): (customer: number) => Promise<string | null> {
  const countryOf = following(
    session.stream<CountryRow>(
      `SELECT seen.customer_key AS customer, COALESCE(profile.country, listing.country) AS country FROM case_customer AS seen
       LEFT JOIN customer_profile AS profile ON profile.customer_key = seen.customer_key AND ${visible('profile', delivery)}
       LEFT JOIN customer_listing AS listing ON listing.customer_key = seen.customer_key AND ${visible('listing', delivery)}
       WHERE COALESCE(profile.country, listing.country) IS NOT NULL ORDER BY seen.customer_key`,
    ),
    ({ customer }) => customer,
  );
  return async (customer) => (await countryOf(customer))[0]?.country ?? null;
}
