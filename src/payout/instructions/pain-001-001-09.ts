import { parseCalendarDate, parseInstant, SeatbackError } from '../../kernel/index.js';
import { isTransactionCount, RunningTotals } from './control-totals.js';
import {
  accountElement,
  agentElement,
  initiatingPartyElement,
  partyElement,
  paymentElement,
  paymentTypeElement,
} from './pain-001-elements.js';
import type { ControlTotals, PaymentBlock, PaymentOrder } from './payment-order.js';
import { element, textElement, UnwritableValue } from './xml-elements.js';

export const PAIN_001_NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';

/** Payments are gathered to pieces of about this size, so that a file costs neither its length in memory nor a write for each payment. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Writes a payment order as pain.001.001.09 in the CGI profile: UTF-8 without byte order mark, LF, one line for each
 * payment, so that two files compare line by line. The same order gives the same text.
 *
 * The writer keeps to the schema and to the totals given; whether a bank takes the order is asked of
 * `checkPaymentOrder` beforehand. When it throws, the text so far has no end and is no XML: write to a temporary file
 * and rename it only after the last chunk.
 *
 * @throws SeatbackError PAYMENT_ORDER_UNWRITABLE (a value that the schema refuses), PAYMENT_ORDER_TOTALS (counts or sums
 *   given do not agree with the payments)
 */
export async function* writePain001(order: PaymentOrder): AsyncGenerator<string, void, undefined> {
  let chunk = '';
  const file = new RunningTotals();
  chunk += `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${PAIN_001_NAMESPACE}">\n<CstmrCdtTrfInitn>\n`;
  chunk += `${writable('groupHeader', () => groupHeaderElement(order))}\n`;
  for (const [blockIndex, block] of order.blocks.entries()) {
    const path = `blocks[${String(blockIndex)}]`;
    const totals = new RunningTotals();
    chunk += `<PmtInf>\n${writable(path, () => blockElements(block))}\n`;
    for await (const payment of block.payments) {
      const line = writable(`${path}.payments[${String(totals.count)}]`, () => paymentElement(payment));
      totals.add(payment.amount);
      file.add(payment.amount);
      // A source that does not end must not fill the disk first.
      if (totals.count > block.totals.count) totals.assertEqual(`${path}.totals`, block.totals);
      chunk += `${line}\n`;
      if (chunk.length >= CHUNK_CHARACTERS) {
        yield chunk;
        chunk = '';
      }
    }
    totals.assertEqual(`${path}.totals`, block.totals);
    chunk += '</PmtInf>\n';
  }
  file.assertEqual('totals', order.totals);
  yield `${chunk}</CstmrCdtTrfInitn>\n</Document>\n`;
}

function groupHeaderElement(order: PaymentOrder): string {
  return element(
    'GrpHdr',
    textElement('MsgId', 'Max35Text', order.messageId),
    element('CreDtTm', creationTime(order)),
    totalsElements(order.totals),
    initiatingPartyElement(order.initiatingParty),
  );
}

/** To the second and with an offset in digits: the form that every bank takes, also those that refuse `Z` or fractions. */
function creationTime({ createdAt }: PaymentOrder): string {
  if (parseInstant(createdAt) !== createdAt) {
    throw new UnwritableValue('CreDtTm', 'an instant', 'other text');
  }
  return `${createdAt.slice(0, 19)}+00:00`;
}

/** Everything of a `PmtInf` that stands before its payments. */
function blockElements(block: PaymentBlock): string {
  if (parseCalendarDate(block.executionDate) === undefined) {
    throw new UnwritableValue('ReqdExctnDt', 'a calendar date', 'other text');
  }
  return [
    textElement('PmtInfId', 'Max35Text', block.paymentInformationId),
    textElement('PmtMtd', 'PaymentMethod3Code', 'TRF'),
    element('BtchBookg', block.batchBooking ? 'true' : 'false'),
    totalsElements(block.totals),
    paymentTypeElement(block.paymentType),
    element('ReqdExctnDt', element('Dt', block.executionDate)),
    partyElement('Dbtr', block.debtor),
    accountElement('DbtrAcct', block.debtorAccount),
    agentElement('DbtrAgt', {
      bic: block.debtorAgentBic,
      ...(block.debtorAgentClearing === undefined ? {} : { clearingMember: block.debtorAgentClearing }),
    }),
    textElement('ChrgBr', 'ChargeBearerType1Code', block.chargeBearer),
  ].join('');
}

function totalsElements({ count, controlSum }: ControlTotals): string {
  if (!isTransactionCount(count)) throw new UnwritableValue('NbOfTxs', 'a count of at least 1', String(count));
  return (
    textElement('NbOfTxs', 'Max15NumericText', String(count)) + textElement('CtrlSum', 'DecimalNumber', controlSum)
  );
}

/** Adds to a refused value where in the order it stands. */
function writable(path: string, write: () => string): string {
  try {
    return write();
  } catch (cause) {
    if (!(cause instanceof UnwritableValue)) throw cause;
    throw new SeatbackError(
      {
        code: 'PAYMENT_ORDER_UNWRITABLE',
        expected: cause.expected,
        found: cause.found,
        where: `${path}, element ${cause.element}`,
        next: 'Discard the file and run checkPaymentOrder, which says what to correct.',
      },
      { cause },
    );
  }
}
