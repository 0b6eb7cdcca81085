import type { CalendarDate, Guid, Instant } from '../../kernel/index.js';
import { isDecidedBy, undecidable, type DecisionGround, type Finding, type RuleId } from '../rules/index.js';
import type { AskedDecision } from './decidable-pairs.js';
import type { EvaluatedPair } from './evaluate-customers.js';

export interface ListedDecision {
  readonly decision: number;
  readonly partnerId: string;
  readonly customerId: Guid;
  readonly rule: RuleId | null;
  readonly countedAs: AskedDecision['countedAs'];
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
  readonly delivery: number;
  readonly ground: DecisionGround | null;
  /** A later decision took its place. */
  readonly isReplaced: boolean;
  /** Rules that it decides now; none: it has no effect (any more). */
  readonly decides: readonly RuleId[];
  readonly effect: string;
}

export type StoredDecision = Omit<ListedDecision, 'decides' | 'effect'>;

/** In words: a decision that has no effect says why. */
export function effectOf(
  stored: StoredDecision,
  pair: EvaluatedPair | undefined,
  lastDay: CalendarDate,
): Pick<ListedDecision, 'decides' | 'effect'> {
  const { decision, rule, countedAs, isReplaced } = stored;
  if (isReplaced) return { decides: [], effect: 'none: a later decision took its place' };
  if (countedAs === 'withdrawn') return { decides: [], effect: 'the decision before it is withdrawn' };
  if (pair === undefined) return { decides: [], effect: 'none: the customer has no determination any more' };
  const decides = pair.findings.filter((finding) => finding.decision?.decision === decision).map((each) => each.rule);
  const anew = pair.findings.filter((finding) => isAskedAnew(stored, finding, lastDay)).map((each) => each.rule);
  const remark = `asked anew, for it is another question now: ${anew.join(', ')}`;
  if (decides.length > 0)
    return { decides, effect: `decides ${decides.join(', ')}${anew.length === 0 ? '' : `; ${remark}`}` };
  if (anew.length > 0) return { decides, effect: `none: ${remark}` };
  const finding = pair.findings.find((each) => each.rule === rule);
  return { decides, effect: `none: ${whyClosed(finding)}` };
}

/** Unknown and to be decided, by somebody who is asked what is asked now. */
export function isAskedAnew(decision: StoredDecision, finding: Finding, lastDay: CalendarDate): boolean {
  const { rule, countedAs, isReplaced } = decision;
  return (
    !isReplaced &&
    countedAs !== 'withdrawn' &&
    finding.outcome === 'unknown' &&
    !finding.pending &&
    (rule === null || rule === finding.rule) &&
    undecidable(finding.rule, countedAs) === undefined &&
    !isDecidedBy(decision, finding, lastDay)
  );
}

function whyClosed(finding: Finding | undefined): string {
  if (finding === undefined) return 'no rule is unknown that it could decide';
  if (finding.decision !== undefined) return 'a later decision counts';
  if (finding.outcome === 'unknown') return `${finding.rule} only lies ahead`;
  return `${finding.rule} is known by now: ${finding.outcome === 'met' ? 'met' : 'not met'}`;
}
