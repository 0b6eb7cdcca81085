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
        -- SHA-256 of the confirmed value: a confirmation holds for what was confirmed, also in the next version.
        value_hash text NOT NULL CHECK (value_hash ~ '^[0-9a-f]{64}$'),
        confirmed_by text NOT NULL CHECK (confirmed_by <> ''),
        confirmed_at timestamptz NOT NULL,
        reason text NOT NULL CHECK (reason <> ''),
        PRIMARY KEY (campaign_id, term, value_hash),
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
        earned_total numeric NOT NULL,
        calculated_at timestamptz NOT NULL,
        submitted_by text, submitted_at timestamptz,
        approved_by text, approved_at timestamptz,
        rejected_by text, rejected_at timestamptz, rejected_because text,
        posted_by text, posted_at timestamptz,
        superseded_by integer REFERENCES calculation_run,
        FOREIGN KEY (campaign_id, version) REFERENCES campaign_version,
        CHECK (approved_by IS DISTINCT FROM submitted_by OR approved_by IS NULL),
        CHECK (kind = 'official' OR state IN ('calculated', 'superseded')),
        CHECK (state NOT IN ('submitted', 'approved', 'posted') OR (submitted_by IS NOT NULL AND submitted_at IS NOT NULL)),
        CHECK (state NOT IN ('approved', 'posted') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)),
        CHECK (state <> 'posted' OR (posted_by IS NOT NULL AND posted_at IS NOT NULL)),
        CHECK (state <> 'rejected' OR (rejected_by IS NOT NULL AND rejected_because IS NOT NULL)),
        CHECK ((state = 'superseded') = (superseded_by IS NOT NULL))
      );
      CREATE UNIQUE INDEX calculation_run_one_posted ON calculation_run (campaign_id) WHERE state = 'posted';
      CREATE UNIQUE INDEX calculation_run_one_in_approval ON calculation_run (campaign_id) WHERE state IN ('submitted', 'approved');
      CREATE INDEX calculation_run_campaign ON calculation_run (campaign_id, run);

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
        seats_qualifying integer,
        seats_assigned integer,
        seats_billed integer,
        reward numeric NOT NULL,
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
        earned numeric NOT NULL CHECK (earned >= 0),
        -- earned, and what its undecided customers would add if they qualified
        potential numeric NOT NULL CHECK (potential >= earned),
        currency text NOT NULL,
        -- SHA-256 over the partner's lines in determinations.csv and over what it earned
        digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
        PRIMARY KEY (campaign_id, partner_key, run_from)
      );
      CREATE UNIQUE INDEX partner_earning_current ON partner_earning (campaign_id, partner_key) WHERE run_to IS NULL;

      GRANT SELECT, INSERT ON campaign_version, term_confirmation, calculation_run, determination, partner_earning TO seatback_service;
      GRANT UPDATE (state, submitted_by, submitted_at, approved_by, approved_at, rejected_by, rejected_at, rejected_because,
        posted_by, posted_at, superseded_by) ON calculation_run TO seatback_service;
      GRANT UPDATE (run_to) ON determination, partner_earning TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was determined is not taken back.');
  }
}
