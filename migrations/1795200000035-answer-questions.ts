import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits for a person after a bank's answer, and what people decided. */
export class AnswerQuestions1795200000035 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE answer_question (
        question integer PRIMARY KEY CHECK (question > 0),
        about text NOT NULL CHECK (about IN ('report-unreadable', 'report-differs', 'status-unknown', 'reason-unknown', 'ids-empty',
          'to-be-looked-at', 'unmatched', 'ambiguous', 'credit-unexplained', 'debit-amount', 'debited-twice', 'return-amount', 'payment-failed',
          'payment-contradicted')),
        answer integer REFERENCES bank_answer,
        fact integer,
        end_to_end_id text COLLATE "C" REFERENCES payment_instruction,
        found text NOT NULL,
        asked_at timestamptz NOT NULL,
        FOREIGN KEY (answer, fact) REFERENCES reported_fact,
        UNIQUE NULLS NOT DISTINCT (about, answer, fact, end_to_end_id),
        CHECK (answer IS NOT NULL OR end_to_end_id IS NOT NULL)
      );
      CREATE INDEX answer_question_payment ON answer_question (end_to_end_id);
      CREATE TABLE answer_decision (
        question integer PRIMARY KEY REFERENCES answer_question,
        decided_as text NOT NULL CHECK (decided_as IN ('noted', 'belongs-to', 'means', 'amount', 'pay-again', 'ask-again', 'forfeit', 'paid', 'not-paid')),
        -- Of what belongs to a payment, which; of what means something, what; of an amount, how much came back.
        end_to_end_id text COLLATE "C" REFERENCES payment_instruction,
        says text,
        amount numeric CHECK (amount > 0 AND amount < 'Infinity'),
        journal integer REFERENCES journal,
        reason text NOT NULL CHECK (btrim(reason) <> ''),
        decided_by text NOT NULL CHECK (btrim(decided_by) <> ''),
        decided_at timestamptz NOT NULL,
        CHECK (decided_as <> 'belongs-to' OR end_to_end_id IS NOT NULL),
        CHECK (decided_as <> 'means' OR says IS NOT NULL),
        CHECK (decided_as <> 'amount' OR amount IS NOT NULL)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON answer_question EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON answer_decision EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON answer_question, answer_decision TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was decided stays on record.');
  }
}
