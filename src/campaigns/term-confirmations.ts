import type { Session } from '../database/index.js';
import { canonicalJson, sha256Hex, type Instant, type JsonValue } from '../kernel/index.js';
import { assumedTerms, type CampaignTerms, type TermName } from './terms.js';

/** Who stands by an assumed term, and why. */
export interface TermConfirmation {
  readonly confirmedBy: string;
  readonly confirmedAt: Instant;
  readonly reason: string;
}

/** Confirmations of the assumed terms as these terms state them; one for another value is not among them. */
export async function termConfirmations(
  session: Session,
  campaignId: string,
  terms: CampaignTerms,
): Promise<ReadonlyMap<TermName, TermConfirmation>> {
  const confirmations = await session.query<TermConfirmation & { readonly term: string; readonly valueHash: string }>(
    `SELECT term, value_hash AS "valueHash", confirmed_by AS "confirmedBy", confirmed_at AS "confirmedAt", reason
     FROM term_confirmation WHERE campaign_id = $1`,
    [campaignId],
  );
  return new Map(
    assumedTerms(terms).flatMap((name) => {
      const valueHash = sha256Hex(canonicalJson(terms[name]?.value as JsonValue));
      const found = confirmations.find((each) => each.term === name && each.valueHash === valueHash);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}
