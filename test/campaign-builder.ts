import { stringify } from 'yaml';
// Not by the area's face: that would bring the database along into every spec of a rule.
import { parseCampaign } from '../src/campaigns/parse-campaign.js';
import type { Campaign } from '../src/campaigns/terms.js';

/** Terms of a campaign for tests, by the words finance uses; each as if a page said so. */
export type SpokenTerms = Readonly<Record<string, unknown>>;

const ORDINARY_TERMS: SpokenTerms = {
  window: { from: '2019-01-01', to: '2019-06-30' },
  'time zone': 'Europe/London',
  segments: ['SMB'],
  'new customer': 'no purchase of the product family before the window',
  'own records since': '2018-01-01',
  'product family': 'dynamics-365',
  'eligible products': ['business-central', 'sales', 'customer-engagement'],
  'minimum seats': 15,
  'seat count': 'smaller of assigned and billed for each SKU',
  snapshot: 'end of the window',
  'oldest seat reading': { hours: 48 },
  membership: 'mpn',
  agreement: 'microsoft-cloud-reseller-agreement',
  competencies: { levels: ['gold', 'silver'], names: [{ name: 'cloud-platform' }] },
  'eligibility days': ['2019-01-01', '2019-05-30'],
  enrolment: 'csp-indirect-reseller',
  'proof of performance': { by: '2019-07-31' },
  'reward for each customer': { amount: '2000', currency: 'USD' },
  'rewards for one customer': 1,
  'minimum payout': { amount: '2000', below: 'forfeit' },
  'pay by': '2019-09-28',
  'banking days': 'last banking day on or before',
};

/** Nothing is asked of partners, and no proof of performance. */
export const NOTHING_OF_PARTNERS: SpokenTerms = {
  membership: undefined,
  agreement: undefined,
  competencies: undefined,
  'eligibility days': undefined,
  enrolment: undefined,
  'proof of performance': undefined,
};

/** Whoever sells earns: what stands between an earning and its payment is what this is about. */
export const EARNED_BY_SELLING: SpokenTerms = {
  ...NOTHING_OF_PARTNERS,
  'payment needs': ['account', 'agreements', 'payment-profile', 'tax-profile'],
};

type CampaignHead = Readonly<Record<string, unknown>> & { readonly campaign?: string; readonly version?: number };

/** A campaign file, written as finance would: a term given as undefined is left out. */
export function campaignText(changes: SpokenTerms = {}, head: CampaignHead = {}): string {
  const version = head.version ?? 1;
  const terms = Object.entries({ ...ORDINARY_TERMS, ...changes }).filter(([, value]) => value !== undefined);
  return stringify({
    campaign: 'a-campaign',
    title: 'A campaign',
    version,
    // Of each version a day after the one before.
    'known from': `2018-12-${String(version).padStart(2, '0')}T00:00:00Z`,
    reason: 'First publication',
    reference: 'a letter',
    pages: { P: 'a page' },
    ...head,
    terms: Object.fromEntries(terms.map(([name, value]) => [name, { value, source: 'P' }])),
  });
}

/** A campaign from its file. */
export function aCampaign(changes: SpokenTerms = {}, head: CampaignHead = {}): Campaign {
  return parseCampaign(campaignText(changes, head), `${head.campaign ?? 'a-campaign'}.yaml`);
}
