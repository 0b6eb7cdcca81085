import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { compareCodePoints, type CalendarDate } from '../../kernel/index.js';
import { ONE_CUSTOMER } from '../counted-of-customer.js';
import type { CaseProducts } from '../facts/case-products.js';
import { firstChargeRows, subscriptionRows } from '../facts/case-rows.js';
import { rangesOf } from '../facts/key-ranges.js';
import { Sales } from '../facts/sales.js';
import { readSnapshot, type Snapshot } from '../facts/snapshot.js';
import { DETERMINATION_COLUMNS, type StoredDetermination } from '../runs/determination-lines.js';
import type { Run } from '../runs/run.entity.js';
import { PartnerSettlement, type StagedDetermination } from '../runs/settle-partner.js';

/**
 * Whether a partner's earning follows from how many of its customers qualify and are undecided: then nothing else of them
 * counts but their order, in which an explanation tells of them.
 */
export function othersCountAsStored(terms: CampaignTerms): boolean {
  return new PartnerSettlement(terms).rewardByItself !== null;
}

/** The other customers of these partners, as the run stored them, by their ids; with when they were sold to first. */
export async function storedOthers(
  session: Session,
  run: Run,
  { customerKey, partnerKeys }: { readonly customerKey: number; readonly partnerKeys: readonly number[] },
  { snapshot, products }: { readonly snapshot: Snapshot; readonly products: CaseProducts },
): Promise<StagedDetermination[]> {
  const rows = await session.query<StoredDetermination & { readonly customerKey: number }>(
    `SELECT ${DETERMINATION_COLUMNS}, customer_key AS "customerKey"
     FROM determination JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     WHERE campaign_id = $1 AND partner_key = ANY ($3) AND customer_key <> $4 AND run_from <= $2 AND (run_to IS NULL OR run_to > $2)`,
    [run.campaignId, run.run, partnerKeys, customerKey],
  );
  // Those that qualify have an order, in which a reward is told.
  const qualified = rows.filter(({ outcome }) => outcome === 'qualified');
  const sales = await firstSales(session, snapshot, products, new Set(qualified.map((row) => row.customerKey)));
  return rows
    .map((row) => ({
      ...row,
      firstStart: sales.get(row.customerKey)?.firstStartOf(row.partnerKey) ?? null,
      countedMost: ONE_CUSTOMER.most,
      countedParts: ONE_CUSTOMER.parts,
    }))
    .sort((a, b) => compareCodePoints(a.customerId, b.customerId));
}

/** By customer: as their facts are put together, from the rows that tell of a first day. */
async function firstSales(
  session: Session,
  snapshot: Snapshot,
  products: CaseProducts,
  customerKeys: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Sales>> {
  const sales = new Map([...customerKeys].map((key) => [key, new Sales(snapshot)]));
  if (sales.size === 0) return sales;
  const seen = await readSnapshot(session, snapshot);
  for (const range of rangesOf([...customerKeys])) {
    const charges = await firstChargeRows(session, seen, range, products);
    for (const [place, key] of charges.customer.entries())
      sales
        .get(key ?? 0)
        ?.charge(
          charges.partner[place] ?? 0,
          charges.isEligible[place] === 1,
          (charges.start[place] ?? '') as CalendarDate,
        );
    const subscriptions = await subscriptionRows(session, seen, range, products);
    for (const [place, key] of subscriptions.customer.entries())
      sales
        .get(key ?? 0)
        ?.subscribe(
          subscriptions.partner[place] ?? null,
          subscriptions.isEligible[place] === 1,
          (subscriptions.start[place] ?? '') as CalendarDate,
          (subscriptions.end[place] ?? null) as CalendarDate | null,
        );
  }
  return sales;
}
