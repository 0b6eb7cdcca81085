import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Thresholds and holds, payees, batches and payment instructions. */
export class Payout1795200000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- What the minimum payout made of a partner's accrual.
      CREATE TABLE threshold_outcome (
        run integer NOT NULL,
        partner_key integer NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('payable', 'held', 'forfeited', 'carried', 'converted')),
        amount numeric NOT NULL CHECK (amount > 0),
        currency text NOT NULL,
        reason text,
        journal integer NOT NULL REFERENCES journal,
        PRIMARY KEY (run, partner_key),
        FOREIGN KEY (run, partner_key) REFERENCES accrual
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON threshold_outcome EXECUTE FUNCTION posted_is_posted();

      -- Whom a batch pays: a frozen, checked copy of the register's newest bank account and name.
      CREATE TABLE payee (
        payee integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner_key integer NOT NULL REFERENCES partner,
        account_name text NOT NULL,
        account_kept text NOT NULL CHECK (account_kept IN ('iban', 'account-number')),
        account_sealed bytea NOT NULL,
        account_last_four text NOT NULL,
        -- Over every field, account included, so that a change of any of them is a new payee.
        fingerprint bytea NOT NULL,
        bic text,
        clearing_system text,
        clearing_member_id text,
        bank_country text NOT NULL,
        street text,
        building text,
        postcode text,
        town text NOT NULL,
        region text,
        country text NOT NULL,
        recorded_at timestamptz NOT NULL,
        UNIQUE (partner_key, fingerprint)
      );

      CREATE TABLE payout_batch (
        batch integer PRIMARY KEY CHECK (batch > 0),
        campaign_id text COLLATE "C" NOT NULL,
        run integer NOT NULL REFERENCES calculation_run,
        message_id text NOT NULL UNIQUE CHECK (message_id ~ '^[A-Za-z0-9-]{1,35}$'),
        state text NOT NULL CHECK (state IN ('prepared', 'approved', 'releasing', 'released', 'voided')),
        execution_date date NOT NULL,
        payment_count integer NOT NULL CHECK (payment_count > 0),
        totals jsonb NOT NULL,
        file_hash text NOT NULL CHECK (file_hash ~ '^[0-9a-f]{64}$'),
        file_sealed bytea NOT NULL,
        prepared_by text NOT NULL CHECK (prepared_by <> ''),
        prepared_at timestamptz NOT NULL,
        -- Bound to exactly what was looked at.
        approved_by text, approved_at timestamptz,
        approved_hash text, approved_count integer, approved_totals jsonb,
        released_by text, release_begun_at timestamptz, released_at timestamptz, released_as text,
        voided_by text, voided_at timestamptz, voided_because text,
        CHECK (approved_by IS NULL OR approved_by <> prepared_by),
        CHECK (state NOT IN ('approved', 'releasing', 'released')
          OR (approved_by IS NOT NULL AND approved_hash IS NOT DISTINCT FROM file_hash
            AND approved_count IS NOT DISTINCT FROM payment_count AND approved_totals IS NOT DISTINCT FROM totals)),
        CHECK (state NOT IN ('releasing', 'released') OR (released_by IS NOT NULL AND release_begun_at IS NOT NULL)),
        CHECK (state <> 'released' OR (released_at IS NOT NULL AND released_as IS NOT NULL)),
        CHECK (state <> 'voided' OR (voided_by IS NOT NULL AND voided_because IS NOT NULL))
      );

      CREATE TABLE payment_instruction (
        end_to_end_id text COLLATE "C" PRIMARY KEY CHECK (end_to_end_id ~ '^[A-Za-z0-9-]{1,35}$'),
        batch integer NOT NULL REFERENCES payout_batch,
        line integer NOT NULL CHECK (line > 0),
        run integer NOT NULL,
        partner_key integer NOT NULL,
        payee integer NOT NULL REFERENCES payee,
        amount numeric NOT NULL CHECK (amount > 0),
        currency text NOT NULL,
        uetr uuid NOT NULL UNIQUE,
        -- Voided with its batch: its id is never used again, and its amount may be put into another batch.
        voided boolean NOT NULL DEFAULT false,
        UNIQUE (batch, line),
        FOREIGN KEY (run, partner_key) REFERENCES threshold_outcome
      );
      CREATE UNIQUE INDEX payment_instruction_once_for_each_earning ON payment_instruction (run, partner_key) WHERE NOT voided;

      -- Why a payable amount is not in a batch. A hold ends when a later preparation finds no reason for it.
      CREATE TABLE payout_hold (
        run integer NOT NULL,
        partner_key integer NOT NULL,
        reason text NOT NULL,
        found text NOT NULL,
        held_from timestamptz NOT NULL,
        held_to timestamptz CHECK (held_to >= held_from),
        PRIMARY KEY (run, partner_key, reason, held_from),
        FOREIGN KEY (run, partner_key) REFERENCES threshold_outcome
      );
      CREATE UNIQUE INDEX payout_hold_open ON payout_hold (run, partner_key, reason) WHERE held_to IS NULL;

      GRANT SELECT, INSERT ON threshold_outcome, payee, payout_batch, payment_instruction, payout_hold TO seatback_service;
      GRANT UPDATE (state, approved_by, approved_at, approved_hash, approved_count, approved_totals, released_by, release_begun_at,
        released_at, released_as, voided_by, voided_at, voided_because) ON payout_batch TO seatback_service;
      GRANT UPDATE (voided) ON payment_instruction TO seatback_service;
      GRANT UPDATE (held_to) ON payout_hold TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was paid stays paid.');
  }
}
