import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Open agreements are a form of billing of their own. */
export class OpenAgreements1795200000080 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE invoice DROP CONSTRAINT invoice_form_check;
      ALTER TABLE invoice ADD CONSTRAINT invoice_form_check CHECK (form IN ('legacy', 'new-commerce', 'open'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was delivered stays on record.');
  }
}
