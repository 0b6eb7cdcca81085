import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payment vendors: who they are, what they sign in with, the batches that are theirs, and what they answered. */
export class Vendors1795200000061 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Money goes where a vendor says: it is registered by one person and approved by another, and disabled for good.
      CREATE TABLE vendor (
        vendor text COLLATE "C" PRIMARY KEY CHECK (vendor ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(vendor) <= 40),
        name text NOT NULL CHECK (btrim(name) <> ''),
        registered_by text NOT NULL CHECK (btrim(registered_by) <> ''),
        registered_at timestamptz NOT NULL,
        approved_by text CHECK (btrim(approved_by) <> ''),
        approved_at timestamptz CHECK (approved_at >= registered_at),
        disabled_by text CHECK (btrim(disabled_by) <> ''),
        disabled_at timestamptz CHECK (disabled_at >= registered_at),
        disabled_because text CHECK (btrim(disabled_because) <> ''),
        CHECK (lower(btrim(approved_by)) <> lower(btrim(registered_by))),
        CHECK (num_nulls(approved_by, approved_at) IN (0, 2)),
        CHECK (num_nulls(disabled_by, disabled_at, disabled_because) IN (0, 3))
      );
      CREATE FUNCTION vendor_goes_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF TG_OP = 'INSERT' AND num_nonnulls(NEW.approved_by, NEW.disabled_by) > 0 THEN
          RAISE EXCEPTION 'vendor % begins as registered', NEW.vendor USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.disabled_at IS NOT NULL
          OR (OLD.vendor, OLD.name, OLD.registered_by, OLD.registered_at) IS DISTINCT FROM (NEW.vendor, NEW.name, NEW.registered_by, NEW.registered_at)
          OR (OLD.approved_at IS NOT NULL AND (OLD.approved_by, OLD.approved_at) IS DISTINCT FROM (NEW.approved_by, NEW.approved_at))) THEN
          RAISE EXCEPTION 'vendor % is approved once and disabled once, and not otherwise changed', OLD.vendor USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER vendor_goes_forward BEFORE INSERT OR UPDATE ON vendor FOR EACH ROW EXECUTE FUNCTION vendor_goes_forward();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor EXECUTE FUNCTION posted_is_posted();

      -- One for real batches, and one for samples: neither opens what is the other's.
      CREATE TABLE vendor_client (
        client_id text COLLATE "C" PRIMARY KEY CHECK (client_id ~ '^sb_(live|test)_[0-9a-f]{32}$'),
        vendor text COLLATE "C" NOT NULL REFERENCES vendor,
        is_sandbox boolean NOT NULL,
        issued_by text NOT NULL CHECK (btrim(issued_by) <> ''),
        issued_at timestamptz NOT NULL,
        UNIQUE (vendor, is_sandbox),
        CHECK (is_sandbox = starts_with(client_id, 'sb_test_'))
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON vendor_client EXECUTE FUNCTION posted_is_posted();

      -- Only a keyed hash: a secret is shown once.
      CREATE TABLE vendor_secret (
        client_id text COLLATE "C" NOT NULL REFERENCES vendor_client,
        secret smallint NOT NULL CHECK (secret > 0),
        secret_hash bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
        issued_by text NOT NULL CHECK (btrim(issued_by) <> ''),
        issued_at timestamptz NOT NULL,
        valid_to timestamptz,
        PRIMARY KEY (client_id, secret)
      );
      CREATE FUNCTION secret_ends_sooner_only() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF to_jsonb(OLD) - 'valid_to' <> to_jsonb(NEW) - 'valid_to' OR NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to THEN
          RAISE EXCEPTION 'a secret comes to its end, and is not otherwise changed' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER secret_ends_sooner_only BEFORE UPDATE ON vendor_secret FOR EACH ROW EXECUTE FUNCTION secret_ends_sooner_only();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor_secret EXECUTE FUNCTION posted_is_posted();

      CREATE TABLE vendor_failed_sign_in (
        failed_sign_in bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        client_id text COLLATE "C" NOT NULL REFERENCES vendor_client,
        failed_at timestamptz NOT NULL
      );
      CREATE INDEX vendor_failed_sign_in_client ON vendor_failed_sign_in (client_id, failed_at);

      -- Whose payee somebody is whose account only the vendor knows: by what the vendor calls it.
      ALTER TABLE payee ADD COLUMN vendor text COLLATE "C" REFERENCES vendor, ADD COLUMN vendor_reference text CHECK (btrim(vendor_reference) <> ''),
        ALTER COLUMN account_sealed DROP NOT NULL, ALTER COLUMN account_last_four DROP NOT NULL, ALTER COLUMN bank_country DROP NOT NULL,
        ALTER COLUMN town DROP NOT NULL, ALTER COLUMN country DROP NOT NULL,
        DROP CONSTRAINT payee_account_kept_check,
        ADD CONSTRAINT payee_account_kept_check CHECK (account_kept IN ('iban', 'account-number', 'none')),
        ADD CONSTRAINT payee_with_account_or_vendor CHECK (CASE account_kept WHEN 'none'
          THEN num_nonnulls(account_sealed, account_last_four, bic, clearing_system, clearing_member_id, bank_country) = 0
            AND num_nulls(vendor, vendor_reference) = 0
          ELSE num_nulls(account_sealed, account_last_four, bank_country, town, country) = 0 AND num_nonnulls(vendor, vendor_reference) = 0 END);

      -- null: for a bank
      ALTER TABLE payout_batch ADD COLUMN vendor text COLLATE "C" REFERENCES vendor, ADD UNIQUE (batch, vendor);
      CREATE INDEX payout_batch_vendor ON payout_batch (vendor, released_at, batch) WHERE vendor IS NOT NULL;
      CREATE FUNCTION batch_keeps_its_vendor() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF TG_OP = 'UPDATE' AND OLD.vendor IS DISTINCT FROM NEW.vendor THEN
          RAISE EXCEPTION 'batch % is for whom it was prepared', OLD.batch USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.vendor IS NOT NULL AND NEW.state <> 'voided' AND NOT EXISTS (SELECT FROM vendor
            WHERE vendor.vendor = NEW.vendor AND approved_at IS NOT NULL AND disabled_at IS NULL) THEN
          RAISE EXCEPTION 'batch %: vendor % is not approved', NEW.batch, NEW.vendor USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER batch_keeps_its_vendor BEFORE INSERT OR UPDATE ON payout_batch FOR EACH ROW EXECUTE FUNCTION batch_keeps_its_vendor();
      ALTER TABLE payout_batch DROP CONSTRAINT payout_batch_format_check,
        ADD CONSTRAINT payout_batch_format_check CHECK (format IN ('pain.001.001.09', 'csv', 'vendor')),
        ADD CONSTRAINT payout_batch_format_of_vendor CHECK ((format = 'vendor') = (vendor IS NOT NULL)),
        ADD CONSTRAINT payout_batch_bank_or_vendor CHECK (vendor IS NULL OR debtor_bic IS NULL);

      -- Null in batches of vendors: no account of ours pays them.
      ALTER TABLE payout_block ALTER COLUMN debtor_account_last_four DROP NOT NULL, ALTER COLUMN debtor_bic DROP NOT NULL,
        ALTER COLUMN service_level DROP NOT NULL, ALTER COLUMN charge_bearer DROP NOT NULL,
        ADD CONSTRAINT payout_block_bank_or_vendor
          CHECK (num_nulls(debtor_account_last_four, debtor_bic, service_level, charge_bearer) IN (0, 4));

      -- Payments come before their batch, and none after it: its payees are looked at when the transaction ends.
      CREATE FUNCTION payments_are_of_their_vendor() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE other text;
      BEGIN
        SELECT min(end_to_end_id) INTO other FROM payment_instruction JOIN payee USING (payee)
          WHERE batch = NEW.batch AND payee.vendor IS DISTINCT FROM NEW.vendor;
        IF other IS NOT NULL THEN
          RAISE EXCEPTION 'payment % is of another vendor than its batch', other USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT FROM payout_block WHERE batch = NEW.batch AND (debtor_bic IS NULL) <> (NEW.vendor IS NOT NULL)) THEN
          RAISE EXCEPTION 'the blocks of batch % are of a bank or of a vendor, as it is', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER payments_are_of_their_vendor AFTER INSERT ON payout_batch DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION payments_are_of_their_vendor();

      -- A vendor takes a batch whole, as it was approved, or not at all; once.
      CREATE TABLE vendor_batch_answer (
        batch integer PRIMARY KEY,
        vendor text COLLATE "C" NOT NULL,
        answered_as text NOT NULL CHECK (answered_as IN ('acknowledged', 'refused')),
        file_hash text, payment_count integer,
        reasons jsonb,
        answered_at timestamptz NOT NULL,
        FOREIGN KEY (batch, vendor) REFERENCES payout_batch (batch, vendor),
        CHECK (num_nulls(file_hash, payment_count) = (CASE answered_as WHEN 'refused' THEN 2 ELSE 0 END)),
        CHECK ((reasons IS NULL) = (answered_as <> 'refused'))
      );
      CREATE FUNCTION vendor_answers_what_left() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE its record;
      BEGIN
        SELECT state, file_hash, payment_count INTO its FROM payout_batch WHERE batch = NEW.batch;
        IF its.state <> 'released' OR (NEW.answered_as = 'acknowledged'
          AND (its.file_hash, its.payment_count) IS DISTINCT FROM (NEW.file_hash, NEW.payment_count)) THEN
          RAISE EXCEPTION 'batch % is not what was answered', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER vendor_answers_what_left BEFORE INSERT ON vendor_batch_answer FOR EACH ROW EXECUTE FUNCTION vendor_answers_what_left();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON vendor_batch_answer EXECUTE FUNCTION posted_is_posted();

      ALTER TABLE bank_answer DROP CONSTRAINT bank_answer_kind_check,
        ADD CONSTRAINT bank_answer_kind_check CHECK (kind IN ('pain.002', 'camt.053', 'camt.054', 'vendor'));

      -- Each write of a vendor by its own key, and what was answered, to the byte.
      CREATE TABLE vendor_request (
        client_id text COLLATE "C" NOT NULL REFERENCES vendor_client,
        idempotency_key text COLLATE "C" NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
        request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
        -- failed: nothing came of it, and the key is free again.
        state text NOT NULL CHECK (state IN ('under-way', 'done', 'failed')),
        begun_at timestamptz NOT NULL,
        answer text,
        done_at timestamptz CHECK (done_at >= begun_at),
        PRIMARY KEY (client_id, idempotency_key),
        CHECK ((state = 'done') = (answer IS NOT NULL)),
        CHECK ((state = 'done') = (done_at IS NOT NULL))
      );
      CREATE FUNCTION request_is_answered_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF OLD.state = 'done' OR (OLD.client_id, OLD.idempotency_key) IS DISTINCT FROM (NEW.client_id, NEW.idempotency_key)
          OR (OLD.state = 'under-way' AND OLD.request_hash <> NEW.request_hash) THEN
          RAISE EXCEPTION 'a request is answered once' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER request_is_answered_once BEFORE UPDATE ON vendor_request FOR EACH ROW EXECUTE FUNCTION request_is_answered_once();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor_request EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON vendor, vendor_client, vendor_secret, vendor_failed_sign_in, vendor_batch_answer, vendor_request TO seatback_service;
      GRANT UPDATE (approved_by, approved_at, disabled_by, disabled_at, disabled_because) ON vendor TO seatback_service;
      GRANT UPDATE (valid_to) ON vendor_secret TO seatback_service;
      GRANT UPDATE (request_hash, state, begun_at, answer, done_at) ON vendor_request TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was paid stays paid.');
  }
}
