import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments to a partner that a person holds back, for a reason that no rule knows, until another lets them go. */
export class PersonHolds1795200000182 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE person_hold (
        person_hold integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner_key integer NOT NULL REFERENCES partner,
        placed_by text NOT NULL CHECK (btrim(placed_by) <> ''),
        placed_at timestamptz NOT NULL,
        reason text NOT NULL CHECK (btrim(reason) <> ''),
        released_by text CHECK (btrim(released_by) <> ''),
        released_at timestamptz CHECK (released_at >= placed_at),
        released_because text CHECK (btrim(released_because) <> ''),
        CHECK (num_nulls(released_by, released_at, released_because) IN (0, 3)),
        -- Money is let go by a second person.
        CONSTRAINT person_hold_is_released_by_another CHECK (NOT is_same_actor(released_by, placed_by))
      );
      CREATE UNIQUE INDEX person_hold_open ON person_hold (partner_key) WHERE released_at IS NULL;
      CREATE FUNCTION person_hold_is_released_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF OLD.released_at IS NOT NULL OR (OLD.person_hold, OLD.partner_key, OLD.placed_by, OLD.placed_at, OLD.reason)
          IS DISTINCT FROM (NEW.person_hold, NEW.partner_key, NEW.placed_by, NEW.placed_at, NEW.reason) THEN
          RAISE EXCEPTION 'hold % is released once, and stays otherwise what it is', OLD.person_hold USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER person_hold_is_released_once BEFORE UPDATE ON person_hold FOR EACH ROW EXECUTE FUNCTION person_hold_is_released_once();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON person_hold EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON person_hold TO seatback_service;
      GRANT UPDATE (released_by, released_at, released_because) ON person_hold TO seatback_service;

      -- A partner's people are told that it is held, and neither by whom nor why.
      GRANT SELECT (person_hold, partner_key, released_at) ON person_hold TO seatback_portal;
      ALTER TABLE person_hold ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_of_it ON person_hold TO seatback_service USING (true) WITH CHECK (true);
      CREATE POLICY in_sight ON person_hold FOR SELECT TO seatback_portal USING (partner_key = ANY (partners_in_sight()));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: who held what back stays on record.');
  }
}
