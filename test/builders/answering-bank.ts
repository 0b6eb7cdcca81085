import { statement, statusReport } from './bank-reports.js';
import type { PayoutWorld, SentPayment } from './payout-world.js';

/** Says of payments of a world what became of them, each time in a report of its own. */
export class AnsweringBank {
  readonly #world: () => PayoutWorld;
  #reports = 0;

  constructor(world: () => PayoutWorld) {
    this.#world = world;
  }

  debited(payment: SentPayment, amount = payment.amount): Promise<unknown> {
    return this.#world().answered(
      statement({ id: this.#next('D'), entries: [{ amount, transactions: [{ endToEndId: payment.id }] }] }),
    );
  }

  refused(payment: SentPayment, reason: string): Promise<unknown> {
    return this.#world().answered(
      statusReport({
        id: this.#next('R'),
        original: 'SB-X',
        blocks: [{ payments: [{ endToEndId: payment.id, status: 'RJCT', reason }] }],
      }).replace('<OrgnlMsgId>SB-X</OrgnlMsgId>', ''),
    );
  }

  cameBack(payment: SentPayment, reason: string, amount = payment.amount): Promise<unknown> {
    const transactions = [{ endToEndId: payment.id, returnReason: reason }];
    return this.#world().answered(
      statement({
        id: this.#next('C'),
        entries: [{ amount, direction: 'CRDT', isReversal: true, transactions }],
      }),
    );
  }

  #next(letter: string): string {
    this.#reports += 1;
    return `${letter}${String(this.#reports)}`;
  }
}
