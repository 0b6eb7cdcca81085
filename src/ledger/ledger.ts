import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { holdLock, type Session } from '../database/index.js';
import {
  actorOf,
  CLOCK,
  dayOf,
  invariant,
  Money,
  SeatbackError,
  type CalendarDate,
  type Clock,
} from '../kernel/index.js';

export type AccountKind =
  | 'expense'
  | 'bank'
  | 'bank-charges'
  | 'accrued'
  | 'payable'
  | 'held'
  | 'carried'
  | 'converted'
  | 'in-transit'
  | 'paid'
  | 'returned'
  | 'forfeited'
  | 'recoverable'
  | 'exchange-difference'
  | 'currency-position';

export type JournalKind =
  | 'accrual'
  | 'adjustment'
  | 'manual'
  | 'threshold'
  | 'hold'
  | 'release'
  | 'status'
  | 'correction';

export interface Account {
  readonly kind: AccountKind;
  readonly campaignId: string;
  /** Null for the campaign's own accounts: expense, bank, bank charges, exchange difference, currency position. */
  readonly partnerKey: number | null;
}

/** From one account to another: `debit` receives, `credit` gives. */
export interface Transfer {
  readonly debit: Account;
  readonly credit: Account;
  readonly amount: Money;
}

export interface NewJournal {
  readonly kind: JournalKind;
  /** Made by the originator; the same cause is posted once. */
  readonly cause: string;
  readonly campaignId: string;
  readonly transfers: readonly Transfer[];
  readonly description: string;
  /** The journal that this one corrects. */
  readonly corrects?: number;
}

/** Append-only double-entry journals. Nothing here is ever updated; the service's role could not. */
@Injectable()
export class Ledger {
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Posts journals in order, within the caller's transaction.
   *
   * @returns the numbers of the journals
   * @throws SeatbackError ACCOUNTING_MONTH_CLOSED
   */
  async post(session: Session, journals: readonly NewJournal[]): Promise<number[]> {
    if (journals.length === 0) return [];
    await holdLock(session, 'journal');
    const recordedAt = this.#clock.now();
    const accountingDate = dayOf(recordedAt, 'UTC');
    await expectOpenMonth(session, accountingDate);
    const accounts = await accountKeys(session, journals);
    const { last } = await session.one<{ last: number }>('SELECT COALESCE(max(journal), 0) AS last FROM journal');
    const numbers = journals.map((_, index) => last + index + 1);
    await session.copyRows(
      'journal',
      ['journal', 'kind', 'cause', 'campaign_id', 'accounting_date', 'recorded_at', 'corrects', 'description'],
      journals.map((journal, index) => [
        last + index + 1,
        journal.kind,
        journal.cause,
        journal.campaignId,
        accountingDate,
        recordedAt,
        journal.corrects ?? null,
        journal.description,
      ]),
    );
    await session.copyRows(
      'posting',
      ['journal', 'line', 'account_key', 'amount', 'currency'],
      journals.flatMap((journal, index) =>
        journal.transfers.flatMap(({ debit, credit, amount }, place) => {
          invariant(!amount.isZero(), 'a transfer moves something');
          const currency = amount.currency.code;
          const key = (account: Account) => accounts.get(accountName(account, currency)) ?? 0;
          return [
            [last + index + 1, 2 * place + 1, key(debit), amount.toString(), currency],
            [last + index + 1, 2 * place + 2, key(credit), amount.negated().toString(), currency],
          ];
        }),
      ),
    );
    return numbers;
  }

