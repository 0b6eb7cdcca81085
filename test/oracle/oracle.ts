/**
 * A second program for `seatback calculate`, written from the contract's page alone: in memory, rule by rule, the
 * plainest way each time. It knows no product of its own: what a folder does not name is not mapped.
 */
import { Decimal } from 'decimal.js';
import { determine, writeDeterminations, type Determination } from './determinations.js';
import { earn, writeEarnings, type Earning } from './earnings.js';
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
  readonly accrual: { readonly customers: number; readonly amount: string };
  readonly qualified: { readonly customers: number; readonly amount: string };
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

export function oracle(
  deliveries: readonly OracleDelivery[],
  terms: OracleTerms,
  options: OracleOptions,
): OracleResult {
  // "only what that and earlier ones brought is seen"
  const knownAt = readInstant(options.knownAt);
  const seen = deliveries.filter((delivery) => readInstant(delivery.recordedAt) <= knownAt);
  const records = recordDeliveries(
    seen.map((delivery) => delivery.folder),
    terms.timeZone,
  );

  const catalogue = catalogueOf(records);
  const matter = {
    records,
    purchases: purchasesOf(records, catalogue, terms),
    moment: momentOf(terms, options),
    terms,
  };
  const determinations = determine(matter, catalogue);
  const earnings = earn(determinations, terms);

  const reward = new Decimal(terms.rewardAmount);
  const together = (rows: readonly Determination[]): { customers: number; amount: string } => ({
    customers: rows.length,
    amount: reward.times(rows.length).toFixed(terms.minorUnits),
  });

  return {
    determinationsCsv: writeDeterminations(determinations, terms),
    earningsCsv: writeEarnings(earnings, terms),
    determinations,
    earnings,
    quarantined: records.quarantined.map(({ delivery, file, line, column }) => ({ delivery, file, line, column })),
    pending: determinations.flatMap(({ partnerId, customerId, verdicts }) =>
      [...verdicts].filter(([, verdict]) => verdict === 'pending').map(([rule]) => ({ partnerId, customerId, rule })),
    ),
    accrual: together(determinations.filter(isAccrued)),
    qualified: together(determinations.filter((row) => row.outcome === 'qualified')),
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
