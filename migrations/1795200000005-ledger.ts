import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Append-only double-entry journals. The service may insert and read here, and nothing else. */
export class Ledger1795200000005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE account (
        account_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('expense', 'bank', 'accrued', 'payable', 'held', 'carried', 'converted', 'in-transit',
          'paid', 'returned', 'forfeited', 'recoverable', 'exchange-difference', 'currency-position')),
        campaign_id text COLLATE "C" NOT NULL,
        -- null: the campaign's own account (expense, bank, exchange difference, currency position)
        partner_key integer REFERENCES partner,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        UNIQUE NULLS NOT DISTINCT (kind, campaign_id, partner_key, currency),
        UNIQUE (account_key, currency),
        CHECK ((partner_key IS NULL) = (kind IN ('expense', 'bank', 'exchange-difference', 'currency-position')))
      );

      CREATE TABLE accounting_month (
        month date PRIMARY KEY CHECK (month = date_trunc('month', month)::date),
        closed_by text NOT NULL CHECK (btrim(closed_by) <> ''),
        closed_at timestamptz NOT NULL
      );

      CREATE TABLE journal (
        journal integer PRIMARY KEY CHECK (journal > 0),
        kind text NOT NULL CHECK (kind IN ('accrual', 'adjustment', 'threshold', 'hold', 'release', 'status', 'correction')),
        -- Made by the originator: the same cause is posted once.
        cause text COLLATE "C" NOT NULL UNIQUE CHECK (cause <> ''),
        campaign_id text COLLATE "C" NOT NULL,
        accounting_date date NOT NULL,
        recorded_at timestamptz NOT NULL,
        corrects integer REFERENCES journal CHECK (corrects < journal),
        description text NOT NULL,
        -- The transaction that posted it: afterwards nothing is added to it.
        posted_in xid8 NOT NULL DEFAULT pg_current_xact_id()
      );
      CREATE TABLE posting (
        journal integer NOT NULL REFERENCES journal,
        line smallint NOT NULL CHECK (line > 0),
        account_key integer NOT NULL,
        -- Debit is positive, credit negative.
        amount numeric NOT NULL CHECK (amount <> 0 AND amount > '-Infinity' AND amount < 'Infinity'),
        currency text NOT NULL,
        PRIMARY KEY (journal, line),
        FOREIGN KEY (account_key, currency) REFERENCES account (account_key, currency)
      );
      CREATE INDEX posting_account ON posting (account_key);

      CREATE FUNCTION journal_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.journal <> (SELECT COALESCE(max(journal), 0) + 1 FROM journal WHERE journal < NEW.journal) THEN
          RAISE EXCEPTION 'journal % does not follow the last one', NEW.journal USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (SELECT FROM posting WHERE journal = NEW.journal) THEN
          RAISE EXCEPTION 'journal % has no postings', NEW.journal USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER journal_is_whole AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION journal_is_whole();

      CREATE FUNCTION journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE unbalanced record;
      BEGIN
        SELECT currency, sum(amount) AS difference INTO unbalanced
          FROM posting WHERE journal = NEW.journal GROUP BY currency HAVING sum(amount) <> 0 LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'journal % is out of balance by % %', NEW.journal, unbalanced.difference, unbalanced.currency
            USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT posted_in FROM journal WHERE journal = NEW.journal) <> pg_current_xact_id() THEN
          RAISE EXCEPTION 'journal % was posted: nothing is added to it', NEW.journal USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION journal_balances();

      -- A release moves what is payable to the partner, and nothing beyond it.
      CREATE FUNCTION release_is_covered() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE payable numeric;
      BEGIN
        IF (SELECT kind FROM journal WHERE journal = NEW.journal) <> 'release'
          OR (SELECT kind FROM account WHERE account_key = NEW.account_key) <> 'payable' THEN
          RETURN NULL;
        END IF;
        SELECT -sum(amount) INTO payable FROM posting WHERE account_key = NEW.account_key;
        IF payable < 0 THEN
          RAISE EXCEPTION 'journal % takes % % more than is payable', NEW.journal, -payable, NEW.currency USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER release_is_covered AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION release_is_covered();

      CREATE FUNCTION journal_keeps_out_of_closed_months() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM accounting_month WHERE month = date_trunc('month', NEW.accounting_date)::date) THEN
          RAISE EXCEPTION 'accounting month % is closed', to_char(NEW.accounting_date, 'YYYY-MM') USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER journal_keeps_out_of_closed_months BEFORE INSERT ON journal
        FOR EACH ROW EXECUTE FUNCTION journal_keeps_out_of_closed_months();

      -- Not even the owner edits what was posted; a correction is a new journal.
      CREATE FUNCTION posted_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'what was posted is not changed: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'check_violation';
      END $$;
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON journal EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON posting EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON accounting_month EXECUTE FUNCTION posted_is_posted();

      -- What a posted run accrued to a partner: the face that payout reads.
      CREATE TABLE accrual (
        run integer NOT NULL REFERENCES calculation_run,
        partner_key integer NOT NULL REFERENCES partner,
        campaign_id text COLLATE "C" NOT NULL,
        journal integer REFERENCES journal,
        earned numeric NOT NULL CHECK (earned >= 0 AND earned < 'Infinity'),
        potential numeric NOT NULL CHECK (potential >= earned AND potential < 'Infinity'),
        currency text NOT NULL,
        PRIMARY KEY (run, partner_key),
        UNIQUE (run, partner_key, earned, currency),
        CHECK ((earned = 0) = (journal IS NULL))
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON accrual EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON account, accounting_month, journal, posting, accrual TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was posted stays posted.');
  }
}
