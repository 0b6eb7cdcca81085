import type { CampaignTerms } from '../../campaigns/index.js';
import { dayOf, type Instant } from '../../kernel/index.js';
import { wrongWhere } from './differences.js';
import type { Proof } from './proof-schema.js';

type PartnerOfCase = Proof['facts']['partners'][number];

/**
 * What the rows of registrations do not bear out of what is said of one; each in words. Names and addresses are no part
 * of a proof, so that a flaw of theirs is believed.
 */
export function unsupportedRegistration(
  { evidence }: Proof,
  { facts: { partnerId, registration } }: PartnerOfCase,
  terms: CampaignTerms,
): string[] {
  const rows = evidence.register.filter(
    ({ file, values }) => file === 'registrations.csv' && values['partner_id'] === partnerId,
  );
  if (registration === null || terms.registration === undefined)
    return wrongWhere(
      registration !== null || (terms.registration !== undefined && rows.length > 0),
      `the registration of partner ${partnerId} is not among those received`,
    );
  const asked = terms.registration.value;
  const dayOfInstant = (instant: string | null | undefined) =>
    typeof instant === 'string' ? dayOf(instant as Instant, terms.timeZone.value) : null;
  const bearsOut = ({ values }: (typeof rows)[number]) => {
    if (dayOfInstant(values['registered_at']) !== registration.registeredOn) return false;
    if (registration.flaw !== null) return true;
    const accepted = dayOfInstant(values['terms_accepted_at']);
    return (
      asked.days.from <= registration.registeredOn &&
      registration.registeredOn <= asked.days.to &&
      values['terms_version'] === asked.terms &&
      accepted !== null &&
      accepted <= asked.days.to &&
      (asked.needs ?? []).every((need) => values[need.replaceAll(' ', '_')] !== null)
    );
  };
  return wrongWhere(
    !rows.some(bearsOut),
    `the registration of partner ${partnerId} is not as it was received, or not as the terms ask`,
  );
}
