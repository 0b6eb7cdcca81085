import type { Session } from '../../database/index.js';
import {
  CHANGED_INVOICE_COLUMNS,
  deriveBilling,
  recordInvoices,
  type GatheredLines,
} from '../history/record-billing.js';
import { changedInvoices } from './changed-invoices.js';
import { recordCoverageDifference } from './coverage-difference.js';
import { REGISTERS } from './fresh-record.js';
import type { Scope } from './scope.js';

/** How many rows end and begin, by kind. */
export type Changed = Readonly<Record<string, number>>;

const ENTERED = `recorded_from IN (SELECT delivery FROM public.delivery WHERE source = 'partner')`;
/** A file may have said the same before: it is on record for both. */
const ACCEPTED = `EXISTS (SELECT FROM public.accepted_proof AS accepted WHERE accepted.partner_key = proof.partner_key
  AND accepted.campaign_id = proof.campaign_id AND accepted.kind = proof.kind AND accepted.received_on = proof.received_on)`;
/** What people entered, or accepted, beside the files: no file says it, and so none says otherwise. */
const STAYS: Readonly<Record<string, string>> = { claim: ENTERED, registration: ENTERED, proof: ACCEPTED };

interface ComparedTable {
  readonly table: string;
  /** What tells a change. The first of them is never null. */
  readonly compared: readonly string[];
  /** What a new row takes over besides. */
  readonly beside?: readonly string[];
  /** Which rows may change. */
  readonly where: string;
  /** Which rows on record stay, whatever files say. */
  readonly stays?: string | undefined;
  readonly keepsReadFrom?: boolean;
}

/**
 * Records what the fresh record says otherwise than the real one: what is not said any more ends with this delivery,
 * what is said now begins with it. Rows that both have stay as they are, to the byte.
 */
export async function recordDifferences(session: Session, delivery: number, scope: Scope): Promise<Changed> {
  const record = async (compared: ComparedTable) => recordDifference(session, delivery, compared);
  let register = 0;
  for (const { table, key, values, compared = values } of REGISTERS) {
    if (!scope.holdsTable(table)) continue;
    const beside = values.filter((column) => !compared.includes(column));
    register += await record({
      table,
      compared: [...key, ...compared],
      beside,
      where: 'true',
      stays: STAYS[table],
    });
  }
  const products = scope.holdsTable('product_entry') ? await recordCatalogue(session, delivery) : 0;
  if (products === 0) await session.execute('CREATE TEMPORARY TABLE remapped_offer (offer_key integer) ON COMMIT DROP');
  const seats = await record({
    table: 'seat_history',
    compared: ['customer_key', 'observed_sku_key', 'seats_assigned', 'seats_purchased', 'observed_from', 'observed_to'],
    where: scope.customers(`'seats'`),
    keepsReadFrom: true,
  });
  const subscriptions = await record({
    table: 'subscription_history',
    compared: [
      'customer_key',
      'subscription_id',
      'partner_key',
      'offer_key',
      'seats_purchased',
      'status',
      'is_trial',
      'effective_start_on',
      'effective_start_at',
      'commitment_end_on',
      'commitment_end_at',
      'observed_from',
    ],
    where: scope.customers(`'subscriptions'`),
  });
  let coverage = 0;
  for (const resource of ['seats', 'subscriptions']) {
    coverage += await record({
      table: 'refusal',
      compared: ['customer_key', 'resource', 'observed_at', 'cause'],
      where: `resource = '${resource}' AND ${scope.customers(`'${resource}'`)}`,
    });
    coverage += await recordCoverageDifference(session, delivery, resource, scope.customers(`'${resource}'`));
  }
  const billing = await recordBillingDifference(session, delivery, scope);
  return { register, products, seats, subscriptions, billing, coverage };
}

