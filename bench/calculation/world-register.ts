import {
  FIRST_NIGHT_DELIVERY,
  LAST_NIGHT_DELIVERY,
  NIGHTS,
  partnersOf,
  PROOFS_DELIVERY,
  REGISTER_DELIVERY,
} from './world-size.ts';
import type { WorldSize } from './world-size.ts';

/** A step of the generation: what is said of it, and its statements. */
export interface WorldStep {
  readonly name: string;
  readonly sql: string;
}

/**
 * What all other tables follow from: one row a customer, drawn by hashes of its number. Of a hundred customers one
 * changes in the last night: seven of ten in their seats, three refuse to be read.
 */
export function drawSteps(size: WorldSize): WorldStep[] {
  const partners = String(partnersOf(size));
  return [
    {
      name: 'draws',
      sql: `
        DROP SCHEMA IF EXISTS bench CASCADE;
        CREATE SCHEMA bench;
        CREATE FUNCTION bench.draw(number integer, salt integer, below integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
          $$ SELECT (hashint8extended(number::bigint, ${String(size.seed)}::bigint * 1000 + salt) & 2147483647)::integer % below $$;
        CREATE UNLOGGED TABLE bench.customer_draw AS
        SELECT k, md5('${String(size.seed)}:' || k)::uuid AS customer_id, p1,
          -- A second partner sells the second SKU: no SKU of a customer is shared.
          CASE WHEN bench.draw(k, 2, 20) = 0 THEN 1 + (p1 + bench.draw(k, 3, ${partners} - 1)) % ${partners} ELSE p1 END AS p2,
          a, (a + 1 + bench.draw(k, 5, 2)) % 3 AS b, refused,
          CASE WHEN NOT refused AND bench.draw(k, 6, 1000) < 7 THEN ${String(NIGHTS - 1)} ELSE 2 + bench.draw(k, 7, 168) END AS a_night,
          2 + bench.draw(k, 8, 168) AS b_night, 2 + bench.draw(k, 10, 168) AS o_night,
          a_first, 1 + (a_first + bench.draw(k, 12, 38)) % 40 AS a_seats, b_first, 1 + (b_first + bench.draw(k, 14, 38)) % 40 AS b_seats,
          1 + bench.draw(k, 15, 90) AS o_seats,
          a_billed_first, 1 + (a_billed_first + bench.draw(k, 17, 48)) % 50 AS a_billed, b_billed_first, 1 + (b_billed_first + bench.draw(k, 19, 48)) % 50 AS b_billed,
          2 + bench.draw(k, 20, 5) AS a_month, 4 + bench.draw(k, 21, 3) AS b_month,
          bench.draw(k, 22, 10) AS declared, bench.draw(k, 23, 10) = 0 AS is_enterprise
        FROM (SELECT k, 1 + bench.draw(k, 1, ${partners}) AS p1, bench.draw(k, 4, 3) AS a, bench.draw(k, 9, 1000) < 3 AS refused,
            1 + bench.draw(k, 11, 40) AS a_first, 1 + bench.draw(k, 13, 40) AS b_first,
            1 + bench.draw(k, 16, 50) AS a_billed_first, 1 + bench.draw(k, 18, 50) AS b_billed_first
          FROM generate_series(1, ${String(size.customers)}) AS k) AS drawn;
        CREATE UNLOGGED TABLE bench.partner_draw AS
        SELECT k, (6100000 + k)::text AS partner_id, bench.draw(k, 31, 100) < 97 AS is_registered,
          CASE WHEN bench.draw(k, 36, 100) < 96 THEN date '2019-06-01' + bench.draw(k, 37, 40) END AS proof_on
        FROM generate_series(1, ${partners}) AS k;
        ANALYZE bench.customer_draw, bench.partner_draw;`,
    },
    {
      name: 'deliveries',
      sql: `
        INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at)
        VALUES (${String(REGISTER_DELIVERY)}, 'files', 'register', '2018-12-02Z', '2018-12-02Z');
        INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at)
        SELECT ${String(FIRST_NIGHT_DELIVERY)} + night, 'partner-center', (timestamp '2019-01-01 20:00' + night * interval '1 day')::text || 'Z',
          timestamptz '2019-01-01 20:00Z' + night * interval '1 day', timestamptz '2019-01-01 22:30Z' + night * interval '1 day'
        FROM generate_series(0, ${String(NIGHTS - 1)}) AS night ORDER BY night;
        INSERT INTO delivery (delivery, source, source_key, opened_at, recorded_at)
        VALUES (${String(PROOFS_DELIVERY)}, 'files', 'proofs', '2019-07-20Z', '2019-07-20Z');
        INSERT INTO delivery_summary SELECT delivery, '{}' FROM delivery WHERE delivery >= ${String(REGISTER_DELIVERY)};`,
    },
    {
      name: 'partners and customers',
      sql: `
        INSERT INTO partner (partner_key, partner_id) OVERRIDING SYSTEM VALUE SELECT k, partner_id FROM bench.partner_draw ORDER BY k;
        INSERT INTO partner_profile (partner_key, legal_name, country, recorded_from)
        SELECT k, 'Partner ' || k, 'GB', ${String(REGISTER_DELIVERY)} FROM bench.partner_draw WHERE is_registered ORDER BY k;
        INSERT INTO partner_standing (partner_key, kind, name, level, valid_from, valid_to, recorded_from)
        SELECT k, kind, name, level, from_day,
          CASE WHEN kind <> 'competency' AND bench.draw(k, 40 + place, 100) < 2 THEN date '2019-03-31' END, ${String(REGISTER_DELIVERY)}
        FROM bench.partner_draw CROSS JOIN (VALUES
          (1, 'membership', 'mpn', NULL, date '2017-01-01'), (2, 'agreement', 'microsoft-cloud-reseller-agreement', NULL, date '2018-01-01'),
          (3, 'enrolment', 'csp-indirect-reseller', NULL, date '2018-01-01'), (4, 'competency', 'cloud-platform', 'silver', date '2018-07-01')
        ) AS each (place, kind, name, level, from_day)
        WHERE is_registered AND bench.draw(k, 50 + place, 100) < 97 ORDER BY k, place;
        INSERT INTO proof (partner_key, campaign_id, kind, received_on, recorded_from)
        SELECT k, 'dynamics-365-smb-csp-2019h1', 'screenshots', proof_on,
          CASE WHEN proof_on <= '2019-06-28' THEN ${String(FIRST_NIGHT_DELIVERY)} + (proof_on - date '2019-01-01') ELSE ${String(PROOFS_DELIVERY)} END
        FROM bench.partner_draw WHERE proof_on IS NOT NULL ORDER BY k;
        INSERT INTO customer (customer_key, customer_id) OVERRIDING SYSTEM VALUE SELECT k, customer_id FROM bench.customer_draw ORDER BY k;
        INSERT INTO customer_profile (customer_key, name, domain, country, segment, recorded_from)
        SELECT k, 'Customer ' || k, 'customer' || k || '.onmicrosoft.com', 'GB', CASE WHEN is_enterprise THEN 'ENTERPRISE' ELSE 'SMB' END, ${String(REGISTER_DELIVERY)}
        FROM bench.customer_draw ORDER BY k;
        INSERT INTO prior_purchase (customer_key, product_family, first_purchased_on, source, recorded_from)
        SELECT k, 'dynamics-365', CASE WHEN declared = 0 THEN date '2017-05-01' + bench.draw(k, 24, 500) END, 'declaration', ${String(REGISTER_DELIVERY)}
        FROM bench.customer_draw WHERE declared < 7 ORDER BY k;
        SELECT setval(pg_get_serial_sequence('partner', 'partner_key'), (SELECT max(partner_key) FROM partner)),
          setval(pg_get_serial_sequence('customer', 'customer_key'), (SELECT max(customer_key) FROM customer));`,
    },
    {
      name: 'coverage',
      // Nightly, fifty thousand customers at an instant. Who refuses in the last night is missing there, and told of.
      sql: `
        INSERT INTO reading_coverage (resource, customer_from, customer_to, observed_from, observed_to, recorded_from)
        SELECT 'seats', 1 + block * 50000, LEAST((block + 1) * 50000, ${String(size.customers)}), at, at, ${String(FIRST_NIGHT_DELIVERY)} + night
        FROM generate_series(0, ${String(NIGHTS - 2)}) AS night CROSS JOIN generate_series(0, (${String(size.customers)} - 1) / 50000) AS block
        CROSS JOIN LATERAL (SELECT bench.read_at(night, 1 + block * 50000) AS at) AS instant ORDER BY night, block;
        INSERT INTO reading_coverage (resource, customer_from, customer_to, observed_from, observed_to, recorded_from)
        SELECT 'seats', min(k), max(k), bench.read_at(${String(NIGHTS - 1)}, min(k)), bench.read_at(${String(NIGHTS - 1)}, min(k)), ${String(LAST_NIGHT_DELIVERY)}
        FROM (SELECT k, k - row_number() OVER (ORDER BY k) AS span FROM bench.customer_draw WHERE NOT refused) AS numbered
        GROUP BY (k - 1) / 50000, span;
        INSERT INTO refusal (customer_key, resource, observed_at, cause, recorded_from)
        SELECT k, 'seats', bench.read_at(${String(NIGHTS - 1)}, k), 'no-access', ${String(LAST_NIGHT_DELIVERY)} FROM bench.customer_draw WHERE refused ORDER BY k;
        INSERT INTO record_coverage (resource, known_from, known_to, recorded_from)
        SELECT 'billing', date '2018-01-01', bench.month_end(month), bench.invoice_delivery(month) FROM generate_series(1, 6) AS month;`,
    },
  ];
}

/** When a customer is read in a night, and which delivery brings the invoices of a month: that of its sixth night. */
export const WORLD_FUNCTIONS = `
  CREATE FUNCTION bench.read_at(night integer, customer integer) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT timestamptz '2019-01-01 20:00Z' + night * interval '1 day' + ((customer - 1) / 50000) * interval '5 minutes' $$;
  CREATE FUNCTION bench.month_start(month integer) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT make_date(2019, month, 1) $$;
  CREATE FUNCTION bench.month_end(month integer) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT make_date(2019, month + 1, 1) - 1 $$;
  CREATE FUNCTION bench.invoice_delivery(month integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT ${String(FIRST_NIGHT_DELIVERY)} + (make_date(2019, month, 6) - date '2019-01-01') $$;`;
