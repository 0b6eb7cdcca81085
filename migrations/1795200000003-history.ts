import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Products, seat and subscription history, coverage, invoices and what is derived from them. */
export class History1795200000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Products: what files and the built-in catalogue say, and the joined id spaces that follow from it.
      CREATE TABLE product (
        product_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        product text NOT NULL,
        product_family text NOT NULL,
        UNIQUE (product, product_family)
      );
      CREATE TABLE sku (
        sku_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- The SKU's GUID; its part number in lower case where no GUID is known.
        sku text COLLATE "C" NOT NULL UNIQUE
      );
      CREATE TABLE offer (
        offer_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- Lower case: a legacy offer id, or product:sku of new commerce.
        offer_id text COLLATE "C" NOT NULL UNIQUE
      );
      CREATE TABLE product_entry (
        product_entry integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        product text NOT NULL,
        product_family text NOT NULL,
        sku_part_number text,
        sku_id uuid,
        offer_id text,
        valid_from date NOT NULL,
        valid_to date NOT NULL CHECK (valid_to >= valid_from),
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from)
      );
      CREATE TABLE offer_mapping (
        offer_key integer NOT NULL REFERENCES offer,
        sku_key integer NOT NULL REFERENCES sku,
        product_key integer NOT NULL REFERENCES product,
        valid_from date NOT NULL,
        valid_to date NOT NULL CHECK (valid_to >= valid_from),
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (offer_key, valid_from, recorded_from)
      );
      CREATE TABLE sku_mapping (
        -- How a reading names the SKU: 'id' (GUID) or 'part' (part number), in lower case.
        named_by text NOT NULL CHECK (named_by IN ('id', 'part')),
        name text COLLATE "C" NOT NULL,
        sku_key integer NOT NULL REFERENCES sku,
        product_key integer NOT NULL REFERENCES product,
        valid_from date NOT NULL,
        valid_to date NOT NULL CHECK (valid_to >= valid_from),
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (named_by, name, valid_from, recorded_from)
      );

      -- Seats: one row for as long as readings of a tenant name a SKU with the same figures.
      CREATE TABLE observed_sku (
        observed_sku_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        sku_id uuid,
        sku_part_number text,
        UNIQUE NULLS NOT DISTINCT (sku_id, sku_part_number),
        CHECK (num_nonnulls(sku_id, sku_part_number) > 0)
      );
      CREATE TABLE seat_history (
        customer_key integer NOT NULL REFERENCES customer,
        observed_sku_key integer NOT NULL REFERENCES observed_sku,
        seats_assigned integer NOT NULL CHECK (seats_assigned >= 0),
        seats_purchased integer,
        -- First reading that showed it, and the first after that which did not.
        observed_from timestamptz NOT NULL,
        observed_to timestamptz CHECK (observed_to > observed_from),
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (customer_key, observed_sku_key, observed_from, recorded_from)
      );
      CREATE UNIQUE INDEX seat_history_open ON seat_history (customer_key, observed_sku_key)
        WHERE observed_to IS NULL AND recorded_to IS NULL;

      -- One row for each change that readings of a subscription showed.
      CREATE TABLE subscription_history (
        subscription_history integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        customer_key integer NOT NULL REFERENCES customer,
        subscription_id text COLLATE "C" NOT NULL,
        partner_key integer REFERENCES partner,
        offer_key integer NOT NULL REFERENCES offer,
        seats_purchased integer,
        status text,
        is_trial boolean NOT NULL,
        -- As written: a day, or an instant whose day depends on the zone of the campaign that asks.
        effective_start_on date,
        effective_start_at timestamptz,
        commitment_end_on date,
        commitment_end_at timestamptz,
        observed_from timestamptz NOT NULL,
        recorded_from integer NOT NULL REFERENCES delivery,
        CHECK (num_nonnulls(effective_start_on, effective_start_at) = 1),
        CHECK (num_nonnulls(commitment_end_on, commitment_end_at) <= 1)
      );
      CREATE INDEX subscription_history_subscription ON subscription_history (customer_key, subscription_id, observed_from);

      -- Coverage: which customers were read, when. No span crosses a quarter of an hour, on which every zone's midnight falls.
      CREATE TABLE reading_coverage (
        resource text NOT NULL CHECK (resource IN ('seats', 'subscriptions')),
        customer_from integer NOT NULL,
        customer_to integer NOT NULL CHECK (customer_to >= customer_from),
        observed_from timestamptz NOT NULL,
        observed_to timestamptz NOT NULL CHECK (observed_to >= observed_from),
        recorded_from integer NOT NULL REFERENCES delivery,
        -- Microseconds from observed_from to the reading of each customer of the row, where they were not read at one
        -- instant: a reading from a file may lie between two of them.
        customer_offsets_us integer[],
        PRIMARY KEY (resource, observed_from, customer_from, recorded_from),
        CHECK ((observed_to = observed_from) = (customer_offsets_us IS NULL)),
        CHECK (cardinality(customer_offsets_us) = customer_to - customer_from + 1),
        CHECK (observed_to = observed_from OR observed_to < date_bin('15 minutes', observed_from, '2000-01-01Z') + interval '15 minutes')
      );
      CREATE TABLE refusal (
        customer_key integer NOT NULL REFERENCES customer,
        resource text NOT NULL CHECK (resource IN ('seats', 'subscriptions')),
        observed_at timestamptz NOT NULL,
        -- no-access: refused by the other side; unreadable: its rows contradict each other or cannot be read, which also
        -- voids the reading of that instant; failed: no answer, which is a gap and not a refusal.
        cause text NOT NULL CHECK (cause IN ('no-access', 'unreadable', 'failed')),
        recorded_from integer NOT NULL REFERENCES delivery,
        PRIMARY KEY (customer_key, resource, observed_at, cause)
      );
      CREATE TABLE record_coverage (
        resource text NOT NULL CHECK (resource IN ('seats', 'subscriptions', 'billing')),
        known_from date NOT NULL,
        known_to date NOT NULL CHECK (known_to >= known_from),
        recorded_from integer NOT NULL REFERENCES delivery,
        PRIMARY KEY (resource, known_from, known_to)
      );
      CREATE TABLE customer_listing (
        customer_key integer NOT NULL REFERENCES customer,
        company_name text,
        domain text,
        country text,
        relationship text,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (customer_key, recorded_from)
      );
      CREATE UNIQUE INDEX customer_listing_newest ON customer_listing (customer_key) WHERE recorded_to IS NULL;

      -- Billing: lines as received, by invoice; and the billed seats that follow from them.
      CREATE TABLE invoice (
        invoice_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        invoice_number text COLLATE "C" NOT NULL,
        form text NOT NULL CHECK (form IN ('legacy', 'new-commerce')),
        line_count integer NOT NULL CHECK (line_count >= 0),
        content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32),
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from)
      );
      CREATE UNIQUE INDEX invoice_newest ON invoice (invoice_number) WHERE recorded_to IS NULL;
      -- References of these tables are declared and not enforced: looking up each of millions of rows costs more than all
      -- the rest of recording them. Their keys come out of joins with the tables that they refer to, nobody has the right
      -- to delete there, and seatback verify looks for rows that refer to nothing.
      CREATE TABLE billing_line (
        invoice_key integer NOT NULL REFERENCES invoice NOT ENFORCED,
        line integer NOT NULL CHECK (line > 0),
        -- Where it was read: the payload's name in the delivery, and the line in it.
        file text NOT NULL,
        file_line integer NOT NULL,
        customer_key integer NOT NULL REFERENCES customer NOT ENFORCED,
        offer_key integer NOT NULL REFERENCES offer NOT ENFORCED,
        partner_key integer REFERENCES partner NOT ENFORCED,
        subscription_id text,
        charge_type text,
        charge_start date NOT NULL,
        charge_end date NOT NULL CHECK (charge_end >= charge_start),
        quantity numeric NOT NULL,
        subtotal numeric NOT NULL,
        currency text,
        is_trial_or_add_on boolean NOT NULL,
        -- By customer, as everything asks for them; one index, for each costs as much as the lines themselves.
        PRIMARY KEY (customer_key, invoice_key, line)
      );
      -- Lines of an invoice lie together as they came: enough to find those of one that is superseded.
      CREATE INDEX billing_line_invoice ON billing_line USING brin (invoice_key);

      -- Seats of one SKU billed to a tenant by one partner (0: none), for each stretch of days with a counting line.
      CREATE TABLE billed_seat_history (
        customer_key integer NOT NULL REFERENCES customer NOT ENFORCED,
        sku_key integer NOT NULL REFERENCES sku NOT ENFORCED,
        product_key integer NOT NULL REFERENCES product NOT ENFORCED,
        partner_key integer NOT NULL,
        seats_billed bigint NOT NULL,
        charged_from date NOT NULL,
        charged_to date NOT NULL CHECK (charged_to >= charged_from),
        recorded_from integer NOT NULL REFERENCES delivery NOT ENFORCED,
        recorded_to integer REFERENCES delivery NOT ENFORCED CHECK (recorded_to > recorded_from),
        PRIMARY KEY (customer_key, sku_key, product_key, partner_key, charged_from, recorded_from)
      );
      -- First day charged by a counting line of positive quantity.
      CREATE TABLE first_charge (
        customer_key integer NOT NULL REFERENCES customer NOT ENFORCED,
        product_key integer NOT NULL REFERENCES product NOT ENFORCED,
        partner_key integer NOT NULL,
        charge_start date NOT NULL,
        recorded_from integer NOT NULL REFERENCES delivery NOT ENFORCED,
        recorded_to integer REFERENCES delivery NOT ENFORCED CHECK (recorded_to > recorded_from),
        PRIMARY KEY (customer_key, product_key, partner_key, recorded_from)
      );

      GRANT SELECT, INSERT ON product, sku, offer, product_entry, offer_mapping, sku_mapping, observed_sku, seat_history,
        subscription_history, reading_coverage, refusal, record_coverage, customer_listing, invoice, billing_line,
        billed_seat_history, first_charge TO seatback_service;
      GRANT UPDATE (recorded_to) ON product_entry, offer_mapping, sku_mapping, seat_history, customer_listing, invoice,
        billed_seat_history, first_charge TO seatback_service;
      GRANT UPDATE (observed_to) ON seat_history TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was recorded is not taken back.');
  }
}
