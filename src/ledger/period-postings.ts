import type { Session } from '../database/index.js';
import type { CalendarDate } from '../kernel/index.js';
import type { AccountKind, JournalKind } from './ledger.js';

/** A posting as a finance system takes it. */
export interface PeriodPosting {
  readonly journal: number;
  readonly line: number;
  readonly accountingDate: CalendarDate;
  readonly kind: JournalKind;
  readonly account: AccountKind;
  readonly campaignId: string;
  readonly partnerId: string | null;
  /** Of what was adjusted by hand; an accrual is of all customers of its partner. */
  readonly customerId: string | null;
  /** Plain decimal; debit is positive, credit negative. */
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  /** The journal that this one corrects. */
  readonly corrects: number | null;
  readonly cause: string;
}

/** @param month its first day */
export async function isMonthClosed(session: Session, month: CalendarDate): Promise<boolean> {
  return (await session.query('SELECT FROM accounting_month WHERE month = $1', [month])).length > 0;
}

/** All postings that are dated into an accounting month, in the order in which they were posted. */
export async function* periodPostings(session: Session, month: CalendarDate): AsyncGenerator<PeriodPosting, void> {
  yield* session.stream<PeriodPosting>(
    `SELECT journal, line, accounting_date AS "accountingDate", journal.kind, account.kind AS account, account.campaign_id AS "campaignId",
       partner_id AS "partnerId", customer_id AS "customerId", posting.amount::text AS amount, posting.currency, description, corrects, cause
     FROM journal JOIN posting USING (journal) JOIN account USING (account_key) LEFT JOIN partner ON partner.partner_key = account.partner_key
       LEFT JOIN (manual_adjustment JOIN customer USING (customer_key)) USING (journal)
     WHERE accounting_date >= $1::date AND accounting_date < $1::date + interval '1 month' ORDER BY journal, line`,
    [month],
  );
}
