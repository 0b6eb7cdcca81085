import {
  bankingDayOnOrAfter,
  bankingDayOnOrBefore,
  isBankingDay,
  MONDAY_TO_FRIDAY,
  plusDays,
} from '../../kernel/index.js';
import { lastDayOfReturn } from '../hold.js';
import { lastDayToPay, lastDayToValidate } from '../last-days.js';
import type { CampaignTerms } from '../terms.js';
import type { Say } from './remark.js';

/** Holds the last day to pay against what must have happened before. */
export function checkPayDate(terms: CampaignTerms, say: Say): void {
  const { to } = terms.window.value;
  const payBy = lastDayToPay(terms);
  const paidOn = bankingDayOnOrBefore(payBy, MONDAY_TO_FRIDAY);
  if (payBy < to) say.contradiction(['payBy'], `${payBy} lies before the end of the window, ${to}`);
  const { carriedUntil } = terms.minimumPayout.value;
  if (carriedUntil !== undefined && carriedUntil <= to)
    say.contradiction(
      ['minimumPayout', 'value', 'carriedUntil'],
      `${carriedUntil} does not lie after the end of the window, ${to}: nothing would ever be carried`,
    );
  const proofBy = terms.proofOfPerformance?.value.by;
  if (proofBy !== undefined && payBy < proofBy)
    say.contradiction(['payBy'], `${payBy} lies before proofs are due on ${proofBy}`);
  const claimedBy = terms.claim?.value.days.to;
  if (claimedBy !== undefined && payBy < claimedBy)
    say.contradiction(['payBy'], `${payBy} lies before claims are due on ${claimedBy}`);
  const answeredBy = claimedBy === undefined ? undefined : lastDayToValidate(terms, claimedBy);
  if (answeredBy !== undefined && claimedBy !== undefined && payBy >= claimedBy && payBy < answeredBy)
    say.contradiction(['payBy'], `${payBy} lies before the last claims are answered on ${answeredBy}`);
  const excludedTo = terms.exclusion?.value.days.to;
  if (excludedTo !== undefined && payBy < excludedTo)
    say.contradiction(
      ['payBy'],
      `${payBy} lies before the days of exclusion end on ${excludedTo}: who joins later would be paid`,
    );
  if (!isBankingDay(payBy, MONDAY_TO_FRIDAY)) say.warning(['payBy'], `${payBy} is no banking day; ${paidOn} is used`);

  const returnedUntil = lastDayOfReturn(terms);
  if (returnedUntil === undefined) return;
  // Prepared the day after, and sent on the banking day after that.
  const earliest = bankingDayOnOrAfter(plusDays(returnedUntil, 2), MONDAY_TO_FRIDAY);
  if (earliest > paidOn)
    say.contradiction(
      terms.hold === undefined ? ['returnPolicy'] : ['hold', 'value', 'days'],
      `products can be returned until ${returnedUntil}, so that the first payment leaves on ${earliest}, after the last day to pay, ${paidOn}`,
    );
}
