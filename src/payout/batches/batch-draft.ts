import type { DebtorAccount } from '../../config/index.js';
import { Money, type CalendarDate, type Instant } from '../../kernel/index.js';
import { accountKey, executionDay, type ServiceLevel } from '../debtor-accounts/index.js';
import { RunningTotals } from '../instructions/index.js';

export interface DraftBlock {
  readonly block: number;
  readonly account: DebtorAccount;
  readonly executionDate: CalendarDate;
  readonly currency: string;
  readonly serviceLevel: ServiceLevel;
  readonly counted: RunningTotals;
  total: Money;
}

/** What is known of a file before it is written: numbers and sums only. */
export class BatchDraft {
  readonly #blocks = new Map<string, DraftBlock>();
  readonly #days = new Map<DebtorAccount, { readonly executionDate: CalendarDate; readonly accountName: string }>();
  #lines = 0;

  constructor(
    readonly batch: number,
    readonly messageId: string,
    /** Of its first payment: bank, sender and form are the same for all. */
    readonly account: DebtorAccount,
    private readonly now: Instant,
  ) {}

  get count(): number {
    return this.#lines;
  }

  get blocks(): readonly DraftBlock[] {
    return [...this.#blocks.values()];
  }

  get executionDates(): { readonly first: CalendarDate; readonly last: CalendarDate } {
    const days = this.blocks.map(({ executionDate }) => executionDate).toSorted();
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) throw new Error('Broken invariant: a batch has a payment');
    return { first, last };
  }

  take(
    account: DebtorAccount,
    amount: Money,
    serviceLevel: ServiceLevel,
  ): { readonly block: number; readonly line: number } {
    const { executionDate, accountName } = this.#dayOf(account);
    const currency = amount.currency.code;
    const key = `${accountName} ${currency} ${serviceLevel}`;
    const block = this.#blocks.get(key) ?? {
      block: this.#blocks.size + 1,
      account,
      executionDate,
      currency,
      serviceLevel,
      counted: new RunningTotals(),
      total: Money.zero(currency),
    };
    this.#blocks.set(key, block);
    block.counted.add(amount);
    block.total = block.total.plus(amount);
    this.#lines += 1;
    return { block: block.block, line: this.#lines };
  }

  /** Each account once: time zones and calendars are slow to ask. */
  #dayOf(account: DebtorAccount): { readonly executionDate: CalendarDate; readonly accountName: string } {
    const known = this.#days.get(account);
    if (known !== undefined) return known;
    const executionDate = executionDay(this.now, account);
    const day = { executionDate, accountName: accountKey(account, executionDate) };
    this.#days.set(account, day);
    return day;
  }

  /** By currency, plain decimals. */
  totals(): Record<string, string> {
    const totals = new Map<string, Money>();
    for (const { currency, total } of this.#blocks.values())
      totals.set(currency, (totals.get(currency) ?? Money.zero(currency)).plus(total));
    return Object.fromEntries([...totals].map(([currency, total]) => [currency, total.toString()]));
  }
}
