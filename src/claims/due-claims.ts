import { lastDayToValidate, type CampaignTerms } from '../campaigns/index.js';
import { dayOf, endOfDay, plusDays, type Instant } from '../kernel/index.js';
import type { ClaimRecord } from './claim-records.js';

/**
 * Where a claim stands: it waits for an answer, waits for one to its appeal, or is answered. What checks rejected waits
 * again once a later delivery corrected it; what a person rejected is looked at again by way of an appeal alone.
 */
export type ClaimStanding = 'waiting' | 'appealed' | 'valid' | 'rejected';

export function standingOf({ answer, appealedAt, correctedAt }: ClaimRecord): ClaimStanding {
  if (answer === null) return 'waiting';
  if (answer.outcome === 'rejected' && appealedAt !== null && !answer.isAfterAppeal) return 'appealed';
  if (answer.outcome === 'rejected' && answer.answeredBy === null && correctedAt !== null) return 'waiting';
  return answer.outcome;
}

/** The instant by which a claim, its correction, or its appeal is answered; null where nothing is due. */
export function answerDueAt(claim: ClaimRecord, terms: CampaignTerms): Instant | null {
  const zone = terms.timeZone.value;
  const standing = standingOf(claim);
  const cameAt = claim.correctedAt ?? claim.receivedAt;
  const from = standing === 'waiting' ? cameAt : standing === 'appealed' ? claim.appealedAt : null;
  const lastDay = from === null ? undefined : lastDayToValidate(terms, dayOf(from, zone));
  return lastDay === undefined ? null : endOfDay(lastDay, zone);
}

/** The instant before which a rejection may be appealed; null where it may not. */
export function appealDueAt(claim: ClaimRecord, { appeal, timeZone }: CampaignTerms): Instant | null {
  const { answer, appealedAt } = claim;
  if (appeal === undefined || answer === null || appealedAt !== null || standingOf(claim) !== 'rejected') return null;
  return endOfDay(plusDays(dayOf(answer.answeredAt, timeZone.value), appeal.value.days), timeZone.value);
}
