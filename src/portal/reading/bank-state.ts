import type { Instant } from '../../kernel/index.js';
import type { ShownPayee } from '../../payout/index.js';
import type { BankState } from './partner-report.js';

/** How the bank details of a partner stand, as it may see them itself: the last four, and what is missing. */
export function bankStateOf(payee: ShownPayee, campaignId: string, now: Instant): BankState {
  const { account, details, requests, holds } = payee;
  const [newest] = details;
  const isWaiting = newest?.state === 'waits for approval';
  const request = requests.find((each) => each.campaignId === campaignId && each.endedAt === null);
  const answerBy = request?.notices.findLast((notice) => notice.answerBy !== null)?.answerBy ?? null;
  const has = (reason: string) => holds.some((hold) => hold.reason === reason);
  const onRecord = account === 'none' ? null : lastFourOf(account);
  const isKept = onRecord !== null || (newest?.state === 'approved' && newest.vendor !== null);
  return {
    is: isWaiting
      ? 'waiting'
      : has('payment-failed') || newest?.state === 'refused'
        ? 'asked-again'
        : isKept
          ? 'on-record'
          : 'missing',
    lastFour: isWaiting ? null : onRecord,
    waitingLastFour: isWaiting && newest.account !== 'none' ? lastFourOf(newest.account) : null,
    payableFrom:
      newest?.state === 'approved' && newest.payableFrom !== null && newest.payableFrom > now
        ? newest.payableFrom
        : null,
    answerBy,
    holds: holds.map(({ reason }) => reason),
  };
}

function lastFourOf(masked: string): string {
  return masked.replaceAll('*', '');
}
