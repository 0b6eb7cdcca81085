import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a pull was answered that was cut off and that nobody goes on with is recorded all the same. */
export class SettledPulls1795200000016 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- cut-off-pull: the customers that such a pull had read. It lists nobody and brings no invoice.
      ALTER TABLE delivery DROP CONSTRAINT delivery_source_check;
      ALTER TABLE delivery ADD CONSTRAINT delivery_source_check
        CHECK (source IN ('files', 'partner-center', 'directory', 'witness', 're-reading', 'unbilled', 'cut-off-pull'));
      ALTER TABLE pull DROP CONSTRAINT pull_state_check;
      ALTER TABLE pull ADD CONSTRAINT pull_state_check CHECK (state IN ('running', 'interrupted', 'failed', 'closed', 'settled'));
      ALTER TABLE pull DROP CONSTRAINT pull_check;
      ALTER TABLE pull ADD CONSTRAINT pull_delivery_check CHECK ((state IN ('closed', 'settled')) = (delivery IS NOT NULL));
      -- What ended it stays on record when it is settled.
      ALTER TABLE pull DROP CONSTRAINT pull_check1;
      ALTER TABLE pull ADD CONSTRAINT pull_failure_check
        CHECK (CASE state WHEN 'failed' THEN failure IS NOT NULL WHEN 'settled' THEN true ELSE failure IS NULL END);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was settled stays on record.');
  }
}
