import { SeatbackError } from '../../kernel/index.js';
import type { Period } from './claim-form.js';

/** Codes are those of the checks, in capitals: what is certain when a claim is entered is refused at once. */
function refused(code: string, campaignId: string, expected: string, found: string, next: string): SeatbackError {
  return new SeatbackError({ code, expected, found, where: campaignId, next });
}

export function outsideClaimingPeriod(campaignId: string, { from, until }: Period, now: string): SeatbackError {
  return refused(
    'OUTSIDE_CLAIMING_PERIOD',
    campaignId,
    `a claim from ${from} on and before ${until}`,
    `now, ${now}`,
    'Claims are taken in the days that the offer names.',
  );
}

export function claimsNotAsked(campaignId: string): SeatbackError {
  return refused(
    'CLAIMS_NOT_ASKED',
    campaignId,
    'an offer that asks for claims',
    'one that counts sales without',
    'Nothing is to be done.',
  );
}

export function claimIncomplete(campaignId: string, faults: readonly string[]): SeatbackError {
  return refused(
    'CLAIM_INCOMPLETE',
    campaignId,
    'all that the offer asks for',
    faults.join(', '),
    'Fill it in and send it again.',
  );
}

/** @param own the number of the claim before, where it is the partner's own: another's is nobody's business */
export function claimedBefore(campaignId: string, own: string | undefined): SeatbackError {
  return refused(
    'CLAIMED_BEFORE',
    campaignId,
    'a sale that nobody claimed yet, for this offer or another',
    own === undefined ? 'one that was claimed before' : `one that was claimed before, as ${own}`,
    'A sale is claimed once. Where its claim was rejected, it can be appealed or claimed anew.',
  );
}

export function registrationNotAsked(campaignId: string): SeatbackError {
  return refused(
    'REGISTRATION_NOT_ASKED',
    campaignId,
    'an offer that asks for a registration',
    'one that counts sales without',
    'Nothing is to be done.',
  );
}

export function outsideRegistrationPeriod(campaignId: string, { from, until }: Period, now: string): SeatbackError {
  return refused(
    'OUTSIDE_REGISTRATION_PERIOD',
    campaignId,
    `a registration from ${from} on and before ${until}`,
    `now, ${now}`,
    'Registrations are taken in the days that the offer names.',
  );
}

export function registeredBefore(campaignId: string): SeatbackError {
  return refused(
    'REGISTERED_BEFORE',
    campaignId,
    'a partner that is not registered for the offer',
    'one that is',
    'One registration is enough for an offer.',
  );
}

/** @param flaw code of what would keep it from counting */
export function registrationFlawed(campaignId: string, flaw: string): SeatbackError {
  return refused(
    'REGISTRATION_INVALID',
    campaignId,
    'a registration that counts',
    flaw,
    'Correct what is named and send it again.',
  );
}
