import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may sign in, with which rights and for which partners; their sessions, and their tokens for the command line. */
export class Access1795200000070 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- A person is whom the provider says: issuer and subject never change, and neither does the name that goes on record.
      CREATE TABLE person (
        person integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        issuer text COLLATE "C" NOT NULL CHECK (issuer ~ '^https?://'),
        subject text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
        actor text COLLATE "C" NOT NULL UNIQUE CHECK (btrim(actor) <> ''),
        -- By what looks alike: two people are two for whoever reads the record.
        actor_key text COLLATE "C" NOT NULL UNIQUE,
        -- As the provider told them last.
        name text CHECK (btrim(name) <> ''),
        email text CHECK (btrim(email) <> ''),
        first_seen_at timestamptz NOT NULL,
        told_at timestamptz NOT NULL CHECK (told_at >= first_seen_at),
        UNIQUE (issuer, subject)
      );
      CREATE FUNCTION person_stays_who_it_is() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF to_jsonb(OLD) - ARRAY['name', 'email', 'told_at'] <> to_jsonb(NEW) - ARRAY['name', 'email', 'told_at'] THEN
          RAISE EXCEPTION 'person % stays who it is', OLD.person USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER person_stays_who_it_is BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION person_stays_who_it_is();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON person EXECUTE FUNCTION posted_is_posted();

      CREATE FUNCTION are_roles(roles text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT roles <@ ARRAY['finance-viewer', 'finance-maker', 'finance-checker', 'administrator', 'partner-viewer', 'partner-administrator'] $$;

      -- The newest row of a person and a role says whether it is in force; nothing is taken back but by another row.
      CREATE TABLE role_grant (
        role_grant integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        person integer NOT NULL REFERENCES person,
        role text COLLATE "C" NOT NULL CHECK (are_roles(ARRAY[role])),
        is_granted boolean NOT NULL,
        decided_by text NOT NULL CHECK (btrim(decided_by) <> ''),
        reason text NOT NULL CHECK (btrim(reason) <> ''),
        recorded_at timestamptz NOT NULL
      );
      CREATE INDEX role_grant_person ON role_grant (person, role, role_grant);

      -- Likewise: whose partners a partner's person may see.
      CREATE TABLE partner_binding (
        partner_binding integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        person integer NOT NULL REFERENCES person,
        partner_key integer NOT NULL REFERENCES partner,
        is_bound boolean NOT NULL,
        decided_by text NOT NULL CHECK (btrim(decided_by) <> ''),
        reason text NOT NULL CHECK (btrim(reason) <> ''),
        recorded_at timestamptz NOT NULL
      );
      CREATE INDEX partner_binding_person ON partner_binding (person, partner_key, partner_binding);

      CREATE FUNCTION right_changes_hands() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE its_actor text; was boolean; becomes boolean;
      BEGIN
        -- One after another for each person, or two could both be the next.
        SELECT actor INTO its_actor FROM person WHERE person = NEW.person FOR NO KEY UPDATE;
        IF TG_TABLE_NAME = 'role_grant' THEN
          becomes := NEW.is_granted;
          SELECT is_granted INTO was FROM role_grant WHERE person = NEW.person AND role = NEW.role ORDER BY role_grant DESC LIMIT 1;
        ELSE
          becomes := NEW.is_bound;
          SELECT is_bound INTO was FROM partner_binding
            WHERE person = NEW.person AND partner_key = NEW.partner_key ORDER BY partner_binding DESC LIMIT 1;
        END IF;
        IF its_actor = NEW.decided_by THEN
          RAISE EXCEPTION 'nobody decides on rights of their own' USING ERRCODE = 'check_violation';
        END IF;
        IF COALESCE(was, false) = becomes THEN
          RAISE EXCEPTION 'a right is given once and withdrawn once' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER right_changes_hands BEFORE INSERT ON role_grant FOR EACH ROW EXECUTE FUNCTION right_changes_hands();
      CREATE TRIGGER right_changes_hands BEFORE INSERT ON partner_binding FOR EACH ROW EXECUTE FUNCTION right_changes_hands();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON role_grant EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON partner_binding EXECUTE FUNCTION posted_is_posted();

      -- Of a cookie's value, and of a token, only a keyed hash: whoever reads the database signs in as nobody.
      CREATE TABLE person_session (
        session_hash bytea PRIMARY KEY CHECK (octet_length(session_hash) = 32),
        person integer NOT NULL REFERENCES person,
        -- What the provider's claim said when it began.
        claimed_roles text[] NOT NULL CHECK (are_roles(claimed_roles)),
        started_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL CHECK (seen_at >= started_at),
        expires_at timestamptz NOT NULL CHECK (expires_at > started_at),
        ended_at timestamptz CHECK (ended_at >= started_at)
      );
      CREATE INDEX person_session_person ON person_session (person) WHERE ended_at IS NULL;
      CREATE TABLE command_token (
        command_token integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
        person integer NOT NULL REFERENCES person,
        claimed_roles text[] NOT NULL CHECK (are_roles(claimed_roles)),
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL CHECK (expires_at > issued_at AND expires_at <= issued_at + interval '1 day'),
        ended_at timestamptz CHECK (ended_at >= issued_at)
      );
      CREATE INDEX command_token_person ON command_token (person) WHERE ended_at IS NULL;
      CREATE FUNCTION what_ended_stays_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF OLD.ended_at IS NOT NULL OR to_jsonb(OLD) - ARRAY['seen_at', 'ended_at'] <> to_jsonb(NEW) - ARRAY['seen_at', 'ended_at']
          OR (to_jsonb(NEW) ->> 'seen_at')::timestamptz < (to_jsonb(OLD) ->> 'seen_at')::timestamptz THEN
          RAISE EXCEPTION 'it is seen, it ends, and stays otherwise what it is' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER what_ended_stays_ended BEFORE UPDATE ON person_session FOR EACH ROW EXECUTE FUNCTION what_ended_stays_ended();
      CREATE TRIGGER what_ended_stays_ended BEFORE UPDATE ON command_token FOR EACH ROW EXECUTE FUNCTION what_ended_stays_ended();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON person_session EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON command_token EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON person, role_grant, partner_binding, person_session, command_token TO seatback_service;
      GRANT UPDATE (name, email, told_at) ON person TO seatback_service;
      GRANT UPDATE (seen_at, ended_at) ON person_session TO seatback_service;
      GRANT UPDATE (ended_at) ON command_token TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: who had which right stays on record.');
  }
}
