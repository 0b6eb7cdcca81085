import { invariant, compareCodePoints, Money } from '../../kernel/index.js';
import type { CampaignTerms, RewardPolicy } from '../../campaigns/index.js';
import { determine, type Determination } from '../determine.js';
import { rulesFor, type Decision, type Finding } from '../rules/index.js';
import { digestOfPartner } from '../runs/digests.js';
import { bitsOf } from '../runs/rule-bits.js';
import {
  PartnerSettlement,
  type ReasonedPartner,
  type SettledPartner,
  type StagedDetermination,
} from '../runs/settle-partner.js';
import type { CaseGround, MinimumPayoutPolicy, PartnerGround } from './case-ground.js';
import { deadlineOf } from './days-left.js';
import { explainEarning } from './explain-earning.js';
import type {
  ExplainedDetermination,
  ExplainedFinding,
  RewardArithmetic,
  DecisionWithoutEffect,
} from './explanation.js';
import { nearStanding } from './near-standing.js';
import { termsInForce, termsOfRule } from './terms-of-rules.js';
import { stalenessOf, wordFinding, type DecidingFacts } from './wording.js';

/** A partner of a case, from its findings to its earning. */
export interface ReasonedDetermination {
  readonly partnerKey: number;
  /** All of the partner's determinations, by customer id. */
  readonly rows: SettledPartner['rows'];
  readonly explained: ExplainedDetermination;
}

/** From facts to what each partner earns, step by step. Pure: whoever has the same ground comes to the same. */
export function reasonCase(ground: CaseGround, minimumPayout: MinimumPayoutPolicy): ReasonedDetermination[] {
  const { terms, customerCase } = ground;
  const settlement = new PartnerSettlement(terms);
  return determine(customerCase, ground.run, terms, rulesFor(terms)).map((determination) => {
    const { partnerKey } = determination;
    const partner = ground.partners.find((each) => each.partnerKey === partnerKey);
    const partnerId = customerCase.partners.find((each) => each.partnerKey === partnerKey)?.partner.partnerId;
    invariant(partner !== undefined && partnerId !== undefined, 'each partner of a case has its ground');
    const { customerId } = customerCase.customer;
    const own = stagedOf(determination, { customerId, partnerId }, settlement.policy);
    const settled = settlement.reason(inOrder(own, partner.others), allottedOf(partner, settlement.policy));
    return {
      partnerKey,
      rows: settled.rows,
      explained: explain({ ground, partner, own, determination, settled }, settlement.policy, minimumPayout),
    };
  });
}

/** A determination as a run stages it, before its partner is settled. */
export function stagedOf(
  { customerKey, partnerKey, outcome, findings, firstStart, counted, ...seats }: Determination,
  ids: { readonly customerId: string; readonly partnerId: string },
  { measure, currency }: RewardPolicy,
): StagedDetermination {
  return {
    ...ids,
    customerKey,
    partnerKey,
    outcome,
    rulesNotMet: bitsOf(findings, (finding) => finding.outcome === 'not-met'),
    rulesUnknown: bitsOf(findings, (finding) => finding.outcome === 'unknown'),
    rulesPending: bitsOf(findings, (finding) => finding.pending),
    seatsQualifying: seats.seatsQualifying,
    seatsAssigned: seats.seatsAssigned,
    seatsBilled: seats.seatsBilled,
    counted: measure === 'customers' ? null : counted.count,
    countedMost: counted.most,
    countedParts: counted.parts,
    firstStart,
    reward: '0',
    currency: currency.code,
  };
}

function inOrder(
  own: StagedDetermination,
  others: readonly StagedDetermination[],
): readonly [StagedDetermination, ...StagedDetermination[]] {
  const [first = own, ...rest] = [own, ...others].sort((a, b) => compareCodePoints(a.customerId, b.customerId));
  return [first, ...rest];
}

function allottedOf({ allotted }: PartnerGround, { currency }: RewardPolicy): Money | undefined {
  return allotted === null ? undefined : Money.of(allotted, currency);
}

interface Reasoned {
  readonly ground: CaseGround;
  readonly partner: PartnerGround;
  readonly own: StagedDetermination;
  readonly determination: Determination;
  readonly settled: ReasonedPartner;
}

