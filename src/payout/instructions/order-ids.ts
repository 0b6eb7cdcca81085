import { at, type Report } from './finding.js';
import type { Payment, PaymentBlock } from './payment-order.js';

/**
 * Ids seen so far in one file, to find those used twice. Places are kept as numbers, not paths: a file of 100,000
 * payments has 300,000 of them.
 */
export class OrderIds {
  readonly #blocks = new Map<string, number>();
  readonly #payments: Readonly<Record<PaymentId, Map<string, number>>> = {
    instructionId: new Map(),
    endToEndId: new Map(),
    uetr: new Map(),
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
      const seen = this.#payments[field];
      const first = seen.get(payment[field]);
      if (first === undefined) {
        seen.set(payment[field], blockIndex * PLACES_PER_BLOCK + index);
        continue;
      }
      const firstPath = paymentPath(Math.floor(first / PLACES_PER_BLOCK), first % PLACES_PER_BLOCK);
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
