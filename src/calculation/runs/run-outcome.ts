import { rewardCurrency } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { canonicalJson, Money, type Instant } from '../../kernel/index.js';
import { visible, type Snapshot } from '../facts/snapshot.js';
import { rulesOfBits } from '../rules/index.js';
import { comparedAmounts, type ComparedAmounts } from './compared-amounts.js';
import type { StoredDetermination } from './determination-lines.js';
import { digestOfPartner, RunDigest, type DigestedEarning } from './digests.js';
import type { CustomerCounts, Run, RunCounts, RunKind } from './run.entity.js';
import { isResultOf } from './same-result.js';
import type { PartnerEarning } from './settle-partner.js';
import { settledPartners } from './settle-partners.js';

type StoredEarningAmounts = PartnerEarning & {
  readonly compared: ComparedAmounts | null;
  readonly digest: string;
};

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

const EARNING_COLUMNS = [
  'customers_qualified',
  'customers_undecided',
  'customers_provisional',
  'earned',
  'potential',
  'compared',
  'compared_potential',
  'currency',
  'digest',
];

function earningRow(each: StoredEarningAmounts): readonly (string | number | null)[] {
  const { partnerKey, qualified, undecided, provisional, now, potential, compared, digest } = each;
  return [
    partnerKey,
    qualified,
    undecided,
    provisional,
    now.earned.toString(),
    potential?.earned.toString() ?? null,
    compared?.compared.toString() ?? null,
    compared?.comparedPotential?.toString() ?? null,
    now.earned.currency.code,
    digest,
  ];
}

/** What the staged determinations come to: earnings and digests by partner, counts and digest of the run. */
export class RunOutcome {
  readonly #earnings: readonly StoredEarningAmounts[];
  readonly #counts: RunCounts;
  readonly #digest: string;
  readonly #total: Money;

  private constructor(earnings: readonly StoredEarningAmounts[], counts: RunCounts, digest: string, total: Money) {
    this.#earnings = earnings;
    this.#counts = counts;
    this.#digest = digest;
    this.#total = total;
  }

  static async gather(
    session: Session,
    snapshot: Snapshot,
    companies: ReadonlyMap<number, string>,
    customers: CustomerCounts,
  ): Promise<RunOutcome> {
    const { campaignId, terms } = snapshot;
    const earnings: (PartnerEarning & { readonly digest: string })[] = [];
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
    const compared = comparedAmounts(
      earnings.map((each) => ({ ...each, globalPartnerId: companies.get(each.partnerKey) ?? null })),
      terms,
    );
    const lines = await countLines(session, snapshot);
    return new RunOutcome(
      earnings.map((each, index) => ({ ...each, compared: compared[index] ?? null })),
      { partners: earnings.length, ...customers, ...tally.counts(), ...lines },
      digest.value(),
      total,
    );
  }

