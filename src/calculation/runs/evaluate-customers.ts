import type { CampaignTerms } from '../../campaigns/index.js';
import { copyField } from '../../database/index.js';
import { judge, type CustomerCase, type JudgedPartner, type Judgement } from '../determine.js';
import type { RunFacts } from '../rules/index.js';
import { judgementByBits } from './judge-bits.js';
import type { RuleBits } from './rule-bits.js';
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
  readonly #judgement: Judgement<RuleBits>;
  readonly #lineOf: (judged: JudgedPartner<RuleBits>, customerId: string) => string;

  constructor(run: RunFacts, terms: CampaignTerms) {
    this.#run = run;
    this.#terms = terms;
    this.#judgement = judgementByBits(terms);
    this.#lineOf = lineOf(terms);
  }

  /** The same facts give the same lines, whoever makes them. */
  linesOf(cases: Iterable<CustomerCase>): { readonly lines: string; readonly customers: number } {
    let lines = '';
    let customers = 0;
    for (const customerCase of cases) {
      for (const judged of judge(customerCase, this.#run, this.#terms, this.#judgement))
        lines += this.#lineOf(judged, customerCase.customer.customerId);
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
function lineOf(terms: CampaignTerms): (judged: JudgedPartner<RuleBits>, customerId: string) => string {
  const { rewardByItself, policy } = new PartnerSettlement(terms);
  const { code } = policy.currency;
  if (rewardByItself !== null) {
    const reward = rewardByItself.toString();
    return (each, customerId) =>
      `${judgedFields(each)}\t\\N\t${each.outcome === 'qualified' ? reward : '0'}\t${code}\t${customerId}\n`;
  }
  const counts = policy.measure !== 'customers';
  return (each, customerId) => {
    const { count, most, parts } = each.counted;
    const counted = copyField(counts ? count : null);
    return `${judgedFields(each)}\t${counted}\t0\t${code}\t${customerId}\t${copyField(each.firstStart)}\t${copyField(most)}\t${copyField(JSON.stringify(parts))}\n`;
  };
}

/** Up to the seats: keys, words of ours and numbers, in which nothing needs escaping. */
function judgedFields(each: JudgedPartner<RuleBits>): string {
  const { partnerKey, customerKey, outcome, verdict, seatsQualifying, seatsAssigned, seatsBilled } = each;
  return `${partnerKey}\t${customerKey}\t${outcome}\t${verdict.notMet}\t${verdict.unknown}\t${verdict.pending}\t${seatsQualifying ?? NULL}\t${seatsAssigned ?? NULL}\t${seatsBilled ?? NULL}`;
}

const NULL = copyField(null);
