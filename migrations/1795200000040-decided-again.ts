import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is payable and in no batch is decided on again when more is known of what the partner owes: by a further row. */
export class DecidedAgain1795200000040 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE payment_instruction
        DROP CONSTRAINT payment_instruction_run_partner_key_amount_currency_outcom_fkey,
        ADD COLUMN revision integer NOT NULL DEFAULT 1;
      ALTER TABLE payout_hold
        DROP CONSTRAINT payout_hold_run_partner_key_fkey,
        ADD FOREIGN KEY (run, partner_key) REFERENCES accrual (run, partner_key);
      ALTER TABLE payee_forfeiture
        DROP CONSTRAINT payee_forfeiture_run_partner_key_fkey,
        ADD COLUMN revision integer NOT NULL DEFAULT 1;
      ALTER TABLE threshold_outcome
        ADD COLUMN revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
        DROP CONSTRAINT threshold_outcome_run_partner_key_amount_currency_outcome_key,
        DROP CONSTRAINT threshold_outcome_pkey,
        ADD PRIMARY KEY (run, partner_key, revision),
        ADD CONSTRAINT threshold_outcome_payable_key UNIQUE (run, partner_key, revision, amount, currency, outcome);
      ALTER TABLE payment_instruction
        ADD CONSTRAINT payment_instruction_pays_an_outcome FOREIGN KEY (run, partner_key, revision, amount, currency, outcome)
          REFERENCES threshold_outcome (run, partner_key, revision, amount, currency, outcome);

      ALTER TABLE payee_forfeiture
        ADD CONSTRAINT payee_forfeiture_of_an_outcome FOREIGN KEY (run, partner_key, revision)
          REFERENCES threshold_outcome (run, partner_key, revision);

      -- An outcome gives way to the next one only, and to none once a payment carries it, unless that was voided, or once it
      -- was forfeited for the payee's details.
      CREATE FUNCTION outcomes_are_entered() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
          ON live.run = entered.run AND live.partner_key = entered.partner_key AND NOT live.voided LIMIT 1;
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
      CREATE TRIGGER outcomes_are_entered AFTER INSERT ON threshold_outcome REFERENCING NEW TABLE AS entered
        FOR EACH STATEMENT EXECUTE FUNCTION outcomes_are_entered();

      CREATE FUNCTION payments_pay_the_newest_outcome() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE wrong record;
      BEGIN
        SELECT end_to_end_id INTO wrong FROM entered JOIN threshold_outcome AS newer
          ON newer.run = entered.run AND newer.partner_key = entered.partner_key AND newer.revision > entered.revision LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'payment % pays what was decided on again', wrong.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER payments_pay_the_newest_outcome AFTER INSERT ON payment_instruction REFERENCING NEW TABLE AS entered
        FOR EACH STATEMENT EXECUTE FUNCTION payments_pay_the_newest_outcome();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was decided stays on record.');
  }
}
