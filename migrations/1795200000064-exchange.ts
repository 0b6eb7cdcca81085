import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments in another currency than the one in which they are owed, at a rate on record. */
export class Exchange1795200000064 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE fx_rate
        ADD CONSTRAINT fx_rate_of_two_currencies CHECK (base <> quote) NOT VALID,
        -- A payment names the very rate, not only its day and source.
        ADD CONSTRAINT fx_rate_named UNIQUE (base, quote, rate_on, source, recorded_from, rate);
      CREATE INDEX fx_rate_of_source ON fx_rate (source, rate_on) WHERE recorded_to IS NULL;

      -- \`amount\` is what is owed and taken from what is payable; what the order says is that, or what it comes to in the currency
      -- of the payee's account.
      ALTER TABLE payment_instruction
        ADD COLUMN exchanged_amount numeric CHECK (exchanged_amount > 0 AND exchanged_amount < 'Infinity'),
        ADD COLUMN exchanged_currency text CHECK (exchanged_currency <> currency),
        ADD COLUMN rate_base text, ADD COLUMN rate_quote text, ADD COLUMN rate_on date, ADD COLUMN rate_source text,
        ADD COLUMN rate_from integer, ADD COLUMN rate numeric,
        ADD CONSTRAINT payment_instruction_exchange_is_whole CHECK (num_nulls(exchanged_amount, exchanged_currency, rate_base, rate_quote, rate_on,
          rate_source, rate_from, rate) IN (0, 8)),
        ADD CONSTRAINT payment_instruction_rate_is_of_both CHECK ((rate_base = currency AND rate_quote = exchanged_currency)
          OR (rate_base = exchanged_currency AND rate_quote = currency)),
        ADD CONSTRAINT payment_instruction_rate_is_recorded FOREIGN KEY (rate_base, rate_quote, rate_on, rate_source, rate_from, rate)
          REFERENCES fx_rate (base, quote, rate_on, source, recorded_from, rate),
        ADD COLUMN paid_amount numeric NOT NULL GENERATED ALWAYS AS (COALESCE(exchanged_amount, amount)) STORED,
        ADD COLUMN paid_currency text NOT NULL GENERATED ALWAYS AS (COALESCE(exchanged_currency, currency)) STORED;

      -- The totals of a batch are those of its file.
      CREATE OR REPLACE FUNCTION batch_is_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE
        live integer;
        differing integer;
      BEGIN
        SELECT count(*) INTO live FROM payment_instruction WHERE batch = NEW.batch AND NOT voided;
        SELECT count(*) INTO differing FROM (SELECT paid_currency AS currency, sum(paid_amount) AS total FROM payment_instruction
            WHERE batch = NEW.batch GROUP BY paid_currency) AS paid
          FULL JOIN (SELECT key AS currency, value::numeric AS total FROM jsonb_each_text(NEW.totals)) AS said USING (currency)
          WHERE paid.total IS DISTINCT FROM said.total;
        IF differing > 0 OR live <> (CASE NEW.state WHEN 'voided' THEN 0 ELSE NEW.payment_count END) THEN
          RAISE EXCEPTION 'batch % does not add up to its payments', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;

      -- The same movement in another currency, where the bank exchanged it.
      ALTER TABLE reported_fact
        ADD COLUMN exchanged_amount numeric CHECK (exchanged_amount >= 0 AND exchanged_amount < 'Infinity'),
        ADD COLUMN exchanged_currency text CHECK (exchanged_currency <> currency),
        ADD CHECK (num_nulls(exchanged_amount, exchanged_currency) IN (0, 2));

      -- What the bank took, or gave back, of an account in another currency, and what that differs from our rate.
      ALTER TABLE payment_standing
        ADD COLUMN exchanged_journal integer REFERENCES journal CHECK (exchanged_journal IS NULL OR paid_journal IS NOT NULL),
        ADD COLUMN exchanged_back_journal integer REFERENCES journal CHECK (exchanged_back_journal IS NULL OR returned_journal IS NOT NULL);
      CREATE FUNCTION exchange_is_posted_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF (OLD.exchanged_journal IS NOT NULL AND OLD.exchanged_journal IS DISTINCT FROM NEW.exchanged_journal)
          OR (OLD.exchanged_back_journal IS NOT NULL AND OLD.exchanged_back_journal IS DISTINCT FROM NEW.exchanged_back_journal) THEN
          RAISE EXCEPTION 'payment %: what was posted for it stays', OLD.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER exchange_is_posted_once BEFORE UPDATE ON payment_standing FOR EACH ROW EXECUTE FUNCTION exchange_is_posted_once();

      -- A finance system takes a month at a time.
      CREATE INDEX journal_accounting_date ON journal (accounting_date);

      GRANT UPDATE (exchanged_journal, exchanged_back_journal) ON payment_standing TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was paid stays paid.');
  }
}
