import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import { loadPartnerFacts } from '../facts/partner-facts.js';
import type { Snapshot } from '../facts/snapshot.js';
import { settledPartners } from '../runs/settle-partners.js';
import { stageDeterminations } from '../runs/stage-determinations.js';

/** What a partner's customers bring it, those that bring nothing left out. */
export type PartnerRewards = ReadonlyMap<number, Money>;

/**
 * Rewards of these partners, by customer, as a run at a snapshot would give them. Keeps nothing.
 *
 * @param customerKeys all that these partners can have; every customer, where it is left out
 */
export async function evaluateRewards(
  session: Session,
  snapshot: Snapshot,
  partnerKeys: ReadonlySet<number>,
  customerKeys: readonly number[] | undefined,
): Promise<Map<number, PartnerRewards>> {
  const rewards = new Map<number, Map<number, Money>>([...partnerKeys].map((key) => [key, new Map()]));
  const partners = await loadPartnerFacts(session, snapshot);
  await stageDeterminations({ facts: session, staging: session }, snapshot, partners, { only: customerKeys });
  for await (const { rows } of settledPartners(session, snapshot.terms)) {
    for (const { partnerKey, customerKey, reward, currency } of rows) {
      const amount = Money.of(reward, currency);
      // Of a partner that is not asked for only some customers are there.
      if (!amount.isZero()) rewards.get(partnerKey)?.set(customerKey, amount);
    }
  }
  await session.execute('DROP TABLE IF EXISTS staged_determination, settled_determination');
  return rewards;
}
