import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of a partner's payments its pages read also what a person decided of them: a page that could not failed whole. */
export class DecidedPaymentsInSight1795200000161 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE answer_decision ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_of_it ON answer_decision TO seatback_service USING (true) WITH CHECK (true);
      CREATE POLICY in_sight ON answer_decision FOR SELECT TO seatback_portal
        USING (end_to_end_id IN (SELECT end_to_end_id FROM payment_instruction));
      GRANT SELECT ON answer_decision TO seatback_portal;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: a wall that stands is not taken down.');
  }
}
