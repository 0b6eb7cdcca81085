import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What pages ask of one partner among a hundred thousand, or of the few rows of a campaign among a million, is found by its key. */
export class FastPages1795200000140 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Also what was superseded since: a run is explained by what it knew.
      CREATE INDEX proof_partner ON proof (partner_key, campaign_id);
      -- The work list of a campaign: few of its rows, and read whole.
      CREATE INDEX determination_undecided ON determination (campaign_id, partner_key) WHERE outcome = 'undecided';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
