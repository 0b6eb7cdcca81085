import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Thresholds and holds, payees, batches and payment instructions. */
export class Payout1795200000006 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- What the minimum payout made of a partner's accrual.
      CREATE TABLE threshold_outcome (
        run integer NOT NULL,
        partner_key integer NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('payable', 'held', 'forfeited', 'carried', 'converted')),
        amount numeric NOT NULL CHECK (amount > 0 AND amount < 'Infinity'),
        currency text NOT NULL,
        reason text,
        journal integer NOT NULL REFERENCES journal,
        PRIMARY KEY (run, partner_key),
        UNIQUE (run, partner_key, amount, currency, outcome),
        -- The whole accrual and nothing else.
        FOREIGN KEY (run, partner_key, amount, currency) REFERENCES accrual (run, partner_key, earned, currency)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON threshold_outcome EXECUTE FUNCTION posted_is_posted();

      -- Whom a batch pays: a frozen, checked copy of the register's newest bank account and name.
      CREATE TABLE payee (
        payee integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner_key integer NOT NULL REFERENCES partner,
        account_name text NOT NULL,
        account_kept text NOT NULL CHECK (account_kept IN ('iban', 'account-number')),
        account_sealed bytea NOT NULL,
        account_last_four text NOT NULL,
        -- Over every field, account included, so that a change of any of them is a new payee.
        fingerprint bytea NOT NULL,
        bic text,
        clearing_system text,
        clearing_member_id text,
        bank_country text NOT NULL,
        street text,
        building text,
        building_name text,
        postcode text,
        town text NOT NULL,
        region text,
        country text NOT NULL,
        recorded_at timestamptz NOT NULL,
        UNIQUE (partner_key, fingerprint),
        UNIQUE (payee, partner_key)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON payee EXECUTE FUNCTION posted_is_posted();

      -- A person looked at how a name is written in Latin letters. It holds for this account and for both forms of the name.
      CREATE TABLE payee_name_confirmation (
        partner_key integer NOT NULL REFERENCES partner,
        account_fingerprint bytea NOT NULL,
        account_name text NOT NULL CHECK (btrim(account_name) <> ''),
        sent_name text NOT NULL CHECK (btrim(sent_name) <> ''),
        confirmed_by text NOT NULL CHECK (btrim(confirmed_by) <> ''),
        confirmed_at timestamptz NOT NULL,
        reason text NOT NULL CHECK (btrim(reason) <> ''),
        PRIMARY KEY (partner_key, account_fingerprint, account_name, sent_name)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_name_confirmation EXECUTE FUNCTION posted_is_posted();

      CREATE TABLE payout_batch (
        batch integer PRIMARY KEY CHECK (batch > 0),
        campaign_id text COLLATE "C" NOT NULL,
        run integer NOT NULL REFERENCES calculation_run,
        message_id text NOT NULL UNIQUE CHECK (message_id ~ '^[A-Za-z0-9-]{1,35}$'),
        state text NOT NULL CHECK (state IN ('prepared', 'approved', 'releasing', 'released', 'voided')),
        execution_date date NOT NULL,
        payment_count integer NOT NULL CHECK (payment_count > 0),
        totals jsonb NOT NULL,
        file_hash text NOT NULL CHECK (file_hash ~ '^[0-9a-f]{64}$'),
        file_sealed bytea NOT NULL,
        prepared_by text NOT NULL CHECK (btrim(prepared_by) <> ''),
        prepared_at timestamptz NOT NULL,
        -- Bound to exactly what was looked at.
        approved_by text CHECK (btrim(approved_by) <> ''), approved_at timestamptz,
        approved_hash text, approved_count integer, approved_totals jsonb,
        -- Begun: from here on the file may leave. Written: it lay in the outbox, and is never written there again.
        released_by text CHECK (btrim(released_by) <> ''), release_begun_at timestamptz, file_written_at timestamptz,
        released_at timestamptz, released_as text,
        voided_by text CHECK (btrim(voided_by) <> ''), voided_at timestamptz, voided_because text CHECK (btrim(voided_because) <> ''),
        -- The transaction that prepared it: afterwards no payment is added.
        prepared_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
        UNIQUE (batch, run),
        CHECK (lower(btrim(approved_by)) <> lower(btrim(prepared_by))),
        CHECK (num_nulls(approved_by, approved_at) IN (0, 2)),
        CHECK (num_nulls(released_by, release_begun_at) IN (0, 2)),
        CHECK (num_nulls(released_at, released_as) IN (0, 2)),
        CHECK (num_nulls(voided_by, voided_at, voided_because) IN (0, 3)),
        CHECK (state NOT IN ('approved', 'releasing', 'released')
          OR (approved_by IS NOT NULL AND approved_hash IS NOT DISTINCT FROM file_hash
            AND approved_count IS NOT DISTINCT FROM payment_count AND approved_totals IS NOT DISTINCT FROM totals)),
        CHECK ((state IN ('releasing', 'released')) = (release_begun_at IS NOT NULL)),
        CHECK (file_written_at IS NULL OR release_begun_at IS NOT NULL),
        CHECK ((state = 'released') = (released_at IS NOT NULL)),
        CHECK (released_at IS NULL OR file_written_at IS NOT NULL),
        CHECK ((state = 'voided') = (voided_by IS NOT NULL))
      );

      -- A batch goes forward only, and what a step wrote stays as it was written; to the owner too.
      CREATE FUNCTION batch_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        step constant text := OLD.state || ' to ' || NEW.state;
        made constant boolean := (OLD.batch, OLD.campaign_id, OLD.run, OLD.message_id, OLD.execution_date, OLD.payment_count, OLD.totals,
            OLD.file_hash, OLD.file_sealed, OLD.prepared_by, OLD.prepared_at, OLD.prepared_in)
          IS DISTINCT FROM (NEW.batch, NEW.campaign_id, NEW.run, NEW.message_id, NEW.execution_date, NEW.payment_count, NEW.totals,
            NEW.file_hash, NEW.file_sealed, NEW.prepared_by, NEW.prepared_at, NEW.prepared_in);
        approved constant boolean := (OLD.approved_by, OLD.approved_at, OLD.approved_hash, OLD.approved_count, OLD.approved_totals)
          IS DISTINCT FROM (NEW.approved_by, NEW.approved_at, NEW.approved_hash, NEW.approved_count, NEW.approved_totals);
        begun constant boolean := (OLD.released_by, OLD.release_begun_at) IS DISTINCT FROM (NEW.released_by, NEW.release_begun_at);
        written constant boolean := OLD.file_written_at IS DISTINCT FROM NEW.file_written_at;
        released constant boolean := (OLD.released_at, OLD.released_as) IS DISTINCT FROM (NEW.released_at, NEW.released_as);
        voided constant boolean := (OLD.voided_by, OLD.voided_at, OLD.voided_because)
          IS DISTINCT FROM (NEW.voided_by, NEW.voided_at, NEW.voided_because);
      BEGIN
        IF step NOT IN ('prepared to approved', 'prepared to voided', 'approved to releasing', 'approved to voided',
            'releasing to releasing', 'releasing to released') THEN
          RAISE EXCEPTION 'batch % does not go from %', OLD.batch, step USING ERRCODE = 'check_violation';
        END IF;
        IF made
          OR (approved AND step <> 'prepared to approved')
          OR (begun AND step <> 'approved to releasing')
          OR (written AND (step <> 'releasing to releasing' OR OLD.file_written_at IS NOT NULL))
          OR (released AND step <> 'releasing to released')
          OR (voided AND NEW.state <> 'voided') THEN
          RAISE EXCEPTION 'batch % goes from %: what an earlier step wrote stays, and no later one is written ahead', OLD.batch, step
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER batch_goes_forward BEFORE UPDATE ON payout_batch FOR EACH ROW EXECUTE FUNCTION batch_goes_forward();
      CREATE FUNCTION batch_begins() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.state <> 'prepared' OR NEW.approved_by IS NOT NULL THEN
          RAISE EXCEPTION 'batch % begins as prepared', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER batch_begins BEFORE INSERT ON payout_batch FOR EACH ROW EXECUTE FUNCTION batch_begins();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payout_batch EXECUTE FUNCTION posted_is_posted();

      CREATE TABLE payment_instruction (
        end_to_end_id text COLLATE "C" PRIMARY KEY CHECK (end_to_end_id ~ '^[A-Za-z0-9-]{1,35}$'),
        batch integer NOT NULL,
        line integer NOT NULL CHECK (line > 0),
        run integer NOT NULL,
        partner_key integer NOT NULL,
        payee integer NOT NULL,
        amount numeric NOT NULL CHECK (amount > 0 AND amount < 'Infinity'),
        currency text NOT NULL,
        uetr uuid NOT NULL UNIQUE,
        -- Voided with its batch: its id is never used again, and its amount may be put into another batch.
        voided boolean NOT NULL DEFAULT false,
        -- Only what is payable is paid, to the partner that it is payable to, and to the cent.
        outcome text NOT NULL DEFAULT 'payable' CHECK (outcome = 'payable'),
        UNIQUE (batch, line),
        FOREIGN KEY (batch, run) REFERENCES payout_batch (batch, run),
        FOREIGN KEY (payee, partner_key) REFERENCES payee (payee, partner_key),
        FOREIGN KEY (run, partner_key, amount, currency, outcome) REFERENCES threshold_outcome (run, partner_key, amount, currency, outcome)
      );
      CREATE UNIQUE INDEX payment_instruction_once_for_each_earning ON payment_instruction (run, partner_key) WHERE NOT voided;

      -- Made with its batch, and voided with it: never alone, and never back.
      CREATE FUNCTION payment_keeps_to_its_batch() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE its record;
      BEGIN
        SELECT state, prepared_in INTO its FROM payout_batch WHERE batch = NEW.batch;
        IF TG_OP = 'INSERT' AND (NEW.voided OR its.prepared_in <> pg_current_xact_id()) THEN
          RAISE EXCEPTION 'batch % was prepared: no payment is added to it', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.voided OR NOT NEW.voided OR its.state <> 'voided'
          OR to_jsonb(OLD) - 'voided' <> to_jsonb(NEW) - 'voided') THEN
          RAISE EXCEPTION 'payment % is voided with its batch, and not otherwise changed', OLD.end_to_end_id
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER payment_keeps_to_its_batch AFTER INSERT OR UPDATE ON payment_instruction
        FOR EACH ROW EXECUTE FUNCTION payment_keeps_to_its_batch();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payment_instruction EXECUTE FUNCTION posted_is_posted();

      -- Once for each batch and step, so that the cost does not grow with the square of the payments.
      CREATE FUNCTION batch_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        live integer;
        differing integer;
      BEGIN
        SELECT count(*) INTO live FROM payment_instruction WHERE batch = NEW.batch AND NOT voided;
        SELECT count(*) INTO differing FROM (SELECT currency, sum(amount) AS total FROM payment_instruction
            WHERE batch = NEW.batch GROUP BY currency) AS paid
          FULL JOIN (SELECT key AS currency, value::numeric AS total FROM jsonb_each_text(NEW.totals)) AS said USING (currency)
          WHERE paid.total IS DISTINCT FROM said.total;
        IF differing > 0 OR live <> (CASE NEW.state WHEN 'voided' THEN 0 ELSE NEW.payment_count END) THEN
          RAISE EXCEPTION 'batch % does not add up to its payments', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER batch_is_whole AFTER INSERT OR UPDATE ON payout_batch DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION batch_is_whole();

      -- Why a payable amount is not in a batch. A hold ends when a later preparation finds no reason for it.
      CREATE TABLE payout_hold (
        run integer NOT NULL,
        partner_key integer NOT NULL,
        reason text NOT NULL,
        found text NOT NULL,
        held_from timestamptz NOT NULL,
        held_to timestamptz CHECK (held_to >= held_from),
        PRIMARY KEY (run, partner_key, reason, held_from),
        FOREIGN KEY (run, partner_key) REFERENCES threshold_outcome
      );
      CREATE UNIQUE INDEX payout_hold_open ON payout_hold (run, partner_key, reason) WHERE held_to IS NULL;
      CREATE FUNCTION hold_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.held_to IS NOT NULL OR NEW.held_to IS NULL OR to_jsonb(OLD) - 'held_to' <> to_jsonb(NEW) - 'held_to' THEN
          RAISE EXCEPTION 'a hold ends once, and is not otherwise changed' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER hold_ends_once BEFORE UPDATE ON payout_hold FOR EACH ROW EXECUTE FUNCTION hold_ends_once();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payout_hold EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON threshold_outcome, payee, payee_name_confirmation, payout_batch, payment_instruction, payout_hold
        TO seatback_service;
      GRANT UPDATE (state, approved_by, approved_at, approved_hash, approved_count, approved_totals, released_by, release_begun_at,
        file_written_at, released_at, released_as, voided_by, voided_at, voided_because) ON payout_batch TO seatback_service;
      GRANT UPDATE (voided) ON payment_instruction TO seatback_service;
      GRANT UPDATE (held_to) ON payout_hold TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was paid stays paid.');
  }
}
