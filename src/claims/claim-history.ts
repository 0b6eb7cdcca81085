import type { Session } from '../database/index.js';
import { compareCodePoints, type Instant } from '../kernel/index.js';

/** What of a claim a correction can change. */
const FIELDS = [
  'mpnId',
  'subscriptionId',
  'agreementNumber',
  'customerName',
  'distributorName',
  'invoiceFile',
  'receivedAt',
] as const;
export type CorrectedField = (typeof FIELDS)[number];

/** What was done with a claim: received, corrected, answered by checks or a person, appealed. */
export type ClaimEvent =
  | { readonly kind: 'received'; readonly at: Instant; readonly delivery: number }
  | {
      readonly kind: 'corrected';
      readonly at: Instant;
      readonly delivery: number;
      readonly fields: readonly CorrectedField[];
    }
  | {
      readonly kind: 'answered';
      readonly at: Instant;
      readonly outcome: 'valid' | 'rejected';
      readonly reasons: readonly string[];
      /** Null: by checks alone. */
      readonly by: string | null;
      readonly note: string | null;
      readonly isAfterAppeal: boolean;
    }
  | { readonly kind: 'appealed'; readonly at: Instant; readonly by: string; readonly grounds: string };

type Stated = Readonly<Record<CorrectedField, string | null>> & {
  readonly delivery: number;
  readonly recordedAt: Instant;
  readonly receivedAt: Instant;
};

/** Everything that was done with a claim, in the order of time. */
export async function claimHistory(
  session: Session,
  { campaignId, claimId }: { readonly campaignId: string; readonly claimId: string },
): Promise<ClaimEvent[]> {
  const stated = await session.query<Stated>(
    `SELECT mpn_id AS "mpnId", subscription_id AS "subscriptionId", agreement_number AS "agreementNumber", customer_name AS "customerName",
       distributor_name AS "distributorName", invoice_file AS "invoiceFile", received_at AS "receivedAt", recorded_from AS delivery,
       delivery.recorded_at AS "recordedAt"
     FROM claim JOIN delivery ON delivery.delivery = claim.recorded_from WHERE campaign_id = $1 AND claim_id = $2 ORDER BY recorded_from`,
    [campaignId, claimId],
  );
  const answers = await session.query<Omit<Extract<ClaimEvent, { kind: 'answered' }>, 'kind'>>(
    `SELECT answered_at AS at, outcome, reasons, answered_by AS by, note, after_appeal AS "isAfterAppeal"
     FROM claim_answer WHERE campaign_id = $1 AND claim_id = $2 ORDER BY claim_answer`,
    [campaignId, claimId],
  );
  const appeals = await session.query<Omit<Extract<ClaimEvent, { kind: 'appealed' }>, 'kind'>>(
    'SELECT received_at AS at, received_by AS by, grounds FROM claim_appeal WHERE campaign_id = $1 AND claim_id = $2',
    [campaignId, claimId],
  );
  const events: ClaimEvent[] = [
    ...stated.map((each, index) => eventOf(each, stated[index - 1])),
    ...answers.map((answer) => ({ kind: 'answered' as const, ...answer })),
    ...appeals.map((appeal) => ({ kind: 'appealed' as const, ...appeal })),
  ];
  return events.toSorted((a, b) => compareCodePoints(a.at, b.at) || rankOf(a) - rankOf(b));
}

/** Of what was done in the same instant: an answer comes before its appeal, and the answer to that after it. */
function rankOf(event: ClaimEvent): number {
  if (event.kind === 'received' || event.kind === 'corrected') return 0;
  if (event.kind === 'appealed') return 2;
  return event.isAfterAppeal ? 3 : 1;
}

function eventOf(stated: Stated, before: Stated | undefined): ClaimEvent {
  const { delivery, recordedAt, receivedAt } = stated;
  if (before === undefined) return { kind: 'received', at: receivedAt, delivery };
  return {
    kind: 'corrected',
    at: recordedAt,
    delivery,
    fields: FIELDS.filter((field) => stated[field] !== before[field]),
  };
}
