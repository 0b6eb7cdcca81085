import type { Session } from '../../database/index.js';
import type { Decision } from '../rules/index.js';
import { visible, type Snapshot } from './snapshot.js';

/** Decisions by customer, then partner, oldest first. People make them one by one: all of a campaign are at hand. */
export type DecisionsByPair = ReadonlyMap<number, ReadonlyMap<number, readonly Decision[]>>;

export async function loadDecisions(session: Session, { campaignId, delivery }: Snapshot): Promise<DecisionsByPair> {
  const rows = await session.query<Decision & { readonly customerKey: number; readonly partnerKey: number }>(
    `SELECT customer_key AS "customerKey", partner_key AS "partnerKey", decision, rule, counted_as AS "countedAs", reason,
       decided_by AS "decidedBy", decided_at AS "decidedAt", ground
     FROM decision AS decided WHERE campaign_id = $1 AND counted_as <> 'withdrawn' AND ${visible('decided', delivery)}
     ORDER BY recorded_from, decision`,
    [campaignId],
  );
  const byPair = new Map<number, Map<number, Decision[]>>();
  for (const { customerKey, partnerKey, ...decision } of rows) {
    const ofCustomer = byPair.get(customerKey) ?? new Map<number, Decision[]>();
    byPair.set(customerKey, ofCustomer);
    ofCustomer.set(partnerKey, [...(ofCustomer.get(partnerKey) ?? []), decision]);
  }
  return byPair;
}
