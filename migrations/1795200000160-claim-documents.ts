import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of claims and registrations with the key of a partner. */
const OF_PARTNER = ['claim', 'claim_answer', 'registration', 'claim_document'];

/** Tables whose rows are of whoever is in sight by another table. */
const BY_ANOTHER: Readonly<Record<string, string>> = {
  claim_appeal: 'claim_answer IN (SELECT claim_answer FROM claim_answer)',
  claim_document_part: 'document IN (SELECT document FROM claim_document)',
  claim_document_erasure: 'document IN (SELECT document FROM claim_document)',
};

/** Copies of invoices and proofs of performance that were given for claims: what they are, and their bytes, sealed. */
export class ClaimDocuments1795200000160 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE claim_document (
        document integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        campaign_id text COLLATE "C" NOT NULL,
        claim_id text NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        kind text NOT NULL CHECK (kind IN ('invoice-copy', 'proof-of-performance')),
        -- By what is in it.
        format text NOT NULL CHECK (format IN ('pdf', 'png', 'jpeg', 'xlsx', 'csv')),
        -- As its sender called it.
        file_name text NOT NULL CHECK (btrim(file_name) <> '' AND length(file_name) <= 200),
        byte_count integer NOT NULL CHECK (byte_count > 0),
        part_count integer NOT NULL CHECK (part_count > 0),
        sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
        given_by text NOT NULL CHECK (btrim(given_by) <> ''),
        given_at timestamptz NOT NULL,
        -- Its bytes stay until then at least.
        kept_until timestamptz NOT NULL CHECK (kept_until > given_at),
        -- The same bytes twice for a claim are one document.
        UNIQUE (campaign_id, claim_id, sha256)
      );
      CREATE INDEX claim_document_bytes ON claim_document (sha256);
      CREATE INDEX claim_document_kept_until ON claim_document (kept_until);
      CREATE FUNCTION document_is_of_a_claim() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM claim WHERE claim_id = NEW.claim_id AND campaign_id = NEW.campaign_id
          AND partner_key = NEW.partner_key AND recorded_to IS NULL) THEN
          RAISE EXCEPTION 'partner % has no claim % for %', NEW.partner_key, NEW.claim_id, NEW.campaign_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER document_is_of_a_claim BEFORE INSERT ON claim_document FOR EACH ROW EXECUTE FUNCTION document_is_of_a_claim();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_document EXECUTE FUNCTION posted_is_posted();

      CREATE TABLE claim_document_part (
        document integer NOT NULL REFERENCES claim_document,
        part integer NOT NULL CHECK (part > 0),
        -- Null once the time of keeping is over.
        sealed bytea,
        PRIMARY KEY (document, part)
      );

      -- That the bytes were erased; what the document was stays on record.
      CREATE TABLE claim_document_erasure (
        document integer PRIMARY KEY REFERENCES claim_document,
        erased_at timestamptz NOT NULL
      );
      CREATE FUNCTION document_is_kept_until_then() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF TG_TABLE_NAME = 'claim_document_erasure' THEN
          IF NEW.erased_at < (SELECT kept_until FROM claim_document WHERE document = NEW.document) THEN
            RAISE EXCEPTION 'document % is kept longer', NEW.document USING ERRCODE = 'check_violation';
          END IF;
        ELSIF to_jsonb(OLD) - 'sealed' <> to_jsonb(NEW) - 'sealed'
          OR NOT EXISTS (SELECT FROM claim_document_erasure WHERE document = NEW.document) THEN
          RAISE EXCEPTION 'document % was not erased', NEW.document USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER document_is_kept_until_then BEFORE INSERT ON claim_document_erasure
        FOR EACH ROW EXECUTE FUNCTION document_is_kept_until_then();
      CREATE TRIGGER document_is_kept_until_then BEFORE UPDATE ON claim_document_part
        FOR EACH ROW WHEN (NEW.sealed IS NULL) EXECUTE FUNCTION document_is_kept_until_then();
      CREATE TRIGGER only_resealed BEFORE UPDATE ON claim_document_part
        FOR EACH ROW WHEN (NEW.sealed IS NOT NULL) EXECUTE FUNCTION only_resealed('sealed');
      CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON claim_document_part EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON claim_document_erasure EXECUTE FUNCTION posted_is_posted();

      GRANT SELECT, INSERT ON claim_document, claim_document_part, claim_document_erasure TO seatback_service;
      GRANT UPDATE (sealed) ON claim_document_part TO seatback_service;
    `);
    const policies = [
      ...OF_PARTNER.map((table) => [table, 'partner_key = ANY (partners_in_sight())'] as const),
      ...Object.entries(BY_ANOTHER),
    ];
    for (const [table, condition] of policies)
      await queryRunner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY all_of_it ON ${table} TO seatback_service USING (true) WITH CHECK (true);
        CREATE POLICY in_sight ON ${table} FOR SELECT TO seatback_portal USING (${condition});
        GRANT SELECT ON ${table} TO seatback_portal;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was given stays on record.');
  }
}
