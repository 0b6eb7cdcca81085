import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What pages ask of one partner among a hundred thousand is found by its key. */
export class FastPages1795200000140 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Also what was superseded since: a run is explained by what it knew.
      CREATE INDEX proof_partner ON proof (partner_key, campaign_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
