import { RULES, type Finding, type RuleId } from '../rules/index.js';

const NUMBER_OF = new Map(RULES.map((rule) => [rule.id, rule.number]));

/** The bits of the rules whose findings are chosen. */
export function bitsOf(findings: readonly Finding[], chosen: (finding: Finding) => boolean): number {
  return findings.filter(chosen).reduce((set, { rule }) => set | (1 << (NUMBER_OF.get(rule) ?? 0)), 0);
}

/** The bits of these rules. */
export function bitsOfRules(rules: Iterable<RuleId>): number {
  let bits = 0;
  for (const rule of rules) bits |= 1 << (NUMBER_OF.get(rule) ?? 0);
  return bits;
}

/** The bits of rules that are not met, that are unknown, and that are unknown only because of what lies ahead. */
export interface RuleBits {
  readonly notMet: number;
  readonly unknown: number;
  readonly pending: number;
}

const NO_BITS: RuleBits = { notMet: 0, unknown: 0, pending: 0 };

/** @param begin bits of findings that come to these */
export function bitsOfFindings(findings: readonly Finding[], begin = NO_BITS): RuleBits {
  let { notMet, unknown, pending } = begin;
  for (const finding of findings) {
    if (finding.outcome === 'met') continue;
    const bit = 1 << (NUMBER_OF.get(finding.rule) ?? 0);
    if (finding.outcome === 'not-met') notMet |= bit;
    else unknown |= bit;
    if (finding.pending) pending |= bit;
  }
  return { notMet, unknown, pending };
}
