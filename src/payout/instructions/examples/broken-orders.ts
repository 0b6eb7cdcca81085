import { BROKEN_ACCOUNTS } from './broken-accounts.js';
import { BROKEN_ADDRESSES } from './broken-addresses.js';
import { BROKEN_KINDS } from './broken-kinds.js';
import type { BrokenOrder } from './broken-order.js';
import { BROKEN_TOTALS } from './broken-totals.js';
import { BROKEN_VALUES } from './broken-values.js';

/** Every way to break an order that our check has a code for. */
export const BROKEN_ORDERS: readonly BrokenOrder[] = [
  ...BROKEN_VALUES,
  ...BROKEN_TOTALS,
  ...BROKEN_KINDS,
  ...BROKEN_ADDRESSES,
  ...BROKEN_ACCOUNTS,
];
