import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a partner's people entered themselves: claims and registrations, each a delivery of its own beside the files. */
export class PartnerEntries1795200000162 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Sources that came meanwhile stay.
      DO $$
      DECLARE sources text;
      BEGIN
        SELECT pg_get_constraintdef(oid) INTO sources FROM pg_constraint WHERE conname = 'delivery_source_check';
        ALTER TABLE delivery DROP CONSTRAINT delivery_source_check;
        EXECUTE 'ALTER TABLE delivery ADD CONSTRAINT delivery_source_check ' || regexp_replace(sources, '\\]', ', ''partner''::text]');
      END $$;

      CREATE TABLE partner_entry (
        delivery integer PRIMARY KEY REFERENCES delivery,
        kind text NOT NULL CHECK (kind IN ('claim', 'registration')),
        campaign_id text COLLATE "C" NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        claim_id text COLLATE "C" UNIQUE,
        entered_by text NOT NULL CHECK (btrim(entered_by) <> ''),
        entered_at timestamptz NOT NULL,
        -- A form is sent twice when it is clicked twice, and enters once.
        form uuid NOT NULL,
        UNIQUE (partner_key, form),
        CHECK ((kind = 'claim') = (claim_id IS NOT NULL))
      );
      CREATE UNIQUE INDEX partner_entry_one_registration ON partner_entry (partner_key, campaign_id) WHERE kind = 'registration';
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON partner_entry EXECUTE FUNCTION posted_is_posted();
      ALTER TABLE partner_entry ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_of_it ON partner_entry TO seatback_service USING (true) WITH CHECK (true);
      CREATE POLICY in_sight ON partner_entry FOR SELECT TO seatback_portal USING (partner_key = ANY (partners_in_sight()));
      GRANT SELECT, INSERT ON partner_entry TO seatback_service;
      GRANT SELECT ON partner_entry TO seatback_portal;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was entered stays on record.');
  }
}
