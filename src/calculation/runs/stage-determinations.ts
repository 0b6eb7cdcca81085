import type { CampaignTerms } from '../../campaigns/index.js';
import { copyLine, type Session } from '../../database/index.js';
import { determine, type Determination } from '../determine.js';
import { customerCases } from '../facts/customer-cases.js';
import { loadRunFacts } from '../facts/run-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { rulesFor, type PartnerFacts } from '../rules/index.js';
import { bitsOfFindings } from './rule-bits.js';
import type { CustomerCounts } from './run.entity.js';
import { PartnerSettlement } from './settle-partner.js';

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

/**
 * Determines every customer by itself, into a table of the transaction's own: `staged_determination`. Facts are committed
 * and pinned, so they are read on one connection while what follows from them is staged on the other.
 */
export async function stageDeterminations(
  { facts, staging }: { readonly facts: Session; readonly staging: Session },
  snapshot: Snapshot,
  partners: ReadonlyMap<number, PartnerFacts>,
  { onProgress, only }: Staging = {},
): Promise<CustomerCounts> {
  const { terms } = snapshot;
  const runFacts = await loadRunFacts(facts, snapshot);
  const rules = rulesFor(terms);
  const { columns, rowOf } = stagingOf(terms);
  await staging.execute(`
    CREATE TEMPORARY TABLE staged_determination ON COMMIT DROP AS
    SELECT ${STAGED_COLUMNS.join(', ')}, NULL::uuid AS customer_id, NULL::date AS first_start, NULL::numeric AS counted_most, NULL::jsonb AS counted_parts
    FROM determination WITH NO DATA`);
  const counts = { customers: 0, customersSeen: 0 };
  for await (const { cases, customersTold } of customerCases(facts, snapshot, partners, runFacts.billingKnown, only)) {
    let rows = '';
    for (const customerCase of cases) {
      for (const determination of determine(customerCase, runFacts, terms, rules))
        rows += copyLine(rowOf(determination, customerCase.customer.customerId));
      counts.customers += 1;
    }
    await staging.copyText('staged_determination', columns, rows);
    counts.customersSeen += customersTold;
    onProgress?.(counts.customers);
  }
  await staging.execute('ANALYZE staged_determination');
  return counts;
}

type StagedRow = readonly (string | number | null)[];

/** Where each customer is rewarded by itself its reward is staged; else what its partner's reward needs. */
function stagingOf(terms: CampaignTerms): {
  readonly columns: readonly string[];
  readonly rowOf: (determination: Determination, customerId: string) => StagedRow;
} {
  const { rewardByItself, policy } = new PartnerSettlement(terms);
  const { code } = policy.currency;
  if (rewardByItself !== null) {
    const reward = rewardByItself.toString();
    return {
      columns: [...STAGED_COLUMNS, 'customer_id'],
      rowOf: (each, customerId) =>
        determinedColumns(each, null, each.outcome === 'qualified' ? reward : '0', code, customerId),
    };
  }
  const counts = policy.measure !== 'customers';
  return {
    columns: [...STAGED_COLUMNS, 'customer_id', ...REWARDED_COLUMNS],
    rowOf: (each, customerId) => [
      ...determinedColumns(each, counts ? each.counted.count : null, '0', code, customerId),
      each.firstStart,
      each.counted.most,
      JSON.stringify(each.counted.parts),
    ],
  };
}

function determinedColumns(
  { partnerKey, customerKey, outcome, findings, seatsQualifying, seatsAssigned, seatsBilled }: Determination,
  counted: string | null,
  reward: string,
  currency: string,
  customerId: string,
): StagedRow {
  const { notMet, unknown, pending } = bitsOfFindings(findings);
  return [
    partnerKey,
    customerKey,
    outcome,
    notMet,
    unknown,
    pending,
    seatsQualifying,
    seatsAssigned,
    seatsBilled,
    counted,
    reward,
    currency,
    customerId,
  ];
}
