import type { Session } from '../../database/index.js';
import { Money, type Instant } from '../../kernel/index.js';

export type AdjustmentState = 'proposed' | 'approved' | 'refused';

/** An amount that somebody added by hand to what a partner is owed, or took from it. */
export interface ManualAdjustment {
  readonly adjustment: number;
  readonly campaignId: string;
  readonly partnerId: string;
  readonly customerId: string;
  /** Plain decimal; below zero it takes away. */
  readonly amount: string;
  readonly currency: string;
  readonly reason: string;
  readonly state: AdjustmentState;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly refusedBecause: string | null;
  /** By which it was posted. */
  readonly journal: number | null;
}

export interface AdjustmentsWanted {
  readonly adjustment?: number | undefined;
  readonly campaignId?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly partnerKeys?: readonly number[] | undefined;
  readonly state?: AdjustmentState | undefined;
}

/** The first first. */
export async function listAdjustments(session: Session, wanted: AdjustmentsWanted = {}): Promise<ManualAdjustment[]> {
  const { adjustment, campaignId, partnerId, partnerKeys, state } = wanted;
  const rows = await session.query<ManualAdjustment>(
    `SELECT manual_adjustment AS adjustment, campaign_id AS "campaignId", partner_id AS "partnerId", customer_id AS "customerId", amount, currency,
       reason, state, proposed_by AS "proposedBy", proposed_at AS "proposedAt", decided_by AS "decidedBy", decided_at AS "decidedAt",
       refused_because AS "refusedBecause", journal
     FROM manual_adjustment JOIN partner USING (partner_key) JOIN customer USING (customer_key)
     WHERE ($1::integer IS NULL OR manual_adjustment = $1) AND ($2::text IS NULL OR campaign_id = $2)
       AND ($3::text IS NULL OR partner_id = $3) AND ($4::text IS NULL OR state = $4)
       AND ($5::integer[] IS NULL OR partner_key = ANY ($5))
     ORDER BY manual_adjustment`,
    [adjustment ?? null, campaignId ?? null, partnerId ?? null, state ?? null, partnerKeys ?? null],
  );
  return rows.map((row) => ({ ...row, amount: Money.of(row.amount, row.currency).toString() }));
}
