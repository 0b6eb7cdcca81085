import { determinationsOfRun, earningsOfRun, listRuns, rulesOfBits, type Run } from '../../calculation/index.js';
import type { Session } from '../../database/index.js';
import { Money, type CalendarDate, type Instant } from '../../kernel/index.js';
import { knownPartner } from '../../partners/index.js';
import {
  listAdjustments,
  type ManualAdjustment,
  listBatches,
  partnerStandings,
  payoutsOfPartners,
  standingLines,
  type PayoutStage,
} from '../../payout/index.js';

export interface AccruedCustomer {
  readonly customerId: string;
  readonly customerName: string | null;
  readonly outcome: string;
  readonly seatsAssigned: number | null;
  readonly seatsBilled: number | null;
  readonly seatsQualifying: number | null;
  readonly reward: string;
  readonly currency: string;
  readonly reasons: readonly string[];
}

/** How far the money has come, and why it waits where it waits. */
export interface AccruedPayout {
  readonly stage: PayoutStage;
  readonly amount: string;
  readonly currency: string;
  readonly reason: string | null;
  readonly batch: number | null;
  readonly endToEndId: string | null;
  readonly executionDate: CalendarDate | null;
  readonly releasedAt: Instant | null;
  readonly holds: readonly { readonly reason: string; readonly found: string }[];
}

export interface AccruedCampaign {
  readonly campaignId: string;
  readonly run: number;
  readonly kind: string;
  readonly state: string;
  readonly earned: string;
  readonly currency: string;
  readonly customersQualified: number;
  readonly customersUndecided: number;
  /** Null before the minimum payout was applied on record, and where nothing is earned. */
  readonly payout: AccruedPayout | null;
  /** What the ledger has for the partner in the campaign, over all of its runs. */
  readonly standing: readonly { readonly account: string; readonly amount: string; readonly currency: string }[];
  readonly customers: readonly AccruedCustomer[];
  /** What was added by hand, or taken away, and by whom it was approved. */
  readonly adjustments: readonly ManualAdjustment[];
}

export interface PartnerAccrual {
  readonly partnerId: string;
  readonly legalName: string | null;
  readonly campaigns: readonly AccruedCampaign[];
}

/**
 * What a partner has earned in each campaign, by its posted run, else its last one. Only inside a transaction.
 *
 * @throws SeatbackError PARTNER_UNKNOWN
 */
export async function partnerAccrual(session: Session, partnerId: string): Promise<PartnerAccrual> {
  const partner = await knownPartner(session, partnerId);
  const campaigns: AccruedCampaign[] = [];
  for (const run of currentRuns(await listRuns(session))) {
    const earning = (await earningsOfRun(session, run.campaignId, run.run)).find(
      (each) => each.partnerId === partnerId,
    );
    if (earning !== undefined) campaigns.push(await accruedCampaign(session, run, earning));
  }
  return { partnerId, legalName: partner.legalName, campaigns };
}

/** Of each campaign the posted run, else the latest. */
function currentRuns(latestFirst: readonly Run[]): Run[] {
  const current = new Map<string, Run>();
  for (const run of latestFirst) {
    if (!current.has(run.campaignId) || run.state === 'posted') current.set(run.campaignId, run);
  }
  return [...current.values()];
}

async function accruedCampaign(
  session: Session,
  run: Run,
  earning: Awaited<ReturnType<typeof earningsOfRun>>[number],
): Promise<AccruedCampaign> {
  const names = await customerNames(session, earning.partnerKey);
  const customers: AccruedCustomer[] = [];
  for await (const row of determinationsOfRun(session, run.campaignId, run.run, earning.partnerId)) {
    customers.push({
      customerId: row.customerId,
      customerName: names.get(row.customerId) ?? null,
      outcome: row.outcome,
      seatsAssigned: row.seatsAssigned,
      seatsBilled: row.seatsBilled,
      seatsQualifying: row.seatsQualifying,
      reward: Money.of(row.reward, row.currency).toString(),
      currency: row.currency,
      reasons: rulesOfBits(row.rulesNotMet | row.rulesUnknown),
    });
  }
  return {
    campaignId: run.campaignId,
    run: run.run,
    kind: run.kind,
    state: run.state,
    earned: Money.of(earning.earned, earning.currency).toString(),
    currency: earning.currency,
    customersQualified: earning.customersQualified,
    customersUndecided: earning.customersUndecided,
    payout: await accruedPayout(session, run, earning.partnerKey),
    standing: await standingOf(session, run, earning.partnerKey),
    customers,
    adjustments: await listAdjustments(session, {
      campaignId: run.campaignId,
      partnerId: earning.partnerId,
      state: 'approved',
    }),
  };
}

async function accruedPayout(session: Session, run: Run, partnerKey: number): Promise<AccruedPayout | null> {
  const payout = (await payoutsOfPartners(session, run.run, [partnerKey])).get(partnerKey);
  if (payout === undefined) return null;
  const { stage, amount, currency, reason, batch, endToEndId, holds } = payout;
  const sent = (await listBatches(session, run.campaignId)).find((each) => each.batch === batch);
  return {
    stage,
    amount: Money.of(amount, currency).toString(),
    currency,
    reason,
    batch,
    endToEndId,
    executionDate: sent?.executionDate ?? null,
    releasedAt: sent?.releasedAt ?? null,
    holds,
  };
}

async function standingOf(session: Session, run: Run, partnerKey: number): Promise<AccruedCampaign['standing']> {
  return standingLines((await partnerStandings(session, run.campaignId, [partnerKey])).get(partnerKey));
}

async function customerNames(session: Session, partnerKey: number): Promise<Map<string, string | null>> {
  const rows = await session.query<{ customerId: string; name: string | null }>(
    `SELECT customer_id AS "customerId", COALESCE(profile.name, listing.company_name) AS name
     FROM (SELECT DISTINCT customer_key FROM determination WHERE partner_key = $1) AS determined JOIN customer USING (customer_key)
     LEFT JOIN customer_profile AS profile ON profile.customer_key = customer.customer_key AND profile.recorded_to IS NULL
     LEFT JOIN customer_listing AS listing ON listing.customer_key = customer.customer_key AND listing.recorded_to IS NULL`,
    [partnerKey],
  );
  return new Map(rows.map(({ customerId, name }) => [customerId, name]));
}