  /** Whether a run came to the very same, determination by determination and earning by earning. */
  async isThatOf(session: Session, run: Run): Promise<boolean> {
    return isResultOf(session, run, DETERMINED_COLUMNS, this.#earnings);
  }

  /** Writes the run, and determinations and earnings where they differ from the campaign's run before. */
  async store(session: Session, pin: RunPin): Promise<number> {
    const { run } = await session.one<{ run: number }>(
      `INSERT INTO calculation_run (campaign_id, version, kind, snapshot_at, known_at, delivery, engine_version, state, digest, counts, currency,
         earned_total, calculated_at${pin.run === undefined ? '' : ', run'})
       ${pin.run === undefined ? '' : 'OVERRIDING SYSTEM VALUE '}VALUES ($1, $2, $3, $4, $5, $6, $7, 'calculated', $8, $9, $10, $11, $12${pin.run === undefined ? '' : ', $13'}) RETURNING run`,
      [
        pin.campaignId,
        pin.version,
        pin.kind,
        pin.snapshotAt,
        pin.knownAt,
        pin.delivery,
        pin.engineVersion,
        this.#digest,
        canonicalJson(this.#counts as never),
        this.#total.currency.code,
        this.#total.toString(),
        pin.calculatedAt,
        ...(pin.run === undefined ? [] : [pin.run]),
      ],
    );
    await session.execute(
      `CREATE TEMPORARY TABLE staged_earning ON COMMIT DROP AS SELECT partner_key, ${EARNING_COLUMNS.join(', ')} FROM partner_earning WITH NO DATA`,
    );
    await session.copyRows('staged_earning', ['partner_key', ...EARNING_COLUMNS], this.#earnings.map(earningRow));
    await storeChanges(
      session,
      { table: 'determination', staged: 'staged_determination', key: ['partner_key', 'customer_key'] },
      DETERMINED_COLUMNS,
      pin.campaignId,
      run,
    );
    await storeChanges(
      session,
      { table: 'partner_earning', staged: 'staged_earning', key: ['partner_key'] },
      EARNING_COLUMNS,
      pin.campaignId,
      run,
    );
    return run;
  }
}

function digestedEarning({ qualified, undecided, now, potential }: PartnerEarning): DigestedEarning {
  return {
    customersQualified: qualified,
    customersUndecided: undecided,
    earned: now.earned.toString(),
    potential: potential?.earned.toString() ?? null,
    currency: now.earned.currency.code,
  };
}

/** Counts as rows go by. */
class Tally {
  #qualified = 0;
  #notQualified = 0;
  #undecided = 0;
  #pending = 0;
  #seatsQualifying = 0n;
  #seatsBilled = 0n;
  /** How many have the very same rules not met, or unknown: there are few such sets. */
  readonly #notMet = new Map<number, number>();
  readonly #unknown = new Map<number, number>();

  add(rows: readonly StoredDetermination[]): void {
    let [qualifying, billed] = [0, 0];
    for (const row of rows) {
      if (row.outcome === 'qualified') this.#qualified += 1;
      else if (row.outcome === 'not-qualified') this.#notQualified += 1;
      else this.#undecided += 1;
      if (row.outcome === 'undecided' && row.rulesUnknown === row.rulesPending) this.#pending += 1;
      qualifying += row.seatsQualifying ?? 0;
      billed += row.seatsBilled ?? 0;
      if (row.rulesNotMet !== 0) this.#notMet.set(row.rulesNotMet, (this.#notMet.get(row.rulesNotMet) ?? 0) + 1);
      if (row.rulesUnknown !== 0) this.#unknown.set(row.rulesUnknown, (this.#unknown.get(row.rulesUnknown) ?? 0) + 1);
    }
    this.#seatsQualifying += BigInt(qualifying);
    this.#seatsBilled += BigInt(billed);
  }

  counts(): Omit<
    RunCounts,
    | 'partners'
    | 'customersSeen'
    | 'customers'
    | 'linesKnown'
    | 'linesWithoutPartner'
    | 'linesUnmapped'
    | 'familyProductsUnmapped'
  > {
    return {
      determinations: this.#qualified + this.#notQualified + this.#undecided,
      qualified: this.#qualified,
      notQualified: this.#notQualified,
      undecided: this.#undecided,
      pending: this.#pending,
      reasons: this.#reasons(),
      seatsQualifying: String(this.#seatsQualifying),
      seatsBilled: String(this.#seatsBilled),
    };
  }

  #reasons(): RunCounts['reasons'] {
    const reasons: Record<string, { notMet: number; unknown: number }> = {};
    for (const [outcome, sets] of [
      ['notMet', this.#notMet],
      ['unknown', this.#unknown],
    ] as const) {
      for (const [bits, count] of sets)
        for (const rule of rulesOfBits(bits)) (reasons[rule] ??= { notMet: 0, unknown: 0 })[outcome] += count;
    }
    return reasons;
  }
}

/** Billing lines that the snapshot knows, and those that lead to no row: without a partner, or of no mapped product. */
async function countLines(
  session: Session,
  { delivery }: Snapshot,
): Promise<Pick<RunCounts, 'linesKnown' | 'linesWithoutPartner' | 'linesUnmapped' | 'familyProductsUnmapped'>> {
  return session.one(
    `SELECT COALESCE(sum(content.line_count), 0)::integer AS "linesKnown", COALESCE(sum(without_partner_count), 0)::integer AS "linesWithoutPartner",
       COALESCE(sum(content.line_count) FILTER (WHERE mapping.offer_key IS NULL), 0)::integer AS "linesUnmapped",
       (SELECT count(*)::integer FROM unmapped_product(${String(delivery)})
         WHERE EXISTS (SELECT FROM product_sighting)) AS "familyProductsUnmapped"
     FROM invoice JOIN invoice_content AS content USING (invoice_key)
     LEFT JOIN offer_mapping AS mapping ON mapping.offer_key = content.offer_key AND content.charge_start BETWEEN mapping.valid_from AND mapping.valid_to
       AND ${visible('mapping', delivery)}
     WHERE ${visible('invoice', delivery)}`,
  );
}

async function storeChanges(
  session: Session,
  { table, staged, key }: { readonly table: string; readonly staged: string; readonly key: readonly string[] },
  values: readonly string[],
  campaignId: string,
  run: number,
): Promise<void> {
  const columns = [...key, ...values];
  const sameKey = key.map((column) => `old.${column} = new.${column}`).join(' AND ');
  const row = (alias: string) => values.map((column) => `${alias}.${column}`).join(', ');
  await session.execute(
    `UPDATE ${table} AS old SET run_to = $2
     WHERE old.campaign_id = $1 AND old.run_to IS NULL
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