async function recordDifference(
  session: Session,
  delivery: number,
  { table, compared, beside = [], where, stays = 'false', keepsReadFrom = false }: ComparedTable,
): Promise<number> {
  const columns = compared.join(', ');
  const [first = ''] = compared;
  const of = (alias: string) => compared.map((column) => `${alias}.${column}`).join(', ');
  const current = (name: string) => `SELECT ${columns} FROM ${name} WHERE recorded_to IS NULL AND ${where}`;
  await session.query(`
    CREATE TEMPORARY TABLE said_before ON COMMIT DROP AS ${current(table)} AND NOT (${stays}) EXCEPT ${current(`fresh_${table}`)};
    CREATE TEMPORARY TABLE said_now ON COMMIT DROP AS ${current(`fresh_${table}`)} EXCEPT ${current(table)}`);
  const ended = await session.execute(
    `UPDATE ${table} AS old SET recorded_to = $1 FROM said_before AS said
     WHERE old.recorded_to IS NULL AND old.${first} = said.${first} AND ROW(${of('old')}) IS NOT DISTINCT FROM ROW(${of('said')})`,
    [delivery],
  );
  const taken = [...compared, ...beside];
  const begun = await session.execute(
    `INSERT INTO ${table} (${taken.join(', ')}, recorded_from${keepsReadFrom ? ', read_from' : ''})
     SELECT ${taken.map((column) => `fresh.${column}`).join(', ')}, $1::integer${keepsReadFrom ? ', fresh.recorded_from' : ''}
     FROM fresh_${table} AS fresh JOIN said_now AS said
       ON fresh.${first} = said.${first} AND ROW(${of('fresh')}) IS NOT DISTINCT FROM ROW(${of('said')})
     WHERE fresh.recorded_to IS NULL${table === 'subscription_history' ? ' ORDER BY fresh.subscription_history' : ''}`,
    [delivery],
  );
  await session.query('DROP TABLE said_before, said_now');
  return ended + begun;
}

/** Leaves the offers whose mapping changed in `remapped_offer`, where anything did. */
async function recordCatalogue(session: Session, delivery: number): Promise<number> {
  const entries = await recordDifference(session, delivery, {
    table: 'product_entry',
    compared: ['product', 'product_family', 'sku_part_number', 'sku_id', 'offer_id', 'valid_from', 'valid_to'],
    where: 'true',
  });
  const skus = await recordDifference(session, delivery, {
    table: 'sku_mapping',
    compared: ['named_by', 'name', 'sku_key', 'product_key', 'valid_from', 'valid_to'],
    where: 'true',
  });
  const offers = await recordDifference(session, delivery, {
    table: 'offer_mapping',
    compared: ['offer_key', 'sku_key', 'product_key', 'valid_from', 'valid_to'],
    where: 'true',
  });
  if (entries + skus + offers === 0) return 0;
  await session.execute(
    `CREATE TEMPORARY TABLE remapped_offer ON COMMIT DROP AS
     SELECT DISTINCT offer_key FROM offer_mapping WHERE $1 IN (recorded_from, recorded_to)`,
    [delivery],
  );
  return entries + skus + offers;
}

const FRESH_LINES: GatheredLines = {
  table: 'fresh_billing_line',
  joins: `JOIN (SELECT invoice_key, invoice_number FROM fresh_invoice WHERE recorded_to IS NULL) AS newest USING (invoice_key)`,
};

/** Invoices are replaced whole, and what is billed follows from them by the rules of any delivery. */
async function recordBillingDifference(session: Session, delivery: number, scope: Scope): Promise<number> {
  await session.execute(`CREATE TEMPORARY TABLE changed_invoice (${CHANGED_INVOICE_COLUMNS}) ON COMMIT DROP`);
  await session.execute(
    `INSERT INTO changed_invoice
     SELECT invoice_number, COALESCE(fresh.form, known.form), COALESCE(fresh.content_hash, known.content_hash), fresh.line_count,
       known.invoice_key, fresh.recorded_from
     ${changedInvoices(scope.invoices())}`,
  );
  const ended = await session.one<{ count: number }>(
    'SELECT count(old_invoice_key)::integer AS count FROM changed_invoice',
  );
  const begun = await recordInvoices(session, delivery, FRESH_LINES);
  return ended.count + begun + (await deriveBilling(session, delivery));
}
