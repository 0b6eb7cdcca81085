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
  | 'refused-and-paid';

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
];
const DETAILS = ['AC01', 'AC04', 'BE01', 'RC04'] as const;
const OTHERS = ['AM04', 'RR04', 'NARR', 'MS03'] as const;

/** A bank that takes files and answers them, truly in the end, in whatever order and as often as it likes. */
export class StoryBank {
  readonly #random: SeededRandom;
  readonly #taken = new Map<string, { readonly partner: string; readonly fate: Fate; readonly amount: number }>();
  #messages = 0;
  /** Written, and not yet delivered. */
  readonly waiting: string[] = [];
  /** From when on it pays whatever it gets. */
  isSettling = false;

  constructor(random: SeededRandom) {
    this.#random = random;
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
      this.#taken.set(payment.id, { partner: payment.partner, fate, amount: Number(payment.amount) });
      this.#answer(messageId, payment, fate);
    }
  }

  /** What truly left for a partner, less what truly came back to us for it, by whole payments. */
  netPaid(partner: string): number {
    return [...this.#taken.values()]
      .filter((taken) => taken.partner === partner && taken.fate.endsWith('paid'))
      .reduce((sum, { amount }) => sum + amount, 0);
  }

  /** Whether a payment was truly paid: what it says when it is asked. */
  wasPaid(id: string): boolean {
    return this.#taken.get(id)?.fate.endsWith('paid') === true;
  }

  /** Payments that the bank paid after it had refused them. */
  get lies(): number {
    return [...this.#taken.values()].filter(({ fate }) => fate === 'refused-and-paid').length;
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
              id: `${messageId}-1`,
              payments: [{ ...this.#named(payment), status, ...(reason === undefined ? {} : { reason }) }],
            },
          ],
        }),
      );
    const debit = () => {
      if (random.chance(0.7)) say('ACSC');
      this.#move(payment, { amount: payment.amount });
    };
    const back = (reason: string) => {
      const amount = (Number(payment.amount) - random.pick([0, 0, 12.5, 30])).toFixed(2);
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
    if (fate === 'returned-details') back(random.pick(DETAILS));
    if (fate === 'returned-other' || fate === 'blocked-then-returned') back(random.pick(OTHERS));
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
    for (const kind of this.#random.pick([['camt.054'], ['camt.053'], ['camt.054', 'camt.053']] as const)) {
      const transaction = { ...this.#named(payment), ...(returnReason === undefined ? {} : { returnReason }) };
      this.#send(
        statement({
          kind,
          id: this.#id(),
          version: this.#random.pick(['02', '04', '08']),
          entries: [
            ...(this.#random.chance(0.3) ? [{ amount: '17.00', transactions: [{ endToEndId: 'RENT-4711' }] }] : []),
            { ...entry, transactions: [transaction] },
          ],
        }),
      );
    }
  }

  #id(): string {
    return `M${String((this.#messages += 1))}`;
  }

  #send(message: string): void {
    this.waiting.push(message);
  }
}
