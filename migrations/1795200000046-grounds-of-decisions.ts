import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A decision answers the question that was asked: which rules were unknown, why, what they required, and of which day. */
export class GroundsOfDecisions1795200000046 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE decision ADD COLUMN ground jsonb;
      -- Not of decisions from before: nobody knows any more what they rest on, so they are asked anew.
      ALTER TABLE decision ADD CONSTRAINT decision_rests_on_ground
        CHECK ((counted_as = 'withdrawn') = (ground IS NULL)) NOT VALID;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was decided stays on record.');
  }
}
