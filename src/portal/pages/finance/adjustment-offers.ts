import { isSameActor } from '../../../kernel/index.js';
import type { AdjustmentAnswer } from '../../answers/adjustment-answers.js';
import { roleMissingFor, type Offer, type Viewer } from './viewer.js';

export type AdjustmentAct = 'adjustmentApproval' | 'adjustmentRefusal';

/** What can be decided of an adjustment that waits, each offered to this person or with the reason why not. */
export function adjustmentOffers(
  { state, proposedBy }: AdjustmentAnswer,
  viewer: NonNullable<Viewer>,
): Offer<AdjustmentAct>[] {
  if (state !== 'proposed') return [];
  const own = isSameActor(proposedBy, viewer.actor)
    ? 'You proposed this adjustment; another person decides.'
    : undefined;
  return (['adjustmentApproval', 'adjustmentRefusal'] as const).map((act) => ({
    act,
    notBecause: own ?? roleMissingFor(act, viewer),
  }));
}
