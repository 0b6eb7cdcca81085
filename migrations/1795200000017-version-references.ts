import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a change of terms goes back to, such as the announcement. */
export class VersionReferences1795200000017 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE campaign_version ADD COLUMN reference text CHECK (reference <> '');
      -- Of changes published before nobody was asked for one.
      ALTER TABLE campaign_version ADD CONSTRAINT campaign_version_change_has_reference
        CHECK (version = 1 OR reference IS NOT NULL) NOT VALID;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was published stays as it was.');
  }
}
