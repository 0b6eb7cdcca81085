import { rewardMeasure, rewardMethod } from '../reward-terms.js';
import type { CampaignTerms } from '../terms.js';
import type { Say } from './remark.js';

/** Terms by which nothing is decided: whoever wrote them meant something by them. */
export function checkTermsWithoutEffect(terms: CampaignTerms, say: Say): void {
  const { eligibilityDays, membership, agreement, competencies, ownRecordsSince, newCustomer, maximumSeats } = terms;
  if (eligibilityDays !== undefined && [membership, agreement, competencies].every((term) => term === undefined))
    say.warning(
      ['eligibilityDays'],
      'without effect: nothing has to hold on them; "membership", "agreement" or "competencies" would say what',
    );
  if (ownRecordsSince !== undefined && newCustomer === undefined)
    say.warning(['ownRecordsSince'], 'without effect: only "new customer" asks for it');
  if (terms.claimValidation !== undefined && terms.claim === undefined)
    say.warning(['claimValidation'], 'without effect: no "claim" is asked for');
  if (terms.appeal !== undefined && terms.claimValidation === undefined)
    say.warning(['appeal'], 'without effect: without "claim validation" no claim is rejected');
  if (terms.documentRetention !== undefined && terms.claim === undefined)
    say.warning(['documentRetention'], 'without effect: documents are given for claims, and no "claim" is asked for');
  const payBy = terms.payBy.value;
  if (terms.calculationDate !== undefined && (typeof payBy === 'string' || payBy.after !== 'the calculation date'))
    say.warning(['calculationDate'], 'without effect: "pay by" is not counted from it');
  const measure = rewardMeasure(rewardMethod(terms));
  if (maximumSeats?.value.above === 'the maximum counts' && (measure === 'customers' || measure === 'billed revenue'))
    say.warning(
      ['maximumSeats'],
      `without effect: the reward counts ${measure}, and no seats of which only so many could count`,
    );
}