function explain(reasoned: Reasoned, policy: RewardPolicy, minimumPayout: MinimumPayoutPolicy): ExplainedDetermination {
  const { ground, partner, own, determination, settled } = reasoned;
  const row = settled.rows.find(({ customerId }) => customerId === own.customerId);
  invariant(row !== undefined, 'a customer is among those of its partner');
  const findings =
    settled.customersNeeded === null ? determination.findings : [...determination.findings, settled.customersNeeded];
  const inCase = ground.customerCase.partners.find(({ partnerKey }) => partnerKey === partner.partnerKey);
  const standings = inCase?.partner.standings ?? [];
  return {
    partnerId: own.partnerId,
    partnerName: partner.partnerName,
    outcome: row.outcome,
    reward: Money.of(row.reward, policy.currency).toString(),
    currency: policy.currency.code,
    seatsAssigned: row.seatsAssigned,
    seatsBilled: row.seatsBilled,
    seatsQualifying: row.seatsQualifying,
    findings: findings.map((finding) =>
      explainFinding(finding, ground, {
        isAtMost: finding.rule === 'qualifying-seats' && row.seatsQualifying === null,
        nearStanding: nearStanding(finding, standings, ground.terms),
      }),
    ),
    decisionsWithoutEffect: withoutEffect(inCase?.decisions ?? [], findings),
    arithmetic: arithmeticOf(reasoned, policy),
    earning: explainEarning({
      settled,
      partner,
      terms: ground.terms,
      policy,
      minimumPayout,
      digest: digestOfSettled(ground.campaignId, settled),
    }),
  };
}

function withoutEffect(decisions: readonly Decision[], findings: readonly Finding[]): DecisionWithoutEffect[] {
  const used = new Set(findings.map(({ decision }) => decision?.decision));
  const open = findings.filter(({ outcome, pending }) => outcome === 'unknown' && !pending);
  return decisions
    .filter(({ decision }) => !used.has(decision))
    .map(({ ground: _ground, ...decision }) => ({
      ...decision,
      isAskedAnew: open.some(({ rule }) => decision.rule === null || decision.rule === rule),
    }));
}

/** The partner's digest, as a run makes it. */
function digestOfSettled(campaignId: string, { rows, earning }: SettledPartner): string {
  const { qualified, undecided, now, potential } = earning;
  return digestOfPartner(campaignId, rows, {
    customersQualified: qualified,
    customersUndecided: undecided,
    earned: now.earned.toString(),
    potential: potential?.earned.toString() ?? null,
    currency: now.earned.currency.code,
  });
}

function explainFinding(
  finding: Finding,
  ground: CaseGround,
  facts: Pick<DecidingFacts, 'isAtMost' | 'nearStanding'>,
): ExplainedFinding {
  const deadline = deadlineOf(finding, ground.run, ground.terms);
  return {
    ...finding,
    sentence: wordFinding(finding, { ...decidingFacts(ground), ...facts }),
    deadline: deadline?.day ?? null,
    daysLeft: deadline?.daysLeft ?? null,
    terms: termsOfRule(finding.rule, ground.terms),
  };
}

function decidingFacts({ customerCase, snapshotAt, terms, refusedOn }: CaseGround): DecidingFacts {
  const { readAt } = customerCase.customer;
  return {
    staleness: readAt === null ? undefined : stalenessOf(readAt, snapshotAt, terms.oldestSeatReading.value.hours),
    refusedOn: refusedOn ?? undefined,
  };
}

const REWARD_TERMS = [
  'rewardForEachCustomer',
  'rewardForEachSeat',
  'rewardOfBilledRevenue',
  'rewardByTiers',
  'maximumSeats',
  'customersNeeded',
  'capForEachCustomer',
  'capForEachProduct',
  'capForEachPartner',
  'capForTheCampaign',
  'rounding',
] as const satisfies readonly (keyof CampaignTerms)[];

function arithmeticOf({ own, settled, ground }: Reasoned, policy: RewardPolicy): RewardArithmetic | null {
  const found = settled.reward.customers.find(({ customerId }) => customerId === own.customerId);
  if (found === undefined) return null;
  const { customerId: _own, reward, ...steps } = found;
  return {
    measure: policy.measure,
    ofCustomers: settled.reward.customers.length,
    ...steps,
    rounding: policy.rounding,
    reward: reward.toString(),
    terms: termsInForce(REWARD_TERMS, ground.terms),
  };
}
