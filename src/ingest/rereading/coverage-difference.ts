import type { Session } from '../../database/index.js';

/** Each reading of a row of coverage, which stands for many customers. */
const readings = (table: string): string => `
  SELECT customer_key, observed_from + COALESCE(customer_offsets_us[customer_key - customer_from + 1], 0) * interval '1 microsecond' AS at,
    customer_offsets_us IS NOT NULL AS is_one_of_many
  FROM ${table}, generate_series(customer_from, customer_to) AS customer_key`;

/**
 * Records which readings there were otherwise than it is known. A row of which one customer's reading was none ends, and
 * goes on for the others.
 */
export async function recordCoverageDifference(
  session: Session,
  delivery: number,
  resource: string,
  customers: string,
): Promise<number> {
  const current = (table: string) =>
    `SELECT customer_key, at FROM (${readings(table)} WHERE resource = '${resource}' AND recorded_to IS NULL) AS known WHERE ${customers}`;
  await session.query(`
    CREATE TEMPORARY TABLE reading_before ON COMMIT DROP AS ${current('reading_coverage')} EXCEPT ${current('fresh_reading_coverage')};
    CREATE TEMPORARY TABLE reading_now ON COMMIT DROP AS ${current('fresh_reading_coverage')} EXCEPT ${current('reading_coverage')}`);
  await session.execute(
    `CREATE TEMPORARY TABLE covered_otherwise ON COMMIT DROP AS
     SELECT * FROM reading_coverage AS covered WHERE resource = $1 AND recorded_to IS NULL
       AND EXISTS (SELECT FROM reading_before WHERE customer_key BETWEEN customer_from AND customer_to
         AND at = observed_from + COALESCE(customer_offsets_us[customer_key - customer_from + 1], 0) * interval '1 microsecond')`,
    [resource],
  );
  await session.execute(
    `UPDATE reading_coverage AS old SET recorded_to = $1 FROM covered_otherwise AS covered
     WHERE (old.resource, old.observed_from, old.customer_from, old.recorded_from)
       = (covered.resource, covered.observed_from, covered.customer_from, covered.recorded_from)`,
    [delivery],
  );
  await session.execute(
    `WITH going_on AS (
       SELECT customer_key, at, is_one_of_many FROM (${readings('covered_otherwise')}) AS each
       WHERE NOT EXISTS (SELECT FROM reading_before AS gone WHERE (gone.customer_key, gone.at) = (each.customer_key, each.at))
       UNION SELECT customer_key, at, false FROM reading_now
     ), together AS (
       SELECT customer_key, at, CASE WHEN is_one_of_many THEN date_bin('15 minutes', at, '2000-01-01Z') ELSE at END AS moment, is_one_of_many
       FROM going_on
     ), runs AS (
       SELECT *, customer_key - row_number() OVER (PARTITION BY is_one_of_many, moment ORDER BY customer_key) AS run FROM together
     ), spans AS (
       SELECT min(customer_key) AS customer_from, max(customer_key) AS customer_to, min(at) AS observed_from, max(at) AS observed_to,
         array_agg(at ORDER BY customer_key) AS instants
       FROM runs GROUP BY is_one_of_many, moment, run
     )
     INSERT INTO reading_coverage (resource, customer_from, customer_to, observed_from, observed_to, recorded_from, customer_offsets_us)
     SELECT $2, customer_from, customer_to, observed_from, observed_to, $1::integer,
       CASE WHEN observed_from < observed_to THEN ARRAY(
         SELECT (extract(epoch FROM at - observed_from) * 1000000)::integer FROM unnest(instants) WITH ORDINALITY AS each (at, place) ORDER BY place) END
     FROM spans`,
    [delivery, resource],
  );
  const { changed } = await session.one<{ changed: number }>(
    'SELECT (SELECT count(*) FROM reading_before)::integer + (SELECT count(*) FROM reading_now)::integer AS changed',
  );
  await session.query('DROP TABLE reading_before, reading_now, covered_otherwise');
  return changed;
}
