import { statement, statusReport } from '../builders/bank-reports.js';
import type { SentPayment } from '../builders/payout-world.js';
import type { SeededRandom } from '../oracle/seeded-random.js';

/** What truly becomes of a payment at the bank. */
type Fate =
  | 'paid'
  | 'refused-details'
  | 'refused-other'
  | 'cancelled'
  | 'returned-details'
  | 'returned-other'
  | 'blocked-then-paid'
  | 'blocked-then-returned'
  | 'refused-and-paid'
  | 'refused-and-returned-details'
  | 'refused-and-returned-other';

const FATES: readonly Fate[] = [
  'paid',
  'paid',
  'paid',
  'refused-details',
  'refused-other',
  'cancelled',
  'returned-details',
  'returned-other',
  'blocked-then-paid',
  'blocked-then-returned',
  'refused-and-paid',
  'refused-and-returned-details',
  'refused-and-returned-other',
];
const DETAILS = ['AC01', 'AC04', 'BE01', 'RC04'] as const;
const OTHERS = ['AM04', 'RR04', 'NARR', 'MS03'] as const;

interface Taken {
  readonly partner: string;
  readonly fate: Fate;
  readonly owed: number;
  readonly paid: number;
  readonly currency: string;
}

/** A bank that takes files and answers them, truly in the end, in whatever order and as often as it likes. */
export class StoryBank {
  readonly #random: SeededRandom;
  /** Whether it says what it booked on an account in dollars, beside what was ordered. */
  readonly #inDollars: boolean;
  readonly #taken = new Map<string, Taken>();
  #messages = 0;
  /** Written, and not yet delivered. */
  readonly waiting: string[] = [];
  /** From when on it pays whatever it gets. */
  isSettling = false;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#inDollars = random.chance(0.5);
  }

  /** A file arrives. @throws where an end-to-end id came before: that would be paid once more */
  take(messageId: string, payments: readonly SentPayment[]): void {
    const random = this.#random;
    this.#send(statusReport({ id: this.#id(), original: messageId, status: random.pick(['RCVD', 'ACTC']) }));
    if (random.chance(0.5))
      this.#send(
        statusReport({
          id: this.#id(),
          original: messageId,
          status: 'PART',
          blocks: [{ id: `${messageId}-1`, status: random.pick(['ACCP', 'ACSP', 'PDNG']) }],
        }),
      );
    if (random.chance(0.1)) this.#send(statusReport({ id: this.#id(), original: messageId, status: 'GLAD' }));
    for (const payment of payments) {
      if (this.#taken.has(payment.id)) throw new Error(`${payment.id} came twice`);
      const fate = this.isSettling ? 'paid' : random.pick(FATES);
      const { id, partner, amount, paid, currency } = payment;
      this.#taken.set(id, { partner, fate, owed: Number(amount), paid: Number(paid), currency });
      this.#answer(messageId, payment, fate);
    }
  }

  /** What truly left for a partner, less what truly came back to us for it, by whole payments. */
  netPaid(partner: string): Record<string, string> {
    const sums = new Map<string, number>();
    for (const { currency, paid } of this.#paid().filter((taken) => taken.partner === partner))
      sums.set(currency, (sums.get(currency) ?? 0) + paid);
    return Object.fromEntries([...sums].map(([currency, sum]) => [currency, sum.toFixed(2)]));
  }

  /** What was owed, in US dollars, for all that truly left. */
  get owedForPaid(): number {
    return this.#paid().reduce((sum, { owed }) => sum + owed, 0);
  }

  #paid(): Taken[] {
    return [...this.#taken.values()].filter(({ fate }) => fate.endsWith('paid'));
  }

  /** Whether a payment left: what it says when it is asked. Of one that comes back it knows the one or the other by then. */
  hasLeft(id: string): boolean {
    const fate = this.#taken.get(id)?.fate;
    return fate?.endsWith('paid') === true || (fate?.includes('returned') === true && this.#random.chance(0.5));
  }

  /** Payments that left after the bank had refused them. */
  get lies(): number {
    return [...this.#taken.values()].filter(({ fate }) => fate.startsWith('refused-and')).length;
  }

  #answer(messageId: string, payment: SentPayment, fate: Fate): void {
    const random = this.#random;
    const say = (status: string, reason?: string) =>
      this.#send(
        statusReport({
          id: this.#id(),
          original: messageId,
          blocks: [
            {
              id: `${messageId}-${String(payment.block)}`,
              payments: [{ ...this.#named(payment), status, ...(reason === undefined ? {} : { reason }) }],
            },
          ],
        }),
      );
    const debit = () => {
      if (random.chance(0.7)) say('ACSC');
      this.#move(payment, { amount: payment.paid });
    };
    const back = (reason: string) => {
      const decimals = payment.paid.split('.')[1]?.length ?? 0;
      const amount = (Number(payment.paid) * random.pick([1, 1, 0.994, 0.985])).toFixed(decimals);
      this.#move(
        payment,
        { amount, direction: 'CRDT', isReversal: random.chance(0.5), code: ['PMNT', 'ICDT', 'RRTN'] },
        reason,
      );
    };
    if (fate.startsWith('blocked')) say('BLCK');
    if (/^refused-details|^refused-and/.test(fate)) say('RJCT', random.pick(DETAILS));
    if (fate === 'refused-other') say('RJCT', random.pick(OTHERS));
    if (fate === 'cancelled') say('CANC', 'CUST');
    if (/paid$|returned/.test(fate)) debit();
    if (fate === 'paid' && random.chance(0.3)) say('ACCC');
    if (fate.endsWith('returned-details')) back(random.pick(DETAILS));
    if (fate.endsWith('returned-other') || fate === 'blocked-then-returned') back(random.pick(OTHERS));
  }

  /** By one id or several: banks differ. */
  #named({ id, uetr }: SentPayment) {
    return this.#random.pick([
      { endToEndId: id },
      { endToEndId: id, uetr },
      { endToEndId: 'NOTPROVIDED', instructionId: id },
      { uetr },
    ]);
  }

  /** In a notification, and often in the statement of the day too. */
  #move(
    payment: SentPayment,
    entry: { amount: string; direction?: 'CRDT'; isReversal?: boolean; code?: [string, string, string] },
    returnReason?: string,
  ): void {
    const booked = this.#bookedAs(payment, entry.amount);
    for (const kind of this.#random.pick([['camt.054'], ['camt.053'], ['camt.054', 'camt.053']] as const)) {
      const transaction = {
        ...this.#named(payment),
        ...booked.transaction,
        ...(returnReason === undefined ? {} : { returnReason }),
      };
      this.#send(
        statement({
          kind,
          id: this.#id(),
          version: this.#random.pick(['02', '04', '08']),
          entries: [
            ...(this.#random.chance(0.3) ? [{ amount: '17.00', transactions: [{ endToEndId: 'RENT-4711' }] }] : []),
            { ...entry, ...booked.entry, transactions: [transaction] },
          ],
        }),
      );
    }
  }

  /** As the order says it; what was exchanged often in the dollars of the account, at a rate of the bank's own. */
  #bookedAs({ amount: owed, paid, currency }: SentPayment, ordered: string) {
    if (currency === 'USD') return { entry: {}, transaction: {} };
    if (!this.#inDollars) return { entry: { currency }, transaction: {} };
    const atOurs = (Number(owed) * Number(ordered)) / Number(paid);
    const amount = (atOurs * this.#random.pick([0.99, 1, 1.013])).toFixed(2);
    return { entry: { amount }, transaction: { amount, ordered, orderedIn: currency } };
  }

  #id(): string {
    return `M${String((this.#messages += 1))}`;
  }

  #send(message: string): void {
    this.waiting.push(message);
  }
}
