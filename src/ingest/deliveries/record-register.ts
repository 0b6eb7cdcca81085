import type { Session } from '../../database/index.js';

/** Natural ids of a staged row and the keys they stand for. */
const PARTNER = 'JOIN partner ON partner.partner_id = staged.partner_id';
const CUSTOMER = 'JOIN customer ON customer.customer_id = staged.customer_id';

export interface RecordedTable {
  readonly table: string;
  /** Joins that turn natural ids into keys. */
  readonly joins: string;
  readonly key: readonly string[];
  readonly values: readonly string[];
  /** Values that tell a change; all of them, unless a value is different each time it is written. */
  readonly compared?: readonly string[];
}

/** The newest recording of a key counts; inside one delivery the later row (import contract, section 2). */
const NEWEST_COUNTS: readonly RecordedTable[] = [
  {
    table: 'partner_profile',
    joins: PARTNER,
    key: ['partner_key'],
    values: [
      'legal_name',
      'country',
      'preferred_currency',
      'contact_name',
      'contact_email',
      'locale',
      'street',
      'building',
      'postcode',
      'town',
      'region',
      'global_partner_id',
    ],
  },
  {
    table: 'customer_profile',
    joins: CUSTOMER,
    key: ['customer_key'],
    values: ['name', 'domain', 'country', 'segment'],
  },
  {
    table: 'customer_listing',
    joins: CUSTOMER,
    key: ['customer_key'],
    values: ['company_name', 'domain', 'country', 'relationship'],
  },
  { table: 'customer_company', joins: CUSTOMER, key: ['customer_key'], values: ['country'] },
  {
    table: 'indirect_reseller',
    joins: '',
    key: ['reseller_id'],
    values: ['name', 'partner_id', 'location', 'state'],
  },
  {
    table: 'seat_witness',
    joins: CUSTOMER,
    key: ['customer_key', 'source', 'product_id', 'month'],
    values: ['product_name', 'seats_assigned', 'seats_available'],
  },
  {
    table: 'prior_purchase',
    joins: CUSTOMER,
    key: ['customer_key', 'product_family'],
    values: ['first_purchased_on', 'source'],
  },
  {
    table: 'bank_account',
    joins: PARTNER,
    key: ['partner_key'],
    values: [
      'account_name',
      'account_kind',
      'account_kept',
      'account_sealed',
      'account_fingerprint',
      'account_last_four',
      'bic',
      'clearing_system',
      'clearing_member_id',
      'bank_country',
      'currency',
      'town',
      'country',
      'submitted_at',
    ],
    // Sealing the same number twice gives different bytes.
    compared: [
      'account_name',
      'account_kind',
      'account_kept',
      'account_fingerprint',
      'bic',
      'clearing_system',
      'clearing_member_id',
      'bank_country',
      'currency',
      'town',
      'country',
      'submitted_at',
    ],
  },
  { table: 'fx_rate', joins: '', key: ['base', 'quote', 'rate_on', 'source'], values: ['rate'] },
  {
    table: 'claim',
    joins: PARTNER,
    key: ['claim_id'],
    values: [
      'partner_key',
      'campaign_id',
      'received_at',
      'mpn_id',
      'subscription_id',
      'agreement_number',
      'customer_name',
      'distributor_name',
      'invoice_file',
    ],
  },
];

/** A delivery is the full statement of each group it names; where a row of it could not be read, it takes nothing away. */
const STATEMENTS: readonly (RecordedTable & { readonly partial?: string })[] = [
  {
    table: 'partner_standing',
    partial: 'partial_standing',
    joins: PARTNER,
    key: ['partner_key', 'kind'],
    values: ['name', 'level', 'valid_from', 'valid_to', 'evidence'],
  },
  {
    table: 'customer_reseller',
    joins: CUSTOMER,
    key: ['customer_key'],
    values: ['reseller_id', 'partner_id', 'name'],
  },
];

/** The whole row is the key: what was once received stays received. */
const KEPT_FOR_GOOD: readonly RecordedTable[] = [
  { table: 'proof', joins: PARTNER, key: ['partner_key', 'campaign_id', 'kind', 'received_on'], values: [] },
  {
    table: 'registration',
    joins: PARTNER,
    key: [
      'partner_key',
      'campaign_id',
      'registered_at',
      'contact_email',
      'company_name',
      'terms_version',
      'terms_accepted_at',
      'agreement_number',
    ],
    values: [],
  },
  { table: 'record_coverage', joins: '', key: ['resource', 'known_from', 'known_to'], values: [] },
];

