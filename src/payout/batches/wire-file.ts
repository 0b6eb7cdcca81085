import { createHash } from 'node:crypto';
import type { PayerSettings } from '../../config/index.js';
import { MONDAY_TO_FRIDAY, SeatbackError, type CalendarDate, type Instant, type Money } from '../../kernel/index.js';
import { electronicIban } from '../account-checks/index.js';
import {
  checkPaymentOrder,
  controlTotalsOf,
  writePain001,
  type Account,
  type CreditorDetails,
  type Finding,
  type Payment,
  type PaymentOrder,
  transliterate,
} from '../instructions/index.js';

/** One payment with its reserved ids. */
export interface ReservedPayment {
  readonly endToEndId: string;
  readonly uetr: string;
  readonly amount: Money;
  readonly details: CreditorDetails;
  readonly remittance: string;
}

export interface WireFile {
  readonly content: Buffer;
  /** SHA-256 in hexadecimal; an approval is bound to it. */
  readonly hash: string;
  readonly warnings: readonly Finding[];
}

export interface WireFileOptions {
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly today: CalendarDate;
  readonly executionDate: CalendarDate;
  readonly payer: PayerSettings;
  readonly payments: readonly ReservedPayment[];
}

/**
 * Writes the payment order as pain.001.001.09, after it passed the message's limits and the bank rules.
 *
 * @throws SeatbackError WIRE_FILE_REFUSED, naming the first findings
 */
export async function makeWireFile(options: WireFileOptions): Promise<WireFile> {
  const order = await paymentOrder(options);
  const check = await checkPaymentOrder(order, { today: options.today, calendar: MONDAY_TO_FRIDAY });
  if (check.errors > 0)
    throw refused(
      options.messageId,
      check.findings.filter(({ severity }) => severity === 'error'),
      check.errors,
    );
  const parts: Buffer[] = [];
  for await (const part of writePain001(order)) parts.push(Buffer.from(part, 'utf8'));
  const content = Buffer.concat(parts);
  return {
    content,
    hash: createHash('sha256').update(content).digest('hex'),
    warnings: check.findings.filter(({ severity }) => severity === 'warning'),
  };
}

async function paymentOrder({
  messageId,
  createdAt,
  executionDate,
  payer,
  payments,
}: WireFileOptions): Promise<PaymentOrder> {
  const lines = payments.map(({ endToEndId, uetr, amount, details, remittance }): Payment => ({
    instructionId: endToEndId,
    endToEndId,
    uetr,
    amount,
    ...details,
    purposeCode: 'REBT',
    remittance: { text: remittance },
  }));
  const totals = await controlTotalsOf(lines);
  const { lei, country } = payer.payer;
  const latin = (text: string) => withoutAccents(text, country);
  const name = latin(payer.payer.name);
  const { street, building, postcode, town, region } = payer.payer;
  return {
    messageId,
    createdAt,
    initiatingParty: {
      name: latin(payer.initiatingParty.name ?? name),
      id: payer.initiatingParty.id,
      schemeCode: payer.initiatingParty.scheme,
    },
    totals,
    blocks: [
      {
        paymentInformationId: `${messageId}-1`,
        executionDate,
        debtor: {
          name,
          address: {
            ...(street === undefined ? {} : { street: latin(street) }),
            ...(building === undefined ? {} : { buildingNumber: latin(building) }),
            ...(postcode === undefined ? {} : { postCode: latin(postcode) }),
            town: latin(town),
            ...(region === undefined ? {} : { countrySubdivision: latin(region) }),
            country,
          },
          ...(lei === undefined ? {} : { lei }),
        },
        debtorAccount: debtorAccount(payer),
        debtorAgentBic: payer.debtorAccount.bic,
        chargeBearer: payer.chargeBearer,
        paymentType: { serviceLevel: 'URGP', categoryPurpose: 'SUPP' },
        // One debit for each payment: the bank's answers can be matched payment by payment.
        batchBooking: false,
        totals,
        payments: lines,
      },
    ],
  };
}

/** Written as names of payees are. What would change beyond accents stays, and is refused with its place. */
function withoutAccents(text: string, country: string): string {
  const { change, sent } = transliterate(text, text.length * LONGEST_LETTER, { country });
  return change === 'accents' ? sent : text;
}

/** No letter is written in more than so many. */
const LONGEST_LETTER = 4;

function debtorAccount({ debtorAccount: { iban, accountNumber, currency } }: PayerSettings): Account {
  return iban === undefined ? { other: accountNumber ?? '', currency } : { iban: electronicIban(iban), currency };
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
