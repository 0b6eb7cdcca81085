import type { Session } from '../../database/index.js';
import { Money, SeatbackError, type Guid, type Instant } from '../../kernel/index.js';
import type { Run } from '../runs/run.entity.js';
import type { Difference } from './attribute.js';
import type { Cause } from './cause.js';
import { sealOf } from './seal-differences.js';

/** A difference as it is shown, with the ids that people know. Amounts as they are printed. */
export interface ListedDifference {
  readonly partnerId: string;
  readonly customerId: Guid;
  readonly customerName: string | null;
  readonly causes: readonly Cause[];
  readonly delivery: number | null;
  readonly recordedAt: Instant | null;
  readonly version: number | null;
  readonly amount: string;
  readonly currency: string;
}

export async function storeRestatement(
  session: Session,
  before: Run,
  after: Run,
  restatedAt: Instant,
  differences: readonly Difference[],
): Promise<void> {
  await session.execute(
    'INSERT INTO restatement (run, restates, campaign_id, restated_at, differences_hash) VALUES ($1, $2, $3, $4, $5)',
    [after.run, before.run, after.campaignId, restatedAt, await sealOf(after, before, differences)],
  );
  await session.copyRows(
    'restatement_difference',
    ['run', 'restates', 'line', 'partner_key', 'customer_key', 'causes', 'delivery', 'version', 'amount', 'currency'],
    differences.map(({ partnerKey, customerKey, causes, delivery, version, amount }, index) => [
      after.run,
      before.run,
      index + 1,
      partnerKey,
      customerKey,
      `{${causes.map((cause) => `"${cause}"`).join(',')}}`,
      delivery,
      version,
      amount.toString(),
      amount.currency.code,
    ]),
  );
}

/** The run that a run was calculated to take the place of; undefined where it restates none. */
export async function restatedBy(session: Session, run: number, restates: number): Promise<boolean> {
  const found = await session.query('SELECT 1 FROM restatement WHERE run = $1 AND restates = $2', [run, restates]);
  return found.length > 0;
}

/** Differences of a restatement, in the order in which they were replayed. */
export async function differencesOf(session: Session, run: number, restates: number): Promise<ListedDifference[]> {
  const rows = await session.query<ListedDifference>(
    `SELECT partner_id AS "partnerId", customer_id AS "customerId", COALESCE(profile.name, listing.company_name) AS "customerName",
       causes, difference.delivery, delivery.recorded_at AS "recordedAt", version, amount, currency
     FROM restatement_difference AS difference JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     LEFT JOIN delivery USING (delivery)
     LEFT JOIN customer_profile AS profile ON profile.customer_key = difference.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = difference.customer_key AND listing.recorded_to IS NULL
     WHERE run = $1 AND restates = $2 ORDER BY line`,
    [run, restates],
  );
  return rows.map((row) => ({ ...row, amount: Money.of(row.amount, row.currency).toString() }));
}

/** The run that was posted when a run was calculated to take its place; undefined where it restates none. */
export async function restatedRun(session: Session, run: number): Promise<number | undefined> {
  const [found] = await session.query<{ restates: number }>(
    'SELECT restates FROM restatement WHERE run = $1 ORDER BY restates DESC LIMIT 1',
    [run],
  );
  return found?.restates;
}

/**
 * The latest restatement that a run is: of the run that was posted when it was calculated.
 *
 * @throws SeatbackError NOT_A_RESTATEMENT
 */
export async function restatementOf(session: Session, run: Run): Promise<number> {
  const restates = await restatedRun(session, run.run);
  if (restates !== undefined) return restates;
  throw new SeatbackError({
    code: 'NOT_A_RESTATEMENT',
    expected: 'a run that restates a posted one',
    found: `run ${String(run.run)}, which restates none`,
    where: run.campaignId,
    next: `Restate what is posted: npx seatback restate ${run.campaignId}`,
  });
}

/** What a partner is adjusted by for one cause. */
export interface CauseOfAdjustment {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly causes: readonly Cause[];
  readonly delivery: number | null;
  readonly version: number | null;
  readonly amount: Money;
}

/** Differences by partner and what brought them, in the order in which they were replayed; those that come to nothing left out. */
export async function adjustmentsOf(session: Session, run: number, restates: number): Promise<CauseOfAdjustment[]> {
  const rows = await session.query<Omit<CauseOfAdjustment, 'amount'> & { amount: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", partner_id AS "partnerId", causes, delivery, version, sum(amount) AS amount, currency
     FROM restatement_difference JOIN partner USING (partner_key) WHERE run = $1 AND restates = $2
     GROUP BY partner_key, partner_id, causes, delivery, version, currency HAVING sum(amount) <> 0 ORDER BY partner_id, min(line)`,
    [run, restates],
  );
  return rows.map(({ amount, currency, ...row }) => ({ ...row, amount: Money.of(amount, currency) }));
}
