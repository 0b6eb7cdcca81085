import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, readPayerSettings, type Environment, type PayerSettings } from '../../config/index.js';
import { UnitOfWork, Vault } from '../../database/index.js';
import { CLOCK, SeatbackError, type Clock } from '../../kernel/index.js';
import { Ledger } from '../../ledger/index.js';
import { keepAnswer, vendorBank } from './kept-answers.js';
import { keptBytesOf, type VendorReport } from './messages/index.js';
import { readKeptAnswer, type ReadAnswer } from './read-kept-answer.js';
import { answerAsRead } from './list-answers.js';

/** A report of a bank, to be kept and read. */
export interface ReceivedReport {
  /** Whose it is; the one bank of the debtor accounts, by its BIC, where it is left out. */
  readonly bank?: string | undefined;
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** @throws SeatbackError BANK_NOT_NAMED, where the accounts are at several banks */
function onlyBank({ debtorAccounts }: PayerSettings): string {
  const [first, ...others] = [...new Set(debtorAccounts.map(({ bic }) => bic))];
  if (first !== undefined && others.length === 0) return first;
  throw new SeatbackError({
    code: 'BANK_NOT_NAMED',
    expected: `the bank that the report comes from: ${[first, ...others].join(' or ')}`,
    found: 'no bank',
    where: 'the report',
    next: 'Name the bank by its BIC, on the command line with --bank.',
  });
}

/** Takes in what banks report: keeps the bytes, then reads them, and moves payments and the ledger on by them. */
@Injectable()
export class ReadAnswers {
  readonly #unitOfWork: UnitOfWork;
  readonly #ledger: Ledger;
  readonly #vault: Vault;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    ledger: Ledger,
    vault: Vault,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#ledger = ledger;
    this.#vault = vault;
    this.#environment = environment;
    this.#clock = clock;
  }

  /**
   * Keeps a report and reads it. Two steps: a crash between them leaves bytes that are kept, and giving the same file
   * again goes on. The same file, or the same report in other bytes, changes nothing.
   *
   * @throws SeatbackError ANSWER_TOO_LARGE, BANK_NOT_NAMED, SETTINGS_FILE_INVALID, SEAL_BROKEN, SEAL_KEY_UNKNOWN, ACCOUNTING_MONTH_CLOSED
   */
  async execute({ bank, fileName, content }: ReceivedReport): Promise<ReadAnswer> {
    const from = bank ?? onlyBank(readPayerSettings(this.#environment.settingsFile));
    return this.#unitOfWork.inSession(async (session) => {
      const { answer } = await keepAnswer(session, this.#vault, { bank: from, fileName, content }, this.#clock.now());
      const tools = { vault: this.#vault, ledger: this.#ledger };
      const read = await readKeptAnswer(session, tools, answer, this.#clock.now());
      return read === 'read before' ? answerAsRead(session, answer) : read;
    });
  }

  /**
   * What a vendor said of a batch of its own, which whoever calls this has made sure of: kept and read as a bank's report.
   *
   * @throws SeatbackError SEAL_BROKEN, SEAL_KEY_UNKNOWN, ACCOUNTING_MONTH_CLOSED
   */
  async ofVendor(vendor: string, report: VendorReport): Promise<ReadAnswer> {
    const file = {
      bank: vendorBank(vendor),
      fileName: `${report.act} of ${report.batchId}`,
      content: inOnePiece(keptBytesOf(report)),
    };
    return this.#unitOfWork.inSession(async (session) => {
      const { answer } = await keepAnswer(session, this.#vault, file, this.#clock.now());
      const tools = { vault: this.#vault, ledger: this.#ledger };
      const read = await readKeptAnswer(session, tools, answer, this.#clock.now());
      return read === 'read before' ? answerAsRead(session, answer) : read;
    });
  }

  /** Reads what a crash left kept and unread. @returns what came of each */
  async readRest(): Promise<ReadAnswer[]> {
    return this.#unitOfWork.inSession(async (session) => {
      const waiting = await session.query<{ answer: number }>(
        `SELECT answer FROM bank_answer WHERE state = 'kept' ORDER BY answer`,
      );
      const read: ReadAnswer[] = [];
      for (const { answer } of waiting) {
        const one = await readKeptAnswer(
          session,
          { vault: this.#vault, ledger: this.#ledger },
          answer,
          this.#clock.now(),
        );
        if (one !== 'read before') read.push(one);
      }
      return read;
    });
  }
}

async function* inOnePiece(bytes: Buffer): AsyncGenerator<Uint8Array, void> {
  yield await Promise.resolve(bytes);
}
