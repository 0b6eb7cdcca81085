/** The rule of a registration for the offer (docs/calculation.md, "Registration"). */
import { covers, dayOf } from './calendar.js';
import type { Pair } from './purchases.js';
import type { Matter, Verdict } from './rules.js';
import type { Registration } from './tables.js';

/**
 * "The first row with nothing wrong stands; else the first whose name alone is in question; else the first. Nothing
 * wrong: met. The name in question: unknown ... Otherwise unknown (pending in a provisional run) while the day of `K`
 * (of a provisional run: or `L`) is on or before the last of the days, then not met. Partner not in the register: unknown."
 */
export function registration(matter: Matter, { partnerId }: Pair): Verdict | undefined {
  const { records, moment, terms } = matter;
  if (terms.registration === undefined) return undefined;
  const partner = records.register.get(partnerId);
  if (partner === undefined) return 'unknown';
  const sound = records.registrations.filter(
    (each) =>
      each.partnerId === partnerId && each.campaignId === terms.campaignId && isSoundButForItsName(matter, each),
  );
  // Names that folders bring are the same or quite others.
  if (sound.some(({ company }) => company === partner.legalName)) return 'met';
  if (sound.length > 0) return 'unknown';
  const last = terms.registration.days.to;
  if (moment.provisional) return moment.knownOn <= last || moment.last <= last ? 'pending' : 'not met';
  return moment.knownOn <= last ? 'unknown' : 'not met';
}

/**
 * "received before or after the days; `contact_email` is no address; its domain is one where anybody gets a mailbox;
 * `terms_version` is not `terms`, or `terms_accepted_at` is empty or after the last of the days; `needs` lists the
 * agreement number and there is none"
 */
function isSoundButForItsName({ terms }: Matter, stated: Registration): boolean {
  const { days, terms: wording, needsAgreement } = terms.registration!;
  const { registeredAt, termsAcceptedAt } = stated;
  const domain = domainOf(stated.email);
  return (
    covers(days, dayOf(registeredAt, terms.timeZone)) &&
    domain !== '' &&
    !CONSUMER_DOMAINS.includes(domain) &&
    stated.terms === wording &&
    termsAcceptedAt !== undefined &&
    dayOf(termsAcceptedAt, terms.timeZone) <= days.to &&
    !(needsAgreement && stated.agreement === '')
  );
}

/** Those that folders bring, as anybody knows them. */
export const CONSUMER_DOMAINS: readonly string[] = ['hotmail.com', 'yahoo.co.uk', 'gmail.com', 'outlook.com', 'gmx.de'];

/** Empty for what is no address. */
function domainOf(email: string): string {
  const [local = '', domain = '', ...others] = email.split('@');
  const isAddress = others.length === 0 && local !== '' && domain.includes('.') && !/\s/.test(email);
  return isAddress ? domain.toLowerCase() : '';
}
