import type { CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { daysBetween, Money, type CalendarDate } from '../../kernel/index.js';
import { firstPayBy } from '../thresholds/pay-by.js';

/** What a campaign still has to send, and until when. */
export interface DuePayout {
  readonly campaignId: string;
  /** Of several partners the first, where each has its own. */
  readonly payBy: CalendarDate;
  /** Until then; below 0 where it has passed. */
  readonly daysLeft: number;
  readonly partners: number;
  /** Accrued by the posted run, payable or held, and not released. */
  readonly amount: Money;
  /** Why payments of it wait, with how many partners each holds. */
  readonly waitsFor: Readonly<Record<string, number>>;
}

/** Campaigns whose official run is posted and that have not sent everything, the most urgent first. */
export async function payoutsDue(
  session: Session,
  versions: CampaignVersions,
  today: CalendarDate,
): Promise<DuePayout[]> {
  const open = await session.query<{
    campaignId: string;
    version: number;
    partners: number;
    partnerKeys: number[];
    amount: string;
    currency: string;
  }>(
    `SELECT campaign_id AS "campaignId", version, count(*)::integer AS partners, array_agg(partner_key) AS "partnerKeys", sum(owed)::text AS amount, unsent.currency
     FROM (SELECT account.campaign_id, account.partner_key, account.currency, -sum(posting.amount) AS owed
       FROM account JOIN posting USING (account_key) WHERE account.kind IN ('accrued', 'payable', 'held') GROUP BY 1, 2, 3) AS unsent
     JOIN calculation_run USING (campaign_id) WHERE state = 'posted' AND owed > 0 GROUP BY 1, 2, unsent.currency`,
  );
  const waiting = await waitingReasons(session);
  const due: DuePayout[] = [];
  for (const { campaignId, version, partners, partnerKeys, amount, currency } of open) {
    const { terms } = await versions.published(session, campaignId, version);
    const payBy = await firstPayBy(session, campaignId, terms, { partnerKeys, sinceLastPayment: true });
    due.push({
      campaignId,
      payBy,
      daysLeft: daysBetween(today, payBy),
      partners,
      amount: Money.of(amount, currency),
      waitsFor: waiting.get(campaignId) ?? {},
    });
  }
  return due.toSorted((a, b) => a.daysLeft - b.daysLeft || (a.campaignId < b.campaignId ? -1 : 1));
}

async function waitingReasons(session: Session): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  const rows = await session.query<{ campaignId: string; waitsFor: Record<string, number> }>(
    `SELECT campaign_id AS "campaignId", jsonb_object_agg(reason, partners) AS "waitsFor"
     FROM (SELECT campaign_id, reason, count(*) AS partners FROM payout_hold JOIN calculation_run USING (run)
       WHERE held_to IS NULL AND state = 'posted' GROUP BY 1, 2) AS held GROUP BY 1`,
  );
  return new Map(rows.map(({ campaignId, waitsFor }) => [campaignId, waitsFor]));
}
