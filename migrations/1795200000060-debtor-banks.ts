import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files in parts, so that none is held in memory whole; batches of several debtor banks, their payments in blocks. */
export class DebtorBanks1795200000060 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE payout_file_part (
        message_id text NOT NULL REFERENCES payout_batch (message_id) DEFERRABLE INITIALLY DEFERRED,
        part integer NOT NULL CHECK (part > 0),
        sealed bytea NOT NULL,
        PRIMARY KEY (message_id, part)
      );
      INSERT INTO payout_file_part (message_id, part, sealed) SELECT message_id, 1, file_sealed FROM payout_batch;

      -- What made the batch was not written down before there were several banks.
      ALTER TABLE payout_batch
        ADD COLUMN debtor_bic text,
        ADD COLUMN bank_time_zone text,
        ADD COLUMN format text NOT NULL DEFAULT 'pain.001.001.09' CHECK (format IN ('pain.001.001.09', 'csv'));

      CREATE TABLE payout_block (
        batch integer NOT NULL REFERENCES payout_batch DEFERRABLE INITIALLY DEFERRED,
        block integer NOT NULL CHECK (block > 0),
        debtor_account_last_four text NOT NULL,
        debtor_bic text NOT NULL,
        execution_date date NOT NULL,
        -- Until when the bank carries out orders of the same day, in its zone.
        cut_off text CHECK (cut_off ~ '^[0-9]{2}:[0-9]{2}$'),
        banking_days text NOT NULL,
        currency text NOT NULL,
        service_level text NOT NULL,
        charge_bearer text NOT NULL,
        payment_count integer NOT NULL CHECK (payment_count > 0),
        total numeric NOT NULL CHECK (total > 0 AND total < 'Infinity'),
        PRIMARY KEY (batch, block)
      );

      -- Null in batches that were prepared before there were blocks; those had one.
      ALTER TABLE payment_instruction
        ADD COLUMN block integer,
        ADD COLUMN account_because text CHECK (account_because IN ('only', 'country', 'own-currency', 'domestic', 'first')),
        ADD COLUMN remittance text,
        ADD FOREIGN KEY (batch, block) REFERENCES payout_block (batch, block) DEFERRABLE INITIALLY DEFERRED,
        -- A file is written from its payments: they come before their batch, which says what the file became.
        ALTER CONSTRAINT payment_instruction_batch_run_fkey DEFERRABLE INITIALLY DEFERRED;

      -- Payments before are counted for each partner while those of now are put on record.
      CREATE INDEX payment_instruction_partner ON payment_instruction (partner_key);

      DROP TRIGGER batch_goes_forward ON payout_batch;
      DROP TRIGGER only_resealed ON payout_batch;
      CREATE OR REPLACE FUNCTION batch_goes_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE
        step constant text := OLD.state || ' to ' || NEW.state;
        made constant boolean := (OLD.batch, OLD.campaign_id, OLD.run, OLD.message_id, OLD.execution_date, OLD.payment_count, OLD.totals,
            OLD.file_hash, OLD.prepared_by, OLD.prepared_at, OLD.prepared_in, OLD.debtor_bic, OLD.bank_time_zone, OLD.format)
          IS DISTINCT FROM (NEW.batch, NEW.campaign_id, NEW.run, NEW.message_id, NEW.execution_date, NEW.payment_count, NEW.totals,
            NEW.file_hash, NEW.prepared_by, NEW.prepared_at, NEW.prepared_in, NEW.debtor_bic, NEW.bank_time_zone, NEW.format);
        approved constant boolean := (OLD.approved_by, OLD.approved_at, OLD.approved_hash, OLD.approved_count, OLD.approved_totals)
          IS DISTINCT FROM (NEW.approved_by, NEW.approved_at, NEW.approved_hash, NEW.approved_count, NEW.approved_totals);
        begun constant boolean := (OLD.released_by, OLD.release_begun_at) IS DISTINCT FROM (NEW.released_by, NEW.release_begun_at);
        written constant boolean := OLD.file_written_at IS DISTINCT FROM NEW.file_written_at;
        released constant boolean := (OLD.released_at, OLD.released_as) IS DISTINCT FROM (NEW.released_at, NEW.released_as);
        voided constant boolean := (OLD.voided_by, OLD.voided_at, OLD.voided_because)
          IS DISTINCT FROM (NEW.voided_by, NEW.voided_at, NEW.voided_because);
      BEGIN
        IF step NOT IN ('prepared to approved', 'prepared to voided', 'approved to releasing', 'approved to voided',
            'releasing to releasing', 'releasing to released') THEN
          RAISE EXCEPTION 'batch % does not go from %', OLD.batch, step USING ERRCODE = 'check_violation';
        END IF;
        IF made
          OR (approved AND step <> 'prepared to approved')
          OR (begun AND step <> 'approved to releasing')
          OR (written AND (step <> 'releasing to releasing' OR OLD.file_written_at IS NOT NULL))
          OR (released AND step <> 'releasing to released')
          OR (voided AND NEW.state <> 'voided') THEN
          RAISE EXCEPTION 'batch % goes from %: what an earlier step wrote stays, and no later one is written ahead', OLD.batch, step
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER batch_goes_forward BEFORE UPDATE ON payout_batch FOR EACH ROW EXECUTE FUNCTION batch_goes_forward();
      ALTER TABLE payout_batch DROP COLUMN file_sealed;

      -- Asked when the transaction ends: by then the batch is there. A batch that was prepared gets no further part, block or payment.
      CREATE FUNCTION made_with_its_batch() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE
        made constant jsonb := to_jsonb(NEW);
        prepared xid8;
      BEGIN
        SELECT prepared_in INTO prepared FROM payout_batch
          WHERE message_id = made ->> 'message_id' OR batch = (made ->> 'batch')::integer;
        IF prepared IS DISTINCT FROM pg_current_xact_id() THEN
          RAISE EXCEPTION 'a row of % is made with its batch, and not added later', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER made_with_its_batch AFTER INSERT ON payout_file_part DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION made_with_its_batch();
      CREATE CONSTRAINT TRIGGER made_with_its_batch AFTER INSERT ON payout_block DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION made_with_its_batch();

      CREATE CONSTRAINT TRIGGER made_with_its_batch AFTER INSERT ON payment_instruction DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION made_with_its_batch();

      CREATE FUNCTION blocks_are_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE differing integer;
      BEGIN
        SELECT count(*) INTO differing FROM (SELECT block, count(*) AS payments FROM payment_instruction
            WHERE batch = NEW.batch GROUP BY block) AS paid
          FULL JOIN (SELECT block, payment_count AS payments FROM payout_block WHERE batch = NEW.batch) AS said USING (block)
          WHERE paid.payments IS DISTINCT FROM said.payments;
        IF differing > 0 THEN
          RAISE EXCEPTION 'the blocks of batch % are not those of its payments', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER blocks_are_whole AFTER INSERT ON payout_batch DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION blocks_are_whole();

      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payout_file_part EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER only_resealed BEFORE UPDATE ON payout_file_part FOR EACH ROW EXECUTE FUNCTION only_resealed('sealed');
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_block EXECUTE FUNCTION posted_is_posted();
      GRANT SELECT, INSERT ON payout_file_part, payout_block TO seatback_service;
      GRANT UPDATE (sealed) ON payout_file_part TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was paid stays paid.');
  }
}
