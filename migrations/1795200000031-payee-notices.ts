import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices to partners that were asked for their bank details, and what becomes of the amount after the last. */
export class PayeeNotices1795200000031 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- What a partner is to be told. Sending it is another matter, and no part of whether it counts.
      CREATE TABLE payee_notice (
        payee_notice integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        payee_request integer NOT NULL REFERENCES payee_request,
        kind text NOT NULL CHECK (kind IN ('details-wanted', 'details-refused', 'about-to-be-forfeited', 'forfeited')),
        notice smallint NOT NULL CHECK (notice BETWEEN 1 AND 9),
        payee_invitation integer UNIQUE REFERENCES payee_invitation,
        recorded_at timestamptz NOT NULL,
        CHECK ((kind IN ('details-wanted', 'details-refused')) = (payee_invitation IS NOT NULL))
      );
      CREATE UNIQUE INDEX payee_notice_once ON payee_notice (payee_request, kind)
        WHERE kind IN ('about-to-be-forfeited', 'forfeited');
      CREATE UNIQUE INDEX payee_notice_numbered ON payee_notice (payee_request, notice) WHERE kind = 'details-wanted';
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_notice EXECUTE FUNCTION posted_is_posted();

      -- What was payable, and is paid no more: nobody said in time where to, or the account is a person's.
      CREATE TABLE payee_forfeiture (
        journal integer PRIMARY KEY REFERENCES journal,
        run integer NOT NULL,
        partner_key integer NOT NULL,
        campaign_id text COLLATE "C" NOT NULL,
        payee_request integer UNIQUE REFERENCES payee_request,
        bank_details integer REFERENCES bank_details,
        reason text NOT NULL CHECK (reason IN ('no-bank-details', 'payment-failed', 'personal-account')),
        amount numeric NOT NULL CHECK (amount > 0 AND amount < 'Infinity'),
        currency text NOT NULL,
        forfeited_at timestamptz NOT NULL,
        UNIQUE (run, partner_key),
        FOREIGN KEY (run, partner_key) REFERENCES threshold_outcome (run, partner_key),
        CHECK (num_nonnulls(payee_request, bank_details) = 1),
        CHECK ((reason = 'personal-account') = (bank_details IS NOT NULL))
      );
      CREATE INDEX payee_forfeiture_partner ON payee_forfeiture (campaign_id, partner_key);
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_forfeiture EXECUTE FUNCTION posted_is_posted();
      -- Who has time left forfeits nothing: the database looks at the clock too.
      CREATE FUNCTION forfeiture_comes_after_the_last_notice() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE request record;
      BEGIN
        IF NEW.payee_request IS NULL THEN RETURN NEW; END IF;
        SELECT forfeits, most_notices, ended_as, (SELECT count(*) FROM payee_notice AS notice
            WHERE notice.payee_request = asked.payee_request AND kind = 'details-wanted') AS notices,
            (SELECT max(answer_by) FROM payee_invitation AS invitation WHERE invitation.payee_request = asked.payee_request) AS answer_by
          INTO request FROM payee_request AS asked WHERE asked.payee_request = NEW.payee_request;
        IF NOT request.forfeits OR request.notices < request.most_notices OR NEW.forfeited_at < request.answer_by
          OR request.ended_as IS DISTINCT FROM 'forfeited' THEN
          RAISE EXCEPTION 'request % has time left', NEW.payee_request USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER forfeiture_comes_after_the_last_notice BEFORE INSERT ON payee_forfeiture
        FOR EACH ROW EXECUTE FUNCTION forfeiture_comes_after_the_last_notice();
      -- Nothing is forfeited that is on its way, and nothing is sent that was forfeited.
      CREATE FUNCTION forfeited_is_not_on_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.reason <> 'payment-failed'
          AND EXISTS (SELECT FROM payment_instruction AS paid WHERE (paid.run, paid.partner_key) = (NEW.run, NEW.partner_key) AND NOT voided) THEN
          RAISE EXCEPTION 'what run % owes to partner key % is in a batch', NEW.run, NEW.partner_key USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER forfeited_is_not_on_its_way BEFORE INSERT ON payee_forfeiture
        FOR EACH ROW EXECUTE FUNCTION forfeited_is_not_on_its_way();
      CREATE FUNCTION forfeited_is_not_paid() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM payee_forfeiture AS gone WHERE (gone.run, gone.partner_key) = (NEW.run, NEW.partner_key)) THEN
          RAISE EXCEPTION 'what run % owed to partner key % was forfeited', NEW.run, NEW.partner_key USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER forfeited_is_not_paid BEFORE INSERT ON payment_instruction
        FOR EACH ROW EXECUTE FUNCTION forfeited_is_not_paid();

      GRANT SELECT, INSERT ON payee_notice, payee_forfeiture TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was said and forfeited stays on record.');
  }
}
