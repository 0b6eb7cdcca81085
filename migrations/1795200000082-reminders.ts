import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that remind a partner of what it can still do. */
export class Reminders1795200000082 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Kinds of mails that came meanwhile stay.
      DO $$
      DECLARE kinds text;
      BEGIN
        SELECT pg_get_constraintdef(oid) INTO kinds FROM pg_constraint WHERE conname = 'notification_kind_check';
        ALTER TABLE notification DROP CONSTRAINT notification_kind_check;
        EXECUTE 'ALTER TABLE notification ADD CONSTRAINT notification_kind_check '
          || regexp_replace(kinds, '\\]', ', ''deadline-near''::text]');
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what partners were told stays on record.');
  }
}
