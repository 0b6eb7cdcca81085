import type { Session } from '../database/index.js';
import type { CalendarDate, Instant } from '../kernel/index.js';
import type { AccountKind, JournalKind } from './ledger.js';

/** An accounting month, by its first day. */
export interface AccountingMonth {
  readonly month: CalendarDate;
  /** Null where it is open. */
  readonly closedAt: Instant | null;
  readonly closedBy: string | null;
}

/** Every month from the first to the last one into which something was dated, and every one that was closed. */
export async function accountingMonths(session: Session): Promise<AccountingMonth[]> {
  return session.query<AccountingMonth>(
    `SELECT month::date::text AS month, closed_at AS "closedAt", closed_by AS "closedBy"
     FROM (SELECT generate_series(date_trunc('month', min(accounting_date)), max(accounting_date), interval '1 month')::date AS month FROM journal
       UNION SELECT month FROM accounting_month) AS months LEFT JOIN accounting_month USING (month) ORDER BY month DESC`,
  );
}

/** Amounts are plain decimals, in the account's currency. */
export interface LedgerAccount {
  readonly account: number;
  readonly kind: AccountKind;
  readonly campaignId: string;
  /** Null for the campaign's own accounts. */
  readonly partnerId: string | null;
  readonly partnerName: string | null;
  readonly currency: string;
  /** Of the month, where one is asked for; else of all. */
  readonly debits: string;
  readonly credits: string;
  /** At the end of the month, where one is asked for; else of now. Debit is positive, credit negative. */
  readonly balance: string;
}

export interface WhichAccounts {
  readonly campaignId?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly currency?: string | undefined;
  /** First day of an accounting month. */
  readonly month?: CalendarDate | undefined;
  readonly account?: number | undefined;
  /** The number of the account that the page before ended with. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** Accounts in the order in which they were opened, a page at a time. */
export async function ledgerAccounts(session: Session, which: WhichAccounts): Promise<LedgerAccount[]> {
  const { campaignId, partnerId, currency, month, account, after, limit } = which;
  return session.query<LedgerAccount>(
    `SELECT page.account_key AS account, kind, campaign_id AS "campaignId", partner_id AS "partnerId", legal_name AS "partnerName", currency,
       COALESCE(sums.debits, 0)::text AS debits, COALESCE(sums.credits, 0)::text AS credits, COALESCE(sums.balance, 0)::text AS balance
     FROM (SELECT account_key, kind, campaign_id, partner_key, currency FROM account
       WHERE ($1::text IS NULL OR campaign_id = $1)
         AND ($2::text IS NULL OR partner_key = (SELECT partner_key FROM partner WHERE partner_id = $2))
         AND ($3::text IS NULL OR currency = $3) AND ($5::integer IS NULL OR account_key = $5) AND account_key > $6
       ORDER BY account_key LIMIT $7) AS page
     LEFT JOIN partner USING (partner_key)
     LEFT JOIN partner_profile AS profile ON profile.partner_key = page.partner_key AND profile.recorded_to IS NULL
     LEFT JOIN LATERAL (SELECT sum(amount) FILTER (WHERE amount > 0 AND is_asked) AS debits, -sum(amount) FILTER (WHERE amount < 0 AND is_asked) AS credits,
         sum(amount) AS balance
       FROM (SELECT amount, $4::date IS NULL OR accounting_date >= $4::date AS is_asked
         FROM posting JOIN journal USING (journal)
         WHERE posting.account_key = page.account_key AND ($4::date IS NULL OR accounting_date < $4::date + interval '1 month')) AS postings) AS sums ON true
     ORDER BY page.account_key`,
    [campaignId ?? null, partnerId ?? null, currency ?? null, month ?? null, account ?? null, after ?? 0, limit],
  );
}

/** A line of a journal on an account. */
export interface AccountPosting {
  readonly journal: number;
  readonly line: number;
  readonly kind: JournalKind;
  readonly accountingDate: CalendarDate;
  readonly description: string;
  /** Plain decimal; debit is positive, credit negative. */
  readonly amount: string;
}

export interface WhichPostings {
  readonly account: number;
  readonly month?: CalendarDate | undefined;
  /** The line that the page before ended with. */
  readonly after?: { readonly journal: number; readonly line: number } | undefined;
  readonly limit: number;
}

/** What was posted to an account, in the order in which it was. */
export async function accountPostings(
  session: Session,
  { account, month, after, limit }: WhichPostings,
): Promise<AccountPosting[]> {
  return session.query<AccountPosting>(
    `SELECT journal, line, kind, accounting_date AS "accountingDate", description, amount::text AS amount
     FROM posting JOIN journal USING (journal)
     WHERE account_key = $1 AND (journal, line) > ($2, $3)
       AND ($4::date IS NULL OR (accounting_date >= $4::date AND accounting_date < $4::date + interval '1 month'))
     ORDER BY journal, line LIMIT $5`,
    [account, after?.journal ?? 0, after?.line ?? 0, month ?? null, limit],
  );
}

export interface JournalLine {
  readonly line: number;
  readonly account: number;
  readonly kind: AccountKind;
  readonly partnerId: string | null;
  readonly amount: string;
  readonly currency: string;
}

/** A journal with all of its lines: it has some for each partner or payment that it is about, and is about one. */
export interface ShownJournal {
  readonly journal: number;
  readonly kind: JournalKind;
  readonly campaignId: string;
  readonly cause: string;
  readonly description: string;
  readonly accountingDate: CalendarDate;
  readonly isMonthClosed: boolean;
  readonly recordedAt: Instant;
  readonly corrects: number | null;
  readonly correctedBy: readonly number[];
  /** Runs by which it was posted: what they accrued, adjusted, or made of it by the minimum payout. */
  readonly runs: readonly number[];
  readonly lines: readonly JournalLine[];
}

/** Undefined where there is no such journal. */
export async function shownJournal(session: Session, journal: number): Promise<ShownJournal | undefined> {
  const [found] = await session.query<Omit<ShownJournal, 'lines'>>(
    `SELECT journal, kind, campaign_id AS "campaignId", cause, description, accounting_date AS "accountingDate", recorded_at AS "recordedAt", corrects,
       EXISTS (SELECT FROM accounting_month WHERE month = date_trunc('month', accounting_date)::date) AS "isMonthClosed",
       ARRAY(SELECT later.journal FROM journal AS later WHERE later.corrects = journal.journal ORDER BY 1) AS "correctedBy",
       ARRAY(SELECT run FROM accrual WHERE accrual.journal = journal.journal UNION SELECT run FROM adjustment WHERE adjustment.journal = journal.journal
         UNION SELECT run FROM threshold_outcome AS outcome WHERE outcome.journal = journal.journal ORDER BY 1) AS runs
     FROM journal WHERE journal = $1`,
    [journal],
  );
  if (found === undefined) return undefined;
  const lines = await session.query<JournalLine>(
    `SELECT line, account_key AS account, kind, partner_id AS "partnerId", amount::text AS amount, posting.currency
     FROM posting JOIN account USING (account_key) LEFT JOIN partner USING (partner_key) WHERE journal = $1 ORDER BY line`,
    [journal],
  );
  return { ...found, lines };
}
