import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sample batches to build against. They stand in tables of their own: no ledger, run or payment knows of them. */
export class VendorSamples1795200000062 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE vendor_sample_batch (
        sample integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        vendor text COLLATE "C" NOT NULL REFERENCES vendor,
        batch_id text COLLATE "C" NOT NULL UNIQUE CHECK (starts_with(batch_id, 'SAMPLE-')),
        execution_date date NOT NULL,
        file text NOT NULL,
        file_hash text NOT NULL CHECK (file_hash ~ '^[0-9a-f]{64}$'),
        made_by text NOT NULL CHECK (btrim(made_by) <> ''),
        made_at timestamptz NOT NULL,
        answered_as text CHECK (answered_as IN ('acknowledged', 'refused')),
        answered_at timestamptz,
        CHECK (num_nulls(answered_as, answered_at) IN (0, 2))
      );
      CREATE TABLE vendor_sample_payment (
        payment_id text COLLATE "C" PRIMARY KEY CHECK (starts_with(payment_id, 'SAMPLE-')),
        sample integer NOT NULL REFERENCES vendor_sample_batch,
        line integer NOT NULL CHECK (line > 0),
        payee_reference text NOT NULL CHECK (starts_with(payee_reference, 'SAMPLE-')),
        amount numeric NOT NULL CHECK (amount > 0 AND amount < 'Infinity'),
        currency text NOT NULL CHECK (currency = 'XTS'),
        -- What was reported of it so far, in order.
        reported text[] NOT NULL DEFAULT '{}',
        UNIQUE (sample, line)
      );
      ALTER TABLE payout_batch ADD CONSTRAINT payout_batch_is_no_sample CHECK (NOT starts_with(message_id, 'SAMPLE-'));
      ALTER TABLE payment_instruction ADD CONSTRAINT payment_instruction_is_no_sample CHECK (NOT starts_with(end_to_end_id, 'SAMPLE-'));
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor_sample_batch EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor_sample_payment EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON vendor_sample_batch, vendor_sample_payment TO seatback_service;
      GRANT UPDATE (answered_as, answered_at) ON vendor_sample_batch TO seatback_service;
      GRANT UPDATE (reported) ON vendor_sample_payment TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
