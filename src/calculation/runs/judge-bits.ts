import type { CampaignTerms } from '../../campaigns/index.js';
import { splitRules, type Judgement } from '../determine.js';
import { applyDecisions, rulesFor, standingRulesFor, type PartnerFacts } from '../rules/index.js';
import { bitsOfFindings, type RuleBits } from './rule-bits.js';

/**
 * What a run keeps of the findings that `determine` gives for the same facts: their bits. What the rules find that look
 * at a partner alone is kept for its next customer, so this is for one run only.
 */
export function judgementByBits(terms: CampaignTerms): Judgement<RuleBits> {
  const { own, shared } = splitRules(rulesFor(terms));
  const lastDay = terms.window.value.to;
  const standing = standingRulesFor(terms);
  const ofCase = own.filter((rule) => !standing.some(({ id }) => id === rule.id));
  const ofPartners = new Map<PartnerFacts, RuleBits>();
  const distinct = new Map<string, RuleBits>();
  const ofPartner = (facts: Parameters<(typeof standing)[number]['evaluate']>[0]): RuleBits => {
    const known = ofPartners.get(facts.partner);
    if (known !== undefined) return known;
    const made = bitsOfFindings(standing.map((rule) => rule.evaluate(facts, terms)));
    // Thousands of partners share a few of them.
    const key = `${String(made.notMet)} ${String(made.unknown)} ${String(made.pending)}`;
    const bits = distinct.get(key) ?? made;
    distinct.set(key, bits);
    ofPartners.set(facts.partner, bits);
    return bits;
  };
  return {
    byItself: (facts, decisions) =>
      decisions === undefined
        ? bitsOfFindings(
            ofCase.map((rule) => rule.evaluate(facts, terms)),
            ofPartner(facts),
          )
        : bitsOfFindings(
            applyDecisions(
              own.map((rule) => rule.evaluate(facts, terms)),
              lastDay,
              decisions,
            ),
          ),
    amongOthers: (bits, facts, decisions) =>
      bitsOfFindings(
        applyDecisions(
          shared.map((rule) => rule.evaluate(facts, terms)),
          lastDay,
          decisions,
        ),
        bits,
      ),
    outcomeOf: ({ notMet, unknown }) => {
      if (notMet !== 0) return 'not-qualified';
      return unknown === 0 ? 'qualified' : 'undecided';
    },
  };
}
