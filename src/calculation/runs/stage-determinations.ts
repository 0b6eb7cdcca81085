import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { determine, type Determination } from '../determine.js';
import { customerCases } from '../facts/customer-cases.js';
import { loadRunFacts } from '../facts/run-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { rulesFor, type PartnerFacts } from '../rules/index.js';
import { bitsOf } from './rule-bits.js';
import { PartnerSettlement } from './settle-partner.js';

/** Staged determinations wait in memory for this many, then go to the database in one COPY. */
const FLUSH_ROWS = 5_000;

const STAGED_COLUMNS = [
  'partner_key',
  'customer_key',
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
/** What only the partner's reward needs. */
const REWARDED_COLUMNS = ['first_start', 'counted_most', 'counted_parts'];

export interface Staging {
  readonly onProgress?: ((customers: number) => void) | undefined;
  /** These customers; all, where it is left out. */
  readonly only?: readonly number[] | undefined;
}

/** Determines every customer by itself, into a table of this transaction's own: `staged_determination`. */
export async function stageDeterminations(
  session: Session,
  snapshot: Snapshot,
  partners: ReadonlyMap<number, PartnerFacts>,
  { onProgress, only }: Staging = {},
): Promise<void> {
  const { terms } = snapshot;
  const runFacts = await loadRunFacts(session, snapshot);
  const rules = rulesFor(terms);
  const staging = stagingOf(terms);
  await session.execute(`
    CREATE TEMPORARY TABLE staged_determination ON COMMIT DROP AS
    SELECT ${STAGED_COLUMNS.join(', ')}, NULL::date AS first_start, NULL::numeric AS counted_most, NULL::jsonb AS counted_parts
    FROM determination WITH NO DATA`);
  let waiting: StagedRow[] = [];
  let customers = 0;
  const flush = async () => {
    await session.copyRows('staged_determination', staging.columns, waiting);
    waiting = [];
    onProgress?.(customers);
  };
  for await (const customerCase of customerCases(session, snapshot, partners, runFacts.billingKnown, only)) {
    waiting.push(...determine(customerCase, runFacts, terms, rules).map(staging.rowOf));
    customers += 1;
    if (waiting.length >= FLUSH_ROWS) await flush();
  }
  await flush();
  await session.execute('ANALYZE staged_determination');
}

type StagedRow = readonly (string | number | null)[];

/** Where each customer is rewarded by itself its reward is staged; else what its partner's reward needs. */
function stagingOf(terms: CampaignTerms): {
  readonly columns: readonly string[];
  readonly rowOf: (determination: Determination) => StagedRow;
} {
  const { rewardByItself, policy } = new PartnerSettlement(terms);
  const { code } = policy.currency;
  if (rewardByItself !== null) {
    const reward = rewardByItself.toString();
    return {
      columns: STAGED_COLUMNS,
      rowOf: (each) => [...determinedColumns(each), null, each.outcome === 'qualified' ? reward : '0', code],
    };
  }
  const counts = policy.measure !== 'customers';
  return {
    columns: [...STAGED_COLUMNS, ...REWARDED_COLUMNS],
    rowOf: (each) => [
      ...determinedColumns(each),
      counts ? each.counted.count : null,
      '0',
      code,
      each.firstStart,
      each.counted.most,
      JSON.stringify(each.counted.parts),
    ],
  };
}

function determinedColumns({ partnerKey, customerKey, outcome, findings, ...seats }: Determination): StagedRow {
  return [
    partnerKey,
    customerKey,
    outcome,
    bitsOf(findings, (finding) => finding.outcome === 'not-met'),
    bitsOf(findings, (finding) => finding.outcome === 'unknown'),
    bitsOf(findings, (finding) => finding.pending),
    seats.seatsQualifying,
    seats.seatsAssigned,
    seats.seatsBilled,
  ];
}
