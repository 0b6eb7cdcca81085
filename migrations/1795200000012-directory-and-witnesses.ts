import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sources beside the nightly pull: who customers are and who sells to them, and what Microsoft's reports say. */
export class DirectoryAndWitnesses1795200000012 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Each is a delivery of its own: the nightly pull waits for none of it.
      ALTER TABLE delivery DROP CONSTRAINT delivery_source_check;
      ALTER TABLE delivery ADD CONSTRAINT delivery_source_check CHECK (source IN ('files', 'partner-center', 'directory', 'witness'));
      CREATE TABLE customer_company (
        customer_key integer NOT NULL REFERENCES customer,
        -- null: its profile gives none.
        country text CHECK (country ~ '^[A-Z]{2}$'),
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (customer_key, recorded_from)
      );
      CREATE UNIQUE INDEX customer_company_newest ON customer_company (customer_key) WHERE recorded_to IS NULL;
      CREATE TABLE indirect_reseller (
        reseller_id uuid NOT NULL,
        name text,
        -- The partner id (MPN) that billing calls it by; null where the relation names none.
        partner_id text,
        location text,
        state text,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (reseller_id, recorded_from)
      );
      CREATE UNIQUE INDEX indirect_reseller_newest ON indirect_reseller (reseller_id) WHERE recorded_to IS NULL;
      CREATE TABLE customer_reseller (
        customer_key integer NOT NULL REFERENCES customer,
        -- null: it was asked, and nobody sells to it.
        reseller_id uuid,
        partner_id text,
        name text,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from)
      );
      CREATE INDEX customer_reseller_customer ON customer_reseller (customer_key);
      -- What Microsoft's reports say of assigned seats at a month's end: a second witness, never a reading.
      CREATE TABLE seat_witness (
        customer_key integer NOT NULL REFERENCES customer,
        source text NOT NULL CHECK (source IN ('dynamics-usage', 'licence-deployment')),
        -- As the report names it, in lower case.
        product_id text COLLATE "C" NOT NULL,
        product_name text,
        month date NOT NULL CHECK (extract(day FROM month) = 1),
        seats_assigned integer NOT NULL CHECK (seats_assigned >= 0),
        seats_available integer,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (customer_key, source, product_id, month, recorded_from)
      );
      CREATE INDEX seat_witness_month ON seat_witness (month) WHERE recorded_to IS NULL;
      GRANT SELECT, INSERT ON customer_company, indirect_reseller, customer_reseller, seat_witness TO seatback_service;
      GRANT UPDATE (recorded_to) ON customer_company, indirect_reseller, customer_reseller, seat_witness TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was recorded is not taken back.');
  }
}
