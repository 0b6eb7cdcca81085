import { expect, it } from '@jest/globals';
import { checkCampaign } from '../../src/campaigns/check-campaign.js';
import type { KnownProduct } from '../../src/campaigns/contradictions/products.js';
import type { RegisterWords } from '../../src/campaigns/contradictions/register-words.js';
import { parseCampaignFile } from '../../src/campaigns/parse-campaign.js';
import { campaignText, type SpokenTerms } from '../campaign-builder.js';

/** What is said of a campaign: severity, term, the text of the line it stands on, and why. */
export function remarksOn(
  changes: SpokenTerms,
  products?: readonly KnownProduct[],
  head: Record<string, unknown> = {},
  register?: RegisterWords,
) {
  // On a banking day, where a story is not about it.
  const source = campaignText({ 'pay by': '2019-09-27', ...changes }, head);
  return checkCampaign(parseCampaignFile(source, 'a-campaign.yaml'), products, register).map(
    ({ severity, term, line, message }) => [severity, term, source.split('\n')[line - 1]!.trim(), message] as const,
  );
}

const OTHER_REWARD = { 'reward for each customer': undefined };
export const PER_SEAT = {
  ...OTHER_REWARD,
  'reward for each seat': { amount: '10', currency: 'USD', seats: 'all' },
  'minimum payout': { amount: '100', below: 'forfeit' },
};
export const REVENUE = {
  ...OTHER_REWARD,
  'reward of billed revenue': { percent: '10', currency: 'USD' },
  rounding: { at: 'each partner', direction: 'half away from zero' },
};
/** A reward by two tiers or more; the bands are among the changes. */
export const tiers = (changes: object): SpokenTerms => ({
  ...OTHER_REWARD,
  'minimum payout': { amount: '100', below: 'forfeit' },
  'reward by tiers': {
    currency: 'USD',
    measure: 'seats',
    'volume of': 'each customer',
    method: 'marginal',
    'at the edge': 'the band that begins',
    ...changes,
  },
});
/** Bands of tiers: where each begins, and what each unit in it earns. */
export const steps = (...rates: readonly (readonly [from: string, each: string])[]) => ({
  bands: rates.map(([from, each]) => ({ from, each })),
});
type RemarkStory = readonly [
  what: string,
  terms: SpokenTerms,
  severity: 'contradiction' | 'warning',
  term: string,
  line: RegExp,
  message: string,
];

/** Stories of one remark each. */
export const tell = (stories: readonly RemarkStory[]) =>
  it.each(stories)('%s', (_, changes, severity, term, line, message) => {
    expect(remarksOn(changes)).toEqual([[severity, term, expect.stringMatching(line), message]]);
  });
