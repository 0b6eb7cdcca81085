import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sealed values may be sealed anew with another key, and may not otherwise be changed. */
export class KeyRotation1795200000032 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- By which equal contents are told: it outlives the keys that seal, or nothing would be recognised after a rotation.
      CREATE TABLE fingerprint_key (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        key_sealed bytea NOT NULL,
        recorded_at timestamptz NOT NULL
      );

      -- The first column named is a sealed value, or the name of the key where the value lies in another table. Its key must
      -- be another one than before; that it opens to the same content only whoever has the key can tell.
      CREATE FUNCTION only_resealed() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        was constant text := to_jsonb(OLD) ->> TG_ARGV[0];
        becomes constant text := to_jsonb(NEW) ->> TG_ARGV[0];
      BEGIN
        -- Length of the key's id, then the id: 17 bytes.
        IF to_jsonb(OLD) - TG_ARGV::text[] <> to_jsonb(NEW) - TG_ARGV::text[] OR was IS NULL OR becomes IS NULL
          OR left(was, 36) = left(becomes, 36)
          OR (TG_ARGV[0] <> 'sealed_with' AND (left(was, 4) <> '\\x10' OR left(becomes, 4) <> '\\x10')) THEN
          RAISE EXCEPTION 'a sealed value of % is sealed with another key, and not otherwise changed', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;

      DROP TRIGGER posted_is_posted ON payee;
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payee EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER only_resealed BEFORE UPDATE ON payee FOR EACH ROW EXECUTE FUNCTION only_resealed('account_sealed');
      DROP TRIGGER posted_is_posted ON bank_details;
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON bank_details EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER only_resealed BEFORE UPDATE ON bank_details FOR EACH ROW EXECUTE FUNCTION only_resealed('account_sealed');
      DROP TRIGGER posted_is_posted ON refresh_token;
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON refresh_token EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER only_resealed BEFORE UPDATE ON refresh_token FOR EACH ROW EXECUTE FUNCTION only_resealed('token_sealed', 'sealed_with');
      CREATE TRIGGER only_resealed BEFORE UPDATE ON fingerprint_key FOR EACH ROW EXECUTE FUNCTION only_resealed('key_sealed');
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON fingerprint_key EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER only_resealed BEFORE UPDATE ON payload FOR EACH ROW EXECUTE FUNCTION only_resealed('sealed_with');
      CREATE TRIGGER only_resealed BEFORE UPDATE ON payload_chunk FOR EACH ROW EXECUTE FUNCTION only_resealed('content');
      -- These are changed in other ways too.
      CREATE TRIGGER only_resealed BEFORE UPDATE ON bank_account FOR EACH ROW
        WHEN (OLD.account_sealed IS DISTINCT FROM NEW.account_sealed) EXECUTE FUNCTION only_resealed('account_sealed');
      CREATE TRIGGER only_resealed BEFORE UPDATE ON payout_batch FOR EACH ROW
        WHEN (OLD.file_sealed IS DISTINCT FROM NEW.file_sealed) EXECUTE FUNCTION only_resealed('file_sealed');
      DROP TRIGGER batch_goes_forward ON payout_batch;
      CREATE TRIGGER batch_goes_forward BEFORE UPDATE ON payout_batch FOR EACH ROW
        WHEN (OLD.file_sealed IS NOT DISTINCT FROM NEW.file_sealed) EXECUTE FUNCTION batch_goes_forward();

      GRANT SELECT, INSERT ON fingerprint_key TO seatback_service;
      GRANT UPDATE (key_sealed) ON fingerprint_key TO seatback_service;
      GRANT UPDATE (account_sealed) ON bank_account, payee, bank_details TO seatback_service;
      GRANT UPDATE (file_sealed) ON payout_batch TO seatback_service;
      GRANT UPDATE (token_sealed, sealed_with) ON refresh_token TO seatback_service;
      GRANT UPDATE (sealed_with) ON payload TO seatback_service;
      GRANT UPDATE (content) ON payload_chunk TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was sealed anew stays so.');
  }
}
