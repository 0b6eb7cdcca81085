import { Exact, SeatbackError, type Money } from '../../kernel/index.js';
import type { ControlTotals, PaymentSource } from './payment-order.js';
import { fitsSchemaType } from './schema-types.js';

/** Count and sum while payments pass by. The sum adds amounts with no regard to currency, as `CtrlSum` does. */
export class RunningTotals {
  #count = 0;
  #sum = new Exact(0);
  #decimals = 0;

  get count(): number {
    return this.#count;
  }

  add(amount: Money): void {
    this.#count += 1;
    this.#sum = this.#sum.plus(amount.amount);
    this.#decimals = Math.max(this.#decimals, amount.amount.decimalPlaces(), amount.currency.minorUnits);
  }

  addTotals({ count, controlSum }: ControlTotals): void {
    this.#count += count;
    this.#sum = this.#sum.plus(controlSum);
    this.#decimals = Math.max(this.#decimals, controlSum.split('.')[1]?.length ?? 0);
  }

  /** `given` must be a control sum in form; its closing zeros do not matter. */
  sumEquals(given: string): boolean {
    return this.#sum.equals(given);
  }

  /** @throws SeatbackError PAYMENT_ORDER_TOTALS, where what was stated beforehand is not what passed by */
  assertEqual(path: string, given: ControlTotals): void {
    if (given.count === this.#count && isControlSum(given.controlSum) && this.sumEquals(given.controlSum)) return;
    const { count, controlSum } = this.totals();
    throw new SeatbackError({
      code: 'PAYMENT_ORDER_TOTALS',
      expected: `${String(given.count)} payments with the control sum ${given.controlSum}, as stated at the beginning`,
      found: `${String(count)} payments with the control sum ${controlSum}`,
      where: path,
      next: 'Discard the file and make the order again; if the payments were read from a generator, it was spent.',
    });
  }

  /** With as many decimals as the finest currency among the amounts has. */
  totals(): ControlTotals {
    return { count: this.#count, controlSum: this.#sum.toFixed(this.#decimals) };
  }
}

/** Reads all payments of a block once and counts and adds them. */
export async function controlTotalsOf(payments: PaymentSource): Promise<ControlTotals> {
  const totals = new RunningTotals();
  for await (const { amount } of payments) totals.add(amount);
  return totals.totals();
}

/** The totals of a file from those of its blocks. */
export function addControlTotals(blocks: readonly ControlTotals[]): ControlTotals {
  const totals = new RunningTotals();
  for (const block of blocks) totals.addTotals(block);
  return totals.totals();
}

/** Whether a count can stand in `NbOfTxs`. */
export function isTransactionCount(count: number): boolean {
  return Number.isSafeInteger(count) && count > 0 && fitsSchemaType('Max15NumericText', String(count));
}

/** Whether a sum can stand in `CtrlSum`. */
export function isControlSum(sum: string): boolean {
  return fitsSchemaType('DecimalNumber', sum);
}
