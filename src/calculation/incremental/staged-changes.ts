import { copiedColumns, type Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import { quoted } from '../facts/snapshot.js';
import type { TalliedRows } from '../runs/tally.js';
import type { Pins } from './pins.js';

/** Stored rows of a campaign that hold. */
export const holding = (row: string, campaignId: string): string =>
  `${row}.campaign_id = ${quoted(campaignId)} AND ${row}.run_to IS NULL`;

/** Few rows of many are looked up by their keys, which lie in memory: no plan shall read whole tables for them. */
export async function readByKeys(session: Session): Promise<void> {
  await session.execute('SET LOCAL random_page_cost = 1');
}

const DETERMINED = [
  'outcome',
  'rules_not_met',
  'rules_unknown',
  'rules_pending',
  'seats_qualifying',
  'seats_assigned',
  'seats_billed',
  'counted',
  'reward',
  'currency',
];

/** `changed_customer`: these; `changed_sale`: whoever sold to them by one of the pins. Tables of the transaction's own. */
export async function gatherChanged(session: Session, pins: Pins, customers: readonly number[]): Promise<void> {
  await session.execute('CREATE TEMPORARY TABLE changed_customer (customer_key integer PRIMARY KEY) ON COMMIT DROP');
  await session.copyText('changed_customer', ['customer_key'], customers.map((key) => `${String(key)}\n`).join(''));
  await session.execute('ANALYZE changed_customer');
  await session.execute(`CREATE TEMPORARY TABLE changed_sale ON COMMIT DROP AS ${salesOf(pins, customers)}`);
  await session.execute('ANALYZE changed_sale');
}

/** Pairs that can have a determination at one of the pins: without a row of these nothing was sold. */
function salesOf({ before }: Pins, customers: readonly number[]): string {
  const listed = `customer_key = ANY ('{${customers.join(',')}}'::integer[])`;
  const sales = (table: string, sold: string) =>
    ['recorded_to IS NULL', `recorded_to > ${String(before.delivery)}`].map(
      (known) => `SELECT partner_key, customer_key FROM ${table} WHERE ${listed} AND ${sold} AND ${known}`,
    );
  return [
    ...sales('billed_seat_history', 'partner_key <> 0'),
    ...sales('subscription_history', 'partner_key IS NOT NULL'),
  ].join(' UNION ');
}

export async function keysOf(session: Session, statement: string): Promise<number[]> {
  const { key } = copiedColumns(await session.copyOut(statement), { key: 'number' });
  return key.map((each) => each ?? 0);
}

/** Whoever sold to these customers by one of the pins, whether or not it counts for the campaign. */
export async function partnersOf(session: Session, pins: Pins, customers: readonly number[]): Promise<number[]> {
  return keysOf(session, `SELECT DISTINCT partner_key FROM (${salesOf(pins, customers)}) AS sale`);
}

/**
 * `settled_partner`: the partners of which any determination is staged otherwise than it is stored; `stored_determination`:
 * what is stored of the changed customers.
 */
export async function gatherPartnersWithDifferences(session: Session, campaignId: string): Promise<void> {
  const row = (alias: string) => DETERMINED.map((column) => `${alias}.${column}`).join(', ');
  await gatherStored(
    session,
    campaignId,
    'changed_sale JOIN determination AS stored USING (partner_key, customer_key)',
  );
  await session.execute(
    `CREATE TEMPORARY TABLE settled_partner ON COMMIT DROP AS SELECT DISTINCT partner_key
     FROM stored_determination AS old FULL JOIN staged_determination AS new USING (partner_key, customer_key)
     WHERE (${row('old')}) IS DISTINCT FROM (${row('new')})`,
  );
  await session.execute('ANALYZE settled_partner');
}

/**
 * `settled_partner`: all partners of changed customers; `stored_determination`: what is stored of them. Their staged rows
 * alone are kept: of others not all customers are there.
 */
export async function gatherPartnersOfChanged(session: Session, campaignId: string): Promise<void> {
  await session.execute(
    'CREATE TEMPORARY TABLE settled_partner ON COMMIT DROP AS SELECT DISTINCT partner_key FROM changed_sale',
  );
  await session.execute('ANALYZE settled_partner');
  await session.execute(
    'DELETE FROM staged_determination WHERE partner_key NOT IN (SELECT partner_key FROM settled_partner)',
  );
  await gatherStored(session, campaignId, 'settled_partner JOIN determination AS stored USING (partner_key)');
}

async function gatherStored(session: Session, campaignId: string, rows: string): Promise<void> {
  await session.execute(
    `CREATE TEMPORARY TABLE stored_determination ON COMMIT DROP AS
     SELECT partner_key, customer_key, ${DETERMINED.map((column) => `stored.${column}`).join(', ')} FROM ${rows} WHERE ${holding('stored', campaignId)}`,
  );
  await session.execute('ANALYZE stored_determination');
}

/** Of what is stored, all that the staged rows take the place of. */
export const STORED_SCOPE = {
  determinations: '(old.partner_key, old.customer_key) IN (SELECT partner_key, customer_key FROM stored_determination)',
  earnings: 'old.partner_key IN (SELECT partner_key FROM settled_partner)',
};

/** Staged rows of the settled partners, and the stored ones of their customers that did not change. */
export function rowsOfSettledPartners(campaignId: string): string {
  const row = (alias: string) => ['partner_key', ...DETERMINED].map((column) => `${alias}.${column}`).join(', ');
  return `(
    SELECT ${row('staged')}, staged.customer_id FROM staged_determination AS staged JOIN settled_partner USING (partner_key)
    UNION ALL
    SELECT ${row('stored')}, customer.customer_id FROM settled_partner JOIN determination AS stored USING (partner_key) JOIN customer USING (customer_key)
    WHERE ${holding('stored', campaignId)} AND NOT EXISTS (SELECT FROM changed_customer AS changed WHERE changed.customer_key = stored.customer_key)
  ) AS settling JOIN partner USING (partner_key)`;
}

export async function talliedRows(session: Session, rows: string): Promise<TalliedRows[]> {
  const groups = await session.query<
    Omit<TalliedRows, 'seatsQualifying' | 'seatsBilled'> & { seatsQualifying: string; seatsBilled: string }
  >(
    `SELECT outcome, rules_not_met AS "rulesNotMet", rules_unknown AS "rulesUnknown", rules_pending AS "rulesPending", count(*)::integer AS rows,
       COALESCE(sum(seats_qualifying), 0)::text AS "seatsQualifying", COALESCE(sum(seats_billed), 0)::text AS "seatsBilled"
     FROM ${rows} GROUP BY 1, 2, 3, 4`,
  );
  return groups.map((group) => ({
    ...group,
    seatsQualifying: BigInt(group.seatsQualifying),
    seatsBilled: BigInt(group.seatsBilled),
  }));
}

/** How many of the changed customers have a row, stored and staged. */
export async function changedWithRow(session: Session): Promise<{ readonly before: number; readonly after: number }> {
  const withRow = (table: string) =>
    `(SELECT count(DISTINCT customer_key)::integer FROM ${table} JOIN changed_customer USING (customer_key))`;
  return session.one(
    `SELECT ${withRow('stored_determination')} AS before, ${withRow('staged_determination')} AS after`,
  );
}

/** Earnings that hold of the settled partners: how many, and their sum. */
export async function earnedBefore(
  session: Session,
  campaignId: string,
  currency: string,
): Promise<{ readonly partners: number; readonly total: Money }> {
  const { partners, earned } = await session.one<{ partners: number; earned: string }>(
    `SELECT count(*)::integer AS partners, COALESCE(sum(earned), 0)::text AS earned
     FROM settled_partner JOIN partner_earning AS stored USING (partner_key) WHERE ${holding('stored', campaignId)}`,
  );
  return { partners, total: Money.of(earned, currency) };
}

/** Of every partner that has an earning then, in the order of their ids. */
export async function digestsOfAll(
  session: Session,
  campaignId: string,
): Promise<{ readonly partnerIds: readonly string[]; readonly digests: readonly string[] }> {
  const { partnerId, digest } = copiedColumns(
    await session.copyOut(
      `SELECT partner_id, digest FROM (
         SELECT partner_key, digest FROM partner_earning AS stored
         WHERE ${holding('stored', campaignId)} AND partner_key NOT IN (SELECT partner_key FROM settled_partner)
         UNION ALL SELECT partner_key, digest FROM staged_earning) AS each
       JOIN partner USING (partner_key) ORDER BY partner_id`,
    ),
    { partnerId: 'text', digest: 'text' },
  );
  return { partnerIds: partnerId.map((id) => id ?? ''), digests: digest.map((each) => each ?? '') };
}
