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
  const measure = rewardMeasure(rewardMethod(terms));
  if (maximumSeats?.value.above === 'the maximum counts' && (measure === 'customers' || measure === 'billed revenue'))
    say.warning(
      ['maximumSeats'],
      `without effect: the reward counts ${measure}, and no seats of which only so many could count`,
    );
  const types = terms.licenceTypes?.value ?? [];
  if (types.length > 0 && !types.includes('csp'))
    say.warning(
      ['licenceTypes'],
      'NOBODY QUALIFIES: all that is known of sales comes from CSP, and no source tells of open licences yet',
    );
}
