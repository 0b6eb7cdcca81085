import { expect } from '@jest/globals';
import type { Finding, RuleHead } from '../../src/calculation/rules/index.js';
import type { CampaignTerms } from '../../src/campaigns/index.js';

/** What a rule finds, which must always be a finding of its own: reasons and statements name it. */
export function evaluated<Facts>(
  rule: RuleHead & { readonly evaluate: (facts: Facts, terms: CampaignTerms) => Finding },
  facts: Facts,
  terms: CampaignTerms,
): Finding {
  const finding = rule.evaluate(facts, terms);
  expect(finding.rule).toBe(rule.id);
  return finding;
}
