import type { CampaignTerms } from '../../campaigns/index.js';
import { copyLine } from '../../database/index.js';
import { determine, type CustomerCase, type Determination } from '../determine.js';
import { rulesFor, type Rule, type RunFacts } from '../rules/index.js';
import { bitsOfFindings } from './rule-bits.js';
import { PartnerSettlement } from './settle-partner.js';

/** Columns of `staged_determination`, in the order in which they are made and written. */
export const STAGED_COLUMNS = [
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

type StagedRow = readonly (string | number | null)[];

/** What some customers came to. */
export interface EvaluatedCustomers {
  /** For COPY into `staged_determination`; as bytes, where they come from another thread. */
  readonly lines: string | Uint8Array;
  /** How many have a row, and how many any source had told of. */
  readonly customers: number;
  readonly customersSeen: number;
}

/** Customers of one campaign, each by itself, as lines for `staged_determination`. */
export class CustomerEvaluation {
  readonly #run: RunFacts;
  readonly #terms: CampaignTerms;
  readonly #rules: readonly Rule[];
  readonly #rowOf: (determination: Determination, customerId: string) => StagedRow;

  constructor(run: RunFacts, terms: CampaignTerms) {
    this.#run = run;
    this.#terms = terms;
    this.#rules = rulesFor(terms);
    this.#rowOf = rowOf(terms);
  }

  /** The same facts give the same lines, whoever makes them. */
  linesOf(cases: Iterable<CustomerCase>): { readonly lines: string; readonly customers: number } {
    let lines = '';
    let customers = 0;
    for (const customerCase of cases) {
      for (const determination of determine(customerCase, this.#run, this.#terms, this.#rules))
        lines += copyLine(this.#rowOf(determination, customerCase.customer.customerId));
      customers += 1;
    }
    return { lines, customers };
  }
}

export function stagedColumns(terms: CampaignTerms): readonly string[] {
  const { rewardByItself } = new PartnerSettlement(terms);
  return [...STAGED_COLUMNS, 'customer_id', ...(rewardByItself === null ? REWARDED_COLUMNS : [])];
}

/** Where each customer is rewarded by itself its reward is staged; else what its partner's reward needs. */
function rowOf(terms: CampaignTerms): (determination: Determination, customerId: string) => StagedRow {
  const { rewardByItself, policy } = new PartnerSettlement(terms);
  const { code } = policy.currency;
  if (rewardByItself !== null) {
    const reward = rewardByItself.toString();
    return (each, customerId) =>
      determinedColumns(each, null, each.outcome === 'qualified' ? reward : '0', code, customerId);
  }
  const counts = policy.measure !== 'customers';
  return (each, customerId) => [
    ...determinedColumns(each, counts ? each.counted.count : null, '0', code, customerId),
    each.firstStart,
    each.counted.most,
    JSON.stringify(each.counted.parts),
  ];
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
