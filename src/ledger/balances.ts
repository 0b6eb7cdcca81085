import type { Session } from '../database/index.js';
import { Money } from '../kernel/index.js';
import type { AccountKind } from './ledger.js';

/** What stands on a partner's accounts, those with nothing on them left out. What is owed to it, and by it, is positive. */
export type PartnerBalances = ReadonlyMap<AccountKind, Money>;

/** Balances of all partners of a campaign, or of these, by key. */
export async function partnerBalances(
  session: Session,
  campaignId: string,
  partnerKeys?: readonly number[],
): Promise<Map<number, PartnerBalances>> {
  const rows = await session.query<{ partnerKey: number; kind: AccountKind; balance: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", kind, sum(amount) * (CASE kind WHEN 'recoverable' THEN 1 ELSE -1 END) AS balance, posting.currency
     FROM account JOIN posting USING (account_key) WHERE campaign_id = $1 AND partner_key IS NOT NULL AND ($2::integer[] IS NULL OR partner_key = ANY($2))
     GROUP BY partner_key, kind, posting.currency HAVING sum(amount) <> 0`,
    [campaignId, partnerKeys ?? null],
  );
  const balances = new Map<number, Map<AccountKind, Money>>();
  for (const { partnerKey, kind, balance, currency } of rows) {
    const ofPartner = balances.get(partnerKey) ?? new Map<AccountKind, Money>();
    balances.set(partnerKey, ofPartner.set(kind, Money.of(balance, currency)));
  }
  return balances;
}

/** What a partner was paid too much in a campaign. */
export interface Recoverable {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly campaignId: string;
  readonly amount: Money;
}

/** All that partners owe us, by partner, then campaign. */
export async function recoverables(session: Session): Promise<Recoverable[]> {
  const rows = await session.query<Omit<Recoverable, 'amount'> & { amount: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", partner_id AS "partnerId", campaign_id AS "campaignId", sum(amount) AS amount, posting.currency
     FROM account JOIN posting USING (account_key) JOIN partner USING (partner_key) WHERE kind = 'recoverable'
     GROUP BY partner_key, partner_id, campaign_id, posting.currency HAVING sum(amount) > 0 ORDER BY partner_id, campaign_id`,
  );
  return rows.map(({ amount, currency, ...row }) => ({ ...row, amount: Money.of(amount, currency) }));
}
