import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is asked for may name the instants that it looks at: its snapshot, and until when it sees what was recorded. */
export class AskedInstants1795200000210 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE asked_work
        -- Null: as the campaign's file and the clock say when it is done.
        ADD COLUMN snapshot_at timestamptz CHECK (snapshot_at IS NULL OR kind = 'calculation'),
        ADD COLUMN known_at timestamptz CHECK (known_at IS NULL OR (kind IN ('calculation', 'restatement') AND known_at <= asked_at));
      -- Asked twice it is done once; as at another instant it is something else.
      DROP INDEX asked_work_open;
      CREATE UNIQUE INDEX asked_work_open ON asked_work (campaign_id, kind, snapshot_at, known_at) NULLS NOT DISTINCT WHERE ended_at IS NULL;
      CREATE OR REPLACE FUNCTION asked_work_ends_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF OLD.ended_at IS NOT NULL
          OR (OLD.asked_work, OLD.kind, OLD.campaign_id, OLD.asked_by, OLD.asked_at, OLD.snapshot_at, OLD.known_at)
            IS DISTINCT FROM (NEW.asked_work, NEW.kind, NEW.campaign_id, NEW.asked_by, NEW.asked_at, NEW.snapshot_at, NEW.known_at)
          OR NEW.attempt < OLD.attempt OR NEW.state = 'asked' THEN
          RAISE EXCEPTION 'what is asked for stays asked for, and ends once' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.run IS NOT NULL AND NOT EXISTS (SELECT FROM calculation_run WHERE run = NEW.run AND campaign_id = NEW.campaign_id) THEN
          RAISE EXCEPTION 'run % is of another campaign', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: who asked for what stays on record.');
  }
}
