import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers of statements, and every edition of a statement or remittance advice that was given out. */
export class Statements1795200000039 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- A partner's statement of a posted run has one number for good, whatever is printed of it and how often.
      CREATE TABLE partner_statement (
        statement integer PRIMARY KEY CHECK (statement > 0),
        run integer NOT NULL,
        partner_key integer NOT NULL,
        reserved_at timestamptz NOT NULL,
        UNIQUE (run, partner_key),
        FOREIGN KEY (run, partner_key) REFERENCES accrual (run, partner_key)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON partner_statement EXECUTE FUNCTION posted_is_posted();

      -- What a statement or an advice said when it was given out: as facts, from which each file can be made again.
      CREATE TABLE issued_document (
        document text COLLATE "C" NOT NULL CHECK (document ~ '^[A-Za-z0-9-]{1,40}$'),
        edition integer NOT NULL CHECK (edition > 0),
        kind text NOT NULL CHECK (kind IN ('statement', 'remittance-advice')),
        statement integer REFERENCES partner_statement,
        end_to_end_id text COLLATE "C" REFERENCES payment_instruction,
        content text NOT NULL,
        content_hash text NOT NULL CHECK (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
        issued_at timestamptz NOT NULL,
        PRIMARY KEY (document, edition),
        CHECK ((kind = 'statement') = (statement IS NOT NULL)),
        CHECK ((kind = 'remittance-advice') = (end_to_end_id IS NOT NULL))
      );
      CREATE INDEX issued_document_statement ON issued_document (statement, edition) WHERE statement IS NOT NULL;
      CREATE INDEX issued_document_payment ON issued_document (end_to_end_id, edition) WHERE end_to_end_id IS NOT NULL;
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON issued_document EXECUTE FUNCTION posted_is_posted();

      -- The bytes of each file that was given out, by the layout that made them.
      CREATE TABLE issued_file (
        document text COLLATE "C" NOT NULL,
        edition integer NOT NULL,
        language text NOT NULL CHECK (language IN ('en', 'de', 'sv')),
        format text NOT NULL CHECK (format IN ('pdf', 'csv', 'xlsx')),
        layout integer NOT NULL CHECK (layout > 0),
        file_hash text NOT NULL CHECK (file_hash ~ '^[0-9a-f]{64}$'),
        PRIMARY KEY (document, edition, language, format, layout),
        FOREIGN KEY (document, edition) REFERENCES issued_document
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON issued_file EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON partner_statement, issued_document, issued_file TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what a partner was given stays on record.');
  }
}
