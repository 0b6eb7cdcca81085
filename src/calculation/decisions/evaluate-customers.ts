import type { CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { dayOf, invariant, SeatbackError, type Guid, type Instant } from '../../kernel/index.js';
import { determine, type Determination } from '../determine.js';
import { customerCases } from '../facts/customer-cases.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import { loadRunFacts } from '../facts/run-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { rulesFor } from '../rules/index.js';
import { Run } from '../runs/run.entity.js';

/** A customer for a partner as all rules find it now. */
export interface EvaluatedPair extends Determination {
  readonly customerId: Guid;
  readonly partnerId: string;
}

/**
 * What the campaign's last run would look at if it were made now.
 *
 * @throws SeatbackError NO_RUN
 */
export async function snapshotOfNow(
  session: Session,
  versions: CampaignVersions,
  campaignId: string,
  now: Instant,
): Promise<{ readonly run: Run; readonly snapshot: Snapshot }> {
  const [run] = await session.manager.find(Run, { where: { campaignId }, order: { run: 'DESC' }, take: 1 });
  if (run === undefined) throw noRun(campaignId);
  const { terms } = await versions.published(session, campaignId, run.version);
  const { delivery } = await session.one<{ delivery: number }>(
    'SELECT COALESCE(max(delivery), 0) AS delivery FROM delivery',
  );
  const isProvisional = run.kind === 'provisional';
  return {
    run,
    snapshot: {
      campaignId,
      terms,
      snapshotAt: run.snapshotAt,
      lastDay: isProvisional ? dayOf(run.snapshotAt, terms.timeZone.value) : terms.window.value.to,
      isProvisional,
      knownAt: now,
      delivery,
    },
  };
}

/** All partners of these customers; a customer without a determination has none. */
export async function evaluateCustomers(
  session: Session,
  snapshot: Snapshot,
  customerKeys: readonly number[],
): Promise<EvaluatedPair[]> {
  if (customerKeys.length === 0) return [];
  const partners = await loadPartnerFacts(session, snapshot);
  const runFacts = await loadRunFacts(session, snapshot);
  const rules = rulesFor(snapshot.terms);
  const pairs: EvaluatedPair[] = [];
  for await (const { cases } of customerCases(session, snapshot, partners, runFacts.billingKnown, customerKeys)) {
    for (const customerCase of cases) {
      for (const determination of determine(customerCase, runFacts, snapshot.terms, rules)) {
        const partner = partners.get(determination.partnerKey);
        invariant(partner !== undefined, 'each partner of a case is loaded');
        pairs.push({
          ...determination,
          customerId: customerCase.customer.customerId as Guid,
          partnerId: partner.partnerId,
        });
      }
    }
  }
  return pairs;
}

function noRun(campaignId: string): SeatbackError {
  return new SeatbackError({
    code: 'NO_RUN',
    expected: 'a run of the campaign, which says who is undecided',
    found: 'none',
    where: campaignId,
    next: `Calculate first: npx seatback calculate ${campaignId} --out ./out`,
  });
}
