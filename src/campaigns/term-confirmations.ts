import type { Session } from '../database/index.js';
import { canonicalJson, sha256Hex, type Instant, type JsonValue } from '../kernel/index.js';
import { assumedTerms, type CampaignTerms, type TermName } from './terms.js';

/** Who stands by an assumed term, and why. */
export interface TermConfirmation {
  readonly confirmedBy: string;
  readonly confirmedAt: Instant;
  readonly reason: string;
}

/** Confirmations of the assumed terms as these terms state them; one for another value or assumption is not among them. */
export async function termConfirmations(
  session: Session,
  campaignId: string,
  terms: CampaignTerms,
): Promise<ReadonlyMap<TermName, TermConfirmation>> {
  const confirmations = await session.query<TermConfirmation & { readonly term: string; readonly hash: string }>(
    `SELECT term, assumption_hash AS hash, confirmed_by AS "confirmedBy", confirmed_at AS "confirmedAt", reason
     FROM term_confirmation WHERE campaign_id = $1`,
    [campaignId],
  );
  return new Map(
    assumedTerms(terms).flatMap((name) => {
      const hash = assumptionHash(terms, name);
      const found = confirmations.find((each) => each.term === name && each.hash === hash);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

/**
 * What a person stands by: the value together with what was assumed. Some values are one fixed sentence, and all that
 * was read into the page stands in the assumption.
 */
export function assumptionHash(terms: CampaignTerms, name: TermName): string {
  const { value, assumed } = terms[name] ?? {};
  return sha256Hex(canonicalJson({ value, assumed } as JsonValue));
}
