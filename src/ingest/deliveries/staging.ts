import type { CopyValue, Session } from '../../database/index.js';

/**
 * Temporary tables into which a delivery gathers what it read, before it is closed. They live on the delivery's own
 * connection and vanish with it, so a killed ingest leaves nothing to clear away.
 *
 * `position` orders rows as they were read (file by file, line by line): of two rows with one key the later counts.
 */
export const STAGED_COLUMNS = {
  partner_profile: {
    position: 'bigint',
    partner_id: 'text',
    legal_name: 'text',
    country: 'text',
    preferred_currency: 'text',
    contact_name: 'text',
    contact_email: 'text',
    locale: 'text',
    street: 'text',
    building: 'text',
    postcode: 'text',
    town: 'text',
    region: 'text',
    global_partner_id: 'text',
  },
  partner_standing: {
    position: 'bigint',
    partner_id: 'text',
    kind: 'text',
    name: 'text',
    level: 'text',
    valid_from: 'date',
    valid_to: 'date',
    evidence: 'text',
  },
  /** (partner, kind) and products of which a row could not be read: what is stated of them is not all there is. */
  partial_standing: { position: 'bigint', partner_id: 'text', kind: 'text' },
  partial_product: { position: 'bigint', subject: 'text' },
  customer_profile: {
    position: 'bigint',
    customer_id: 'uuid',
    name: 'text',
    domain: 'text',
    country: 'text',
    segment: 'text',
  },
  prior_purchase: {
    position: 'bigint',
    customer_id: 'uuid',
    product_family: 'text',
    first_purchased_on: 'date',
    source: 'text',
  },
  product_entry: {
    position: 'bigint',
    file: 'text',
    line: 'integer',
    product: 'text',
    product_family: 'text',
    sku_part_number: 'text',
    sku_id: 'uuid',
    offer_id: 'text',
    valid_from: 'date',
    valid_to: 'date',
  },
  bank_account: {
    position: 'bigint',
    partner_id: 'text',
    account_name: 'text',
    account_kind: 'text',
    account_kept: 'text',
    account_sealed: 'bytea',
    account_fingerprint: 'bytea',
    account_last_four: 'text',
    bic: 'text',
    clearing_system: 'text',
    clearing_member_id: 'text',
    bank_country: 'text',
    currency: 'text',
    town: 'text',
    country: 'text',
    submitted_at: 'timestamptz',
  },
  fx_rate: { position: 'bigint', base: 'text', quote: 'text', rate: 'numeric', rate_on: 'date', source: 'text' },
  proof: { position: 'bigint', partner_id: 'text', campaign_id: 'text', kind: 'text', received_on: 'date' },
  registration: {
    position: 'bigint',
    partner_id: 'text',
    campaign_id: 'text',
    registered_at: 'timestamptz',
    contact_email: 'text',
    company_name: 'text',
    terms_version: 'text',
    terms_accepted_at: 'timestamptz',
    agreement_number: 'text',
  },
  claim: {
    position: 'bigint',
    claim_id: 'text',
    partner_id: 'text',
    campaign_id: 'text',
    received_at: 'timestamptz',
    mpn_id: 'text',
    subscription_id: 'text',
    agreement_number: 'text',
    customer_name: 'text',
    distributor_name: 'text',
    invoice_file: 'text',
  },
  record_coverage: { position: 'bigint', resource: 'text', known_from: 'date', known_to: 'date' },
  customer_listing: {
    position: 'bigint',
    customer_id: 'uuid',
    company_name: 'text',
    domain: 'text',
    country: 'text',
    relationship: 'text',
  },
  customer_company: { position: 'bigint', customer_id: 'uuid', country: 'text' },
  customer_reseller: {
    position: 'bigint',
    customer_id: 'uuid',
    reseller_id: 'uuid',
    partner_id: 'text',
    name: 'text',
  },
  indirect_reseller: {
    position: 'bigint',
    reseller_id: 'uuid',
    name: 'text',
    partner_id: 'text',
    location: 'text',
    state: 'text',
  },
  seat_witness: {
    position: 'bigint',
    customer_id: 'uuid',
    source: 'text',
    product_id: 'text',
    product_name: 'text',
    month: 'date',
    seats_assigned: 'integer',
    seats_available: 'integer',
  },

  /** That a tenant was read at an instant, also when it has no SKU at all. */
  reading: { position: 'bigint', customer_id: 'uuid', resource: 'text', observed_at: 'timestamptz' },
  refusal: { position: 'bigint', customer_id: 'uuid', resource: 'text', observed_at: 'timestamptz', cause: 'text' },
  seat: {
    position: 'bigint',
    file: 'text',
    line: 'integer',
    customer_id: 'uuid',
    observed_at: 'timestamptz',
    sku_id: 'uuid',
    sku_part_number: 'text',
    seats_assigned: 'integer',
    seats_purchased: 'integer',
  },
  subscription: {
    position: 'bigint',
    customer_id: 'uuid',
    subscription_id: 'text',
    partner_id: 'text',
    offer_id: 'text',
    seats_purchased: 'integer',
    status: 'text',
    is_trial: 'boolean',
    effective_start_on: 'date',
    effective_start_at: 'timestamptz',
    commitment_end_on: 'date',
    commitment_end_at: 'timestamptz',
    observed_at: 'timestamptz',
  },
  invoice: { position: 'bigint', invoice_number: 'text', form: 'text', content_hash: 'bytea', line_count: 'integer' },
  billing_line: {
    // In the order in which `InvoiceFile` writes them: where the line stands, then what it says.
    position: 'bigint',
    line: 'integer',
    file: 'text',
    file_line: 'integer',
    invoice_number: 'text',
    customer_id: 'uuid',
    offer_id: 'text',
    partner_id: 'text',
    subscription_id: 'text',
    charge_type: 'text',
    charge_start: 'date',
    charge_end: 'date',
    quantity: 'numeric',
    subtotal: 'numeric',
    currency: 'text',
    is_trial_or_add_on: 'boolean',
  },
  /** Ids that billing lines name; see `BilledNames`. */
  billed_name: { position: 'bigint', customer_id: 'uuid', offer_id: 'text', partner_id: 'text' },
  /** A currency and period of which all that is not billed yet was read. */
  unbilled_export: { position: 'bigint', month: 'date', currency: 'text' },
  unbilled_charge: {
    position: 'bigint',
    month: 'date',
    currency: 'text',
    customer_id: 'uuid',
    offer_id: 'text',
    partner_id: 'text',
    subscription_id: 'text',
    charge_start: 'date',
    charge_end: 'date',
    is_trial_or_add_on: 'boolean',
    quantity: 'numeric',
    subtotal: 'numeric',
  },
  quarantined_row: {
    position: 'bigint',
    file: 'text',
    line: 'integer',
    column_name: 'text',
    code: 'text',
    expected: 'text',
    found: 'text',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type StagedTable = keyof typeof STAGED_COLUMNS;

/** A row for a staged table: a value for each of its columns. */
export type StagedRow<T extends StagedTable> = Readonly<Record<keyof (typeof STAGED_COLUMNS)[T], CopyValue>>;

const STAGED_TABLES = Object.keys(STAGED_COLUMNS).map((table) => `pg_temp.staged_${table}`);

function createStagedTables(): string {
  return Object.entries(STAGED_COLUMNS)
    .map(([table, columns]) => {
      const definitions = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
      return `CREATE TEMPORARY TABLE staged_${table} (${definitions.join(', ')})`;
    })
    .join(';\n');
}

/** Truncating makes new files, which costs more than it saves where there were few rows. */
const emptyStagedTables = (): string => `
  DO $$
  DECLARE
    staged text;
  BEGIN
    FOREACH staged IN ARRAY ARRAY['${STAGED_TABLES.join("', '")}'] LOOP
      IF pg_relation_size(staged::regclass) > 1000000 THEN EXECUTE 'TRUNCATE ' || staged;
      ELSIF pg_relation_size(staged::regclass) > 0 THEN EXECUTE 'DELETE FROM ' || staged;
      END IF;
    END LOOP;
  END $$`;

/** The tables stay with their connection, empty: to make them anew for each delivery would take longer than most do. */
export async function withStagedTables<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const { isThere } = await session.one<{ isThere: boolean }>(
    `SELECT to_regclass('${STAGED_TABLES[0] ?? ''}') IS NOT NULL AS "isThere"`,
  );
  await session.query(isThere ? emptyStagedTables() : createStagedTables());
  try {
    return await work();
  } finally {
    await session.query(emptyStagedTables()).catch(() => undefined);
  }
}
