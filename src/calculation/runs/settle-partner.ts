import { rewardPolicy, type CampaignTerms, type RewardPolicy } from '../../campaigns/index.js';
import { Money, type CalendarDate } from '../../kernel/index.js';
import type { Outcome } from '../determine.js';
import {
  comparedEarning,
  cutPartner,
  potentialOf,
  rewardPartner,
  type CountedPart,
  type PartnerReward,
  type RewardedCustomer,
  type RoundedEarning,
  type UndecidedCustomer,
} from '../rewards/index.js';
import { customersNeeded, type Finding } from '../rules/index.js';
import type { StoredDetermination } from './determination-lines.js';
import { bitsOf } from './rule-bits.js';

/** A determination as its customer alone gives it, with what its partner's reward needs. */
export interface StagedDetermination extends StoredDetermination {
  readonly customerKey: number;
  readonly firstStart: CalendarDate | null;
  /** The most that can be counted; null: no bound. */
  readonly countedMost: string | null;
  /** Of that most. */
  readonly countedParts: readonly CountedPart[] | null;
}

export interface PartnerEarning {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly qualified: number;
  readonly undecided: number;
  /** Undecided only because of what lies ahead: counted by an estimate. */
  readonly provisional: number;
  readonly now: RoundedEarning;
  /** If its undecided customers qualified too; null: no bound. */
  readonly potential: RoundedEarning | null;
}

export interface SettledPartner {
  readonly rows: readonly StagedDetermination[];
  readonly earning: PartnerEarning;
}

/** A partner's settlement with how it came about. */
export interface ReasonedPartner extends SettledPartner {
  /** Before the campaign's cap, and after it. */
  readonly whole: PartnerReward;
  readonly reward: PartnerReward;
  /** The same for each of its customers; null where the campaign has no such term. */
  readonly customersNeeded: Finding | null;
}

type Rows = readonly [StagedDetermination, ...StagedDetermination[]];

/** Settles partners of one campaign: how many customers were needed, and the reward of each. */
export class PartnerSettlement {
  readonly #terms: CampaignTerms;
  readonly #policy: RewardPolicy;
  /** What each qualified customer brings, whatever else its partner sold; null where that plays a part. */
  readonly rewardByItself: Money | null;
  /** What so many such customers bring: the same for thousands of partners. */
  readonly #rewardsByItself = new Map<number, RoundedEarning>();

  constructor(terms: CampaignTerms) {
    this.#terms = terms;
    this.#policy = rewardPolicy(terms);
    this.rewardByItself = rewardByItself(this.#policy);
  }

  get policy(): RewardPolicy {
    return this.#policy;
  }

  /** @param allotted the partner's part of a campaign's cap, where that was reached */
  settle(staged: Rows, allotted?: Money): SettledPartner {
    if (this.rewardByItself === null) return this.reason(staged, allotted);
    const counts = countsOf(staged);
    const now = this.#earnedBy(counts.qualified, this.rewardByItself);
    const potential = this.#earnedBy(counts.qualified + counts.undecided, this.rewardByItself);
    return { rows: staged, earning: { ...counts, now, potential } };
  }

  #earnedBy(customers: number, reward: Money): RoundedEarning {
    const known = this.#rewardsByItself.get(customers);
    if (known !== undefined) return known;
    const earned = reward.times(customers).round();
    const made = { earned, exact: earned.toString() };
    this.#rewardsByItself.set(customers, made);
    return made;
  }

  /** The same, with every step of the arithmetic. */
  reason(staged: Rows, allotted?: Money): ReasonedPartner {
    const finding = this.#customersNeeded(staged);
    const rows = finding === null ? staged : (staged.map((row) => withFinding(row, finding)) as unknown as Rows);
    const qualified = rows.filter(({ outcome }) => outcome === 'qualified').map(rewarded);
    const undecided = rows.filter(({ outcome }) => outcome === 'undecided').map(undecidedCustomer);
    const whole = rewardPartner(qualified, this.#policy);
    const cut = allotted === undefined ? whole : cutPartner(whole, allotted);
    const rewards = new Map(cut.customers.map(({ customerId, reward }) => [customerId, reward.toString()]));
    return {
      rows: rows.map((row) => ({ ...row, reward: rewards.get(row.customerId) ?? '0' })),
      earning: {
        ...countsOf(rows),
        now: comparedEarning(cut),
        potential: potentialOf(cut, qualified, undecided, this.#policy),
      },
      whole,
      reward: cut,
      customersNeeded: finding,
    };
  }

  /** The rule that looks at all customers of a partner says the same of each of them. */
  #customersNeeded(rows: Rows): Finding | null {
    if (!customersNeeded.applies(this.#terms)) return null;
    const { qualified, undecided, provisional } = countsOf(rows);
    return customersNeeded.evaluate(
      { qualified, undecided, isPending: undecided > 0 && provisional === undecided },
      this.#terms,
    );
  }
}

function rewardByItself({ measure, rates, customersNeeded: needed, caps, currency }: RewardPolicy): Money | null {
  const isCapped = caps.customer !== null || caps.partner !== null || caps.campaign !== null;
  return measure === 'customers' && rates.kind === 'one' && needed === null && !isCapped
    ? Money.of(rates.rate, currency)
    : null;
}

function countsOf(
  rows: Rows,
): Pick<PartnerEarning, 'partnerKey' | 'partnerId' | 'qualified' | 'undecided' | 'provisional'> {
  let [qualified, undecided, provisional] = [0, 0, 0];
  for (const { outcome, rulesUnknown, rulesPending } of rows) {
    if (outcome === 'qualified') qualified += 1;
    else if (outcome === 'undecided') {
      undecided += 1;
      if (rulesUnknown === rulesPending) provisional += 1;
    }
  }
  const [{ partnerKey, partnerId }] = rows;
  return { partnerKey, partnerId, qualified, undecided, provisional };
}

function withFinding(row: StagedDetermination, finding: Finding): StagedDetermination {
  const bit = (chosen: boolean) => (chosen ? bitsOf([finding], () => true) : 0);
  const rulesNotMet = row.rulesNotMet | bit(finding.outcome === 'not-met');
  const rulesUnknown = row.rulesUnknown | bit(finding.outcome === 'unknown');
  const outcome: Outcome = rulesNotMet !== 0 ? 'not-qualified' : rulesUnknown !== 0 ? 'undecided' : 'qualified';
  return { ...row, outcome, rulesNotMet, rulesUnknown, rulesPending: row.rulesPending | bit(finding.pending) };
}

function rewarded(row: StagedDetermination): RewardedCustomer {
  const { customerId, firstStart, counted, countedParts } = row;
  return { customerId, firstStart, count: counted ?? '1', parts: countedParts ?? [] };
}

function undecidedCustomer(row: StagedDetermination): UndecidedCustomer {
  const { customerId, firstStart, countedMost, countedParts } = row;
  return { customerId, firstStart, count: countedMost, parts: countedParts ?? [] };
}
