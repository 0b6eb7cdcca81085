import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails to partners: an outbox that is filled in the transaction of what they tell of. */
export class Notifications1795200000042 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE notification (
        notification integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- What it tells of: nobody is told twice.
        occasion text COLLATE "C" NOT NULL UNIQUE CHECK (occasion <> ''),
        kind text NOT NULL CHECK (kind IN ('potential-payment', 'details-wanted', 'details-refused', 'about-to-be-forfeited', 'forfeited',
          'paid', 'returned')),
        partner_key integer NOT NULL REFERENCES partner,
        campaign_id text COLLATE "C" NOT NULL,
        notice jsonb NOT NULL,
        -- Part of the Message-ID: a mail that is sent again after a crash is the same mail to whoever has it already.
        message_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
        recorded_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused', 'lapsed', 'settled')),
        attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        next_attempt_at timestamptz NOT NULL,
        problem text,
        sent_to text,
        sent_at timestamptz,
        decided_by text CHECK (btrim(decided_by) <> ''),
        decided_at timestamptz,
        decided_because text CHECK (btrim(decided_because) <> ''),
        CHECK (num_nulls(sent_to, sent_at) IN (0, 2)),
        CHECK (state <> 'sent' OR sent_at IS NOT NULL),
        CHECK (state <> 'refused' OR problem IS NOT NULL),
        CHECK (state <> 'settled' OR decided_by IS NOT NULL),
        CHECK (num_nulls(decided_by, decided_at, decided_because) IN (0, 3))
      );
      CREATE INDEX notification_due ON notification (next_attempt_at, notification) WHERE state = 'waiting';
      CREATE INDEX notification_refused ON notification (notification) WHERE state = 'refused';
      CREATE INDEX notification_partner ON notification (partner_key);

      CREATE FUNCTION notification_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (OLD.notification, OLD.occasion, OLD.kind, OLD.partner_key, OLD.campaign_id, OLD.notice, OLD.message_id, OLD.recorded_at)
          IS DISTINCT FROM (NEW.notification, NEW.occasion, NEW.kind, NEW.partner_key, NEW.campaign_id, NEW.notice, NEW.message_id, NEW.recorded_at)
          OR (OLD.state, NEW.state) NOT IN (('waiting', 'waiting'), ('waiting', 'sent'), ('waiting', 'refused'), ('waiting', 'lapsed'),
            ('waiting', 'settled'), ('sent', 'refused'), ('refused', 'waiting'), ('refused', 'settled')) THEN
          RAISE EXCEPTION 'notification % does not go from % to %', OLD.notification, OLD.state, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER notification_goes_on BEFORE UPDATE ON notification FOR EACH ROW EXECUTE FUNCTION notification_goes_on();
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON notification EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON notification TO seatback_service;
      GRANT UPDATE (state, attempts, next_attempt_at, problem, sent_to, sent_at, decided_by, decided_at, decided_because)
        ON notification TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what a partner was told stays on record.');
  }
}
