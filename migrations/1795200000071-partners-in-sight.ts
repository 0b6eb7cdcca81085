import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables with the key of a partner. */
const OF_PARTNER = [
  'partner',
  'partner_profile',
  'determination',
  'partner_earning',
  'partner_statement',
  'accrual',
  'adjustment',
  'account',
  'threshold_outcome',
  'payout_hold',
  'payee_forfeiture',
  'payment_instruction',
  'manual_adjustment',
];

/** In two parts, each of which finds its rows in an index: with a million determinations 10 ms a page in place of a second. */
const CUSTOMERS = `customer_key IN (SELECT customer_key FROM determination WHERE run_to IS NULL)
  OR customer_key IN (SELECT customer_key FROM determination WHERE run_to IS NOT NULL)`;

/** Tables whose rows are of whoever is in sight by another table. */
const BY_ANOTHER: Readonly<Record<string, string>> = {
  customer: CUSTOMERS,
  customer_profile: CUSTOMERS,
  customer_listing: CUSTOMERS,
  posting: 'account_key IN (SELECT account_key FROM account)',
  payout_batch: 'batch IN (SELECT batch FROM payment_instruction)',
  payment_standing: 'end_to_end_id IN (SELECT end_to_end_id FROM payment_instruction)',
  issued_document:
    'statement IN (SELECT statement FROM partner_statement) OR end_to_end_id IN (SELECT end_to_end_id FROM payment_instruction)',
  issued_file: 'document IN (SELECT document FROM issued_document)',
};

/** Of no partner: runs, terms, and the dates of journals. */
const OF_NOBODY = ['calculation_run', 'campaign_version', 'term_confirmation', 'journal'];

/**
 * The second wall around a partner: what its people are shown is read in the role seatback_portal, which sees the rows
 * of the partners that its transaction names, and none where it names none.
 */
export class PartnersInSight1795200000071 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION partners_in_sight() RETURNS integer[] LANGUAGE sql STABLE AS $$
        SELECT COALESCE(NULLIF(current_setting('seatback.partners_in_sight', true), ''), '{}')::integer[] $$;
      GRANT USAGE ON SCHEMA public TO seatback_portal;`);
    const policies = [
      ...OF_PARTNER.map((table) => [table, 'partner_key = ANY (partners_in_sight())'] as const),
      ...Object.entries(BY_ANOTHER),
    ];
    for (const [table, condition] of policies)
      // The program's own work sees all, by a condition that the planner drops; the owner is under none.
      await queryRunner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY all_of_it ON ${table} TO seatback_service USING (true) WITH CHECK (true);
        CREATE POLICY in_sight ON ${table} FOR SELECT TO seatback_portal USING (${condition});
        GRANT SELECT ON ${table} TO seatback_portal;`);
    await queryRunner.query(`GRANT SELECT ON ${OF_NOBODY.join(', ')} TO seatback_portal`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: a wall that stands is not taken down.');
  }
}
