import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { UnitOfWork, type Session } from '../../database/index.js';
import { Money, SeatbackError, type CalendarDate } from '../../kernel/index.js';
import {
  accountingMonths,
  accountPostings,
  ledgerAccounts,
  shownJournal,
  type AccountingMonth,
  type AccountPosting,
  type LedgerAccount,
  type ShownJournal,
} from '../../ledger/index.js';
import { readPlace, writePlace } from './cursor.js';
import { readOnly } from './read-only.js';

export const ROWS_OF_LEDGER = 100;
const LARGEST = 2 ** 31 - 1;

const accountPlace = z.tuple([z.int().min(0).max(LARGEST)]);
const postingPlace = z.tuple([z.int().min(0).max(LARGEST), z.int().min(0).max(LARGEST)]);

export interface LedgerRequest {
  readonly campaign?: string | undefined;
  readonly partner?: string | undefined;
  readonly currency?: string | undefined;
  /** First day of a month. */
  readonly month?: CalendarDate | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface LedgerPage {
  readonly asked: Omit<LedgerRequest, 'cursor'>;
  readonly months: readonly AccountingMonth[];
  readonly campaigns: readonly string[];
  readonly currencies: readonly string[];
  readonly accounts: readonly LedgerAccount[];
  readonly nextCursor: string | null;
}

export interface AccountPage {
  readonly account: LedgerAccount;
  readonly asked: Pick<LedgerRequest, 'month' | 'limit'>;
  readonly months: readonly AccountingMonth[];
  readonly postings: readonly AccountPosting[];
  readonly nextCursor: string | null;
}

/** A payment that a journal is about. */
export interface JournalPayment {
  readonly endToEndId: string;
  readonly batch: number;
  readonly run: number;
}

export interface JournalPage {
  readonly journal: ShownJournal;
  readonly payment: JournalPayment | null;
}

/** Reads the ledger as finance looks through it: accounts with balances, their postings, and journals one by one. */
@Injectable()
export class LedgerReading {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws SeatbackError INPUT_INVALID */
  async accounts({ cursor, ...asked }: LedgerRequest): Promise<LedgerPage> {
    const after = cursor === undefined ? undefined : readPlace(cursor, accountPlace)[0];
    return readOnly(this.#unitOfWork, async (session) => {
      const { campaign: campaignId, partner: partnerId, currency, month, limit } = asked;
      const rows = await ledgerAccounts(session, {
        campaignId,
        partnerId,
        currency,
        month,
        after,
        limit: limit + 1,
      });
      const accounts = rows.slice(0, limit).map(withCents);
      const last = rows.length > limit ? accounts.at(-1) : undefined;
      return {
        asked,
        months: await accountingMonths(session),
        ...(await choices(session)),
        accounts,
        nextCursor: last === undefined ? null : writePlace([last.account]),
      };
    });
  }

  /** @throws SeatbackError ACCOUNT_UNKNOWN, INPUT_INVALID */
  async account(
    account: number,
    { month, cursor, limit }: Pick<LedgerRequest, 'month' | 'cursor' | 'limit'>,
  ): Promise<AccountPage> {
    const [journal, line] = cursor === undefined ? [] : readPlace(cursor, postingPlace);
    return readOnly(this.#unitOfWork, async (session) => {
      const [found] = await ledgerAccounts(session, { account, month, limit: 1 });
      if (found === undefined) throw unknown('ACCOUNT_UNKNOWN', 'an account of the ledger', account);
      const after = journal === undefined || line === undefined ? undefined : { journal, line };
      const rows = await accountPostings(session, { account, month, after, limit: limit + 1 });
      const postings = rows.slice(0, limit).map((row) => ({ ...row, amount: cents(row.amount, found.currency) }));
      const last = rows.length > limit ? postings.at(-1) : undefined;
      return {
        account: withCents(found),
        asked: { month, limit },
        months: await accountingMonths(session),
        postings,
        nextCursor: last === undefined ? null : writePlace([last.journal, last.line]),
      };
    });
  }

  /** @throws SeatbackError JOURNAL_UNKNOWN */
  async journal(journal: number): Promise<JournalPage> {
    return readOnly(this.#unitOfWork, async (session) => {
      const found = await shownJournal(session, journal);
      if (found === undefined) throw unknown('JOURNAL_UNKNOWN', 'a journal of the ledger', journal);
      const lines = found.lines.map((line) => ({ ...line, amount: cents(line.amount, line.currency) }));
      return { journal: { ...found, lines }, payment: await paymentOf(session, found.cause) };
    });
  }
}

/** The cause of a journal about a payment names it; the same cause is posted once. */
async function paymentOf(session: Session, cause: string): Promise<JournalPayment | null> {
  const [payment] = await session.query<JournalPayment>(
    `SELECT end_to_end_id AS "endToEndId", batch, run FROM payment_instruction WHERE end_to_end_id = ANY ($1) ORDER BY 1 LIMIT 1`,
    [cause.split(/[\s:,]+/)],
  );
  return payment ?? null;
}

async function choices(
  session: Session,
): Promise<{ readonly campaigns: readonly string[]; readonly currencies: readonly string[] }> {
  const campaigns = await session.query<{ campaignId: string }>(
    'SELECT DISTINCT campaign_id AS "campaignId" FROM campaign_version ORDER BY 1',
  );
  const currencies = await session.query<{ currency: string }>('SELECT DISTINCT currency FROM account ORDER BY 1');
  return {
    campaigns: campaigns.map(({ campaignId }) => campaignId),
    currencies: currencies.map(({ currency }) => currency),
  };
}

function cents(amount: string, currency: string): string {
  return Money.of(amount, currency).toString();
}

function withCents(account: LedgerAccount): LedgerAccount {
  const { debits, credits, balance, currency } = account;
  return {
    ...account,
    debits: cents(debits, currency),
    credits: cents(credits, currency),
    balance: cents(balance, currency),
  };
}

function unknown(code: string, expected: string, found: number): SeatbackError {
  return new SeatbackError({ code, expected, found: String(found), where: 'the ledger', next: 'Begin at /ledger.' });
}
