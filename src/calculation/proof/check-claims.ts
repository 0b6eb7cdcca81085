import type { CampaignTerms } from '../../campaigns/index.js';
import { dayOf, type Instant } from '../../kernel/index.js';
import { wrongWhere } from './differences.js';
import type { Proof } from './proof-schema.js';

/** What the row of a claim does not bear out of what is said of it; each in words. */
export function unsupportedClaim(
  { evidence }: Proof,
  { facts: { partnerId }, claim }: Proof['facts']['partners'][number],
  terms: CampaignTerms,
): string[] {
  const rows = evidence.register.filter(
    ({ file, values }) => file === 'claims.csv' && values['partner_id'] === partnerId,
  );
  const [row, ...others] = rows;
  if (claim === null || row === undefined || others.length > 0)
    return wrongWhere(
      (claim === null) !== (rows.length === 0) || others.length > 0,
      `the claim of partner ${partnerId} is not the one received`,
    );
  const { claim_id: id, received_at: receivedAt, mpn_id: mpnId } = row.values;
  const isReceived =
    typeof receivedAt === 'string' && dayOf(receivedAt as Instant, terms.timeZone.value) === claim.receivedOn;
  // Names of customers and distributors are no part of a proof.
  const isWhole = (terms.claim?.value.needs ?? []).every((need) => row.values[need.replaceAll(' ', '_')] !== null);
  return [
    ...wrongWhere(id !== claim.claimId, `the claim of partner ${partnerId} is not among those received`),
    ...wrongWhere(!isReceived, `the claim of partner ${partnerId} was received on another day`),
    ...wrongWhere(
      (mpnId !== null && mpnId !== partnerId) || !isWhole,
      `the claim of partner ${partnerId} lacks what the terms ask for, or names another partner`,
    ),
  ];
}
