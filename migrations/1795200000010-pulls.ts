import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pulls as records of their own, and what a pull was answered until it is closed. */
export class Pulls1795200000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE pull (
        pull integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        due_at timestamptz NOT NULL UNIQUE,
        started_at timestamptz NOT NULL,
        -- How often a process took it up: more than once after a kill or a failure.
        attempts integer NOT NULL DEFAULT 1 CHECK (attempts > 0),
        state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'failed', 'closed')),
        ended_at timestamptz,
        -- The code and words of what ended it without a delivery.
        failure text,
        delivery integer UNIQUE REFERENCES delivery,
        CHECK ((state = 'closed') = (delivery IS NOT NULL)),
        CHECK ((state = 'failed') = (failure IS NOT NULL)),
        CHECK ((state = 'running') = (ended_at IS NULL))
      );

      -- Staging: what a pull was answered, so that one that was cut off goes on where it stopped. Unlogged, for losing
      -- it to a crash of the server only means asking again; the payloads themselves are kept like all others.
      CREATE UNLOGGED TABLE pull_answer (
        pull integer NOT NULL,
        name text NOT NULL,
        observed_at timestamptz NOT NULL,
        payload_hash bytea NOT NULL,
        PRIMARY KEY (pull, name)
      );

      -- When an answer was given; null for files. An answer equal to the one before it has no row of its own.
      ALTER TABLE delivery_payload ADD COLUMN observed_at timestamptz;
      CREATE INDEX delivery_payload_name ON delivery_payload (name, delivery DESC);

      GRANT SELECT, INSERT, UPDATE (attempts, state, ended_at, failure, delivery) ON pull TO seatback_service;
      GRANT SELECT, INSERT, DELETE ON pull_answer TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was pulled is not taken back.');
  }
}
