import type { Session } from '../../database/index.js';
import { SeatbackError, type Guid } from '../../kernel/index.js';
import { RULES, undecidable, type Decision, type Finding, type RuleId } from '../rules/index.js';
import type { EvaluatedPair } from './evaluate-customers.js';

/** What is asked for: of whom, which rule, and as what it is to count. */
export interface AskedDecision {
  readonly campaignId: string;
  /** Tenant GUID, or a name or domain that only one customer has. */
  readonly customer: string;
  /** The only partner that sold to the customer, where it is left out. */
  readonly partnerId?: string | undefined;
  /** Every rule that is unknown, where it is left out. */
  readonly rule?: string | undefined;
  readonly countedAs: Decision['countedAs'] | 'withdrawn';
}

/**
 * @returns the findings that the decision is about
 * @throws SeatbackError NOTHING_TO_DECIDE
 */
export function expectOpen(
  { customerId, partnerId, findings }: EvaluatedPair,
  rule: RuleId | null,
  countedAs: Decision['countedAs'],
): Finding[] {
  // What a person decided before is open to a newer decision.
  const open = findings.filter(
    (finding) => (finding.outcome === 'unknown' && !finding.pending) || finding.decision !== undefined,
  );
  const asked = rule === null ? open : open.filter((finding) => finding.rule === rule);
  const decided = asked.filter((each) => undecidable(each.rule, countedAs) === undefined);
  if (decided.length > 0) return decided;
  const [refused] = asked.map((each) => undecidable(each.rule, countedAs));
  const finding = findings.find((each) => each.rule === rule);
  const found =
    refused ??
    (rule === null ? undefined : undecidable(rule, countedAs)) ??
    (rule === null
      ? 'nothing unknown'
      : finding === undefined
        ? 'a rule that this campaign does not have'
        : finding.pending
          ? `${rule} lies ahead: its day has not come`
          : `${rule} is ${finding.outcome === 'met' ? 'met' : 'not met'}; what is known is never overruled`);
  throw new SeatbackError({
    code: 'NOTHING_TO_DECIDE',
    expected: 'a rule that is unknown, and that a person can decide',
    found,
    where: `customer ${customerId} of partner ${partnerId}`,
    next: `Unknown now: ${open.map((each) => each.rule).join(', ') || 'nothing'}. See npx seatback decisions.`,
  });
}

export async function expectStanding(
  session: Session,
  campaignId: string,
  partnerKey: number,
  customerKey: number,
  rule: RuleId | null,
  customerId: Guid,
): Promise<void> {
  const standing = await session.query(
    `SELECT 1 FROM decision WHERE campaign_id = $1 AND partner_key = $2 AND customer_key = $3 AND rule IS NOT DISTINCT FROM $4
       AND recorded_to IS NULL AND counted_as <> 'withdrawn'`,
    [campaignId, partnerKey, customerKey, rule],
  );
  if (standing.length > 0) return;
  throw new SeatbackError({
    code: 'NOTHING_TO_WITHDRAW',
    expected: `a decision on ${rule ?? 'every unknown rule'} that stands`,
    found: 'none',
    where: `customer ${customerId}`,
    next: `See npx seatback decisions ${campaignId}.`,
  });
}

export function pairOf(
  pairs: readonly EvaluatedPair[],
  { campaignId, customer, partnerId }: AskedDecision,
): EvaluatedPair {
  const found = partnerId === undefined ? pairs : pairs.filter((pair) => pair.partnerId === partnerId);
  const [pair, other] = found;
  if (pair !== undefined && other === undefined) return pair;
  throw new SeatbackError({
    code: pairs.length === 0 ? 'NO_DETERMINATION' : 'PARTNER_NOT_NAMED',
    expected: 'a partner that sold an eligible product to the customer in the window',
    found:
      pairs.length === 0
        ? 'none'
        : partnerId === undefined
          ? `several: ${pairs.map((each) => each.partnerId).join(', ')}`
          : `${partnerId}; the customer’s partners: ${pairs.map((each) => each.partnerId).join(', ')}`,
    where: `${customer} in ${campaignId}`,
    next: pairs.length === 0 ? 'See npx seatback explain.' : 'Name one of them: --partner ID',
  });
}

export function ruleOf(name: string): RuleId {
  const rule = RULES.find(({ id }) => id === name);
  if (rule !== undefined) return rule.id;
  throw new SeatbackError({
    code: 'RULE_UNKNOWN',
    expected: `a rule: ${RULES.map(({ id }) => id).join(', ')}`,
    found: `"${name}"`,
    where: '--rule',
    next: 'See npx seatback decisions for what is unknown.',
  });
}
