import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What banks reported: each file as it came, sealed, and each fact in it as a row. */
export class BankAnswers1795200000033 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE bank_answer (
        answer integer PRIMARY KEY CHECK (answer > 0),
        bank text COLLATE "C" NOT NULL CHECK (btrim(bank) <> ''),
        raw_hash text NOT NULL CHECK (raw_hash ~ '^[0-9a-f]{64}$'),
        raw_bytes bigint NOT NULL CHECK (raw_bytes >= 0),
        file_name text NOT NULL,
        kept_at timestamptz NOT NULL,
        -- kept: its bytes are safe, and it is still to be read. repeated: the report was read before. differs: a report of
        -- this id was read before, and said something else. unreadable: nothing of it counts.
        state text NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'read', 'repeated', 'differs', 'unreadable')),
        read_at timestamptz,
        kind text CHECK (kind IN ('pain.002', 'camt.053', 'camt.054')),
        namespace text,
        message_id text,
        page text,
        created text,
        fact_count integer CHECK (fact_count >= 0),
        facts_digest text CHECK (facts_digest ~ '^[0-9a-f]{64}$'),
        fault jsonb,
        -- The answer that was read first and said it.
        repeats integer REFERENCES bank_answer CHECK (repeats <> answer),
        UNIQUE (bank, raw_hash),
        CHECK ((state = 'kept') = (read_at IS NULL)),
        CHECK ((state = 'unreadable') = (fault IS NOT NULL)),
        CHECK ((state IN ('repeated', 'differs')) = (repeats IS NOT NULL)),
        CHECK (state NOT IN ('read', 'repeated', 'differs') OR num_nulls(kind, fact_count, facts_digest) = 0)
      );
      -- A bank's report by its own id, and the page of it: read once.
      CREATE UNIQUE INDEX bank_answer_read_once ON bank_answer (bank, kind, message_id, page) NULLS NOT DISTINCT
        WHERE state = 'read' AND message_id IS NOT NULL;

      CREATE TABLE bank_answer_content (
        answer integer NOT NULL REFERENCES bank_answer DEFERRABLE INITIALLY DEFERRED,
        part integer NOT NULL CHECK (part > 0),
        sealed bytea NOT NULL,
        PRIMARY KEY (answer, part)
      );

      CREATE TABLE reported_fact (
        answer integer NOT NULL REFERENCES bank_answer,
        fact integer NOT NULL CHECK (fact > 0),
        level text NOT NULL CHECK (level IN ('file', 'block', 'payment')),
        file_line integer NOT NULL,
        status text,
        message_id text,
        payment_information_id text,
        instruction_id text,
        end_to_end_id text,
        uetr text,
        servicer_reference text,
        amount numeric CHECK (amount >= 0 AND amount < 'Infinity'),
        currency text,
        payments_named integer NOT NULL CHECK (payments_named >= 0),
        reasons jsonb NOT NULL,
        charges jsonb NOT NULL,
        -- Only of movements on an account.
        entry integer,
        is_entry boolean,
        direction text CHECK (direction IN ('credit', 'debit')),
        is_reversal boolean,
        is_return boolean,
        booking_date date,
        value_date date,
        transaction_code text,
        -- What it means, by the code lists of the day on which it was read.
        says text NOT NULL CHECK (says IN ('received', 'in-process', 'debited', 'blocked', 'credited', 'rejected', 'cancelled', 'returned', 'nothing')),
        PRIMARY KEY (answer, fact),
        CHECK (num_nulls(amount, currency) IN (0, 2)),
        CHECK (num_nulls(entry, is_entry, is_reversal, is_return) IN (0, 4))
      );

      CREATE FUNCTION answer_is_read_once() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        of_the_reading constant text[] := ARRAY['state', 'read_at', 'kind', 'namespace', 'message_id', 'page', 'created', 'fact_count',
          'facts_digest', 'fault', 'repeats'];
      BEGIN
        IF TG_OP = 'INSERT' AND NEW.state <> 'kept' THEN
          RAISE EXCEPTION 'answer % is kept before it is read', NEW.answer USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.state <> 'kept' OR NEW.state = 'kept' OR to_jsonb(OLD) - of_the_reading <> to_jsonb(NEW) - of_the_reading) THEN
          RAISE EXCEPTION 'answer % is read once, and not otherwise changed', OLD.answer USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER answer_is_read_once BEFORE INSERT OR UPDATE ON bank_answer FOR EACH ROW EXECUTE FUNCTION answer_is_read_once();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON bank_answer EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_answer_content EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON reported_fact EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON bank_answer, bank_answer_content, reported_fact TO seatback_service;
      GRANT UPDATE (state, read_at, kind, namespace, message_id, page, created, fact_count, facts_digest, fault, repeats)
        ON bank_answer TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what a bank said stays on record.');
  }
}
