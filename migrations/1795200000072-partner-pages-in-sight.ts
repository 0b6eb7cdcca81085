import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables with the key of a partner that its pages read: standing, details of payees, notices, billed seats. */
const OF_PARTNER = [
  'partner_standing',
  'proof',
  'bank_account',
  'bank_details',
  'payee',
  'payee_request',
  'payee_invitation',
  'payee_name_decision',
  'notification',
  'billed_seat_history',
];

/** In two parts, as those of customers are: each finds its rows in an index. */
const CUSTOMERS = `customer_key IN (SELECT customer_key FROM determination WHERE run_to IS NULL)
  OR customer_key IN (SELECT customer_key FROM determination WHERE run_to IS NOT NULL)`;

/** Tables whose rows are of whoever is in sight by another table. */
const BY_ANOTHER: Readonly<Record<string, string>> = {
  refusal: CUSTOMERS,
  seat_history: CUSTOMERS,
  bank_details_decision: 'bank_details IN (SELECT bank_details FROM bank_details)',
  payee_notice: 'payee_request IN (SELECT payee_request FROM payee_request)',
  payout_block: 'batch IN (SELECT batch FROM payment_instruction)',
};

/** Of no partner: what was delivered for which days, what products there are, and who pays. */
const OF_NOBODY = [
  'delivery',
  'record_coverage',
  'reading_coverage',
  'product',
  'sku',
  'sku_mapping',
  'observed_sku',
  'vendor',
];

/** What the pages of partners read beside their earnings, held to the partners in sight as those are. */
export class PartnerPagesInSight1795200000072 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
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
    await queryRunner.query(`GRANT SELECT ON ${OF_NOBODY.join(', ')} TO seatback_portal`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: a wall that stands is not taken down.');
  }
}
