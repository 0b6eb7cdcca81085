import { Money } from '../../../kernel/index.js';
import type { FindingCode } from '../finding-codes.js';
import type {
  Agent,
  ChargeBearer,
  Party,
  Payment,
  PaymentBlock,
  PaymentOrder,
  RegulatoryReport,
} from '../payment-order.js';
import {
  exampleAmericanPayment,
  exampleBlock,
  exampleOrder,
  exampleOrderOf,
  examplePayment,
} from './payment-orders.js';

/** One way to break an order, for specs: what our check says of it, and whether the schema would have seen it. */
export interface BrokenOrder {
  readonly what: string;
  readonly order: PaymentOrder;
  readonly code: FindingCode;
  readonly path: string;
  readonly message: BrokenMessage;
  readonly schema: 'accepts' | 'refuses';
  /** Findings that the fault cannot be had without. */
  readonly also: readonly FindingCode[];
}

/**
 * The same fault in a message: `written` where our writer writes the order, otherwise what to replace in the message
 * of {@link SOUND_ORDER}.
 */
export type BrokenMessage = 'written' | readonly [replace: string, by: string];

/** A fault that the schema sees as well. */
export function seen(
  what: string,
  order: PaymentOrder,
  code: FindingCode,
  path: string,
  message: BrokenMessage,
  also: readonly FindingCode[] = [],
): BrokenOrder {
  return { what, order, code, path, message, schema: 'refuses', also };
}

/** A fault that passes the schema: only our check stands before it. */
export function unseen(
  what: string,
  order: PaymentOrder,
  code: FindingCode,
  path: string,
  message: BrokenMessage = 'written',
  also: readonly FindingCode[] = [],
): BrokenOrder {
  return { what, order, code, path, message, schema: 'accepts', also };
}

export const SOUND_ORDER = exampleOrderOf(examplePayment(1));

/** Path of the only payment. */
export const PAYMENT = 'blocks[0].payments[0]';

export const GERMAN = examplePayment(1);

export const CLEARING = { system: 'USABA', memberId: '021123458' };

export function payment(change: Partial<Payment>): PaymentOrder {
  return exampleOrderOf(examplePayment(1, change));
}

export function american(change: Partial<Payment>): PaymentOrder {
  return exampleOrderOf(exampleAmericanPayment(1, change));
}

export function agent(creditorAgent: Agent): PaymentOrder {
  return american({ creditorAgent });
}

export function creditor(change: Partial<Party>): PaymentOrder {
  return payment({ creditor: { ...GERMAN.creditor, ...change } });
}

export function address(change: Partial<Party['address']>): PaymentOrder {
  return creditor({ address: { ...GERMAN.creditor.address, ...change } });
}

export function report(change: Partial<RegulatoryReport>): PaymentOrder {
  return payment({ regulatoryReports: [{ indicator: 'CRED', type: 'PURPOSE', ...change }] });
}

/** The payment without one of its optional parts. */
export function without(part: keyof Payment): PaymentOrder {
  const { [part]: _left, ...rest } = GERMAN;
  return exampleOrderOf(rest as Payment);
}

export function block(change: Partial<PaymentBlock>): PaymentOrder {
  return exampleOrder([exampleBlock([GERMAN], change)], { totals: SOUND_ORDER.totals });
}

export function header(change: Partial<PaymentOrder>): PaymentOrder {
  return exampleOrder([exampleBlock([GERMAN])], change);
}

export function sepa(change: Partial<Payment>, chargeBearer: ChargeBearer = 'SLEV'): PaymentOrder {
  const euros = examplePayment(1, { amount: Money.of(2000, 'EUR'), ...change });
  return exampleOrder([exampleBlock([euros], { paymentType: { serviceLevel: 'SEPA' }, chargeBearer })]);
}
