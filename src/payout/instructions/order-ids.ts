import { at, type Report } from './finding.js';
import type { Payment, PaymentBlock } from './payment-order.js';
import { SeenIds } from './seen-ids.js';

/** Ids seen so far in one file, to find those used twice. */
export class OrderIds {
  readonly #blocks = new Map<string, number>();
  readonly #payments: Readonly<Record<PaymentId, SeenIds>> = {
    instructionId: new SeenIds(),
    endToEndId: new SeenIds(),
    uetr: new SeenIds(),
  };

  constructor(private readonly report: Report) {}

  addBlock(index: number, { paymentInformationId }: PaymentBlock): void {
    const first = this.#blocks.get(paymentInformationId);
    if (first === undefined) {
      this.#blocks.set(paymentInformationId, index);
      return;
    }
    this.#reportRepeated(at(at('blocks', index), 'paymentInformationId'), at('blocks', first));
  }

  addPayment(blockIndex: number, index: number, payment: Payment): void {
    for (const field of PAYMENT_IDS) {
      // From 1 on.
      const first = this.#payments[field].add(payment[field], blockIndex * PLACES_PER_BLOCK + index + 1);
      if (first === undefined) continue;
      const firstPath = paymentPath(Math.floor((first - 1) / PLACES_PER_BLOCK), (first - 1) % PLACES_PER_BLOCK);
      this.#reportRepeated(at(paymentPath(blockIndex, index), field), firstPath);
    }
  }

  #reportRepeated(path: string, firstPath: string): void {
    this.report('REFERENCE_NOT_UNIQUE', path, 'an id of its own', `the id of ${firstPath}`);
  }
}

type PaymentId = 'instructionId' | 'endToEndId' | 'uetr';

const PAYMENT_IDS: readonly PaymentId[] = ['instructionId', 'endToEndId', 'uetr'];

/** More payments than a file can hold. */
const PLACES_PER_BLOCK = 1_000_000_000;

function paymentPath(blockIndex: number, index: number): string {
  return at(at(at('blocks', blockIndex), 'payments'), index);
}
