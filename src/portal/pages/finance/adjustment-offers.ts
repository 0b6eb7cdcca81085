import { isSameActor } from '../../../kernel/index.js';
import type { AdjustmentAnswer, AdjustmentsAnswer } from '../../answers/adjustment-answers.js';
import { adjustmentsHref } from './finance-paths.js';
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

/** Where a decision of an adjustment is sent to. */
export function adjustmentActHref({ campaignId, adjustment }: AdjustmentAnswer, act: AdjustmentAct): string {
  return `${adjustmentsHref(campaignId)}/${String(adjustment)}/${act === 'adjustmentApproval' ? 'approval' : 'refusal'}`;
}

/** Addresses of the forms that stand on the page of the adjustments. */
export function offeredAdjustmentForms({ campaignId, adjustments }: AdjustmentsAnswer, viewer: Viewer): string[] {
  if (viewer === undefined) return [];
  const isProposable = roleMissingFor('adjustmentProposal', viewer) === undefined;
  return [
    ...(isProposable ? [`${adjustmentsHref(campaignId)}/proposal`] : []),
    ...adjustments.flatMap((adjustment) =>
      adjustmentOffers(adjustment, viewer)
        .filter(({ notBecause }) => notBecause === undefined)
        .map(({ act }) => adjustmentActHref(adjustment, act)),
    ),
  ];
}
