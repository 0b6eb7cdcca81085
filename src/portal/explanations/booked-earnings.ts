import type { Explanation } from '../../calculation/index.js';
import type { Session } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import {
  listAdjustments,
  partnerStandings,
  payoutsOfPartners,
  standingLines,
  type ManualAdjustment,
} from '../../payout/index.js';

/** What is on record of a partner's earning, beside what the minimum payout by itself would make of it. */
export interface BookedEarning {
  /** Of this run; null where no payout of it was prepared. */
  readonly outcome: string | null;
  readonly amount: string | null;
  /** What was paid or set off before. */
  readonly settled: string | null;
  readonly reason: string | null;
  /** What was added by hand, or taken away, for any of its customers. */
  readonly adjustments: readonly Pick<
    ManualAdjustment,
    'adjustment' | 'customerId' | 'amount' | 'currency' | 'reason' | 'proposedBy' | 'decidedBy'
  >[];
  /** Balances of the partner in the campaign, over all of its runs. */
  readonly standing: readonly { readonly account: string; readonly amount: string; readonly currency: string }[];
}

/** By partner id; without an entry where nothing of the campaign was posted for a partner. */
export async function bookedEarnings(
  session: Session,
  { campaignId, run, determinations }: Explanation,
): Promise<ReadonlyMap<string, BookedEarning>> {
  const partners = await session.query<{ partnerKey: number; partnerId: string }>(
    'SELECT partner_key AS "partnerKey", partner_id AS "partnerId" FROM partner WHERE partner_id = ANY($1)',
    [determinations.map(({ partnerId }) => partnerId)],
  );
  const keys = partners.map(({ partnerKey }) => partnerKey);
  const payouts = await payoutsOfPartners(session, run, keys);
  const standings = await partnerStandings(session, campaignId, keys);
  const adjustments = await listAdjustments(session, { campaignId, partnerKeys: keys, state: 'approved' });
  return new Map(
    partners.flatMap(({ partnerKey, partnerId }) => {
      const payout = payouts.get(partnerKey);
      const standing = standings.get(partnerKey);
      if (payout === undefined && standing === undefined) return [];
      const amount = (plain: string | undefined) =>
        payout === undefined || plain === undefined ? null : Money.of(plain, payout.currency).toString();
      const booked: BookedEarning = {
        outcome: payout?.outcome ?? null,
        amount: amount(payout?.amount),
        settled: amount(payout?.settled),
        reason: payout?.reason ?? null,
        adjustments: adjustments
          .filter((each) => each.partnerId === partnerId)
          .map(({ adjustment, customerId, amount: by, currency, reason, proposedBy, decidedBy }) => ({
            adjustment,
            customerId,
            amount: by,
            currency,
            reason,
            proposedBy,
            decidedBy,
          })),
        standing: standingLines(standing),
      };
      return [[partnerId, booked] as const];
    }),
  );
}
