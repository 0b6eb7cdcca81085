import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What fell due when, and what became of it; and who was missing on a night that counts. */
export class Schedules1795200000011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- From when on the instants of a schedule are on record. A rhythm that changes begins anew: what the new one
      -- would have asked for in the past was never due.
      CREATE TABLE pull_schedule (
        schedule text NOT NULL,
        noted_at timestamptz NOT NULL,
        rhythm text NOT NULL,
        known_from timestamptz NOT NULL,
        PRIMARY KEY (schedule, noted_at)
      );

      CREATE TABLE scheduled_pull (
        schedule text NOT NULL,
        due_at timestamptz NOT NULL,
        -- What was decided when it fell due:
        --   enqueued     a job was made for it; missed: nobody ran when it fell due, and a later one is made instead;
        --   unneeded     a repeat that no customer needed.
        -- What may follow on enqueued:
        --   superseded   given up for a later one, because it could not be made in time;
        --   failed       its last attempt failed.
        outcome text NOT NULL CHECK (outcome IN ('enqueued', 'missed', 'unneeded', 'superseded', 'failed')),
        noted_at timestamptz NOT NULL,
        reason text NOT NULL,
        PRIMARY KEY (schedule, due_at, outcome)
      );
      -- However many workers share a night: one decision, and so one job.
      CREATE UNIQUE INDEX scheduled_pull_one_decision ON scheduled_pull (schedule, due_at)
        WHERE outcome IN ('enqueued', 'missed', 'unneeded');
      CREATE INDEX scheduled_pull_due ON scheduled_pull (due_at);

      -- Raised while there is time: customers without a seat reading that will count at a campaign's snapshot.
      CREATE TABLE snapshot_alarm (
        campaign_id text NOT NULL,
        checked_at timestamptz NOT NULL,
        snapshot_at timestamptz NOT NULL,
        -- The last delivery that the check saw; with it the list can be had again. 0: none.
        delivery integer NOT NULL CHECK (delivery >= 0),
        customers_missing integer NOT NULL CHECK (customers_missing > 0),
        -- How many for which reason.
        reasons jsonb NOT NULL,
        PRIMARY KEY (campaign_id, checked_at)
      );

      GRANT SELECT, INSERT ON pull_schedule, scheduled_pull, snapshot_alarm TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was missed stays on record.');
  }
}
