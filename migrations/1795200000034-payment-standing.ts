import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was reported of each payment, the state that follows from it, and when an earning may be paid by another. */
export class PaymentStanding1795200000034 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE payment_report (
        answer integer NOT NULL,
        fact integer NOT NULL,
        end_to_end_id text COLLATE "C" NOT NULL REFERENCES payment_instruction,
        says text NOT NULL CHECK (says IN ('received', 'in-process', 'debited', 'blocked', 'credited', 'rejected', 'cancelled', 'returned')),
        matched_by text NOT NULL CHECK (matched_by IN ('end-to-end-id', 'uetr', 'instruction-id', 'block', 'file', 'person')),
        -- That came back of this payment; else the amount of the fact.
        amount numeric CHECK (amount >= 0 AND amount < 'Infinity'),
        PRIMARY KEY (answer, fact, end_to_end_id),
        FOREIGN KEY (answer, fact) REFERENCES reported_fact
      );
      CREATE INDEX payment_report_payment ON payment_report (end_to_end_id);
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_report EXECUTE FUNCTION posted_is_posted();

      -- Whether a payment can go from one state to another; the program has the same in a table.
      CREATE FUNCTION payment_can_go(from_state text, to_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT COALESCE(array_position(steps, to_state) > array_position(steps, from_state), false)
          -- What has left is not refused any more without a contradiction.
          AND NOT (from_state IN ('debited', 'credited') AND to_state IN ('rejected', 'cancelled'))
        FROM (SELECT ARRAY['released', 'received', 'in-process', 'debited', 'blocked', 'credited', 'rejected', 'cancelled', 'contradicted',
          'returned'] AS steps) AS listed
      $$;

      -- Derived from the reports; what was posted for it stands beside it.
      CREATE TABLE payment_standing (
        end_to_end_id text COLLATE "C" PRIMARY KEY REFERENCES payment_instruction,
        state text NOT NULL,
        since timestamptz NOT NULL,
        -- Why it failed: for the payee's details, or for another cause, which a person decides on.
        cause text CHECK (cause IN ('details', 'other')),
        reasons text[],
        returned_amount numeric CHECK (returned_amount > 0 AND returned_amount < 'Infinity'),
        paid_journal integer REFERENCES journal,
        failed_journal integer REFERENCES journal,
        returned_journal integer REFERENCES journal,
        CHECK ((cause IS NULL) = (failed_journal IS NULL AND returned_journal IS NULL)),
        CHECK (returned_journal IS NULL OR (paid_journal IS NOT NULL AND returned_amount IS NOT NULL)),
        CHECK (num_nonnulls(paid_journal, failed_journal) < 2)
      );
      CREATE FUNCTION payment_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        old_state constant text := CASE TG_OP WHEN 'INSERT' THEN 'released' ELSE OLD.state END;
      BEGIN
        IF NEW.state <> old_state AND NOT payment_can_go(old_state, NEW.state) THEN
          RAISE EXCEPTION 'payment % does not go from % to %', NEW.end_to_end_id, old_state, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.end_to_end_id <> NEW.end_to_end_id OR NEW.since < OLD.since
          OR (OLD.cause IS NOT NULL AND OLD.cause IS DISTINCT FROM NEW.cause)
          OR (OLD.paid_journal IS NOT NULL AND OLD.paid_journal IS DISTINCT FROM NEW.paid_journal)
          OR (OLD.failed_journal IS NOT NULL AND OLD.failed_journal IS DISTINCT FROM NEW.failed_journal)
          OR (OLD.returned_journal IS NOT NULL AND OLD.returned_journal IS DISTINCT FROM NEW.returned_journal)
          OR (OLD.returned_amount IS NOT NULL AND OLD.returned_amount IS DISTINCT FROM NEW.returned_amount)) THEN
          RAISE EXCEPTION 'payment %: what was posted for it stays', OLD.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT batch.state FROM payment_instruction JOIN payout_batch AS batch USING (batch)
            WHERE end_to_end_id = NEW.end_to_end_id) <> 'released' THEN
          RAISE EXCEPTION 'payment % was not released', NEW.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER payment_goes_forward BEFORE INSERT OR UPDATE ON payment_standing FOR EACH ROW EXECUTE FUNCTION payment_goes_forward();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payment_standing EXECUTE FUNCTION posted_is_posted();

      -- An earning is paid by one payment at a time: by another only after the one before has ended without being paid.
      ALTER TABLE payment_instruction ADD COLUMN ended boolean NOT NULL DEFAULT false, ADD CHECK (NOT (voided AND ended));
      DROP INDEX payment_instruction_once_for_each_earning;
      CREATE UNIQUE INDEX payment_instruction_once_for_each_earning ON payment_instruction (run, partner_key) WHERE NOT voided AND NOT ended;
      CREATE OR REPLACE FUNCTION payment_keeps_to_its_batch() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE its record;
      BEGIN
        SELECT state, prepared_in INTO its FROM payout_batch WHERE batch = NEW.batch;
        IF TG_OP = 'INSERT' AND (NEW.voided OR NEW.ended OR its.prepared_in <> pg_current_xact_id()) THEN
          RAISE EXCEPTION 'batch % was prepared: no payment is added to it', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.ended AND NOT OLD.ended AND to_jsonb(OLD) - 'ended' = to_jsonb(NEW) - 'ended' THEN
          IF NOT EXISTS (SELECT FROM payment_standing AS standing WHERE standing.end_to_end_id = NEW.end_to_end_id
            AND (returned_journal IS NOT NULL OR (failed_journal IS NOT NULL AND standing.state IN ('rejected', 'cancelled'))))
            -- Or somebody has asked the bank, where its reports contradict each other.
            AND NOT EXISTS (SELECT FROM answer_decision AS decided WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'not-paid') THEN
            RAISE EXCEPTION 'payment % has not come to its end', OLD.end_to_end_id USING ERRCODE = 'check_violation';
          END IF;
          RETURN NULL;
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.voided OR NOT NEW.voided OR its.state <> 'voided'
          OR to_jsonb(OLD) - 'voided' <> to_jsonb(NEW) - 'voided') THEN
          RAISE EXCEPTION 'payment % is voided with its batch, and not otherwise changed', OLD.end_to_end_id
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;

      -- What a bank keeps of money that it sends back.
      ALTER TABLE account DROP CONSTRAINT account_kind_check, DROP CONSTRAINT account_check;
      ALTER TABLE account
        ADD CONSTRAINT account_kind_check CHECK (kind IN ('expense', 'bank', 'bank-charges', 'accrued', 'payable', 'held', 'carried', 'converted',
          'in-transit', 'paid', 'returned', 'forfeited', 'recoverable', 'exchange-difference', 'currency-position')),
        ADD CONSTRAINT account_check CHECK ((partner_key IS NULL) = (kind IN ('expense', 'bank', 'bank-charges', 'exchange-difference',
          'currency-position')));

      GRANT SELECT, INSERT ON payment_report, payment_standing TO seatback_service;
      GRANT UPDATE (state, since, cause, reasons, returned_amount, paid_journal, failed_journal, returned_journal)
        ON payment_standing TO seatback_service;
      GRANT UPDATE (ended) ON payment_instruction TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was paid stays paid.');
  }
}
