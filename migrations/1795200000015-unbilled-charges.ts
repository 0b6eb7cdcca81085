import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the coming invoice is about to say. It is no invoice: no rule counts it, and the next reading may say otherwise. */
export class UnbilledCharges1795200000015 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE delivery DROP CONSTRAINT delivery_source_check;
      ALTER TABLE delivery ADD CONSTRAINT delivery_source_check
        CHECK (source IN ('files', 'partner-center', 'directory', 'witness', 're-reading', 'unbilled'));
      CREATE TABLE unbilled_charge (
        -- The billing period, by its first day; one export tells all of a currency and period.
        month date NOT NULL CHECK (extract(day FROM month) = 1),
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        customer_key integer NOT NULL REFERENCES customer,
        offer_key integer NOT NULL REFERENCES offer,
        partner_key integer REFERENCES partner,
        subscription_id text,
        charge_start date NOT NULL,
        charge_end date NOT NULL CHECK (charge_end >= charge_start),
        is_trial_or_add_on boolean NOT NULL,
        -- Sums of the lines of these days: what they add and take away.
        quantity numeric NOT NULL,
        subtotal numeric NOT NULL,
        recorded_from integer NOT NULL REFERENCES delivery,
        recorded_to integer REFERENCES delivery CHECK (recorded_to > recorded_from)
      );
      CREATE INDEX unbilled_charge_customer ON unbilled_charge (customer_key);
      CREATE UNIQUE INDEX unbilled_charge_newest ON unbilled_charge
        (month, currency, customer_key, offer_key, partner_key, subscription_id, charge_start, charge_end, is_trial_or_add_on)
        NULLS NOT DISTINCT WHERE recorded_to IS NULL;
      GRANT SELECT, INSERT, UPDATE (recorded_to) ON unbilled_charge TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was recorded is not taken back.');
  }
}
