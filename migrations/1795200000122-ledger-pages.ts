import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which people look through the ledger and the audit log. */
export class LedgerPages1795200000122 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The postings of an account in the order in which they were made: the account's own index, with the order.
      CREATE INDEX posting_of_account ON posting (account_key, journal, line);
      DROP INDEX posting_account;
      CREATE INDEX journal_corrects ON journal (corrects) WHERE corrects IS NOT NULL;
      CREATE INDEX accrual_journal ON accrual (journal) WHERE journal IS NOT NULL;
      CREATE INDEX threshold_outcome_journal ON threshold_outcome (journal) WHERE journal IS NOT NULL;

      CREATE INDEX audit_entry_subject ON audit_entry (subject COLLATE "C", entry);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what is looked for is found by these.');
  }
}
