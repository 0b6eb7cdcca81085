import type { ReportedStep } from '../codes/index.js';

/**
 * States of a released payment, in the order in which they are reached. A payment goes forward only.
 *
 * - `blocked`: a bank keeps it; it may still be credited, rejected or returned
 * - `contradicted`: one report says that the money left, another that it never did; a person finds out
 */
export const PAYMENT_STATES = [
  'released',
  'received',
  'in-process',
  'debited',
  'blocked',
  'credited',
  'rejected',
  'cancelled',
  'contradicted',
  'returned',
] as const;

export type PaymentState = (typeof PAYMENT_STATES)[number];

/** Where a payment can go from each state; the database holds the same table. */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  released: after('released'),
  received: after('received'),
  'in-process': after('in-process'),
  debited: ['blocked', 'credited', 'contradicted', 'returned'],
  blocked: after('blocked'),
  credited: ['contradicted', 'returned'],
  rejected: ['cancelled', 'contradicted', 'returned'],
  cancelled: ['contradicted', 'returned'],
  contradicted: ['returned'],
  returned: [],
};

function after(state: PaymentState): readonly PaymentState[] {
  return PAYMENT_STATES.slice(PAYMENT_STATES.indexOf(state) + 1);
}

/**
 * The state of a payment by all that was ever reported of it: it depends on what was said, not on when, in which order
 * or how often. What comes back was away, so a return settles whether it left; until then, money that left and an order
 * that was refused contradict each other.
 */
export function stateOf(steps: Iterable<ReportedStep>): PaymentState {
  const said = new Set(steps);
  if (said.has('returned')) return 'returned';
  const hasLeft = said.has('debited') || said.has('credited');
  const isRefused = said.has('rejected') || said.has('cancelled');
  if (hasLeft && isRefused) return 'contradicted';
  return PAYMENT_STATES.findLast((state) => state !== 'contradicted' && said.has(state as ReportedStep)) ?? 'released';
}
