import { createHash } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import type { Session } from '../../database/index.js';
import { Money, spreadsheetRecord, type CalendarDate } from '../../kernel/index.js';
import { isMonthClosed, periodPostings, type PeriodPosting } from '../../ledger/index.js';
import { writeTogether } from './output-files.js';

/** What a finance system holds against what it has taken. */
export interface JournalExport {
  /** YYYY-MM. */
  readonly period: string;
  /** Of an open month more may still come; one that is closed gives the same bytes for ever. */
  readonly state: 'open' | 'closed';
  readonly journals: number;
  readonly postings: number;
  /** By currency, plain decimals. */
  readonly totals: readonly { readonly currency: string; readonly debit: string; readonly credit: string }[];
  /** SHA-256 of the CSV in hexadecimal. */
  readonly sha256: string;
}

const COLUMNS = [
  'journal',
  'line',
  'accounting_date',
  'kind',
  'account',
  'campaign_id',
  'partner_id',
  'customer_id',
  'debit',
  'credit',
  'currency',
  'reason',
  'corrects',
  'reference',
] as const;

/** The postings of an accounting month as CSV, a row each, with what they come to. Inside one transaction; read once. */
export class JournalCsv {
  readonly #session: Session;
  readonly #month: CalendarDate;
  readonly #hash = createHash('sha256');
  readonly #totals = new Map<string, { debit: Money; credit: Money }>();
  #state: JournalExport['state'] = 'open';
  #journals = 0;
  #lastJournal = 0;
  #postings = 0;

  /** @param month its first day */
  constructor(session: Session, month: CalendarDate) {
    this.#session = session;
    this.#month = month;
  }

  async *parts(): AsyncGenerator<string, void> {
    this.#state = (await isMonthClosed(this.#session, this.#month)) ? 'closed' : 'open';
    yield this.#hashed(spreadsheetRecord(COLUMNS));
    for await (const posting of periodPostings(this.#session, this.#month)) {
      this.#count(posting);
      yield this.#hashed(recordOf(posting));
    }
  }

  /** Once all parts have been read. */
  summary(): JournalExport {
    return {
      period: this.#month.slice(0, 7),
      state: this.#state,
      journals: this.#journals,
      postings: this.#postings,
      totals: [...this.#totals]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, { debit, credit }]) => ({ currency, debit: debit.toString(), credit: credit.toString() })),
      sha256: this.#hash.copy().digest('hex'),
    };
  }

  #hashed(part: string): string {
    this.#hash.update(part);
    return part;
  }

  #count({ journal, amount, currency }: PeriodPosting): void {
    this.#postings += 1;
    if (journal !== this.#lastJournal) this.#journals += 1;
    this.#lastJournal = journal;
    const nothing = Money.zero(currency);
    const { debit, credit } = this.#totals.get(currency) ?? { debit: nothing, credit: nothing };
    const moved = Money.of(amount, currency);
    this.#totals.set(
      currency,
      isDebit(amount) ? { debit: debit.plus(moved), credit } : { debit, credit: credit.minus(moved) },
    );
  }
}

/**
 * Writes `<path>` and, beside it, `<path>.json` with period, control totals and hash. The JSON comes last: where it is
 * there, the CSV is whole and of the same export.
 *
 * @throws SeatbackError OUTPUT_UNWRITABLE
 */
export async function writeJournals(session: Session, month: CalendarDate, path: string): Promise<JournalExport> {
  const csv = new JournalCsv(session, month);
  const name = basename(path);
  await writeTogether(dirname(resolve(path)), [
    { name, parts: csv.parts() },
    { name: `${name}.json`, parts: summaryOf(csv) },
  ]);
  return csv.summary();
}

/** Begun when the CSV has been written: only then it is known. */
function* summaryOf(csv: JournalCsv): Generator<string, void> {
  yield `${JSON.stringify(csv.summary(), null, 2)}\n`;
}

function isDebit(amount: string): boolean {
  return !amount.startsWith('-');
}

function recordOf(posting: PeriodPosting): string {
  const { journal, line, accountingDate, kind, account, campaignId, partnerId, customerId, amount, currency } = posting;
  return spreadsheetRecord([
    journal,
    line,
    accountingDate,
    kind,
    account,
    campaignId,
    partnerId ?? '',
    customerId ?? '',
    isDebit(amount) ? amount : '',
    isDebit(amount) ? '' : amount.slice(1),
    currency,
    posting.description,
    posting.corrects ?? '',
    posting.cause,
  ]);
}
