import type { Session } from '../database/index.js';
import type { Instant } from '../kernel/index.js';
import { recordNotifications } from '../notifications/index.js';
import type { ClaimRecord } from './claim-records.js';
import { reasonTexts } from './rejection-reasons.js';

type Told = Pick<ClaimRecord, 'claimId' | 'campaignId' | 'partnerKey'>;

/** The provisional receipt: that the claim came, and by when it is answered. Told once. */
export async function tellReceived(
  session: Session,
  claim: Told & { readonly answerBy: Instant },
  { timeZone, now }: { readonly timeZone: string; readonly now: Instant },
): Promise<void> {
  const { claimId, campaignId, partnerKey, answerBy } = claim;
  const notice = { kind: 'claim-received', claimId, answerBy, timeZone } as const;
  await recordNotifications(
    session,
    [{ occasion: `claim received ${campaignId} ${claimId}`, partnerKey, campaignId, notice }],
    now,
  );
}

/** The final answer; with a rejection until when it can be appealed. */
export async function tellAnswer(
  session: Session,
  { claimId, campaignId, partnerKey }: Told,
  {
    claimAnswer,
    reasons,
    appealBy,
    timeZone,
    now,
  }: {
    readonly claimAnswer: number;
    /** None where it is valid. */
    readonly reasons: readonly string[];
    readonly appealBy: Instant | null;
    readonly timeZone: string;
    readonly now: Instant;
  },
): Promise<void> {
  const notice =
    reasons.length === 0
      ? ({ kind: 'claim-valid', claimId } as const)
      : ({ kind: 'claim-rejected', claimId, reasons: reasonTexts(reasons), appealBy, timeZone } as const);
  await recordNotifications(
    session,
    [{ occasion: `claim answer ${String(claimAnswer)}`, partnerKey, campaignId, notice }],
    now,
  );
}
