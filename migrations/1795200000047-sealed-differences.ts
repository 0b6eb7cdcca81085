import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a restatement says brought its differences is sealed with the digests of its two runs, as they are sealed themselves. */
export class SealedDifferences1795200000047 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Null: calculated before there were seals; not submitted any more, but calculated anew.
      ALTER TABLE restatement ADD COLUMN differences_hash text CHECK (differences_hash ~ '^[0-9a-f]{64}$');
      ALTER TABLE restatement ADD CONSTRAINT restatement_is_sealed CHECK (differences_hash IS NOT NULL) NOT VALID;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was sealed stays sealed.');
  }
}
