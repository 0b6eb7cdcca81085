import { isSameActor } from '../../../../kernel/index.js';
import type { ClaimCase } from '../../../reading/claim-reading.js';
import { claimHref } from '../finance-paths.js';
import { roleMissingFor, type Viewer } from '../viewer.js';
import type { ClaimAct } from './claim-words.js';

/** Why something is not offered to a person: the role, or that it rejected what it would answer the appeal of. */
export type ClaimHindrance = 'role' | 'you-rejected';

export interface ClaimOffer {
  readonly act: ClaimAct;
  readonly hindrance: ClaimHindrance | undefined;
}

const STEPS: Readonly<Record<ClaimAct, string>> = {
  claimAcceptance: 'acceptance',
  claimRejection: 'rejection',
  appealTaking: 'received-appeal',
};

/** Where the form of an act is sent to. */
export function claimActHref({ claim: { campaignId, claimId } }: ClaimCase, act: ClaimAct): string {
  return `${claimHref(campaignId, claimId)}/${STEPS[act]}`;
}

/** What can be done with the claim now, by this person or not; none where nothing can. */
export function claimOffers(found: ClaimCase, viewer: NonNullable<Viewer>): ClaimOffer[] {
  return actsOf(found).map((act) => ({ act, hindrance: hindranceOf(act, found, viewer) }));
}

/** Addresses of the forms that stand on the page. */
export function offeredClaimForms(found: ClaimCase, viewer: Viewer): string[] {
  if (viewer === undefined) return [];
  return claimOffers(found, viewer)
    .filter(({ hindrance }) => hindrance === undefined)
    .map(({ act }) => claimActHref(found, act));
}

function actsOf({ standing, answerDueAt: due, appealBefore }: ClaimCase): ClaimAct[] {
  if ((standing === 'waiting' || standing === 'appealed') && due !== null) return ['claimAcceptance', 'claimRejection'];
  return appealBefore === null ? [] : ['appealTaking'];
}

function hindranceOf(act: ClaimAct, { standing, claim }: ClaimCase, viewer: NonNullable<Viewer>) {
  const rejectedBy = standing === 'appealed' ? (claim.answer?.answeredBy ?? null) : null;
  if (rejectedBy !== null && isSameActor(rejectedBy, viewer.actor)) return 'you-rejected';
  return roleMissingFor(act, viewer) === undefined ? undefined : 'role';
}
