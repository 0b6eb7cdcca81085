import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people did, in one chain of hashes: an entry that is changed or taken out breaks every later one. */
export class Audit1795200000007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audit_entry (
        entry integer PRIMARY KEY CHECK (entry > 0),
        done_at timestamptz NOT NULL,
        actor text NOT NULL CHECK (actor <> ''),
        act text NOT NULL,
        subject text NOT NULL,
        detail jsonb NOT NULL,
        previous_hash text NOT NULL CHECK (previous_hash ~ '^[0-9a-f]{64}$'),
        entry_hash text NOT NULL UNIQUE CHECK (entry_hash ~ '^[0-9a-f]{64}$')
      );
      CREATE FUNCTION audit_entry_follows_the_last() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE last audit_entry%ROWTYPE;
      BEGIN
        SELECT * INTO last FROM audit_entry ORDER BY entry DESC LIMIT 1;
        IF NEW.entry <> COALESCE(last.entry, 0) + 1 OR NEW.previous_hash <> COALESCE(last.entry_hash, repeat('0', 64)) THEN
          RAISE EXCEPTION 'audit entry % does not follow entry %', NEW.entry, last.entry USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER audit_entry_follows_the_last BEFORE INSERT ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_follows_the_last();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry EXECUTE FUNCTION posted_is_posted();
      GRANT SELECT, INSERT ON audit_entry TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was done stays on record.');
  }
}
