import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a person found out of a payment stands beside what was posted of it: one that was found to be paid may come back,
 * and what it left is decided on anew, of whichever run it was. That nothing is made payable twice is held by the ledger:
 * an outcome makes payable what lies payable.
 */
export class FoundPayments1795200000170 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payment_standing DROP CONSTRAINT payment_standing_check1, DROP CONSTRAINT payment_standing_check3,
        ADD CONSTRAINT payment_standing_returned_check CHECK (returned_journal IS NULL OR returned_amount IS NOT NULL);

      CREATE OR REPLACE FUNCTION payment_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $function$
      DECLARE
        old_state constant text := CASE TG_OP WHEN 'INSERT' THEN 'released' ELSE OLD.state END;
      BEGIN
        IF NEW.state <> old_state AND NOT payment_can_go(old_state, NEW.state) THEN
          RAISE EXCEPTION 'payment % does not go from % to %', NEW.end_to_end_id, old_state, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.end_to_end_id <> NEW.end_to_end_id OR NEW.since < OLD.since
          -- What comes back once it was found to be paid may come back for another cause than it was refused for.
          OR (OLD.cause IS NOT NULL AND OLD.cause IS DISTINCT FROM NEW.cause
            AND NOT (OLD.returned_journal IS NULL AND NEW.returned_journal IS NOT NULL AND NEW.cause IS NOT NULL))
          OR (OLD.paid_journal IS NOT NULL AND OLD.paid_journal IS DISTINCT FROM NEW.paid_journal)
          OR (OLD.failed_journal IS NOT NULL AND OLD.failed_journal IS DISTINCT FROM NEW.failed_journal)
          OR (OLD.returned_journal IS NOT NULL AND OLD.returned_journal IS DISTINCT FROM NEW.returned_journal)
          OR (OLD.returned_amount IS NOT NULL AND OLD.returned_amount IS DISTINCT FROM NEW.returned_amount)) THEN
          RAISE EXCEPTION 'payment %: what was posted for it stays', OLD.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.paid_journal IS NULL AND num_nonnulls(NEW.returned_journal, NEW.exchanged_journal) > 0 AND NOT EXISTS (SELECT FROM answer_decision AS decided
            WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'paid') THEN
          RAISE EXCEPTION 'payment % was not paid: nothing of it comes back', NEW.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT batch.state FROM payment_instruction JOIN payout_batch AS batch USING (batch)
            WHERE end_to_end_id = NEW.end_to_end_id) <> 'released' THEN
          RAISE EXCEPTION 'payment % was not released', NEW.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

      CREATE OR REPLACE FUNCTION payment_keeps_to_its_batch() RETURNS trigger LANGUAGE plpgsql AS $function$
      DECLARE its record;
      BEGIN
        SELECT state, prepared_in INTO its FROM payout_batch WHERE batch = NEW.batch;
        IF TG_OP = 'INSERT' AND (NEW.voided OR NEW.ended OR its.prepared_in <> pg_current_xact_id()) THEN
          RAISE EXCEPTION 'batch % was prepared: no payment is added to it', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.ended AND NOT OLD.ended AND to_jsonb(OLD) - 'ended' = to_jsonb(NEW) - 'ended' THEN
          IF NOT EXISTS (SELECT FROM payment_standing AS standing WHERE standing.end_to_end_id = NEW.end_to_end_id
            AND (returned_journal IS NOT NULL OR (failed_journal IS NOT NULL AND standing.state IN ('rejected', 'cancelled', 'returned'))))
            -- Or somebody has asked the bank, where its reports contradict each other.
            AND NOT EXISTS (SELECT FROM answer_decision AS decided WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'not-paid') THEN
            RAISE EXCEPTION 'payment % has not come to its end', OLD.end_to_end_id USING ERRCODE = 'check_violation';
          END IF;
          RETURN NULL;
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.voided OR NOT NEW.voided OR its.state <> 'voided'
          OR to_jsonb(OLD) - 'voided' <> to_jsonb(NEW) - 'voided') THEN
          RAISE EXCEPTION 'payment % is voided with its batch, and not otherwise changed', OLD.end_to_end_id
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

      CREATE OR REPLACE FUNCTION outcomes_are_entered() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $function$
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
          JOIN payout_batch AS batch USING (batch) WHERE batch.state <> 'released' LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what run % made payable to partner % is in a batch', wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        -- What was made payable before and has left is not made payable again: it does not lie there any more.
        SELECT entered.run, entered.partner_key INTO wrong FROM entered JOIN calculation_run AS of_run ON of_run.run = entered.run
          LEFT JOIN account ON account.kind = 'payable' AND account.campaign_id = of_run.campaign_id
            AND account.partner_key = entered.partner_key AND account.currency = entered.currency
          WHERE entered.outcome = 'payable' AND entered.revision > 1
            AND entered.amount > COALESCE((SELECT -sum(posting.amount) FROM posting WHERE posting.account_key = account.account_key), 0) LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what run % made payable to partner % does not lie payable', wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

      CREATE OR REPLACE FUNCTION forfeited_is_not_paid() RETURNS trigger LANGUAGE plpgsql SET search_path TO 'public', 'pg_temp' AS $function$
      BEGIN
        IF EXISTS (SELECT FROM payee_forfeiture AS gone WHERE (gone.run, gone.partner_key, gone.revision) = (NEW.run, NEW.partner_key, NEW.revision)) THEN
          RAISE EXCEPTION 'what run % owed to partner key % was forfeited', NEW.run, NEW.partner_key USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

      ALTER TABLE payee_forfeiture DROP CONSTRAINT payee_forfeiture_run_partner_key_key,
        ADD CONSTRAINT payee_forfeiture_once_for_each_outcome UNIQUE (run, partner_key, revision);

      -- What was withdrawn, or forfeited, is asked for anew where something is to come again.
      ALTER TABLE payee_request DROP CONSTRAINT payee_request_failed_payment_key;
      CREATE UNIQUE INDEX payee_request_failed_payment ON payee_request (failed_payment) WHERE ended_as IS NULL OR ended_as = 'answered';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was found out stays on record.');
  }
}
