import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a partner carried counts at its next payout, in whichever campaign, and is paid when a minimum is reached with it. */
export class CarriedAlong1795200000041 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE threshold_outcome
        -- What was carried in other campaigns and held against this minimum together with the earning.
        ADD COLUMN carried_along numeric NOT NULL DEFAULT 0 CHECK (carried_along >= 0 AND carried_along < 'Infinity'),
        -- The run of another campaign whose payout reached its minimum with this, which was carried until then.
        ADD COLUMN reached_with integer REFERENCES calculation_run CHECK (reached_with <> run),
        ADD CONSTRAINT threshold_outcome_reached_check CHECK (reached_with IS NULL OR outcome IN ('payable', 'settled')
          OR outcome = 'forfeited' AND reason = 'cancelled');

      CREATE FUNCTION lifted_outcomes_were_carried() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE wrong record;
      BEGIN
        SELECT entered.run, entered.partner_key INTO wrong FROM entered
          WHERE entered.reached_with IS NOT NULL
            AND NOT EXISTS (SELECT FROM threshold_outcome AS reached WHERE reached.run = entered.reached_with AND reached.carried_along > 0)
          LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what run % carried for partner % was reached with no payout', wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER lifted_outcomes_were_carried AFTER INSERT ON threshold_outcome REFERENCING NEW TABLE AS entered
        FOR EACH STATEMENT EXECUTE FUNCTION lifted_outcomes_were_carried();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was decided stays on record.');
  }
}
