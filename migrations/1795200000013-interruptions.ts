import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pulls that were cut off and gone on with, and scheduled work whose end is on record nowhere else. */
export class Interruptions1795200000013 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- How many of the attempts were killed, or told to end.
      ALTER TABLE pull ADD COLUMN interruptions integer NOT NULL DEFAULT 0 CHECK (interruptions >= 0);
      ALTER TABLE pull ADD CHECK (interruptions < attempts);
      -- interrupted: told to end. Who is killed cannot say so: it stays on record as running until it is taken up again.
      ALTER TABLE pull DROP CONSTRAINT pull_state_check;
      ALTER TABLE pull ADD CONSTRAINT pull_state_check CHECK (state IN ('running', 'interrupted', 'failed', 'closed'));
      GRANT UPDATE (interruptions) ON pull TO seatback_service;

      -- done: follows on enqueued, for work that leaves no delivery where it finds nothing new.
      ALTER TABLE scheduled_pull DROP CONSTRAINT scheduled_pull_outcome_check;
      ALTER TABLE scheduled_pull ADD CONSTRAINT scheduled_pull_outcome_check
        CHECK (outcome IN ('enqueued', 'missed', 'unneeded', 'superseded', 'failed', 'done'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was interrupted stays on record.');
  }
}
