import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What else a campaign file says, beside its terms: a published version is not edited there either. */
export class PublishedHeads1795200000027 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Null in versions that were published before these were kept.
      ALTER TABLE campaign_version ADD COLUMN title text CHECK (title <> '');
      ALTER TABLE campaign_version ADD COLUMN pages jsonb CHECK (jsonb_typeof(pages) = 'object');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was published stays as it was.');
  }
}
