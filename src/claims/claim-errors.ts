import { SeatbackError, type Instant } from '../kernel/index.js';

export function claimUnknown(campaignId: string, claimId: string): SeatbackError {
  return new SeatbackError({
    code: 'CLAIM_UNKNOWN',
    expected: 'a claim that was received for the campaign',
    found: claimId,
    where: campaignId,
    next: `npx seatback claims list ${campaignId} lists them.`,
  });
}

export function claimsNotAnswered(campaignId: string): SeatbackError {
  return new SeatbackError({
    code: 'CLAIMS_NOT_ANSWERED',
    expected: 'a campaign with the terms "claim" and "claim validation"',
    found: 'terms by which claims count as they were received',
    where: campaignId,
    next: 'Nothing is to be done: calculate the campaign.',
  });
}

export function claimAnswered(campaignId: string, claimId: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'CLAIM_ANSWERED',
    expected: 'a claim that waits for an answer, or whose rejection was appealed',
    found,
    where: `${campaignId}, claim ${claimId}`,
    next: 'A rejection is looked at again when the partner appeals.',
  });
}

export function claimCorrected(
  campaignId: string,
  claimId: string,
  { seen, delivery }: { readonly seen: number; readonly delivery: number },
): SeatbackError {
  return new SeatbackError({
    code: 'CLAIM_CORRECTED',
    expected: `the claim as delivery ${String(seen)} brought it, which was looked at`,
    found: `a correction, which came with delivery ${String(delivery)}`,
    where: `${campaignId}, claim ${claimId}`,
    next: 'Look at what it says now, and answer that.',
  });
}

export function claimsNotReviewed(
  campaignId: string,
  failed: readonly { readonly claimId: string; readonly error: unknown }[],
): SeatbackError {
  return new SeatbackError(
    {
      code: 'CLAIMS_NOT_REVIEWED',
      expected: 'a look at each claim that waits',
      found: `${String(failed.length)} that failed`,
      where: campaignId,
      next: 'All others were looked at. Mend what these failed for, and review again.',
      findings: failed.map(({ claimId, error }) => ({
        place: `claim ${claimId}`,
        expected: 'to be looked at',
        found: error instanceof Error ? error.message : String(error),
      })),
    },
    { cause: failed[0]?.error },
  );
}

export function answeredBySame(campaignId: string, claimId: string, actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'somebody else than who rejected the claim',
    found: actor,
    where: `${campaignId}, appeal of claim ${claimId}`,
    next: 'Another person answers the appeal.',
  });
}

export function reasonsExpected(claimId: string, found: readonly string[], known: readonly string[]): SeatbackError {
  return new SeatbackError({
    code: 'REJECTION_REASON_INVALID',
    expected: `for a rejection one or more of ${known.join(', ')}; none for a claim that is valid`,
    found: found.length === 0 ? 'none' : found.join(', '),
    where: `claim ${claimId}`,
    next: 'Name the reason with --because.',
  });
}

export function notAppealable(campaignId: string, claimId: string, expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'APPEAL_REFUSED',
    expected,
    found,
    where: `${campaignId}, claim ${claimId}`,
    next: 'A rejection is appealed once, within the days that the terms give.',
  });
}

export function tooLate(campaignId: string, claimId: string, before: Instant, now: Instant): SeatbackError {
  return notAppealable(campaignId, claimId, `an appeal before ${before}`, `now, ${now}`);
}
