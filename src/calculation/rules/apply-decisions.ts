import { canonicalJson, type CalendarDate, type Instant } from '../../kernel/index.js';
import type { Finding, RuleId, Seen } from './rule.js';

/** What a person had before them: why each rule was unknown, what it required, and of which day. */
export interface DecisionGround {
  /** The window's last day, by the terms then in force. */
  readonly lastDay: CalendarDate;
  readonly open: readonly OpenQuestion[];
}

/** A rule that was unknown, and that the decision is about. */
export interface OpenQuestion {
  readonly rule: RuleId;
  readonly because: string;
  readonly required: Seen;
}

/** What a person decided of a customer for a partner, as known at a delivery. */
export interface Decision {
  readonly decision: number;
  /** Null: every rule that is unknown. */
  readonly rule: RuleId | null;
  readonly countedAs: 'met' | 'not-met';
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
  /** Null, of a decision from before grounds were kept: nobody can tell whether it still stands on them. */
  readonly ground: DecisionGround | null;
}

/**
 * Why nobody can decide this; undefined where somebody can. How many customers a partner has follows from the decisions
 * on them, and a decision gives no number to reward by.
 */
export function undecidable(rule: RuleId, countedAs: Decision['countedAs']): string | undefined {
  if (rule === 'customers-needed') return 'it follows from the other customers of the partner: decide those';
  if (rule === 'reward-measure' && countedAs === 'met') return 'a decision gives no number to reward by';
  return undefined;
}

/** What is unknown now, as a question that a decision answers; what a decision answered is asked as it was. */
export function questionOf({ rule, because, required, decision }: Finding): OpenQuestion {
  return { rule, because: decision?.insteadOf ?? because, required };
}

/** Whether a decision was taken of this very question, of the same day. */
export function isDecidedBy({ ground }: Pick<Decision, 'ground'>, finding: Finding, lastDay: CalendarDate): boolean {
  if (ground?.lastDay !== lastDay) return false;
  const { rule, because, required } = questionOf(finding);
  return ground.open.some(
    (open) =>
      open.rule === rule && open.because === because && canonicalJson(open.required) === canonicalJson(required),
  );
}

/**
 * Findings with what was decided of those that are unknown. What is met or not met is never overruled, nor is it decided
 * what only lies ahead; and who decided answered one question: where it has become another, it is open again.
 *
 * @param decisions oldest first: of several that are about a rule the newest counts
 * @param lastDay the window's, by the terms
 */
export function applyDecisions(
  findings: readonly Finding[],
  lastDay: CalendarDate,
  decisions: readonly Decision[] = [],
): Finding[] {
  return findings.map((finding) => {
    if (finding.outcome !== 'unknown' || finding.pending) return finding;
    const decided = decisions.findLast(
      (decision) =>
        (decision.rule === null || decision.rule === finding.rule) &&
        undecidable(finding.rule, decision.countedAs) === undefined &&
        isDecidedBy(decision, finding, lastDay),
    );
    if (decided === undefined) return finding;
    const { decision, countedAs, reason, decidedBy, decidedAt } = decided;
    return {
      ...finding,
      outcome: countedAs,
      because: 'decided-by-a-person',
      decision: { decision, reason, decidedBy, decidedAt, insteadOf: finding.because },
    };
  });
}
