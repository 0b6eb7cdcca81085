import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a payment that failed was found to be paid after all decides on what its partner is shown of its bank details. */
export class DecisionsInSight1795200000083 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE answer_decision ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_of_it ON answer_decision TO seatback_service USING (true) WITH CHECK (true);
      CREATE POLICY in_sight ON answer_decision FOR SELECT TO seatback_portal
        USING (end_to_end_id IN (SELECT end_to_end_id FROM payment_instruction));
      -- Who decided, and why, is finance's own.
      GRANT SELECT (end_to_end_id, decided_as) ON answer_decision TO seatback_portal;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: a wall that stands is not taken down.');
  }
}
