import { rewardCurrency } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { canonicalJson, invariant, Money, type Instant } from '../../kernel/index.js';
import type { Snapshot } from '../facts/snapshot.js';
import { countLines } from './count-lines.js';
import { digestOfPartner, RunDigest } from './digests.js';
import type { CustomerCounts, Run, RunCounts, RunKind } from './run.entity.js';
import { isResultOf, type StagedTable } from './same-result.js';
import { settledPartners } from './settle-partners.js';
import { digestedEarning, EARNED_COLUMNS, stageEarnings, type DigestedPartnerEarning } from './stored-earnings.js';
import { Tally } from './tally.js';

interface RunPin {
  readonly campaignId: string;
  readonly version: number;
  readonly kind: RunKind;
  readonly snapshotAt: Instant;
  readonly knownAt: Instant;
  readonly delivery: number;
  readonly engineVersion: string;
  readonly calculatedAt: Instant;
  /** Of a draft, of which nothing is kept; else the next one. */
  readonly run?: number | undefined;
}

/** Of which stored rows a run says something: those that it does not stage otherwise end with it. */
export interface StoredScope {
  /** Conditions on the row `old`. */
  readonly determinations: string;
  readonly earnings: string;
}

/**
 * What a run comes to, beside the determinations and earnings that are staged: `staged_determination` and
 * `staged_earning`.
 */
export interface RunOutcome {
  readonly counts: RunCounts;
  readonly digest: string;
  readonly total: Money;
  /** The run that it goes on from, and how many customers were evaluated anew; null: all were. */
  readonly basedOn: { readonly run: number; readonly customersEvaluated: number } | null;
  readonly scope: StoredScope;
}

const DETERMINED_COLUMNS = [
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

const STORED_TABLES = [
  {
    table: 'determination',
    staged: 'staged_determination',
    key: ['partner_key', 'customer_key'],
    values: DETERMINED_COLUMNS,
    scoped: 'determinations',
  },
  {
    table: 'partner_earning',
    staged: 'staged_earning',
    key: ['partner_key'],
    values: EARNED_COLUMNS,
    scoped: 'earnings',
  },
] as const;

/**
 * What the staged determinations of all customers come to: earnings and digests by partner, counts and digest of the run.
 *
 * @param companies of the locations that belong to one, by the key of the location
 */
export async function gatherOutcome(
  session: Session,
  snapshot: Snapshot,
  companies: ReadonlyMap<number, string>,
  customers: CustomerCounts,
): Promise<RunOutcome> {
  const { campaignId, terms } = snapshot;
  const earnings: DigestedPartnerEarning[] = [];
  const tally = new Tally();
  const digest = new RunDigest();
  let total = Money.zero(rewardCurrency(terms));
  for await (const { rows, earning } of settledPartners(session, terms)) {
    const ofPartner = digestOfPartner(campaignId, rows, digestedEarning(earning));
    earnings.push({ ...earning, digest: ofPartner });
    total = total.plus(earning.now.earned);
    tally.add(rows);
    digest.add(earning.partnerId, ofPartner);
  }
  await stageEarnings(session, earnings, companies, terms);
  return {
    counts: {
      partners: earnings.length,
      ...customers,
      ...tally.counts(),
      ...(await countLines(session, snapshot)),
    },
    digest: digest.value(),
    total,
    basedOn: null,
    scope: { determinations: 'true', earnings: 'true' },
  };
}

/** Whether a run came to the very same, determination by determination and earning by earning. */
export async function isThatOf(session: Session, { basedOn }: RunOutcome, run: Run): Promise<boolean> {
  invariant(basedOn === null, 'determinations and earnings of all customers are staged');
  return isResultOf(session, run, STORED_TABLES);
}

/** Writes the run, and determinations and earnings where they differ from the campaign's run before. */
export async function storeOutcome(session: Session, pin: RunPin, outcome: RunOutcome): Promise<number> {
  const { counts, digest, total, basedOn, scope } = outcome;
  const row: Readonly<Record<string, string | number | null>> = {
    campaign_id: pin.campaignId,
    version: pin.version,
    kind: pin.kind,
    snapshot_at: pin.snapshotAt,
    known_at: pin.knownAt,
    delivery: pin.delivery,
    engine_version: pin.engineVersion,
    state: 'calculated',
    digest,
    counts: canonicalJson(counts as never),
    currency: total.currency.code,
    earned_total: total.toString(),
    calculated_at: pin.calculatedAt,
    based_on: basedOn?.run ?? null,
    customers_evaluated: basedOn?.customersEvaluated ?? null,
    ...(pin.run === undefined ? {} : { run: pin.run }),
  };
  const places = Object.keys(row).map((_, index) => `$${String(index + 1)}`);
  const { run } = await session.one<{ run: number }>(
    `INSERT INTO calculation_run (${Object.keys(row).join(', ')}) ${pin.run === undefined ? '' : 'OVERRIDING SYSTEM VALUE '}
     VALUES (${places.join(', ')}) RETURNING run`,
    Object.values(row),
  );
  for (const { scoped, ...stored } of STORED_TABLES)
    await storeChanges(session, { ...stored, scope: scope[scoped] }, pin.campaignId, run);
  return run;
}

async function storeChanges(
  session: Session,
  { table, staged, key, values, scope }: StagedTable & { readonly scope: string },
  campaignId: string,
  run: number,
): Promise<void> {
  const columns = [...key, ...values];
  const sameKey = key.map((column) => `old.${column} = new.${column}`).join(' AND ');
  const row = (alias: string) => values.map((column) => `${alias}.${column}`).join(', ');
  await session.execute(
    `UPDATE ${table} AS old SET run_to = $2
     WHERE old.campaign_id = $1 AND old.run_to IS NULL AND ${scope}
       AND NOT EXISTS (SELECT FROM ${staged} AS new WHERE ${sameKey} AND (${row('old')}) IS NOT DISTINCT FROM (${row('new')}))`,
    [campaignId, run],
  );
  await session.execute(
    `INSERT INTO ${table} (campaign_id, run_from, ${columns.join(', ')})
     SELECT $1, $2, ${columns.join(', ')} FROM ${staged} AS new
     WHERE NOT EXISTS (SELECT FROM ${table} AS old WHERE old.campaign_id = $1 AND old.run_to IS NULL AND ${sameKey})
     ORDER BY ${key.join(', ')}`,
    [campaignId, run],
  );
}
