import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people's programs ask for by HTTP, each by its key: done once, and answered the same each time. */
export class PersonRequests1795200000100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE person_request (
        person integer NOT NULL REFERENCES person,
        idempotency_key text COLLATE "C" NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
        request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
        -- failed: nothing came of it, and the key is free again.
        state text NOT NULL CHECK (state IN ('under-way', 'done', 'failed')),
        begun_at timestamptz NOT NULL,
        answer text,
        done_at timestamptz CHECK (done_at >= begun_at),
        PRIMARY KEY (person, idempotency_key),
        CHECK ((state = 'done') = (answer IS NOT NULL)),
        CHECK ((state = 'done') = (done_at IS NOT NULL))
      );
      CREATE FUNCTION person_request_is_answered_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF OLD.state = 'done' OR (OLD.person, OLD.idempotency_key) IS DISTINCT FROM (NEW.person, NEW.idempotency_key)
          OR (OLD.state = 'under-way' AND OLD.request_hash <> NEW.request_hash) THEN
          RAISE EXCEPTION 'a request is answered once' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER person_request_is_answered_once BEFORE UPDATE ON person_request
        FOR EACH ROW EXECUTE FUNCTION person_request_is_answered_once();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON person_request EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON person_request TO seatback_service;
      GRANT UPDATE (request_hash, state, begun_at, answer, done_at) ON person_request TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was answered stays answered.');
  }
}
