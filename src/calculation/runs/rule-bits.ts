import { RULES, type Finding } from '../rules/index.js';

const NUMBER_OF = new Map(RULES.map((rule) => [rule.id, rule.number]));

/** The bits of the rules whose findings are chosen. */
export function bitsOf(findings: readonly Finding[], chosen: (finding: Finding) => boolean): number {
  return findings.filter(chosen).reduce((set, { rule }) => set | (1 << (NUMBER_OF.get(rule) ?? 0)), 0);
}