/** All of them, in what they say of a key. */
export const REGISTER_TABLES: readonly RecordedTable[] = [...NEWEST_COUNTS, ...STATEMENTS, ...KEPT_FOR_GOOD];

/** Records what finance declared. @returns how many rows were written or closed */
export async function recordRegister(session: Session, delivery: number): Promise<number> {
  let changed = 0;
  for (const table of await brought(session, NEWEST_COUNTS)) changed += await recordNewest(session, table, delivery);
  for (const table of await brought(session, STATEMENTS)) changed += await recordStatement(session, table, delivery);
  for (const table of await brought(session, KEPT_FOR_GOOD)) changed += await recordForGood(session, table, delivery);
  return changed;
}

/** Those of the tables for which the delivery brought rows: most bring a few. */
async function brought<T extends RecordedTable>(session: Session, tables: readonly T[]): Promise<T[]> {
  const rows = await session.query<{ name: string }>(
    tables
      .map(({ table }) => `SELECT '${table}' AS name WHERE EXISTS (SELECT FROM staged_${table})`)
      .join(' UNION ALL '),
  );
  const names = new Set(rows.map(({ name }) => name));
  return tables.filter(({ table }) => names.has(table));
}

async function recordNewest(
  session: Session,
  { table, joins, key, values, compared = values }: RecordedTable,
  delivery: number,
): Promise<number> {
  const columns = [...key, ...values];
  await session.execute(`
    CREATE TEMPORARY TABLE newest ON COMMIT DROP AS
    SELECT DISTINCT ON (${list(key)}) ${list(columns)}
    FROM staged_${table} AS staged ${joins}
    ORDER BY ${list(key)}, staged.position DESC`);
  const closed = await session.execute(
    `UPDATE ${table} AS old SET recorded_to = $1 FROM newest
     WHERE old.recorded_to IS NULL AND ${same(key)} AND (${row('old', compared)}) IS DISTINCT FROM (${row('newest', compared)})`,
    [delivery],
  );
  const written = await session.execute(
    `INSERT INTO ${table} (${list(columns)}, recorded_from)
     SELECT ${list(columns)}, $1::integer FROM newest
     WHERE NOT EXISTS (SELECT FROM ${table} AS old WHERE old.recorded_to IS NULL AND ${same(key)})`,
    [delivery],
  );
  await session.execute('DROP TABLE newest');
  return closed + written;
}

async function recordStatement(
  session: Session,
  { table, joins, key, values, partial }: RecordedTable & { readonly partial?: string },
  delivery: number,
): Promise<number> {
  const columns = [...key, ...values];
  // A row's text is compared, not its columns: they may be null, and equality of text can be hashed.
  await session.execute(`
    CREATE TEMPORARY TABLE newest ON COMMIT DROP AS
    SELECT DISTINCT ${list(columns)}, ROW(${list(columns)})::text AS whole FROM staged_${table} AS staged ${joins}`);
  const closed = await session.execute(
    `UPDATE ${table} AS old SET recorded_to = $1
     WHERE old.recorded_to IS NULL AND (${row('old', key)}) IN (SELECT ${list(key)} FROM newest)
       ${partial === undefined ? '' : `AND (${row('old', key)}) NOT IN (SELECT ${list(key)} FROM staged_${partial} AS staged ${joins})`}
       AND NOT EXISTS (SELECT FROM newest WHERE newest.whole = ROW(${row('old', columns)})::text)`,
    [delivery],
  );
  const written = await session.execute(
    `INSERT INTO ${table} (${list(columns)}, recorded_from)
     SELECT ${list(columns)}, $1::integer FROM newest
     WHERE NOT EXISTS (SELECT FROM ${table} AS old WHERE old.recorded_to IS NULL AND ROW(${row('old', columns)})::text = newest.whole)`,
    [delivery],
  );
  await session.execute('DROP TABLE newest');
  return closed + written;
}

async function recordForGood(
  session: Session,
  { table, joins, key }: RecordedTable,
  delivery: number,
): Promise<number> {
  return session.execute(
    `INSERT INTO ${table} (${list(key)}, recorded_from)
     SELECT DISTINCT ${list(key)}, $1::integer FROM staged_${table} AS staged ${joins}
     ON CONFLICT DO NOTHING`,
    [delivery],
  );
}

const list = (columns: readonly string[]): string => columns.join(', ');
const row = (alias: string, columns: readonly string[]): string =>
  columns.map((column) => `${alias}.${column}`).join(', ');
const same = (key: readonly string[]): string => key.map((column) => `old.${column} = newest.${column}`).join(' AND ');
