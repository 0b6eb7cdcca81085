import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Published campaign versions, confirmed assumptions, runs and what they determined. */
export class Calculation1795200000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE campaign_version (
        campaign_id text COLLATE "C" NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        known_from timestamptz NOT NULL,
        reason text NOT NULL,
        -- The terms as validated, in canonical JSON, and their SHA-256: a published version is never edited.
        terms jsonb NOT NULL,
        terms_hash text NOT NULL CHECK (terms_hash ~ '^[0-9a-f]{64}$'),
        published_at timestamptz NOT NULL,
        PRIMARY KEY (campaign_id, version)
      );
      CREATE TABLE term_confirmation (
        campaign_id text COLLATE "C" NOT NULL,
        version integer NOT NULL,
        term text NOT NULL,
        -- SHA-256 of the value and of what was assumed: a confirmation holds for what was confirmed, also in the next version.
        assumption_hash text NOT NULL CHECK (assumption_hash ~ '^[0-9a-f]{64}$'),
        confirmed_by text NOT NULL CHECK (btrim(confirmed_by) <> ''),
        confirmed_at timestamptz NOT NULL,
        reason text NOT NULL CHECK (btrim(reason) <> ''),
        PRIMARY KEY (campaign_id, term, assumption_hash),
        FOREIGN KEY (campaign_id, version) REFERENCES campaign_version
      );

      CREATE TABLE calculation_run (
        run integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        campaign_id text COLLATE "C" NOT NULL,
        version integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('official', 'provisional')),
        snapshot_at timestamptz NOT NULL,
        known_at timestamptz NOT NULL,
        -- 0: nothing had been delivered yet
        delivery integer NOT NULL CHECK (delivery >= 0),
        engine_version text NOT NULL,
        state text NOT NULL CHECK (state IN ('calculated', 'submitted', 'approved', 'posted', 'rejected', 'superseded')),
        digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
        counts jsonb NOT NULL,
        currency text NOT NULL,
        earned_total numeric NOT NULL CHECK (earned_total >= 0 AND earned_total < 'Infinity'),
        calculated_at timestamptz NOT NULL,
        submitted_by text CHECK (btrim(submitted_by) <> ''), submitted_at timestamptz,
        approved_by text CHECK (btrim(approved_by) <> ''), approved_at timestamptz,
        -- What was approved; posting makes the digest anew and holds it against this one.
        approved_digest text CHECK (approved_digest = digest),
        rejected_by text CHECK (btrim(rejected_by) <> ''), rejected_at timestamptz, rejected_because text CHECK (btrim(rejected_because) <> ''),
        posted_by text CHECK (btrim(posted_by) <> ''), posted_at timestamptz,
        superseded_by integer REFERENCES calculation_run,
        FOREIGN KEY (campaign_id, version) REFERENCES campaign_version,
        CHECK (lower(btrim(approved_by)) <> lower(btrim(submitted_by))),
        CHECK (kind = 'official' OR state IN ('calculated', 'superseded')),
        -- The end of a window is known when it has come.
        CHECK (state NOT IN ('submitted', 'approved', 'posted') OR known_at >= snapshot_at),
        CHECK (state NOT IN ('submitted', 'approved', 'posted') OR (submitted_by IS NOT NULL AND submitted_at IS NOT NULL)),
        CHECK (state NOT IN ('approved', 'posted') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL AND approved_digest IS NOT NULL)),
        CHECK (state <> 'posted' OR (posted_by IS NOT NULL AND posted_at IS NOT NULL)),
        CHECK (state <> 'rejected' OR (rejected_by IS NOT NULL AND rejected_at IS NOT NULL AND rejected_because IS NOT NULL)),
        CHECK ((state = 'superseded') = (superseded_by IS NOT NULL))
      );
      CREATE UNIQUE INDEX calculation_run_one_posted ON calculation_run (campaign_id) WHERE state = 'posted';
      CREATE UNIQUE INDEX calculation_run_one_in_approval ON calculation_run (campaign_id) WHERE state IN ('submitted', 'approved');
      CREATE INDEX calculation_run_campaign ON calculation_run (campaign_id, run);

      -- A run begins as calculated and takes one step at a time, none back; what a step wrote stays, and nothing else is written with it.
      CREATE FUNCTION calculation_run_takes_its_steps() RETURNS trigger LANGUAGE plpgsql AS $$
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
          WHEN step = 'calculated to superseded' THEN ARRAY['superseded_by']
          WHEN step = 'begins as calculated' THEN ARRAY[]::text[]
        END;
        IF of_the_step IS NULL THEN
          RAISE EXCEPTION 'run %: % is no step of a run', NEW.run, step USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - of_the_step - 'state' <> to_jsonb(OLD) - of_the_step - 'state' THEN
          RAISE EXCEPTION 'run %: % writes what is not its own', NEW.run, step USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER calculation_run_takes_its_steps BEFORE INSERT OR UPDATE ON calculation_run
        FOR EACH ROW EXECUTE FUNCTION calculation_run_takes_its_steps();

      -- Written only where a run differs from the campaign's run before: a row holds for run_from <= run < run_to.
      CREATE TABLE determination (
        campaign_id text COLLATE "C" NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        customer_key integer NOT NULL REFERENCES customer,
        run_from integer NOT NULL REFERENCES calculation_run,
        run_to integer REFERENCES calculation_run CHECK (run_to > run_from),
        outcome text NOT NULL CHECK (outcome IN ('qualified', 'not-qualified', 'undecided')),
        -- One bit a rule, by the rule's number.
        rules_not_met integer NOT NULL,
        rules_unknown integer NOT NULL,
        rules_pending integer NOT NULL,
        -- Sums of lines, each of which an integer holds.
        seats_qualifying bigint,
        seats_assigned bigint,
        seats_billed bigint,
        reward numeric NOT NULL CHECK (reward >= 0 AND reward < 'Infinity'),
        currency text NOT NULL,
        PRIMARY KEY (campaign_id, partner_key, customer_key, run_from),
        CHECK (rules_not_met & rules_unknown = 0 AND rules_pending & ~rules_unknown = 0),
        CHECK ((outcome = 'qualified') = (rules_not_met = 0 AND rules_unknown = 0)),
        CHECK ((outcome = 'not-qualified') = (rules_not_met <> 0)),
        CHECK (reward = 0 OR outcome = 'qualified')
      );
      CREATE UNIQUE INDEX determination_current ON determination (campaign_id, partner_key, customer_key) WHERE run_to IS NULL;
      CREATE INDEX determination_customer ON determination (customer_key);

      CREATE TABLE partner_earning (
        campaign_id text COLLATE "C" NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        run_from integer NOT NULL REFERENCES calculation_run,
        run_to integer REFERENCES calculation_run CHECK (run_to > run_from),
        customers_qualified integer NOT NULL,
        customers_undecided integer NOT NULL,
        customers_provisional integer NOT NULL,
        earned numeric NOT NULL CHECK (earned >= 0 AND earned < 'Infinity'),
        -- earned, and what its undecided customers would add if they qualified
        potential numeric NOT NULL CHECK (potential >= earned AND potential < 'Infinity'),
        currency text NOT NULL,
        -- SHA-256 over the partner's lines in determinations.csv and over what it earned
        digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
        PRIMARY KEY (campaign_id, partner_key, run_from)
      );
      CREATE UNIQUE INDEX partner_earning_current ON partner_earning (campaign_id, partner_key) WHERE run_to IS NULL;

      GRANT SELECT, INSERT ON campaign_version, term_confirmation, calculation_run, determination, partner_earning TO seatback_service;
      GRANT UPDATE (state, submitted_by, submitted_at, approved_by, approved_at, approved_digest, rejected_by, rejected_at, rejected_because,
        posted_by, posted_at, superseded_by) ON calculation_run TO seatback_service;
      GRANT UPDATE (run_to) ON determination, partner_earning TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was determined is not taken back.');
  }
}
