import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people ask for on pages that takes longer than a page waits, and how far a worker is with it. */
export class AskedWork1795200000180 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE asked_work (
        asked_work integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text COLLATE "C" NOT NULL CHECK (kind IN ('calculation', 'restatement', 'statements')),
        campaign_id text COLLATE "C" NOT NULL CHECK (btrim(campaign_id) <> ''),
        asked_by text NOT NULL CHECK (btrim(asked_by) <> ''),
        asked_at timestamptz NOT NULL,
        state text COLLATE "C" NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'under-way', 'done', 'failed')),
        -- Who has taken it says so every now and then; a worker that died is known by its silence.
        attempt smallint NOT NULL DEFAULT 0 CHECK (attempt BETWEEN 0 AND 5),
        begun_at timestamptz,
        heard_at timestamptz,
        -- Customers that were looked at, or documents that were given out.
        progress integer NOT NULL DEFAULT 0 CHECK (progress >= 0),
        -- The run that came of it; null where there was nothing to restate.
        run integer REFERENCES calculation_run,
        failure jsonb,
        ended_at timestamptz CHECK (ended_at >= asked_at),
        CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
        CHECK ((state = 'failed') = (failure IS NOT NULL)),
        CHECK (run IS NULL OR (state = 'done' AND kind <> 'statements')),
        CHECK ((attempt = 0) = (begun_at IS NULL) AND (attempt = 0) = (heard_at IS NULL)),
        CHECK (state <> 'under-way' OR attempt > 0)
      );
      -- Asked twice it is done once.
      CREATE UNIQUE INDEX asked_work_open ON asked_work (campaign_id, kind) WHERE ended_at IS NULL;
      CREATE INDEX asked_work_campaign ON asked_work (campaign_id, asked_work DESC);
      CREATE FUNCTION asked_work_ends_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF OLD.ended_at IS NOT NULL
          OR (OLD.asked_work, OLD.kind, OLD.campaign_id, OLD.asked_by, OLD.asked_at)
            IS DISTINCT FROM (NEW.asked_work, NEW.kind, NEW.campaign_id, NEW.asked_by, NEW.asked_at)
          OR NEW.attempt < OLD.attempt OR NEW.state = 'asked' THEN
          RAISE EXCEPTION 'what is asked for stays asked for, and ends once' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.run IS NOT NULL AND NOT EXISTS (SELECT FROM calculation_run WHERE run = NEW.run AND campaign_id = NEW.campaign_id) THEN
          RAISE EXCEPTION 'run % is of another campaign', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER asked_work_ends_once BEFORE UPDATE ON asked_work FOR EACH ROW EXECUTE FUNCTION asked_work_ends_once();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON asked_work EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON asked_work TO seatback_service;
      GRANT UPDATE (state, attempt, begun_at, heard_at, progress, run, failure, ended_at) ON asked_work TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: who asked for what stays on record.');
  }
}
