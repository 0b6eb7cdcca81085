import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Payloads are read again when their mapping was wrong. What was read wrongly ends with the delivery that says so, also
 * where nothing but our own mistake could ever take it back; before that delivery it stays what was believed.
 */
export class ReReading1795200000014 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE delivery DROP CONSTRAINT delivery_source_check;
      ALTER TABLE delivery ADD CONSTRAINT delivery_source_check
        CHECK (source IN ('files', 'partner-center', 'directory', 'witness', 're-reading'));

      ALTER TABLE subscription_history ADD recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from);
      ALTER TABLE reading_coverage ADD recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from);

      ALTER TABLE refusal ADD recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from);
      ALTER TABLE refusal DROP CONSTRAINT refusal_pkey;
      ALTER TABLE refusal ADD PRIMARY KEY (customer_key, resource, observed_at, cause, recorded_from);
      CREATE UNIQUE INDEX refusal_newest ON refusal (customer_key, resource, observed_at, cause) WHERE recorded_to IS NULL;

      ALTER TABLE record_coverage ADD recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from);
      ALTER TABLE record_coverage DROP CONSTRAINT record_coverage_pkey;
      ALTER TABLE record_coverage ADD PRIMARY KEY (resource, known_from, known_to, recorded_from);
      CREATE UNIQUE INDEX record_coverage_newest ON record_coverage (resource, known_from, known_to) WHERE recorded_to IS NULL;

      ALTER TABLE proof ADD recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from);
      ALTER TABLE proof DROP CONSTRAINT proof_partner_key_campaign_id_kind_received_on_key;
      CREATE UNIQUE INDEX proof_newest ON proof (partner_key, campaign_id, kind, received_on) NULLS NOT DISTINCT
        WHERE recorded_to IS NULL;

      ALTER TABLE registration ADD recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from);
      ALTER TABLE registration DROP CONSTRAINT registration_partner_key_campaign_id_registered_at_contact__key;
      CREATE UNIQUE INDEX registration_newest ON registration
        (partner_key, campaign_id, registered_at, contact_email, company_name, terms_version, terms_accepted_at, agreement_number)
        NULLS NOT DISTINCT WHERE recorded_to IS NULL;

      GRANT UPDATE (recorded_to) ON subscription_history, reading_coverage, refusal, record_coverage, proof, registration
        TO seatback_service;

      -- Whose payload says so, where a re-reading recorded it; null: the delivery of recorded_from itself.
      ALTER TABLE invoice ADD read_from integer REFERENCES delivery CHECK (read_from < recorded_from);
      ALTER TABLE seat_history ADD read_from integer REFERENCES delivery CHECK (read_from < recorded_from);

      CREATE OR REPLACE FUNCTION unmapped_product(at_delivery integer)
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
            AND history.recorded_from <= at_delivery AND (history.recorded_to IS NULL OR history.recorded_to > at_delivery)
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
