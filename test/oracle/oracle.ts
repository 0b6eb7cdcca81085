/**
 * A second program for `seatback calculate`, written from the contract's page alone: in memory, rule by rule, the
 * plainest way each time. It knows no product of its own: what a folder does not name is not mapped.
 */
import { determine, writeDeterminations, type Determination } from './determinations.js';
import { earn, writeEarnings, type Earning } from './earnings.js';
import { writeMoney } from './money.js';
import { momentOf } from './moment.js';
import { purchasesOf } from './purchases.js';
import { catalogueOf, recordDeliveries, type Records } from './records.js';
import type { RuleId } from './rule-ids.js';
import { NO_PARTNER } from './tables.js';
import type { OracleTerms } from './terms.js';
import { readInstant } from './values.js';

export interface OracleDelivery {
  readonly folder: string;
  readonly recordedAt: string;
}

export interface OracleOptions {
  readonly snapshotAt?: string;
  readonly knownAt: string;
}

export interface OracleResult {
  readonly determinationsCsv: string;
  readonly earningsCsv: string;
  readonly determinations: readonly Determination[];
  readonly earnings: readonly Earning[];
  /** `delivery` is the place among the deliveries given; `file` is the path in its folder. */
  readonly quarantined: readonly {
    readonly delivery: number;
    readonly file: string;
    readonly line: number;
    readonly column: string;
  }[];
  /** "unknown and marked `pending`": only at a provisional snapshot. */
  readonly pending: readonly { readonly partnerId: string; readonly customerId: string; readonly rule: RuleId }[];
  /** "rows without a rule not met whose unknowns are all pending, shown apart from qualified" */
  readonly accrual: { readonly customers: number };
  readonly qualified: { readonly customers: number; readonly amount: string };
  /** What happened on the way to the rewards, by name. */
  readonly notes: ReadonlySet<string>;
  readonly counts: {
    readonly deliveries: number;
    readonly quarantinedRows: number;
    readonly determinations: number;
    readonly earnings: number;
    /** Of the lines that stand at `knownAt`, superseded ones aside. */
    readonly billingLines: number;
    readonly linesWithoutPartner: number;
    readonly linesUnmapped: number;
    /** Different offers among the unmapped lines. */
    readonly unmappedProducts: number;
  };
}

/** "only what that and earlier ones brought is seen" */
export function recordsKnown(
  deliveries: readonly OracleDelivery[],
  { timeZone }: Pick<OracleTerms, 'timeZone'>,
  options: OracleOptions,
): Records {
  const knownAt = readInstant(options.knownAt);
  const seen = deliveries.filter((delivery) => readInstant(delivery.recordedAt) <= knownAt);
  return recordDeliveries(
    seen.map((delivery) => delivery.folder),
    timeZone,
  );
}

/** @param records where they were read before, of the same deliveries */
export function oracle(
  deliveries: readonly OracleDelivery[],
  terms: OracleTerms,
  options: OracleOptions,
  records = recordsKnown(deliveries, terms, options),
): OracleResult {
  const catalogue = catalogueOf(records);
  const matter = {
    records,
    purchases: purchasesOf(records, catalogue, terms),
    moment: momentOf(terms, options),
    terms,
  };
  const determinations = determine(matter, catalogue);
  const notes = new Set<string>();
  const earnings = earn(determinations, records.register, matter.purchases, terms, (what) => notes.add(what));
  const rewardOf = ({ partnerId, customerId }: Determination): bigint =>
    earnings.find((row) => row.partnerId === partnerId)?.rewards.get(customerId) ?? 0n;

  return {
    determinationsCsv: writeDeterminations(determinations, rewardOf, terms),
    earningsCsv: writeEarnings(earnings, terms),
    determinations,
    earnings,
    notes,
    quarantined: records.quarantined.map(({ delivery, file, line, column }) => ({ delivery, file, line, column })),
    pending: determinations.flatMap(({ partnerId, customerId, verdicts }) =>
      [...verdicts].filter(([, verdict]) => verdict === 'pending').map(([rule]) => ({ partnerId, customerId, rule })),
    ),
    accrual: { customers: determinations.filter(isAccrued).length },
    qualified: {
      customers: determinations.filter((row) => row.outcome === 'qualified').length,
      amount: writeMoney(
        earnings.reduce((total, { earned }) => total + earned, 0n),
        terms.minorUnits,
      ),
    },
    counts: {
      deliveries: records.deliveriesRecorded,
      quarantinedRows: records.quarantined.length,
      determinations: determinations.length,
      earnings: earnings.length,
      ...billingCounts(records),
    },
  };
}

function isAccrued(row: Determination): boolean {
  const open = [...row.verdicts.values()].filter((verdict) => verdict !== 'met');
  return open.length > 0 && open.every((verdict) => verdict === 'pending');
}

function billingCounts(
  records: Records,
): Pick<OracleResult['counts'], 'billingLines' | 'linesWithoutPartner' | 'linesUnmapped' | 'unmappedProducts'> {
  const catalogue = catalogueOf(records);
  const lines = [...records.invoices.values()].flat();
  const unmapped = lines.filter((line) => catalogue.ofOffer(line.offerId, line.charge.from) === undefined);
  return {
    billingLines: lines.length,
    linesWithoutPartner: lines.filter((line) => line.partnerId === NO_PARTNER).length,
    linesUnmapped: unmapped.length,
    unmappedProducts: new Set(unmapped.map((line) => line.offerId)).size,
  };
}
