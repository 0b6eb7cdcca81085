import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a run over a million customers needs: indexes that hold what it reads, counts of billing lines that need not be
 * counted again, and checks of the ledger by statement instead of by row.
 */
export class LargeRuns1795200000022 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- What holds now, in the order of customers, with all that a run asks of it: it is read from these alone.
      CREATE INDEX billed_seat_history_newest ON billed_seat_history (customer_key, partner_key, sku_key)
        INCLUDE (product_key, seats_billed, charged_from, charged_to) WHERE recorded_to IS NULL;
      DROP INDEX seat_history_open;
      CREATE UNIQUE INDEX seat_history_open ON seat_history (customer_key, observed_sku_key) INCLUDE (seats_assigned, observed_from)
        WHERE observed_to IS NULL AND recorded_to IS NULL;
      -- Spells that were over soon after a snapshot.
      CREATE INDEX seat_history_ended ON seat_history (observed_to) WHERE observed_to IS NOT NULL;

      -- How many lines an invoice has of each offer and first day: a run tells of them without reading them.
      CREATE TABLE invoice_content (
        invoice_key integer NOT NULL REFERENCES invoice,
        offer_key integer NOT NULL REFERENCES offer,
        charge_start date NOT NULL,
        line_count integer NOT NULL CHECK (line_count > 0),
        without_partner_count integer NOT NULL CHECK (without_partner_count BETWEEN 0 AND line_count),
        PRIMARY KEY (invoice_key, offer_key, charge_start)
      );
      INSERT INTO invoice_content
      SELECT invoice_key, offer_key, charge_start, count(*), count(*) FILTER (WHERE partner_key IS NULL)
      FROM billing_line GROUP BY invoice_key, offer_key, charge_start;
      GRANT SELECT, INSERT ON invoice_content TO seatback_service;
    `);
    await queryRunner.query(DETERMINATIONS);
    await queryRunner.query(LEDGER);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was posted stays posted.');
  }
}

/**
 * References of determinations and earnings come out of joins with the tables they refer to, nobody has the right to
 * delete there, and seatback verify looks for rows that refer to nothing: looking up each row takes longer than writing it.
 */
const DETERMINATIONS = `
  ALTER TABLE determination
    ALTER CONSTRAINT determination_partner_key_fkey NOT ENFORCED, ALTER CONSTRAINT determination_customer_key_fkey NOT ENFORCED,
    ALTER CONSTRAINT determination_run_from_fkey NOT ENFORCED, ALTER CONSTRAINT determination_run_to_fkey NOT ENFORCED;
  ALTER TABLE partner_earning
    ALTER CONSTRAINT partner_earning_partner_key_fkey NOT ENFORCED, ALTER CONSTRAINT partner_earning_run_from_fkey NOT ENFORCED,
    ALTER CONSTRAINT partner_earning_run_to_fkey NOT ENFORCED;
  -- One index for the rows that hold and one for those that ended, each row in one of the two. The third, by customer,
  -- took as long to write as the rows themselves: who asks for a customer knows its partners.
  ALTER TABLE determination DROP CONSTRAINT determination_pkey;
  DROP INDEX determination_customer;
  CREATE UNIQUE INDEX determination_ended ON determination (campaign_id, partner_key, customer_key, run_from) WHERE run_to IS NOT NULL;`;

const LEDGER = `
  -- What these functions read is looked for in the schema itself before the temporary tables of who posts.
  -- Journals and postings come by the thousand: each statement is checked as a whole, at once where it can be and, where
  -- a journal is not complete before the transaction ends, when it ends, by way of a row of this table.
  CREATE TABLE ledger_entry (
    entry_of text NOT NULL CHECK (entry_of IN ('journal', 'posting')),
    first_journal integer NOT NULL,
    last_journal integer NOT NULL,
    posted_in xid8 NOT NULL DEFAULT pg_current_xact_id()
  );
  GRANT SELECT, INSERT ON ledger_entry TO seatback_service;

  DROP TRIGGER journal_is_whole ON journal;
  DROP TRIGGER journal_balances ON posting;
  DROP TRIGGER release_is_covered ON posting;
  DROP TRIGGER journal_keeps_out_of_closed_months ON journal;
  DROP FUNCTION journal_is_whole();
  DROP FUNCTION journal_balances();
  DROP FUNCTION release_is_covered();
  DROP FUNCTION journal_keeps_out_of_closed_months();

  CREATE FUNCTION journals_are_entered() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  DECLARE closed date;
  BEGIN
    SELECT month INTO closed FROM (SELECT DISTINCT date_trunc('month', accounting_date)::date AS month FROM entered) AS dated
      JOIN accounting_month USING (month) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'accounting month % is closed', to_char(closed, 'YYYY-MM') USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO ledger_entry (entry_of, first_journal, last_journal)
      SELECT 'journal', min(journal), max(journal) FROM entered HAVING count(*) > 0;
    RETURN NULL;
  END $$;
  CREATE TRIGGER journals_are_entered AFTER INSERT ON journal REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION journals_are_entered();

  CREATE FUNCTION postings_are_entered() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  DECLARE wrong record;
  BEGIN
    SELECT entered.journal INTO wrong FROM entered LEFT JOIN journal USING (journal) WHERE journal.cause IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no journal %', wrong.journal USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT entered.account_key, entered.currency INTO wrong FROM entered LEFT JOIN account USING (account_key, currency)
      WHERE account.kind IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no account % in %', wrong.account_key, wrong.currency USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT journal INTO wrong FROM entered JOIN journal USING (journal) WHERE posted_in <> pg_current_xact_id() LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'journal % was posted: nothing is added to it', wrong.journal USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO ledger_entry (entry_of, first_journal, last_journal)
      SELECT 'posting', min(journal), max(journal) FROM entered HAVING count(*) > 0;
    RETURN NULL;
  END $$;
  CREATE TRIGGER postings_are_entered AFTER INSERT ON posting REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION postings_are_entered();
  ALTER TABLE posting ALTER CONSTRAINT posting_journal_fkey NOT ENFORCED, ALTER CONSTRAINT posting_account_key_currency_fkey NOT ENFORCED;

  CREATE FUNCTION journals_are_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  DECLARE wrong record;
  BEGIN
    IF NEW.entry_of = 'journal' THEN
      -- Numbered without a gap, also to the one before.
      SELECT journal, place INTO wrong FROM (
        SELECT journal, (row_number() OVER (ORDER BY journal))::integer + GREATEST(NEW.first_journal - 1, 1) - 1 AS place
        FROM journal WHERE journal BETWEEN NEW.first_journal - 1 AND NEW.last_journal) AS numbered
        WHERE journal <> place ORDER BY journal LIMIT 1;
      IF FOUND THEN
        RAISE EXCEPTION 'journal % does not follow the last one', wrong.journal USING ERRCODE = 'check_violation';
      END IF;
      SELECT journal INTO wrong FROM journal
        WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal
          AND journal NOT IN (SELECT journal FROM posting WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal)
        ORDER BY journal LIMIT 1;
      IF FOUND THEN
        RAISE EXCEPTION 'journal % has no postings', wrong.journal USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END IF;
    SELECT journal, currency, sum(amount) AS difference INTO wrong FROM posting
      WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal
      GROUP BY journal, currency HAVING sum(amount) <> 0 ORDER BY journal LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'journal % is out of balance by % %', wrong.journal, wrong.difference, wrong.currency
        USING ERRCODE = 'check_violation';
    END IF;
    -- A release moves what is payable to the partner, and nothing beyond it.
    IF EXISTS (SELECT FROM journal WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal AND kind = 'release') THEN
      SELECT max(released.journal) AS journal, sum(posting.amount) AS missing, posting.currency INTO wrong
        FROM (SELECT account_key, max(journal) AS journal FROM posting JOIN journal USING (journal) JOIN account USING (account_key)
          WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal AND journal.kind = 'release' AND account.kind = 'payable'
          GROUP BY account_key) AS released
        JOIN posting USING (account_key) GROUP BY account_key, posting.currency HAVING sum(posting.amount) > 0 LIMIT 1;
      IF FOUND THEN
        RAISE EXCEPTION 'journal % takes % % more than is payable', wrong.journal, wrong.missing, wrong.currency
          USING ERRCODE = 'check_violation';
      END IF;
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER journals_are_whole AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION journals_are_whole();
  CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry EXECUTE FUNCTION posted_is_posted();

  -- Nothing refers to what is gone, to the owner too: postings are no longer looked after by their references.
  CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON account EXECUTE FUNCTION posted_is_posted();

  CREATE FUNCTION accruals_are_entered() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
  DECLARE wrong record;
  BEGIN
    SELECT entered.run INTO wrong FROM entered LEFT JOIN calculation_run AS known USING (run) WHERE known.state IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no run %', wrong.run USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT entered.partner_key INTO wrong FROM entered LEFT JOIN partner USING (partner_key) WHERE partner_id IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no partner %', wrong.partner_key USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT entered.journal INTO wrong FROM entered LEFT JOIN journal USING (journal)
      WHERE entered.journal IS NOT NULL AND journal.cause IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no journal %', wrong.journal USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER accruals_are_entered AFTER INSERT ON accrual REFERENCING NEW TABLE AS entered
    FOR EACH STATEMENT EXECUTE FUNCTION accruals_are_entered();
  ALTER TABLE accrual ALTER CONSTRAINT accrual_run_fkey NOT ENFORCED, ALTER CONSTRAINT accrual_partner_key_fkey NOT ENFORCED,
    ALTER CONSTRAINT accrual_journal_fkey NOT ENFORCED;`;
