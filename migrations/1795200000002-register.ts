import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What finance declares in files: partners, their standing, customers, prior purchases, proofs, bank accounts and more. */
export class Register1795200000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE partner_profile (
        partner_key integer NOT NULL REFERENCES partner,
        legal_name text NOT NULL,
        country text NOT NULL,
        preferred_currency text,
        contact_name text,
        contact_email text,
        locale text,
        street text,
        building text,
        postcode text,
        town text,
        region text,
        global_partner_id text,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (partner_key, recorded_from)
      );
      CREATE UNIQUE INDEX partner_profile_newest ON partner_profile (partner_key) WHERE recorded_to IS NULL;

      CREATE TABLE partner_standing (
        partner_standing integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner_key integer NOT NULL REFERENCES partner,
        kind text NOT NULL CHECK (kind IN ('membership', 'agreement', 'enrolment', 'competency', 'exclusion', 'onboarding')),
        name text NOT NULL,
        level text,
        valid_from date NOT NULL,
        valid_to date CHECK (valid_to >= valid_from),
        evidence text,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from)
      );
      CREATE INDEX partner_standing_partner ON partner_standing (partner_key, kind);

      CREATE TABLE customer_profile (
        customer_key integer NOT NULL REFERENCES customer,
        name text,
        domain text,
        country text,
        segment text,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (customer_key, recorded_from)
      );
      CREATE UNIQUE INDEX customer_profile_newest ON customer_profile (customer_key) WHERE recorded_to IS NULL;

      CREATE TABLE prior_purchase (
        customer_key integer NOT NULL REFERENCES customer,
        product_family text NOT NULL,
        -- null: declared that there was none
        first_purchased_on date,
        source text,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (customer_key, product_family, recorded_from)
      );
      CREATE UNIQUE INDEX prior_purchase_newest ON prior_purchase (customer_key, product_family) WHERE recorded_to IS NULL;

      CREATE TABLE proof (
        partner_key integer NOT NULL REFERENCES partner,
        campaign_id text NOT NULL,
        kind text,
        received_on date NOT NULL,
        recorded_from integer NOT NULL REFERENCES delivery,
        UNIQUE NULLS NOT DISTINCT (partner_key, campaign_id, kind, received_on)
      );

      CREATE TABLE registration (
        partner_key integer NOT NULL REFERENCES partner,
        campaign_id text NOT NULL,
        registered_at timestamptz NOT NULL,
        contact_email text NOT NULL,
        company_name text NOT NULL,
        terms_version text,
        terms_accepted_at timestamptz,
        agreement_number text,
        recorded_from integer NOT NULL REFERENCES delivery,
        UNIQUE NULLS NOT DISTINCT
          (partner_key, campaign_id, registered_at, contact_email, company_name, terms_version, terms_accepted_at, agreement_number)
      );

      CREATE TABLE claim (
        claim_id text NOT NULL,
        partner_key integer NOT NULL REFERENCES partner,
        campaign_id text NOT NULL,
        received_at timestamptz NOT NULL,
        mpn_id text,
        subscription_id text,
        agreement_number text,
        customer_name text,
        distributor_name text,
        invoice_file text,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (claim_id, recorded_from)
      );
      CREATE UNIQUE INDEX claim_newest ON claim (claim_id) WHERE recorded_to IS NULL;

      CREATE TABLE bank_account (
        partner_key integer NOT NULL REFERENCES partner,
        account_name text NOT NULL,
        account_kind text NOT NULL CHECK (account_kind IN ('business', 'personal')),
        -- IBAN or account number: sealed, its keyed fingerprint to tell a change, and the last four for people.
        account_kept text NOT NULL CHECK (account_kept IN ('iban', 'account-number', 'none')),
        account_sealed bytea,
        account_fingerprint bytea,
        account_last_four text,
        bic text,
        clearing_system text,
        clearing_member_id text,
        bank_country text NOT NULL,
        currency text NOT NULL,
        town text,
        country text,
        submitted_at timestamptz,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (partner_key, recorded_from),
        CHECK ((account_kept = 'none') = (account_sealed IS NULL)),
        CHECK (num_nulls(account_sealed, account_fingerprint, account_last_four) IN (0, 3))
      );
      CREATE UNIQUE INDEX bank_account_newest ON bank_account (partner_key) WHERE recorded_to IS NULL;

      CREATE TABLE fx_rate (
        base text NOT NULL,
        quote text NOT NULL,
        rate numeric NOT NULL CHECK (rate > 0),
        rate_on date NOT NULL,
        source text NOT NULL,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from),
        PRIMARY KEY (base, quote, rate_on, source, recorded_from)
      );
      CREATE UNIQUE INDEX fx_rate_newest ON fx_rate (base, quote, rate_on, source) WHERE recorded_to IS NULL;

      GRANT SELECT, INSERT ON partner_profile, partner_standing, customer_profile, prior_purchase, proof, registration, claim,
        bank_account, fx_rate TO seatback_service;
      GRANT UPDATE (recorded_to) ON partner_profile, partner_standing, customer_profile, prior_purchase, claim, bank_account, fx_rate
        TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was recorded is not taken back.');
  }
}
