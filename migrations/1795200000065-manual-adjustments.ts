import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Amounts that people add to what a partner is owed, or take from it: proposed by one, approved by another, paid like earnings. */
export class ManualAdjustments1795200000065 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE journal DROP CONSTRAINT journal_kind_check,
        ADD CONSTRAINT journal_kind_check CHECK (kind IN ('accrual', 'adjustment', 'manual', 'threshold', 'hold', 'release', 'status', 'correction'));

      CREATE TABLE manual_adjustment (
        manual_adjustment integer PRIMARY KEY CHECK (manual_adjustment > 0),
        campaign_id text COLLATE "C" NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        customer_key integer NOT NULL REFERENCES customer,
        amount numeric NOT NULL CHECK (amount <> 0 AND amount > '-Infinity' AND amount < 'Infinity'),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        reason text NOT NULL CHECK (btrim(reason) <> ''),
        proposed_by text NOT NULL CHECK (btrim(proposed_by) <> ''),
        proposed_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'refused')),
        decided_by text CHECK (btrim(decided_by) <> ''),
        decided_at timestamptz,
        refused_because text CHECK (btrim(refused_because) <> ''),
        journal integer UNIQUE REFERENCES journal,
        CHECK (lower(btrim(decided_by)) <> lower(btrim(proposed_by))),
        CHECK ((state = 'proposed') = (decided_by IS NULL)),
        CHECK (num_nulls(decided_by, decided_at) IN (0, 2)),
        CHECK ((state = 'approved') = (journal IS NOT NULL)),
        CHECK ((state = 'refused') = (refused_because IS NOT NULL))
      );
      CREATE INDEX manual_adjustment_partner ON manual_adjustment (campaign_id, partner_key);
      CREATE FUNCTION adjustment_is_decided_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE of_the_decision constant text[] := ARRAY['state', 'decided_by', 'decided_at', 'refused_because', 'journal'];
      BEGIN
        IF TG_OP = 'INSERT' AND NEW.state <> 'proposed' THEN
          RAISE EXCEPTION 'adjustment % begins as proposed', NEW.manual_adjustment USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.state <> 'proposed' OR NEW.state = 'proposed'
          OR to_jsonb(OLD) - of_the_decision <> to_jsonb(NEW) - of_the_decision) THEN
          RAISE EXCEPTION 'adjustment % is decided once, and not otherwise changed', OLD.manual_adjustment USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.journal IS NOT NULL AND NOT EXISTS (SELECT FROM journal WHERE journal = NEW.journal AND kind = 'manual'
            AND campaign_id = NEW.campaign_id AND cause = 'manual adjustment ' || NEW.manual_adjustment AND posted_in = pg_current_xact_id()) THEN
          RAISE EXCEPTION 'adjustment % is approved with its own journal', NEW.manual_adjustment USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER adjustment_is_decided_once BEFORE INSERT OR UPDATE ON manual_adjustment
        FOR EACH ROW EXECUTE FUNCTION adjustment_is_decided_once();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON manual_adjustment EXECUTE FUNCTION posted_is_posted();

      -- What is decided on is what the run accrued and all that was approved by hand, up to a journal.
      ALTER TABLE threshold_outcome
        DROP CONSTRAINT threshold_outcome_run_partner_key_earned_currency_fkey,
        DROP COLUMN earned,
        ADD COLUMN adjusted numeric NOT NULL DEFAULT 0 CHECK (adjusted > '-Infinity' AND adjusted < 'Infinity'),
        -- Of the other locations of its company, where the minimum is theirs together.
        ADD COLUMN adjusted_along numeric NOT NULL DEFAULT 0 CHECK (adjusted_along > '-Infinity' AND adjusted_along < 'Infinity'),
        -- The journal of the last adjustment of the partner that it counts.
        ADD COLUMN adjusted_to integer REFERENCES journal,
        DROP CONSTRAINT threshold_outcome_settled_check,
        ADD CONSTRAINT threshold_outcome_settled_check CHECK (settled >= LEAST(adjusted, 0) AND settled < 'Infinity'),
        ADD CHECK (adjusted = 0 OR adjusted_to IS NOT NULL);
      ALTER TABLE threshold_outcome
        ADD COLUMN earned numeric NOT NULL GENERATED ALWAYS AS (amount + settled - adjusted) STORED,
        ADD FOREIGN KEY (run, partner_key, earned, currency) REFERENCES accrual (run, partner_key, earned, currency);

      -- An earning may be paid again by what was added to it since, or by what came back of an earlier payment: each
      -- outcome once, and none while a payment of the one before has not left.
      DROP INDEX payment_instruction_once_for_each_earning;
      CREATE UNIQUE INDEX payment_instruction_once_for_each_outcome ON payment_instruction (run, partner_key, revision)
        WHERE NOT voided AND NOT ended;
      CREATE OR REPLACE FUNCTION outcomes_are_entered() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE wrong record;
      BEGIN
        SELECT entered.run, entered.partner_key, entered.revision INTO wrong FROM entered
          WHERE entered.revision > 1 AND NOT EXISTS (SELECT FROM threshold_outcome AS before
            WHERE before.run = entered.run AND before.partner_key = entered.partner_key AND before.revision = entered.revision - 1) LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'outcome % of run % and partner % follows none', wrong.revision, wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        SELECT entered.run, entered.partner_key INTO wrong FROM entered JOIN payment_instruction AS live
          ON live.run = entered.run AND live.partner_key = entered.partner_key AND NOT live.voided
          JOIN payout_batch AS batch USING (batch)
          JOIN threshold_outcome AS before ON before.run = entered.run AND before.partner_key = entered.partner_key
            AND before.revision = entered.revision - 1
          WHERE batch.state <> 'released' OR (entered.adjusted_to IS NOT DISTINCT FROM before.adjusted_to
            AND NOT EXISTS (SELECT FROM payment_instruction AS back WHERE back.run = entered.run AND back.partner_key = entered.partner_key
              AND back.ended AND back.revision < before.revision)) LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what run % made payable to partner % is in a batch', wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        SELECT entered.run, entered.partner_key INTO wrong FROM entered JOIN payee_forfeiture AS gone
          ON gone.run = entered.run AND gone.partner_key = entered.partner_key LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what run % made payable to partner % was forfeited', wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE OR REPLACE FUNCTION forfeited_is_not_on_its_way() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF NEW.reason <> 'payment-failed' AND EXISTS (SELECT FROM payment_instruction AS paid JOIN payout_batch AS batch USING (batch)
            WHERE (paid.run, paid.partner_key) = (NEW.run, NEW.partner_key) AND NOT voided
              AND (paid.revision = NEW.revision OR batch.state <> 'released')) THEN
          RAISE EXCEPTION 'what run % owes to partner key % is in a batch', NEW.run, NEW.partner_key USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;

      GRANT SELECT, INSERT ON manual_adjustment TO seatback_service;
      GRANT UPDATE (state, decided_by, decided_at, refused_because, journal) ON manual_adjustment TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was adjusted stays on record.');
  }
}
