import type { Session } from '../../database/index.js';
import { compareNames, type NameComparison } from '../../partners/index.js';

/** What a person decided of a name that is nearly the registered one, for one account and both names. */
export interface NameDecision {
  readonly partnerKey: number;
  readonly accountFingerprint: Buffer;
  readonly accountName: string;
  readonly registeredName: string;
  readonly decision: 'accepted' | 'refused';
}

/** The name of an account beside that of its company. */
export interface CheckedName extends NameComparison {
  /** Undefined where nobody decided of exactly this account and these names. */
  readonly decision: NameDecision['decision'] | undefined;
}

export function checkName(
  {
    partnerKey,
    registeredName,
    accountName,
    accountFingerprint,
    country,
  }: {
    readonly partnerKey: number;
    readonly registeredName: string;
    readonly accountName: string;
    readonly accountFingerprint: Buffer | null;
    readonly country: string | null;
  },
  decisions: readonly NameDecision[],
): CheckedName {
  const decided = decisions.findLast(
    (one) =>
      one.partnerKey === partnerKey &&
      accountFingerprint?.equals(one.accountFingerprint) === true &&
      one.accountName === accountName &&
      one.registeredName === registeredName,
  );
  return {
    ...compareNames(registeredName, accountName, country?.toUpperCase()),
    decision: decided?.decision,
  };
}

/** By partner key, the oldest first. */
export async function nameDecisions(
  session: Session,
  partnerKeys: readonly number[],
): Promise<ReadonlyMap<number, readonly NameDecision[]>> {
  const rows = await session.query<NameDecision>(
    `SELECT partner_key AS "partnerKey", account_fingerprint AS "accountFingerprint", account_name AS "accountName",
       registered_name AS "registeredName", decision
     FROM payee_name_decision WHERE partner_key = ANY($1) ORDER BY payee_name_decision`,
    [partnerKeys],
  );
  return Map.groupBy(rows, ({ partnerKey }) => partnerKey);
}
