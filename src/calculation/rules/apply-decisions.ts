import type { Instant } from '../../kernel/index.js';
import type { Finding, RuleId } from './rule.js';

/** What a person decided of a customer for a partner, as known at a delivery. */
export interface Decision {
  readonly decision: number;
  /** Null: every rule that is unknown. */
  readonly rule: RuleId | null;
  readonly countedAs: 'met' | 'not-met';
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
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

/**
 * Findings with what was decided of those that are unknown. What is met or not met is never overruled, nor is it decided
 * what only lies ahead.
 *
 * @param decisions oldest first: of several that are about a rule the newest counts
 */
export function applyDecisions(findings: readonly Finding[], decisions: readonly Decision[] = []): Finding[] {
  return findings.map((finding) => {
    if (finding.outcome !== 'unknown' || finding.pending) return finding;
    const decided = decisions.findLast(
      ({ rule, countedAs }) =>
        (rule === null || rule === finding.rule) && undecidable(finding.rule, countedAs) === undefined,
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
