import type { MigrationInterface, QueryRunner } from 'typeorm';

/** All that deliveries bring and later ones end. */
const RECORDED = [
  'decision',
  'partner_profile',
  'partner_standing',
  'customer_profile',
  'customer_listing',
  'customer_company',
  'customer_reseller',
  'indirect_reseller',
  'prior_purchase',
  'claim',
  'proof',
  'registration',
  'bank_account',
  'fx_rate',
  'product_entry',
  'offer_mapping',
  'sku_mapping',
  'refusal',
  'record_coverage',
  'invoice',
];
/** As those; their rows come by the million, and each is held against readings or lines. */
const RECORDED_IN_BULK = [
  'seat_history',
  'subscription_history',
  'reading_coverage',
  'billed_seat_history',
  'first_charge',
  'unbilled_charge',
  'seat_witness',
];

/** The past is not rewritten: what a delivery recorded begins with it, and ends with a later one, in the transaction that closes it. */
export class RecordedByDeliveries1795200000048 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The transaction that closed it: afterwards nothing begins or ends with it. Null: closed before this was kept.
      ALTER TABLE delivery ADD COLUMN closed_in xid8;
      ALTER TABLE delivery ALTER COLUMN closed_in SET DEFAULT pg_current_xact_id();

      CREATE FUNCTION ends_with_the_closing_delivery() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      BEGIN
        IF OLD.recorded_to IS NOT NULL OR NEW.recorded_to IS NULL OR NOT EXISTS (
            SELECT FROM delivery WHERE delivery = NEW.recorded_to AND closed_in = pg_current_xact_id()) THEN
          RAISE EXCEPTION 'what % says ends once, with the delivery that is being closed, and not with %', TG_TABLE_NAME, NEW.recorded_to
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;

      CREATE FUNCTION begins_with_the_closing_delivery() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE wrong integer;
      BEGIN
        SELECT recorded_from INTO wrong FROM entered WHERE recorded_to IS NOT NULL OR NOT EXISTS (
          SELECT FROM delivery WHERE delivery = recorded_from AND closed_in = pg_current_xact_id()) LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what % says begins with the delivery that is being closed, and not with %', TG_TABLE_NAME, wrong
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$;
    `);
    for (const table of [...RECORDED, ...RECORDED_IN_BULK])
      await queryRunner.query(`
        CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON ${table}
          FOR EACH ROW WHEN (NEW.recorded_to IS DISTINCT FROM OLD.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery()`);
    for (const table of RECORDED)
      await queryRunner.query(`
        CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON ${table} REFERENCING NEW TABLE AS entered
          FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was recorded stays as it was recorded.');
  }
}
