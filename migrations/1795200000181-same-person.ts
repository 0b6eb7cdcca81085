import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who hands in and who approves are two people, by the same comparison as the program's: not by another case alone. */
const TWO_PEOPLE = [
  ['calculation_run', 'calculation_run_check1', 'approved_by', 'submitted_by'],
  ['payout_batch', 'payout_batch_check', 'approved_by', 'prepared_by'],
  ['bank_details_decision', 'bank_details_decision_check1', 'decided_by', 'entered_by'],
  ['manual_adjustment', 'manual_adjustment_check', 'decided_by', 'proposed_by'],
  ['vendor', 'vendor_check2', 'approved_by', 'registered_by'],
] as const;

export class SamePerson1795200000181 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Equal for two names that look alike: case, width, spacing, and capitals of Cyrillic and Greek that look Latin.
      CREATE FUNCTION actor_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
        SELECT translate(
          replace(upper(lower(btrim(regexp_replace(normalize(name, NFKC), '\\s+', ' ', 'g')))), 'ß', 'SS'),
          'АВСЕНІЈКМОРЅТУХԀԚԜҺӀΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABCEHIJKMOPSTYXDQWHIABEZHIKMNOPTYX') $$;
      -- One person also by an address and by its name alone, which was typed before anybody signed in.
      CREATE FUNCTION is_same_actor(a text, b text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
        SELECT actor_key(a) = actor_key(b) OR (strpos(actor_key(a), '@') > 0) <> (strpos(actor_key(b), '@') > 0)
          AND split_part(actor_key(a), '@', 1) = split_part(actor_key(b), '@', 1) $$;
      CREATE OR REPLACE FUNCTION details_are_decided_by_another() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM bank_details JOIN payee_invitation USING (payee_invitation)
            WHERE bank_details.bank_details = NEW.bank_details AND is_same_actor(issued_by, NEW.decided_by)) THEN
          RAISE EXCEPTION 'bank details % are not decided by who issued their invitation', NEW.bank_details USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
    `);
    for (const [table, constraint, checker, maker] of TWO_PEOPLE)
      // What stands already was right by the rule of its day; whatever is written from now on is held to this one.
      await queryRunner.query(`
        ALTER TABLE ${table} DROP CONSTRAINT ${constraint};
        ALTER TABLE ${table} ADD CONSTRAINT ${constraint} CHECK (NOT is_same_actor(${checker}, ${maker})) NOT VALID;
        DO $$ BEGIN
          ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint};
        EXCEPTION WHEN check_violation THEN
          RAISE WARNING '${table}: one person by two names handed in and approved, before this was compared so';
        END $$;
      `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: two names of one person stay one person.');
  }
}
