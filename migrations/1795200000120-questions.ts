import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What partners ask about determinations, and what became of each question. */
export class Questions1795200000120 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE partner_question (
        question integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        campaign_id text COLLATE "C" NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        customer_key integer NOT NULL REFERENCES customer,
        -- What it is about, as it was shown to whoever asks.
        run integer NOT NULL REFERENCES calculation_run,
        outcome text NOT NULL CHECK (outcome IN ('qualified', 'not-qualified', 'undecided')),
        asked text NOT NULL CHECK (length(btrim(asked)) BETWEEN 3 AND 2000),
        asked_by text NOT NULL CHECK (btrim(asked_by) <> ''),
        asked_at timestamptz NOT NULL,
        -- A form is sent twice when it is clicked twice, and asks once.
        form uuid NOT NULL,
        UNIQUE (partner_key, form)
      );
      CREATE INDEX partner_question_customer ON partner_question (campaign_id, partner_key, customer_key);

      -- One row a question: whichever comes first, the answer or the withdrawal.
      CREATE TABLE question_ending (
        question integer PRIMARY KEY REFERENCES partner_question,
        ending text NOT NULL CHECK (ending IN ('answered', 'withdrawn')),
        answer text CHECK (length(btrim(answer)) BETWEEN 3 AND 4000),
        ended_by text NOT NULL CHECK (btrim(ended_by) <> ''),
        ended_at timestamptz NOT NULL,
        CHECK ((ending = 'answered') = (answer IS NOT NULL))
      );

      CREATE FUNCTION question_is_about_what_was_determined() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM calculation_run WHERE run = NEW.run AND campaign_id = NEW.campaign_id) OR NOT EXISTS (
          SELECT FROM determination WHERE campaign_id = NEW.campaign_id AND partner_key = NEW.partner_key AND customer_key = NEW.customer_key
            AND outcome = NEW.outcome AND run_from <= NEW.run AND (run_to IS NULL OR run_to > NEW.run)) THEN
          RAISE EXCEPTION 'run % did not determine what is asked about', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER question_is_about_what_was_determined BEFORE INSERT ON partner_question
        FOR EACH ROW EXECUTE FUNCTION question_is_about_what_was_determined();
      CREATE FUNCTION question_ends_after_it_was_asked() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF NEW.ended_at < (SELECT asked_at FROM partner_question WHERE question = NEW.question) THEN
          RAISE EXCEPTION 'question % ends after it was asked', NEW.question USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER question_ends_after_it_was_asked BEFORE INSERT ON question_ending
        FOR EACH ROW EXECUTE FUNCTION question_ends_after_it_was_asked();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON partner_question EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON question_ending EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON partner_question, question_ending TO seatback_service;

      -- The one thing that a partner's people write: questions of their own partners, and that these are no more.
      GRANT SELECT, INSERT ON partner_question, question_ending TO seatback_portal;
      ALTER TABLE partner_question ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_of_it ON partner_question TO seatback_service USING (true) WITH CHECK (true);
      CREATE POLICY in_sight ON partner_question FOR SELECT TO seatback_portal USING (partner_key = ANY (partners_in_sight()));
      CREATE POLICY asked_in_sight ON partner_question FOR INSERT TO seatback_portal WITH CHECK (partner_key = ANY (partners_in_sight()));
      ALTER TABLE question_ending ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_of_it ON question_ending TO seatback_service USING (true) WITH CHECK (true);
      CREATE POLICY in_sight ON question_ending FOR SELECT TO seatback_portal
        USING (question IN (SELECT question FROM partner_question));
      CREATE POLICY withdrawn_in_sight ON question_ending FOR INSERT TO seatback_portal
        WITH CHECK (ending = 'withdrawn' AND question IN (SELECT question FROM partner_question));

      -- Kinds of mails that came meanwhile stay.
      DO $$
      DECLARE kinds text;
      BEGIN
        SELECT pg_get_constraintdef(oid) INTO kinds FROM pg_constraint WHERE conname = 'notification_kind_check';
        ALTER TABLE notification DROP CONSTRAINT notification_kind_check;
        EXECUTE 'ALTER TABLE notification ADD CONSTRAINT notification_kind_check '
          || regexp_replace(kinds, '\\]', ', ''question-answered''::text]');
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was asked and answered stays on record.');
  }
}
