import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An official run that takes the place of the posted one, by what it differs from it, by cause. */
export class Restatement1795200000021 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE restatement (
        run integer NOT NULL REFERENCES calculation_run,
        -- The run that was posted then, whose place it is to take.
        restates integer NOT NULL REFERENCES calculation_run CHECK (restates <> run),
        campaign_id text COLLATE "C" NOT NULL,
        restated_at timestamptz NOT NULL,
        PRIMARY KEY (run, restates)
      );
      CREATE TABLE restatement_difference (
        run integer NOT NULL,
        restates integer NOT NULL,
        line integer NOT NULL CHECK (line > 0),
        partner_key integer NOT NULL REFERENCES partner,
        customer_key integer NOT NULL REFERENCES customer,
        -- All that the step changed of the customer and its partner. There is no cause called other.
        causes text[] NOT NULL CHECK (cardinality(causes) > 0 AND causes <@ ARRAY['late invoice', 'corrected invoice', 'register', 'standing',
          'seat reading', 'subscription', 'proof', 'claim', 'product mapping', 'coverage', 'decision', 'deadline passed', 'terms version',
          'engine version']),
        -- The delivery that brought it, or the version of the terms; neither: the engine, or a day that went by.
        delivery integer REFERENCES delivery,
        version integer,
        amount numeric NOT NULL CHECK (amount <> 0 AND amount > '-Infinity' AND amount < 'Infinity'),
        currency text NOT NULL,
        PRIMARY KEY (run, restates, line),
        FOREIGN KEY (run, restates) REFERENCES restatement,
        CHECK (num_nonnulls(delivery, version) <= 1)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON restatement EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON restatement_difference EXECUTE FUNCTION posted_is_posted();

      -- A posted run gives way to a posted restatement of it, in one transaction, and to nothing else.
      CREATE OR REPLACE FUNCTION calculation_run_takes_its_steps() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        step text := 'begins as ' || NEW.state;
        of_the_step text[];
      BEGIN
        IF TG_OP = 'UPDATE' THEN step := OLD.state || ' to ' || NEW.state; END IF;
        of_the_step := CASE
          WHEN step = 'calculated to submitted' THEN ARRAY['submitted_by', 'submitted_at']
          WHEN step = 'submitted to approved' THEN ARRAY['approved_by', 'approved_at', 'approved_digest']
          WHEN step IN ('submitted to rejected', 'approved to rejected') THEN ARRAY['rejected_by', 'rejected_at', 'rejected_because']
          WHEN step = 'approved to posted' THEN ARRAY['posted_by', 'posted_at']
          WHEN step IN ('calculated to superseded', 'posted to superseded') THEN ARRAY['superseded_by']
          WHEN step = 'begins as calculated' THEN ARRAY[]::text[]
        END;
        IF of_the_step IS NULL THEN
          RAISE EXCEPTION 'run %: % is no step of a run', NEW.run, step USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - of_the_step - 'state' <> to_jsonb(OLD) - of_the_step - 'state' THEN
          RAISE EXCEPTION 'run %: % writes what is not its own', NEW.run, step USING ERRCODE = 'check_violation';
        END IF;
        IF step = 'posted to superseded'
          AND NOT EXISTS (SELECT FROM restatement WHERE run = NEW.superseded_by AND restates = NEW.run) THEN
          RAISE EXCEPTION 'run % was posted: only a restatement of it takes its place', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE FUNCTION posted_run_gives_way_to_its_restatement() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM calculation_run AS next
          WHERE next.run = NEW.superseded_by AND next.campaign_id = NEW.campaign_id AND next.posted_by IS NOT NULL) THEN
          RAISE EXCEPTION 'run % was posted: only a run that is posted takes its place', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER posted_run_gives_way_to_its_restatement AFTER UPDATE ON calculation_run DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (OLD.state = 'posted') EXECUTE FUNCTION posted_run_gives_way_to_its_restatement();

      -- What a restatement accrues is stored whole; its journals hold the difference to what the run before had accrued.
      ALTER TABLE accrual
        ADD COLUMN restates integer REFERENCES calculation_run,
        ADD COLUMN earned_before numeric NOT NULL DEFAULT 0 CHECK (earned_before >= 0 AND earned_before < 'Infinity'),
        DROP CONSTRAINT accrual_check1,
        ADD CONSTRAINT accrual_journal_check CHECK (CASE WHEN restates IS NULL THEN (earned = 0) = (journal IS NULL) AND earned_before = 0
          ELSE journal IS NULL END);
      CREATE TABLE adjustment (
        journal integer PRIMARY KEY REFERENCES journal,
        run integer NOT NULL,
        partner_key integer NOT NULL,
        causes text[] NOT NULL CHECK (cardinality(causes) > 0),
        delivery integer REFERENCES delivery,
        version integer,
        amount numeric NOT NULL CHECK (amount <> 0 AND amount > '-Infinity' AND amount < 'Infinity'),
        currency text NOT NULL,
        FOREIGN KEY (run, partner_key) REFERENCES accrual (run, partner_key)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON adjustment EXECUTE FUNCTION posted_is_posted();

      -- Of an earning, what was paid or set off already is settled, and only the rest is decided on.
      ALTER TABLE threshold_outcome
        ADD COLUMN settled numeric NOT NULL DEFAULT 0 CHECK (settled >= 0 AND settled < 'Infinity'),
        ADD COLUMN earned numeric NOT NULL GENERATED ALWAYS AS (amount + settled) STORED,
        DROP CONSTRAINT threshold_outcome_amount_check,
        DROP CONSTRAINT threshold_outcome_outcome_check,
        DROP CONSTRAINT threshold_outcome_run_partner_key_amount_currency_fkey,
        ALTER COLUMN journal DROP NOT NULL,
        ADD CONSTRAINT threshold_outcome_outcome_check CHECK (outcome IN ('payable', 'held', 'forfeited', 'carried', 'converted', 'settled')),
        ADD CONSTRAINT threshold_outcome_amount_check CHECK (amount < 'Infinity' AND CASE outcome WHEN 'settled' THEN amount = 0 ELSE amount > 0 END),
        -- Nothing moves where all of it was settled before.
        ADD CONSTRAINT threshold_outcome_journal_check CHECK (journal IS NOT NULL OR outcome = 'settled'),
        -- The whole accrual and nothing else.
        ADD FOREIGN KEY (run, partner_key, earned, currency) REFERENCES accrual (run, partner_key, earned, currency);

      GRANT SELECT, INSERT ON restatement, restatement_difference, adjustment TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was restated stays on record.');
  }
}
