import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of claims: how each was answered, by whom, why, and what was appealed. */
export class ClaimAnswers1795200000081 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE claim_answer (
        claim_answer integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        claim_id text NOT NULL CHECK (claim_id <> ''),
        campaign_id text COLLATE "C" NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        outcome text NOT NULL CHECK (outcome IN ('valid', 'rejected')),
        -- codes; a rejection says why, and nothing else does
        reasons text[] NOT NULL CHECK ((outcome = 'rejected') = (cardinality(reasons) > 0)),
        -- null: by checks alone, which answer only what is certain
        answered_by text CHECK (btrim(answered_by) <> ''),
        note text CHECK (btrim(note) <> ''),
        answered_at timestamptz NOT NULL,
        after_appeal boolean NOT NULL,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        CHECK (answered_by IS NULL OR note IS NOT NULL),
        CHECK (NOT after_appeal OR answered_by IS NOT NULL)
      );
      CREATE UNIQUE INDEX claim_answer_newest ON claim_answer (campaign_id, claim_id) WHERE recorded_to IS NULL;
      CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON claim_answer
        FOR EACH ROW WHEN (NEW.recorded_to IS DISTINCT FROM OLD.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
      CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON claim_answer REFERENCING NEW TABLE AS entered
        FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
      GRANT SELECT, INSERT ON claim_answer TO seatback_service;
      GRANT UPDATE (recorded_to) ON claim_answer TO seatback_service;

      CREATE TABLE claim_appeal (
        campaign_id text COLLATE "C" NOT NULL,
        claim_id text NOT NULL,
        claim_answer integer NOT NULL UNIQUE REFERENCES claim_answer,
        grounds text NOT NULL CHECK (btrim(grounds) <> ''),
        received_by text NOT NULL CHECK (btrim(received_by) <> ''),
        received_at timestamptz NOT NULL,
        -- once
        PRIMARY KEY (campaign_id, claim_id)
      );
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON claim_appeal
        FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
      GRANT SELECT, INSERT ON claim_appeal TO seatback_service;

      -- Kinds of mails that came meanwhile stay.
      DO $$
      DECLARE kinds text;
      BEGIN
        SELECT pg_get_constraintdef(oid) INTO kinds FROM pg_constraint WHERE conname = 'notification_kind_check';
        ALTER TABLE notification DROP CONSTRAINT notification_kind_check;
        EXECUTE 'ALTER TABLE notification ADD CONSTRAINT notification_kind_check '
          || regexp_replace(kinds, '\\]', ', ''claim-received''::text, ''claim-valid''::text, ''claim-rejected''::text]');
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was answered stays on record.');
  }
}
