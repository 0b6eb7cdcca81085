import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Deliveries (what reached us, when, and as which bytes), the keys that everything else refers to, and quarantine.
 * A row recorded by delivery n is visible to a reader of delivery m when recorded_from <= m and (recorded_to is null
 * or recorded_to > m).
 */
export class Deliveries1795200000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE delivery (
        delivery integer PRIMARY KEY CHECK (delivery > 0),
        source text NOT NULL CHECK (source IN ('files', 'partner-center')),
        -- Partner Center: the instant the pull was due, so that a pull happens once. Files: digest of the folder.
        source_key text NOT NULL CHECK (source_key <> ''),
        opened_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX delivery_one_pull_for_each_due_instant ON delivery (source_key) WHERE source = 'partner-center';
      CREATE INDEX delivery_recorded_at ON delivery (recorded_at, delivery);

      CREATE FUNCTION delivery_follows_the_last() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE last delivery%ROWTYPE;
      BEGIN
        SELECT * INTO last FROM delivery ORDER BY delivery DESC LIMIT 1;
        IF NEW.delivery <> COALESCE(last.delivery, 0) + 1 THEN
          RAISE EXCEPTION 'delivery % does not follow delivery %', NEW.delivery, last.delivery USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.recorded_at < last.recorded_at THEN
          RAISE EXCEPTION 'delivery % is recorded before delivery %', NEW.delivery, last.delivery USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER delivery_follows_the_last BEFORE INSERT ON delivery
        FOR EACH ROW EXECUTE FUNCTION delivery_follows_the_last();

      -- Control totals: rows read, accepted, quarantined and changed, by file or resource.
      CREATE TABLE delivery_summary (
        delivery integer PRIMARY KEY REFERENCES delivery,
        summary jsonb NOT NULL
      );

      CREATE TABLE payload (
        -- SHA-256 of the bytes as received; keyed (HMAC) where they hold account numbers, which a plain hash would let guess.
        payload_hash bytea PRIMARY KEY CHECK (octet_length(payload_hash) = 32),
        byte_count bigint NOT NULL CHECK (byte_count >= 0),
        chunk_count integer NOT NULL CHECK (chunk_count > 0),
        -- null: chunks are gzip as they stand; otherwise each is sealed with this key.
        sealed_with text
      );
      CREATE TABLE payload_chunk (
        payload_hash bytea NOT NULL REFERENCES payload DEFERRABLE,
        chunk integer NOT NULL CHECK (chunk >= 0),
        content bytea NOT NULL,
        PRIMARY KEY (payload_hash, chunk)
      );
      ALTER TABLE payload_chunk ALTER COLUMN content SET STORAGE EXTERNAL;
      CREATE TABLE delivery_payload (
        delivery integer NOT NULL REFERENCES delivery,
        name text NOT NULL,
        payload_hash bytea NOT NULL REFERENCES payload,
        PRIMARY KEY (delivery, name)
      );

      CREATE TABLE quarantined_row (
        quarantined_row integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        delivery integer NOT NULL REFERENCES delivery,
        file text NOT NULL,
        line integer NOT NULL CHECK (line >= 0),
        column_name text,
        code text NOT NULL,
        expected text NOT NULL,
        found text NOT NULL
      );
      CREATE INDEX quarantined_row_delivery ON quarantined_row (delivery);

      -- A quarantined row that a person repaired, and the delivery that brought it in good order.
      CREATE TABLE quarantine_resolution (
        quarantined_row integer PRIMARY KEY REFERENCES quarantined_row,
        resolved_by_delivery integer NOT NULL REFERENCES delivery,
        actor text NOT NULL CHECK (actor <> ''),
        reason text NOT NULL CHECK (reason <> '')
      );

      CREATE TABLE partner (
        partner_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner_id text COLLATE "C" NOT NULL UNIQUE CHECK (partner_id NOT IN ('', '0', '-1'))
      );
      CREATE TABLE customer (
        customer_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        customer_id uuid NOT NULL UNIQUE
      );

      GRANT SELECT, INSERT ON delivery, delivery_summary, payload, payload_chunk, delivery_payload, quarantined_row, quarantine_resolution, partner, customer TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was delivered is not taken back.');
  }
}
