import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents that a person found to be proofs of performance: each a delivery of its own, that counts as a row of a file. */
export class AcceptedProofs1795200000200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE accepted_proof (
        delivery integer PRIMARY KEY REFERENCES delivery,
        -- A document proves once.
        document integer NOT NULL UNIQUE REFERENCES claim_document,
        campaign_id text COLLATE "C" NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        kind text NOT NULL CHECK (btrim(kind) <> ''),
        handed_in_at timestamptz NOT NULL,
        -- The day of that in the zone of the campaign: no zone is more than a day from UTC.
        received_on date NOT NULL CHECK (abs(received_on - (handed_in_at AT TIME ZONE 'UTC')::date) <= 1),
        accepted_by text NOT NULL CHECK (btrim(accepted_by) <> ''),
        accepted_at timestamptz NOT NULL CHECK (accepted_at >= handed_in_at),
        reason text NOT NULL CHECK (btrim(reason) <> '')
      );
      CREATE INDEX accepted_proof_partner ON accepted_proof (partner_key, campaign_id);
      CREATE FUNCTION accepted_proof_is_of_its_document() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM claim_document WHERE document = NEW.document AND kind = 'proof-of-performance'
          AND campaign_id = NEW.campaign_id AND partner_key = NEW.partner_key AND given_at >= NEW.handed_in_at) THEN
          RAISE EXCEPTION 'document % is no proof of performance of partner % for %, handed in by %', NEW.document, NEW.partner_key,
            NEW.campaign_id, NEW.handed_in_at USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (SELECT FROM proof WHERE partner_key = NEW.partner_key AND campaign_id = NEW.campaign_id AND kind = NEW.kind
          AND received_on = NEW.received_on AND recorded_from <= NEW.delivery AND recorded_to IS NULL) THEN
          RAISE EXCEPTION 'the proof that delivery % accepts is not on record', NEW.delivery USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER accepted_proof_is_of_its_document BEFORE INSERT ON accepted_proof FOR EACH ROW EXECUTE FUNCTION accepted_proof_is_of_its_document();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON accepted_proof EXECUTE FUNCTION posted_is_posted();
      ALTER TABLE accepted_proof ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_of_it ON accepted_proof TO seatback_service USING (true) WITH CHECK (true);
      CREATE POLICY in_sight ON accepted_proof FOR SELECT TO seatback_portal USING (partner_key = ANY (partners_in_sight()));
      GRANT SELECT, INSERT ON accepted_proof TO seatback_service;
      -- That it counts, and since when; neither who found so nor why.
      GRANT SELECT (delivery, document, campaign_id, partner_key, kind, handed_in_at, received_on) ON accepted_proof TO seatback_portal;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was accepted stays on record.');
  }
}
