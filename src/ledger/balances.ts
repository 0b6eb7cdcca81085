import type { Session } from '../database/index.js';
import { Money } from '../kernel/index.js';
import type { AccountKind } from './ledger.js';

/** What stands on a partner's accounts, those with nothing on them left out. What is owed to it, and by it, is positive. */
export type PartnerBalances = ReadonlyMap<AccountKind, Money>;

/** What stands on an account of a partner. */
export interface AccountBalance {
  readonly partnerKey: number;
  readonly kind: AccountKind;
  readonly balance: Money;
  /** Of what was sent in another currency than that of the campaign. */
  readonly isExchanged: boolean;
}

/** Balances of all partners of a campaign, or of these, by account. */
export async function accountBalances(
  session: Session,
  campaignId: string,
  partnerKeys?: readonly number[],
): Promise<AccountBalance[]> {
  const rows = await session.query<Omit<AccountBalance, 'balance'> & { balance: string; currency: string }>(
    `SELECT partner_key AS "partnerKey", kind, sum(amount) * (CASE kind WHEN 'recoverable' THEN 1 ELSE -1 END) AS balance, posting.currency,
       kind IN ('in-transit', 'paid') AND NOT EXISTS (SELECT FROM account AS own WHERE own.kind = 'payable'
         AND own.campaign_id = $1 AND own.partner_key = account.partner_key AND own.currency = posting.currency) AS "isExchanged"
     FROM account JOIN posting USING (account_key) WHERE campaign_id = $1 AND partner_key IS NOT NULL AND ($2::integer[] IS NULL OR partner_key = ANY($2))
     GROUP BY partner_key, kind, posting.currency HAVING sum(amount) <> 0 ORDER BY kind, posting.currency`,
    [campaignId, partnerKeys ?? null],
  );
  return rows.map(({ balance, currency, ...row }) => ({ ...row, balance: Money.of(balance, currency) }));
}

/** What stands on one kind of a campaign's partner accounts together. */
export interface StandingBalance {
  readonly kind: AccountKind;
  /** With anything on it. */
  readonly partners: number;
  readonly balance: Money;
}

/** As `accountBalances`, summed over all partners by the database: there may be a hundred thousand of them. */
export async function standingBalances(session: Session, campaignId: string): Promise<StandingBalance[]> {
  const rows = await session.query<Omit<StandingBalance, 'balance'> & { balance: string; currency: string }>(
    `SELECT kind, currency, count(*)::integer AS partners, sum(sum) * (CASE kind WHEN 'recoverable' THEN 1 ELSE -1 END) AS balance
     FROM (SELECT kind, posting.currency, partner_key, sum(amount) AS sum FROM account JOIN posting USING (account_key)
       WHERE campaign_id = $1 AND partner_key IS NOT NULL GROUP BY kind, posting.currency, partner_key HAVING sum(amount) <> 0) AS standing
     GROUP BY kind, currency ORDER BY kind, currency`,
    [campaignId],
  );
  return rows.map(({ balance, currency, ...row }) => ({ ...row, balance: Money.of(balance, currency) }));
}

/** Balances of all partners of a campaign, or of these, by key: in the currency in which the campaign owes. */
export async function partnerBalances(
  session: Session,
  campaignId: string,
  partnerKeys?: readonly number[],
): Promise<Map<number, PartnerBalances>> {
  return ownBalances(await accountBalances(session, campaignId, partnerKeys));
}

export function ownBalances(accounts: readonly AccountBalance[]): Map<number, PartnerBalances> {
  const balances = new Map<number, Map<AccountKind, Money>>();
  for (const { partnerKey, kind, balance, isExchanged } of accounts) {
    if (isExchanged) continue;
    const ofPartner = balances.get(partnerKey) ?? new Map<AccountKind, Money>();
    balances.set(partnerKey, ofPartner.set(kind, balance));
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

/**
 * The last journal that the transaction sees; 0: none. Journals are posted one after another, without gaps, and never
 * changed: two transactions that see the same last journal see the same ledger.
 */
export async function lastJournal(session: Session): Promise<number> {
  const { last } = await session.one<{ last: number }>('SELECT COALESCE(max(journal), 0) AS last FROM journal');
  return last;
}
