import { rewardPolicy, type CampaignTerms } from '../../campaigns/index.js';
import { copiedColumns, type Session } from '../../database/index.js';
import { loadRunFacts } from '../facts/run-facts.js';
import { quoted } from '../facts/snapshot.js';
import { changedReadings, TooManyChanged } from './changed-readings.js';
import { FACT_SOURCES } from './fact-sources.js';
import type { Pins } from './pins.js';
import { whyEverybody } from './why-everybody.js';

/** Whose outcome may be another at the pin after; everybody's, where that is why. */
export type Changed = { readonly customers: ReadonlySet<number> } | { readonly everybodyFor: string };

/** Where more of the customers changed, evaluating all of them is as fast. */
const LARGEST_SHARE = 0.25;
const FEW_CUSTOMERS = 1_000;

export function mostCustomersOf(customersSeen: number): number {
  return Math.max(FEW_CUSTOMERS, Math.floor(customersSeen * LARGEST_SHARE));
}

/** What in the terms makes each partner's reward depend on all others'. */
export function sharedByPartners(terms: CampaignTerms): string | undefined {
  if (rewardPolicy(terms).caps.campaign !== null) return 'cap for the campaign';
  return terms.minimumPayout.value.scope === 'company' ? 'minimum payout of a company' : undefined;
}

/**
 * Every customer of whom any fact that its determinations rest on may differ between the pins, and some besides.
 *
 * @param mostCustomers more than these are everybody
 */
export async function changedCustomers(
  session: Session,
  campaign: { readonly pins: Pins; readonly mostCustomers: number },
): Promise<Changed> {
  const { pins, mostCustomers } = campaign;
  const shared = sharedByPartners(pins.after.terms);
  if (shared !== undefined) return { everybodyFor: shared };
  const [before, after] = [await loadRunFacts(session, pins.before), await loadRunFacts(session, pins.after)];
  const facts = whyEverybody(before, after, pins.after.terms);
  if (facts.length > 0) return { everybodyFor: facts.join(', ') };
  const customers = new Set<number>();
  const partners = new Set<number>();
  for (const [table, source] of Object.entries(FACT_SOURCES)) {
    if (source.reaches === 'customers')
      for (const changes of source.changes(pins)) await addKeys(session, customers, changes, mostCustomers);
    else if (source.reaches === 'partners')
      for (const changes of source.changes(pins)) await addKeys(session, partners, changes, mostCustomers);
    else if (source.reaches === 'everybody')
      for (const changes of source.changes(pins)) if (await isAny(session, changes)) return { everybodyFor: table };
    if (customers.size > mostCustomers || partners.size > mostCustomers) return { everybodyFor: table };
  }
  if (partners.size > 0) await addKeys(session, customers, customersOf(pins, partners), mostCustomers);
  try {
    for (const customer of await changedReadings(session, pins, mostCustomers)) customers.add(customer);
  } catch (error) {
    if (!(error instanceof TooManyChanged)) throw error;
    return { everybodyFor: 'readings' };
  }
  return customers.size > mostCustomers ? { everybodyFor: 'changed customers' } : { customers };
}

/** A customer that the partner has no determination for is reached by what sold it. */
function customersOf({ after }: Pins, partners: ReadonlySet<number>): string {
  return `SELECT customer_key FROM determination WHERE campaign_id = ${quoted(after.campaignId)} AND run_to IS NULL
    AND partner_key IN (${[...partners].join(', ')})`;
}

/** One more than too many tells as much as all of them. */
async function addKeys(session: Session, keys: Set<number>, statement: string, most: number): Promise<void> {
  const found = copiedColumns(
    await session.copyOut(`SELECT DISTINCT * FROM (${statement}) AS changed LIMIT ${String(most + 1)}`),
    { key: 'number' },
  );
  for (const key of found.key) keys.add(key ?? 0);
}

async function isAny(session: Session, statement: string): Promise<boolean> {
  const { found } = await session.one<{ found: boolean }>(`SELECT EXISTS (${statement}) AS found`);
  return found;
}
