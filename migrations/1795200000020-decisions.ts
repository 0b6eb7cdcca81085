import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a person decided of a customer that the facts leave open. A fact as any other: recorded by a delivery of its own. */
export class Decisions1795200000020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE delivery DROP CONSTRAINT delivery_source_check;
      ALTER TABLE delivery ADD CONSTRAINT delivery_source_check
        CHECK (source IN ('files', 'partner-center', 'directory', 'witness', 're-reading', 'unbilled', 'cut-off-pull', 'decision'));

      CREATE TABLE decision (
        decision integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        campaign_id text COLLATE "C" NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        customer_key integer NOT NULL REFERENCES customer,
        -- null: every rule that is unknown
        rule text CHECK (rule <> ''),
        -- withdrawn: from this delivery on the facts speak for themselves again
        counted_as text NOT NULL CHECK (counted_as IN ('met', 'not-met', 'withdrawn')),
        reason text NOT NULL CHECK (btrim(reason) <> ''),
        decided_by text NOT NULL CHECK (btrim(decided_by) <> ''),
        decided_at timestamptz NOT NULL,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from)
      );
      CREATE UNIQUE INDEX decision_newest ON decision (campaign_id, customer_key, partner_key, rule) NULLS NOT DISTINCT
        WHERE recorded_to IS NULL;

      GRANT SELECT, INSERT ON decision TO seatback_service;
      GRANT UPDATE (recorded_to) ON decision TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was decided stays on record.');
  }
}
