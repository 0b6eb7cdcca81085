import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Events for systems of vendors and partners: written by the transaction that changes something, delivered later. */
export class Webhooks1795200000063 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE webhook_endpoint (
        endpoint integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- Whose system it is: of one of them.
        vendor text COLLATE "C" REFERENCES vendor,
        partner_key integer REFERENCES partner,
        url text NOT NULL CHECK (url ~ '^https?://'),
        events text[] NOT NULL CHECK (cardinality(events) > 0),
        added_by text NOT NULL CHECK (btrim(added_by) <> ''),
        added_at timestamptz NOT NULL,
        -- Since when nothing has arrived there.
        failing_since timestamptz,
        -- null in disabled_by: after failing for long, or because the endpoint said that it is gone
        disabled_by text CHECK (btrim(disabled_by) <> ''),
        disabled_at timestamptz,
        disabled_because text CHECK (btrim(disabled_because) <> ''),
        CHECK (num_nulls(vendor, partner_key) = 1),
        CHECK (num_nulls(disabled_at, disabled_because) IN (0, 2)),
        CHECK (disabled_by IS NULL OR disabled_at IS NOT NULL)
      );
      CREATE INDEX webhook_endpoint_vendor ON webhook_endpoint (vendor) WHERE disabled_at IS NULL;
      CREATE INDEX webhook_endpoint_partner ON webhook_endpoint (partner_key) WHERE disabled_at IS NULL;
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON webhook_endpoint EXECUTE FUNCTION posted_is_posted();

      -- Sealed, not hashed: each delivery is signed with it.
      CREATE TABLE webhook_secret (
        endpoint integer NOT NULL REFERENCES webhook_endpoint,
        secret smallint NOT NULL CHECK (secret > 0),
        secret_sealed bytea NOT NULL,
        issued_by text NOT NULL CHECK (btrim(issued_by) <> ''),
        issued_at timestamptz NOT NULL,
        valid_to timestamptz,
        PRIMARY KEY (endpoint, secret)
      );
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON webhook_secret EXECUTE FUNCTION posted_is_posted();

      CREATE TABLE webhook_event (
        event bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id text COLLATE "C" NOT NULL UNIQUE DEFAULT 'evt_' || replace(gen_random_uuid()::text, '-', ''),
        type text NOT NULL CHECK (type ~ '^[a-z-]+[.][a-z-]+$'),
        -- What it is about: events of one subject arrive in their order.
        subject text COLLATE "C" NOT NULL CHECK (subject <> ''),
        occurred_at timestamptz NOT NULL,
        -- As it is sent, to the byte: ids, and never a bank detail.
        payload text NOT NULL
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON webhook_event EXECUTE FUNCTION posted_is_posted();

      CREATE TABLE webhook_delivery (
        event bigint NOT NULL REFERENCES webhook_event,
        endpoint integer NOT NULL REFERENCES webhook_endpoint,
        subject text COLLATE "C" NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given-up')),
        -- Of the tries since it was last told to be delivered.
        tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
        due_at timestamptz NOT NULL,
        -- By a worker that is trying; after that, of one that is gone.
        claimed_to timestamptz,
        last_status integer,
        last_fault text,
        delivered_at timestamptz,
        PRIMARY KEY (event, endpoint),
        CHECK (state <> 'delivered' OR delivered_at IS NOT NULL)
      );
      CREATE INDEX webhook_delivery_waiting ON webhook_delivery (endpoint, subject, event) WHERE state = 'waiting';
      CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at) WHERE state = 'waiting';
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON webhook_delivery EXECUTE FUNCTION posted_is_posted();

      -- For each endpoint of the vendor or the partner that asked for such events; nothing is written where nobody did.
      CREATE FUNCTION tell_by_webhook(told_type text, told_subject text, told_at timestamptz, told_vendor text, told_partner integer, data jsonb)
      RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE
        endpoints integer[];
        new_event bigint;
      BEGIN
        SELECT array_agg(endpoint) INTO endpoints FROM webhook_endpoint
          WHERE disabled_at IS NULL AND told_type = ANY(events) AND (vendor = told_vendor OR partner_key = told_partner)
            AND NOT EXISTS (SELECT FROM vendor WHERE vendor.vendor = told_vendor AND vendor.disabled_at IS NOT NULL);
        IF endpoints IS NULL THEN RETURN; END IF;
        INSERT INTO webhook_event (type, subject, occurred_at, payload)
          VALUES (told_type, told_subject, told_at, jsonb_build_object('type', told_type,
            'timestamp', to_char(told_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'data', data)::text)
          RETURNING event INTO new_event;
        INSERT INTO webhook_delivery (event, endpoint, subject, due_at) SELECT new_event, one, told_subject, told_at FROM unnest(endpoints) AS one;
      END $$;

      CREATE FUNCTION released_batch_is_told() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM tell_by_webhook('batch.released', 'batch ' || NEW.message_id, NEW.released_at, NEW.vendor, NULL,
          jsonb_build_object('batchId', NEW.message_id, 'paymentCount', NEW.payment_count));
        RETURN NULL;
      END $$;
      CREATE TRIGGER released_batch_is_told AFTER UPDATE ON payout_batch FOR EACH ROW
        WHEN (NEW.state = 'released' AND OLD.state <> 'released' AND NEW.vendor IS NOT NULL) EXECUTE FUNCTION released_batch_is_told();

      CREATE FUNCTION moved_payment_is_told() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE
        its record;
        step record;
        was jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
      BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE disabled_at IS NULL) THEN RETURN NULL; END IF;
        SELECT payment.partner_key, partner_id, campaign_id, message_id, batch.vendor INTO its
          FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN partner ON partner.partner_key = payment.partner_key
          WHERE end_to_end_id = NEW.end_to_end_id;
        FOR step IN SELECT * FROM (VALUES (1, 'paid_journal', 'payment.paid'), (2, 'failed_journal', 'payment.rejected'),
            (3, 'returned_journal', 'payment.returned')) AS steps (place, journal, type) ORDER BY place
        LOOP
          CONTINUE WHEN to_jsonb(NEW) ->> step.journal IS NULL OR was ->> step.journal IS NOT NULL;
          PERFORM tell_by_webhook(step.type, 'payment ' || NEW.end_to_end_id, NEW.since, NULL, its.partner_key,
            jsonb_build_object('paymentId', NEW.end_to_end_id, 'campaignId', its.campaign_id, 'partnerId', its.partner_id));
          PERFORM tell_by_webhook(step.type, 'payment ' || NEW.end_to_end_id, NEW.since, its.vendor, NULL,
            jsonb_build_object('paymentId', NEW.end_to_end_id, 'batchId', its.message_id));
        END LOOP;
        RETURN NULL;
      END $$;
      CREATE TRIGGER moved_payment_is_told AFTER INSERT OR UPDATE ON payment_standing FOR EACH ROW EXECUTE FUNCTION moved_payment_is_told();

      CREATE FUNCTION posted_run_is_told() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM tell_by_webhook('earning.posted', 'earning ' || NEW.campaign_id || ' ' || partner_id, NEW.posted_at, NULL, accrual.partner_key,
            jsonb_build_object('campaignId', NEW.campaign_id, 'run', NEW.run, 'partnerId', partner_id))
          FROM accrual JOIN partner USING (partner_key)
          WHERE run = NEW.run AND partner_key IN (SELECT partner_key FROM webhook_endpoint WHERE disabled_at IS NULL);
        RETURN NULL;
      END $$;
      CREATE TRIGGER posted_run_is_told AFTER UPDATE ON calculation_run FOR EACH ROW
        WHEN (NEW.state = 'posted' AND OLD.state <> 'posted') EXECUTE FUNCTION posted_run_is_told();

      CREATE FUNCTION wanted_details_are_told() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        PERFORM tell_by_webhook('bank-details.wanted', 'bank details ' || campaign_id || ' ' || partner_id, NEW.issued_at, NULL, NEW.partner_key,
            jsonb_build_object('campaignId', campaign_id, 'partnerId', partner_id, 'notice', NEW.notice,
              'answerBy', to_char(NEW.answer_by AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
          FROM payee_request JOIN partner USING (partner_key) WHERE payee_request = NEW.payee_request;
        RETURN NULL;
      END $$;
      CREATE TRIGGER wanted_details_are_told AFTER INSERT ON payee_invitation FOR EACH ROW EXECUTE FUNCTION wanted_details_are_told();

      GRANT SELECT, INSERT ON webhook_endpoint, webhook_secret, webhook_event, webhook_delivery TO seatback_service;
      GRANT UPDATE (failing_since, disabled_by, disabled_at, disabled_because) ON webhook_endpoint TO seatback_service;
      GRANT UPDATE (secret_sealed, valid_to) ON webhook_secret TO seatback_service;
      GRANT UPDATE (state, tries, due_at, claimed_to, last_status, last_fault, delivered_at) ON webhook_delivery TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was told was told.');
  }
}
