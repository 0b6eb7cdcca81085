import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bank details as facts with a history: asked for, entered by one person, approved by another, and paid to after a wait. */
export class BankDetails1795200000030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- A partner is asked for its details, for what it earns in a campaign; by the terms as they were then.
      CREATE TABLE payee_request (
        payee_request integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner_key integer NOT NULL REFERENCES partner,
        campaign_id text COLLATE "C" NOT NULL CHECK (campaign_id <> ''),
        cause text NOT NULL CHECK (cause IN ('details-missing', 'payment-failed')),
        -- The payment that failed for its details: asked about once.
        failed_payment text COLLATE "C" UNIQUE REFERENCES payment_instruction,
        answer_days smallint NOT NULL CHECK (answer_days > 0),
        most_notices smallint NOT NULL CHECK (most_notices BETWEEN 1 AND 9),
        -- Whether the terms say that the amount is cancelled after the last notice.
        forfeits boolean NOT NULL,
        time_zone text NOT NULL CHECK (time_zone <> ''),
        -- null: by the timer
        opened_by text CHECK (btrim(opened_by) <> ''),
        opened_at timestamptz NOT NULL,
        ended_as text CHECK (ended_as IN ('answered', 'forfeited', 'withdrawn')),
        ended_at timestamptz CHECK (ended_at >= opened_at),
        UNIQUE (payee_request, partner_key),
        CHECK ((cause = 'payment-failed') = (failed_payment IS NOT NULL)),
        CHECK (num_nulls(ended_as, ended_at) IN (0, 2))
      );
      CREATE UNIQUE INDEX payee_request_open ON payee_request (partner_key, campaign_id) WHERE ended_at IS NULL;
      CREATE FUNCTION request_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
          OR to_jsonb(OLD) - '{ended_as,ended_at}'::text[] <> to_jsonb(NEW) - '{ended_as,ended_at}'::text[] THEN
          RAISE EXCEPTION 'request % ends once, and is not otherwise changed', OLD.payee_request USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER request_ends_once BEFORE UPDATE ON payee_request FOR EACH ROW EXECUTE FUNCTION request_ends_once();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payee_request EXECUTE FUNCTION posted_is_posted();

      -- Each notice has a link of its own. Its token is made anew from the nonce by whoever has the key; here is only its hash.
      CREATE TABLE payee_invitation (
        payee_invitation integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        payee_request integer NOT NULL,
        partner_key integer NOT NULL,
        notice smallint NOT NULL CHECK (notice BETWEEN 1 AND 9),
        nonce bytea NOT NULL UNIQUE CHECK (octet_length(nonce) = 16),
        token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
        -- null: by the timer
        issued_by text CHECK (btrim(issued_by) <> ''),
        issued_at timestamptz NOT NULL,
        -- From then on it is not taken.
        answer_by timestamptz NOT NULL CHECK (answer_by > issued_at),
        UNIQUE (payee_invitation, partner_key),
        FOREIGN KEY (payee_request, partner_key) REFERENCES payee_request (payee_request, partner_key)
      );
      CREATE INDEX payee_invitation_request ON payee_invitation (payee_request, payee_invitation);
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_invitation EXECUTE FUNCTION posted_is_posted();

      CREATE TABLE bank_details (
        bank_details integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner_key integer NOT NULL REFERENCES partner,
        source text NOT NULL CHECK (source IN ('invitation', 'authorised-user', 'imported-file', 'vendor-reference')),
        -- Taken once.
        payee_invitation integer UNIQUE,
        -- The delivery of the row of bank_accounts.csv that they repeat, to be approved.
        imported_from integer REFERENCES delivery,
        account_name text NOT NULL CHECK (btrim(account_name) <> ''),
        account_kind text NOT NULL CHECK (account_kind IN ('business', 'personal')),
        account_kept text NOT NULL CHECK (account_kept IN ('iban', 'account-number', 'none')),
        account_sealed bytea,
        account_fingerprint bytea,
        account_last_four text CHECK (length(account_last_four) <= 4),
        bic text,
        clearing_system text,
        clearing_member_id text,
        bank_country text,
        currency text,
        -- What the payment vendor calls a payee whose account only it knows.
        vendor text CHECK (btrim(vendor) <> ''),
        vendor_reference text CHECK (btrim(vendor_reference) <> ''),
        entered_by text NOT NULL CHECK (btrim(entered_by) <> ''),
        entered_at timestamptz NOT NULL,
        UNIQUE (bank_details, entered_by),
        UNIQUE (partner_key, imported_from),
        FOREIGN KEY (payee_invitation, partner_key) REFERENCES payee_invitation (payee_invitation, partner_key),
        CHECK ((source = 'invitation') = (payee_invitation IS NOT NULL)),
        CHECK ((source = 'imported-file') = (imported_from IS NOT NULL)),
        CHECK ((account_kept = 'none') = (source = 'vendor-reference')),
        CHECK (num_nulls(account_sealed, account_fingerprint, account_last_four) = (CASE account_kept WHEN 'none' THEN 3 ELSE 0 END)),
        CHECK (num_nulls(vendor, vendor_reference) = (CASE account_kept WHEN 'none' THEN 0 ELSE 2 END)),
        CHECK (account_kept = 'none' OR num_nulls(bank_country, currency) = 0)
      );
      CREATE INDEX bank_details_partner ON bank_details (partner_key, bank_details);
      -- Who holds an old link cannot use it beside a newer one, nor when its time is over.
      CREATE FUNCTION invitation_is_taken_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE taken record;
      BEGIN
        IF NEW.payee_invitation IS NULL THEN RETURN NEW; END IF;
        SELECT answer_by, ended_at, EXISTS (SELECT FROM payee_invitation AS newer
            WHERE newer.payee_request = invitation.payee_request AND newer.payee_invitation > invitation.payee_invitation) AS replaced
          INTO taken FROM payee_invitation AS invitation JOIN payee_request USING (payee_request)
          WHERE invitation.payee_invitation = NEW.payee_invitation;
        IF NEW.entered_at >= taken.answer_by OR taken.ended_at IS NOT NULL OR taken.replaced THEN
          RAISE EXCEPTION 'invitation % is over', NEW.payee_invitation USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER invitation_is_taken_in_time BEFORE INSERT ON bank_details
        FOR EACH ROW EXECUTE FUNCTION invitation_is_taken_in_time();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_details EXECUTE FUNCTION posted_is_posted();

      -- By a second person, once: neither who entered them nor who had the link in their hands.
      CREATE TABLE bank_details_decision (
        bank_details integer PRIMARY KEY,
        entered_by text NOT NULL,
        decision text NOT NULL CHECK (decision IN ('approved', 'refused')),
        decided_by text NOT NULL CHECK (btrim(decided_by) <> ''),
        decided_at timestamptz NOT NULL,
        reason text CHECK (btrim(reason) <> ''),
        -- Not before may be paid to them.
        payable_from timestamptz CHECK (payable_from >= decided_at),
        FOREIGN KEY (bank_details, entered_by) REFERENCES bank_details (bank_details, entered_by),
        CHECK (lower(btrim(decided_by)) <> lower(btrim(entered_by))),
        CHECK ((decision = 'approved') = (payable_from IS NOT NULL)),
        CHECK (decision = 'approved' OR reason IS NOT NULL)
      );
      CREATE FUNCTION details_are_decided_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM bank_details JOIN payee_invitation USING (payee_invitation)
            WHERE bank_details.bank_details = NEW.bank_details AND lower(btrim(issued_by)) = lower(btrim(NEW.decided_by))) THEN
          RAISE EXCEPTION 'bank details % are not decided by who issued their invitation', NEW.bank_details USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER details_are_decided_by_another BEFORE INSERT ON bank_details_decision
        FOR EACH ROW EXECUTE FUNCTION details_are_decided_by_another();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_details_decision EXECUTE FUNCTION posted_is_posted();

      -- A person looked at a name that is nearly the registered one, or cannot be compared. The newest counts, for this account and both names.
      CREATE TABLE payee_name_decision (
        payee_name_decision integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner_key integer NOT NULL REFERENCES partner,
        account_fingerprint bytea NOT NULL,
        account_name text NOT NULL CHECK (btrim(account_name) <> ''),
        registered_name text NOT NULL CHECK (btrim(registered_name) <> ''),
        outcome text NOT NULL CHECK (outcome IN ('close-match', 'not-possible')),
        decision text NOT NULL CHECK (decision IN ('accepted', 'refused')),
        decided_by text NOT NULL CHECK (btrim(decided_by) <> ''),
        decided_at timestamptz NOT NULL,
        reason text NOT NULL CHECK (btrim(reason) <> '')
      );
      CREATE INDEX payee_name_decision_partner ON payee_name_decision (partner_key, payee_name_decision);
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_name_decision EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON payee_request, payee_invitation, bank_details, bank_details_decision, payee_name_decision TO seatback_service;
      GRANT UPDATE (ended_as, ended_at) ON payee_request TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was entered and approved stays on record.');
  }
}
