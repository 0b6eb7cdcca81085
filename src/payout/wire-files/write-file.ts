import type { PaymentFileFormat } from '../../config/index.js';
import { SeatbackError } from '../../kernel/index.js';
import {
  checkPaymentOrder,
  writePain001,
  writePaymentsCsv,
  type CheckSettings,
  type Finding,
  type PaymentOrder,
} from '../instructions/index.js';

const WRITERS: Readonly<Record<PaymentFileFormat, (order: PaymentOrder) => AsyncGenerator<string, void>>> = {
  'pain.001.001.09': writePain001,
  csv: writePaymentsCsv,
};

/**
 * Holds an order against the limits of the message and the bank rules: the same ones, whatever it is written as.
 *
 * @returns what a person is to look at
 * @throws SeatbackError WIRE_FILE_REFUSED, naming the first findings
 */
export async function expectSound(order: PaymentOrder, settings: CheckSettings): Promise<readonly Finding[]> {
  const { findings, errors } = await checkPaymentOrder(order, settings);
  if (errors === 0) return findings;
  throw refused(
    order.messageId,
    findings.filter(({ severity }) => severity === 'error'),
    errors,
  );
}

/** The text of the file, piece by piece. */
export function fileText(order: PaymentOrder, format: PaymentFileFormat): AsyncGenerator<string, void> {
  return WRITERS[format](order);
}

function refused(messageId: string, errors: readonly Finding[], count: number): SeatbackError {
  const shown = errors.slice(0, 5);
  return new SeatbackError({
    code: 'WIRE_FILE_REFUSED',
    expected: shown.map(({ path, expected }) => `${path}: ${expected}`).join('; '),
    found:
      shown.map(({ code, found }) => `${code} ${found}`).join('; ') +
      (count > shown.length ? `; and ${String(count - shown.length)} more` : ''),
    where: `payment order ${messageId}`,
    next: 'Correct the settings of the payer, or the details of the payees named here, and prepare again.',
  });
}
