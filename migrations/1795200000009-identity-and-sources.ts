import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who we are at Partner Center on behalf of a user; products that nobody mapped. */
export class IdentityAndSources1795200000009 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Refresh tokens of the service user, sealed. Nothing is taken away: the newest of an app registration counts.
      CREATE TABLE refresh_token (
        refresh_token integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        tenant_id text NOT NULL CHECK (tenant_id <> ''),
        client_id text NOT NULL CHECK (client_id <> ''),
        -- stored: a person brought it; rotated: Entra gave it in exchange for the one before.
        origin text NOT NULL CHECK (origin IN ('stored', 'rotated')),
        token_sealed bytea NOT NULL,
        sealed_with text NOT NULL,
        issued_at timestamptz NOT NULL
      );
      CREATE INDEX refresh_token_newest ON refresh_token (tenant_id, client_id, refresh_token);
      -- Each time one was traded for an access token: 90 days without, and it lapses.
      CREATE TABLE refresh_token_use (
        refresh_token integer NOT NULL REFERENCES refresh_token,
        used_at timestamptz NOT NULL,
        PRIMARY KEY (refresh_token, used_at)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON refresh_token EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON refresh_token_use EXECUTE FUNCTION posted_is_posted();
      GRANT SELECT, INSERT ON refresh_token, refresh_token_use TO seatback_service;

      -- Products that look like the family, when they were seen first: what of them is not mapped must not be overlooked.
      CREATE TABLE product_sighting (
        named_by text NOT NULL CHECK (named_by IN ('offer', 'sku')),
        -- An offer id as in offer; the GUID of a SKU, or its part number where a reading gave none.
        id text COLLATE "C" NOT NULL,
        name text NOT NULL,
        recorded_from integer NOT NULL REFERENCES delivery,
        PRIMARY KEY (named_by, id)
      );
      GRANT SELECT, INSERT ON product_sighting TO seatback_service;
      -- Those of them that occur on a day on which the catalogue maps them to nothing, as a reader of a delivery sees it.
      CREATE FUNCTION unmapped_product(at_delivery integer)
      RETURNS TABLE (named_by text, id text, name text, customers integer, billing_lines integer, subscriptions integer,
        readings integer, first_on date, last_on date)
      LANGUAGE sql STABLE AS $$
        WITH occurrence AS (
          SELECT 'offer' AS named_by, offer_id AS id, line.customer_key, 'line' AS kind, line.charge_start AS first_on,
            line.charge_end AS last_on, offer_key, NULL::text AS sku_id, NULL::text AS sku_part_number
          FROM offer JOIN billing_line AS line USING (offer_key) JOIN invoice USING (invoice_key)
          WHERE offer_id IN (SELECT sighting.id FROM product_sighting AS sighting WHERE sighting.named_by = 'offer')
            AND invoice.recorded_from <= at_delivery AND (invoice.recorded_to IS NULL OR invoice.recorded_to > at_delivery)
          UNION ALL
          SELECT 'offer', offer_id, customer_key, 'subscription', start.day, start.day, offer_key, NULL, NULL
          FROM offer JOIN subscription_history AS history USING (offer_key)
          CROSS JOIN LATERAL (SELECT COALESCE(effective_start_on, (effective_start_at AT TIME ZONE 'UTC')::date) AS day) AS start
          WHERE offer_id IN (SELECT sighting.id FROM product_sighting AS sighting WHERE sighting.named_by = 'offer')
            AND history.recorded_from <= at_delivery
          UNION ALL
          SELECT 'sku', COALESCE(sku_id::text, sku_part_number), customer_key, 'reading', (observed_from AT TIME ZONE 'UTC')::date,
            (observed_from AT TIME ZONE 'UTC')::date, NULL, sku_id::text, sku_part_number
          FROM observed_sku JOIN seat_history AS history USING (observed_sku_key)
          WHERE COALESCE(sku_id::text, sku_part_number) IN (SELECT sighting.id FROM product_sighting AS sighting WHERE sighting.named_by = 'sku')
            AND history.recorded_from <= at_delivery AND (history.recorded_to IS NULL OR history.recorded_to > at_delivery)
        )
        SELECT sighting.named_by, sighting.id, sighting.name, count(DISTINCT customer_key)::integer,
          count(*) FILTER (WHERE kind = 'line')::integer, count(*) FILTER (WHERE kind = 'subscription')::integer,
          count(*) FILTER (WHERE kind = 'reading')::integer, min(first_on), max(last_on)
        FROM product_sighting AS sighting JOIN occurrence USING (named_by, id)
        WHERE NOT EXISTS (SELECT FROM offer_mapping AS mapping WHERE mapping.offer_key = occurrence.offer_key
            AND occurrence.first_on BETWEEN mapping.valid_from AND mapping.valid_to
            AND mapping.recorded_from <= at_delivery AND (mapping.recorded_to IS NULL OR mapping.recorded_to > at_delivery))
          AND NOT EXISTS (SELECT FROM sku_mapping AS mapping
            WHERE ((mapping.named_by, mapping.name) = ('id', occurrence.sku_id) OR (mapping.named_by, mapping.name) = ('part', occurrence.sku_part_number))
            AND occurrence.first_on BETWEEN mapping.valid_from AND mapping.valid_to
            AND mapping.recorded_from <= at_delivery AND (mapping.recorded_to IS NULL OR mapping.recorded_to > at_delivery))
        GROUP BY sighting.named_by, sighting.id, sighting.name
      $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was recorded is not taken back.');
  }
}