  /**
   * Whether something could be posted now: to be asked before an act that cannot be taken back.
   *
   * @throws SeatbackError ACCOUNTING_MONTH_CLOSED
   */
  async expectOpen(session: Session): Promise<void> {
    await expectOpenMonth(session, this.#today());
  }

  /**
   * Closes a month that is over: from then on no journal is dated into it.
   *
   * @param month its first day
   * @returns whether it was open until now
   * @throws SeatbackError ACTOR_INVALID, MONTH_NOT_OVER
   */
  async closeMonth(session: Session, month: CalendarDate, actor: string): Promise<boolean> {
    const closedBy = actorOf(actor);
    await holdLock(session, 'journal');
    const today = this.#today();
    if (month.slice(0, 7) >= today.slice(0, 7)) throw notOver(month, today);
    const closed = await session.execute(
      'INSERT INTO accounting_month (month, closed_by, closed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [month, closedBy, this.#clock.now()],
    );
    if (closed === 0) return false;
    await this.#auditLog.record(session, {
      actor: closedBy,
      act: 'ledger.close-month',
      subject: `month ${month.slice(0, 7)}`,
      detail: {},
    });
    return true;
  }

  /** The day on which a journal posted now is dated. */
  #today(): CalendarDate {
    return dayOf(this.#clock.now(), 'UTC');
  }
}

function accountName({ kind, campaignId, partnerKey }: Account, currency: string): string {
  return `${kind} ${campaignId} ${String(partnerKey)} ${currency}`;
}

/** Nobody's account stands for partner 0, so that the two can be joined by equality. */
const SAME_ACCOUNT = `known.kind = named.kind AND known.campaign_id = named.campaign_id AND known.currency = named.currency
  AND COALESCE(known.partner_key, 0) = COALESCE(named.partner_key, 0)`;

/** Keys of the accounts that the journals name; accounts are opened when they are first used. */
async function accountKeys(session: Session, journals: readonly NewJournal[]): Promise<Map<string, number>> {
  await session.execute(
    'CREATE TEMPORARY TABLE named_account (kind text, campaign_id text, partner_key integer, currency text) ON COMMIT DROP',
  );
  const named = new Map<string, readonly [string, string, number | null, string]>();
  for (const { transfers } of journals) {
    for (const { debit, credit, amount } of transfers) {
      const currency = amount.currency.code;
      for (const account of [debit, credit])
        named.set(accountName(account, currency), [account.kind, account.campaignId, account.partnerKey, currency]);
    }
  }
  await session.copyRows('named_account', ['kind', 'campaign_id', 'partner_key', 'currency'], named.values());
  await session.execute('ANALYZE named_account');
  // Accounts of a kind that was rare when the table was last analysed are taken for one: a loop over thousands of them
  // within a loop over thousands took minutes.
  await session.execute('SET LOCAL enable_nestloop = off');
  await session.execute(`
    INSERT INTO account (kind, campaign_id, partner_key, currency)
    SELECT kind, campaign_id, partner_key, currency FROM named_account AS named
    WHERE NOT EXISTS (SELECT FROM account AS known WHERE ${SAME_ACCOUNT})
    ORDER BY kind, partner_key`);
  const rows = await session.query<Account & { readonly key: number; readonly currency: string }>(`
    SELECT account_key AS key, known.kind, known.campaign_id AS "campaignId", known.partner_key AS "partnerKey", known.currency
    FROM named_account AS named JOIN account AS known ON ${SAME_ACCOUNT}`);
  await session.execute('SET LOCAL enable_nestloop TO DEFAULT');
  await session.execute('DROP TABLE named_account');
  return new Map(rows.map((row) => [accountName(row, row.currency), row.key]));
}

async function expectOpenMonth(session: Session, date: CalendarDate): Promise<void> {
  const closed = await session.query('SELECT 1 FROM accounting_month WHERE month = date_trunc($1, $2::date)::date', [
    'month',
    date,
  ]);
  if (closed.length === 0) return;
  throw new SeatbackError({
    code: 'ACCOUNTING_MONTH_CLOSED',
    expected: `an open accounting month for ${date}`,
    found: `${date.slice(0, 7)} is closed`,
    where: 'the ledger',
    next: 'Post in the month that is open; what belongs to a closed one is corrected there.',
  });
}

function notOver(month: CalendarDate, today: CalendarDate): SeatbackError {
  return new SeatbackError({
    code: 'MONTH_NOT_OVER',
    expected: 'a month that is over',
    found: `${month.slice(0, 7)}, and today is ${today}`,
    where: 'the ledger',
    next: 'Close it from the first day of the next month on (UTC): what is posted until then belongs to it.',
  });
}
