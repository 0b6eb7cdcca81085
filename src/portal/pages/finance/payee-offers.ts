import { isSameActor } from '../../../kernel/index.js';
import type { BankDetailsAnswer, PayeeAnswer } from '../../answers/payee-answers.js';
import { payeeHref } from './finance-paths.js';
import { roleMissingFor, type Offer, type Viewer } from './viewer.js';

export type DetailsAct = 'detailsApproval' | 'detailsRefusal';

/** What can be decided of details that wait, each offered to this person or with the reason why not. */
export function detailsOffers(
  payee: PayeeAnswer,
  details: BankDetailsAnswer,
  viewer: NonNullable<Viewer>,
): Offer<DetailsAct>[] {
  if (details.state !== 'waits for approval') return [];
  const own = ownHand(details, viewer.actor);
  const offer = (act: DetailsAct, hindrance: string | undefined): Offer<DetailsAct> => ({
    act,
    notBecause: hindrance ?? roleMissingFor(act, viewer),
  });
  return [offer('detailsApproval', own ?? hindranceOfApproval(payee, details)), offer('detailsRefusal', own)];
}

/** A name that a person is to say something of, or said something of; null where nobody has to, or nobody can. */
export function nameOffer(payee: PayeeAnswer, viewer: NonNullable<Viewer>): Offer<'nameDecision'> | null {
  const { name } = payee;
  if (name === null || (name.outcome !== 'close-match' && name.outcome !== 'not-possible')) return null;
  const newest = payee.details.find(({ state }) => state !== 'refused');
  return {
    act: 'nameDecision',
    notBecause:
      (newest === undefined ? undefined : ownHand(newest, viewer.actor)) ?? roleMissingFor('nameDecision', viewer),
  };
}

export function invitationOffer(payee: PayeeAnswer, viewer: NonNullable<Viewer>): Offer<'invitation'> {
  const waits = payee.details.some(({ state }) => state === 'waits for approval');
  return {
    act: 'invitation',
    notBecause: waits
      ? 'The partner’s details wait for a decision: approve or refuse them first.'
      : roleMissingFor('invitation', viewer),
  };
}

/** To hold back what would be paid, or to let go what somebody holds back. */
export function holdOffer(
  { personHolds }: PayeeAnswer,
  viewer: NonNullable<Viewer>,
): Offer<'holdPlacing' | 'holdRelease'> {
  const inForce = personHolds.find(({ releasedAt }) => releasedAt === null);
  if (inForce === undefined) return { act: 'holdPlacing', notBecause: roleMissingFor('holdPlacing', viewer) };
  return {
    act: 'holdRelease',
    notBecause: isSameActor(inForce.placedBy, viewer.actor)
      ? 'You placed this hold; another person releases it.'
      : roleMissingFor('holdRelease', viewer),
  };
}

/** Addresses of the forms that stand on the page of the payee. */
export function offeredPayeeForms(payee: PayeeAnswer, viewer: Viewer): string[] {
  if (viewer === undefined) return [];
  const page = payeeHref(payee.partnerId);
  const hold = holdOffer(payee, viewer);
  const named = (offer: Pick<Offer, 'notBecause'> | null, address: string) =>
    offer !== null && offer.notBecause === undefined ? [`${page}/${address}`] : [];
  return [
    ...payee.details.flatMap((details) =>
      detailsOffers(payee, details, viewer).flatMap((offer) =>
        named(offer, `details/${String(details.details)}/${offer.act === 'detailsApproval' ? 'approval' : 'refusal'}`),
      ),
    ),
    ...named(nameOffer(payee, viewer), 'name-decision'),
    ...named(invitationOffer(payee, viewer), 'invitation'),
    ...named(hold, `hold/${hold.act === 'holdPlacing' ? 'placing' : 'release'}`),
  ];
}

function ownHand({ enteredBy, invitedBy }: BankDetailsAnswer, actor: string): string | undefined {
  if (isSameActor(enteredBy, actor)) return 'You entered these details; another person decides.';
  if (invitedBy !== null && isSameActor(invitedBy, actor))
    return 'You issued the link by which these details came; another person decides.';
  return undefined;
}

function hindranceOfApproval(payee: PayeeAnswer, { details, accountKind }: BankDetailsAnswer): string | undefined {
  const newest = payee.details.find(({ state }) => state !== 'refused');
  if (newest !== undefined && newest.details !== details)
    return `Details ${String(newest.details)} were entered after these: decide of those, and refuse these.`;
  if (accountKind === 'personal')
    return 'The account was declared as a person’s. It can only be refused; the company names one of its own.';
  return undefined;
}
