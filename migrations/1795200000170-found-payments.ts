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
        ADD CONSTRAINT payment_standing_returned_check CHECK (returned_journal IS NULL OR returned_amount IS NOT NULL),
        -- What was found not to be paid has no journal of a failure of its own: the decision has one.
        DROP CONSTRAINT payment_standing_check, DROP CONSTRAINT payment_standing_check4,
        ADD CONSTRAINT payment_standing_caused_check CHECK (num_nonnulls(failed_journal, returned_journal) = 0 OR cause IS NOT NULL);

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
        IF NEW.returned_journal IS NULL AND NEW.exchanged_back_journal IS NOT NULL AND NOT EXISTS (SELECT FROM answer_decision AS decided
            WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'not-paid') THEN
          RAISE EXCEPTION 'payment % has not come back: nothing of it is exchanged back', NEW.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.cause IS NOT NULL AND num_nonnulls(NEW.failed_journal, NEW.returned_journal) = 0 AND NOT EXISTS (SELECT FROM answer_decision AS decided
            WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'not-paid') THEN
          RAISE EXCEPTION 'payment % has not failed', NEW.end_to_end_id USING ERRCODE = 'check_violation';
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

      CREATE OR REPLACE FUNCTION batch_goes_forward()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        step constant text := OLD.state || ' to ' || NEW.state;
        made constant boolean := (OLD.batch, OLD.campaign_id, OLD.run, OLD.message_id, OLD.execution_date, OLD.payment_count, OLD.totals,
            OLD.file_hash, OLD.prepared_by, OLD.prepared_at, OLD.prepared_in, OLD.debtor_bic, OLD.bank_time_zone, OLD.format)
          IS DISTINCT FROM (NEW.batch, NEW.campaign_id, NEW.run, NEW.message_id, NEW.execution_date, NEW.payment_count, NEW.totals,
            NEW.file_hash, NEW.prepared_by, NEW.prepared_at, NEW.prepared_in, NEW.debtor_bic, NEW.bank_time_zone, NEW.format);
        approved constant boolean := (OLD.approved_by, OLD.approved_at, OLD.approved_hash, OLD.approved_count, OLD.approved_totals)
          IS DISTINCT FROM (NEW.approved_by, NEW.approved_at, NEW.approved_hash, NEW.approved_count, NEW.approved_totals);
        begun constant boolean := (OLD.released_by, OLD.release_begun_at) IS DISTINCT FROM (NEW.released_by, NEW.release_begun_at);
        written constant boolean := OLD.file_written_at IS DISTINCT FROM NEW.file_written_at;
        released constant boolean := (OLD.released_at, OLD.released_as) IS DISTINCT FROM (NEW.released_at, NEW.released_as);
        voided constant boolean := (OLD.voided_by, OLD.voided_at, OLD.voided_because)
          IS DISTINCT FROM (NEW.voided_by, NEW.voided_at, NEW.voided_because);
      BEGIN
        IF step NOT IN ('prepared to approved', 'prepared to voided', 'approved to releasing', 'approved to voided',
            'releasing to releasing', 'releasing to released', 'releasing to voided') THEN
          RAISE EXCEPTION 'batch % does not go from %', OLD.batch, step USING ERRCODE = 'check_violation';
        END IF;
        IF made
          OR (approved AND step <> 'prepared to approved')
          OR (begun AND step <> 'approved to releasing')
          OR (written AND (step <> 'releasing to releasing' OR OLD.file_written_at IS NOT NULL))
          OR (released AND step <> 'releasing to released')
          OR (voided AND NEW.state <> 'voided')
          -- What was handed over is not taken back.
          OR (step = 'releasing to voided' AND NEW.file_written_at IS NOT NULL) THEN
          RAISE EXCEPTION 'batch % goes from %: what an earlier step wrote stays, and no later one is written ahead', OLD.batch, step
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

      CREATE OR REPLACE FUNCTION forfeited_is_not_on_its_way()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NEW.reason <> 'payment-failed' AND EXISTS (SELECT FROM payment_instruction AS paid JOIN payout_batch AS batch USING (batch)
            WHERE (paid.run, paid.partner_key) = (NEW.run, NEW.partner_key) AND NOT voided
              AND (paid.revision = NEW.revision AND NOT paid.ended OR batch.state <> 'released')) THEN
          RAISE EXCEPTION 'what run % owes to partner key % is in a batch', NEW.run, NEW.partner_key USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

      -- One whose release broke off before its file left is taken back, too.
      ALTER TABLE payout_batch DROP CONSTRAINT payout_batch_check6,
        ADD CONSTRAINT payout_batch_begun_check CHECK (state = 'voided' OR (state IN ('releasing', 'released')) = (release_begun_at IS NOT NULL));

      ALTER TABLE payee_forfeiture DROP CONSTRAINT payee_forfeiture_run_partner_key_key,
        ADD CONSTRAINT payee_forfeiture_once_for_each_outcome UNIQUE (run, partner_key, revision);

      -- What was withdrawn, forfeited, or answered by an account that is none any more, is asked for anew where something is to come.
      ALTER TABLE payee_request DROP CONSTRAINT payee_request_failed_payment_key;
      CREATE UNIQUE INDEX payee_request_failed_payment ON payee_request (failed_payment) WHERE ended_as IS NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was found out stays on record.');
  }
}
