import type { INestApplicationContext } from '@nestjs/common';
import type { Terminal } from '../../src/commands/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { Money } from '../../src/kernel/index.js';

interface Posting {
  readonly journal: number;
  readonly description: string;
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
}

/** What was posted since it was asked last, and what stands on each account then. */
export class LedgerSayer {
  readonly #app: INestApplicationContext;
  readonly #terminal: Terminal;
  #last = 0;

  constructor(app: INestApplicationContext, terminal: Terminal) {
    this.#app = app;
    this.#terminal = terminal;
  }

  async say(): Promise<void> {
    const { posted, balances } = await this.#app.get(UnitOfWork).inSession(async (session) => ({
      posted: await session.query<Posting>(
        `SELECT journal, description, account.kind AS account, amount::text, posting.currency
         FROM journal JOIN posting USING (journal) JOIN account USING (account_key) WHERE journal > $1 ORDER BY journal, line`,
        [this.#last],
      ),
      balances: await session.query<{ account: string; debit: string; currency: string }>(
        `SELECT kind AS account, sum(amount)::text AS debit, posting.currency FROM posting JOIN account USING (account_key)
         GROUP BY kind, posting.currency HAVING sum(amount) <> 0 ORDER BY kind, posting.currency`,
      ),
    }));
    if (posted.length === 0) {
      this.#terminal.say('The ledger is as it was.');
      return;
    }
    this.#last = posted.at(-1)?.journal ?? this.#last;
    this.#terminal.table(
      ['journal', 'for', 'account', 'debit', 'credit', ''],
      posted.map(({ journal, description, account, amount, currency }) => [
        journal,
        description,
        account,
        ...sides(amount, currency),
        currency,
      ]),
    );
    this.#terminal.say(
      `  on the accounts: ${balances.map(({ account, debit, currency }) => `${account} ${sided(debit, currency)}`).join(', ')}`,
    );
  }
}

function sides(amount: string, currency: string): [debit: string, credit: string] {
  const money = Money.of(amount, currency);
  return money.amount.isNegative() ? ['', money.negated().toString()] : [money.toString(), ''];
}

function sided(amount: string, currency: string): string {
  const [debit, credit] = sides(amount, currency);
  return debit === '' ? `${credit} ${currency} credit` : `${debit} ${currency} debit`;
}
