import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { dayOf, type CalendarDate } from '../../kernel/index.js';
import { deadlineOf } from '../explanation/days-left.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import { loadRunFacts } from '../facts/run-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { RULES, standingRulesFor, type Finding, type RuleId } from '../rules/index.js';
import type { Run } from '../runs/run.entity.js';
import { openCustomers, type OpenCustomer } from './open-customers.js';

/** What a partner could still get out of a run, and by when. */
export interface PartnerChances {
  /** Of the rules that look at the partner alone, those that are not met or unknown. */
  readonly standing: readonly Finding[];
  readonly customers: readonly OpenCustomer[];
  /** The last day on which each rule can still change; without an entry where no day decides. */
  readonly lastDays: ReadonlyMap<RuleId, CalendarDate>;
}

const MOST_CUSTOMERS = 500;

/**
 * What stands between a partner and more reward: its open customers, and its own standing. Nothing is evaluated anew but
 * the few rules that look at the partner alone, so that it takes no longer for a partner of many customers.
 *
 * @param today in the campaign's zone: what could change only before it is left out
 */
export async function partnerChances(
  session: Session,
  run: Run,
  terms: CampaignTerms,
  { partnerKey, today }: { readonly partnerKey: number; readonly today: CalendarDate },
): Promise<PartnerChances> {
  const isProvisional = run.kind === 'provisional';
  const snapshot: Snapshot = {
    campaignId: run.campaignId,
    terms,
    snapshotAt: run.snapshotAt,
    lastDay: isProvisional ? dayOf(run.snapshotAt, terms.timeZone.value) : terms.window.value.to,
    isProvisional,
    knownAt: run.knownAt,
    delivery: run.delivery,
  };
  const facts = await loadRunFacts(session, snapshot);
  const partner = (await loadPartnerFacts(session, snapshot, [partnerKey])).get(partnerKey);
  const lastDays = new Map<RuleId, CalendarDate>();
  for (const { id } of RULES) {
    const day = deadlineOf({ rule: id, outcome: 'not-met' }, facts, terms)?.day;
    if (day !== undefined && day >= today) lastDays.set(id, day);
  }
  const settled = RULES.map(({ id }) => id).filter((id) => !lastDays.has(id));
  return {
    standing:
      partner === undefined
        ? []
        : standingRulesFor(terms)
            .map((rule) => rule.evaluate({ run: facts, partner }, terms))
            .filter(({ outcome }) => outcome !== 'met'),
    customers: await openCustomers(session, {
      campaignId: run.campaignId,
      run: run.run,
      partnerKey,
      settled,
      limit: MOST_CUSTOMERS,
    }),
    lastDays,
  };
}
