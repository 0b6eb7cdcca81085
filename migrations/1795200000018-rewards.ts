import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a reward counted, and what is held against a minimum payout where that is not the earning itself. */
export class Rewards1795200000018 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Exact numbers that need not end, as decimals or as fractions in lowest terms: a third of a cap is 100/3.
    const exact = (column: string) => String.raw`${column} text CHECK (${column} ~ '^\d+(\.\d+|/[1-9]\d*)?$')`;
    const compared = `
      ALTER COLUMN potential DROP NOT NULL,
      ADD COLUMN ${exact('compared')},
      ADD COLUMN ${exact('compared_potential')},
      ADD CHECK (compared IS NOT NULL OR compared_potential IS NULL)`;
    await queryRunner.query(`
      -- Seats or revenue that the reward counted; null: customers are counted, or it is not known.
      ALTER TABLE determination ADD COLUMN counted numeric CHECK (counted >= 0 AND counted < 'Infinity');

      -- A potential of null has no bound: what an undecided customer can count is not known. What is compared with the
      -- minimum is the earning itself (null), or its exact amount, or the sum of its company's.
      ALTER TABLE partner_earning ${compared};
      ALTER TABLE accrual ${compared};
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was determined is not taken back.');
  }
}
