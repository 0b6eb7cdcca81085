import type { Session } from '../../database/index.js';
import { canonicalJson, type JsonValue } from '../../kernel/index.js';
import type { Interpretation } from './interpret-fact.js';
import type { ReportedFact } from './messages/index.js';

const COLUMNS = [
  'answer',
  'fact',
  'level',
  'file_line',
  'status',
  'message_id',
  'payment_information_id',
  'instruction_id',
  'end_to_end_id',
  'uetr',
  'servicer_reference',
  'amount',
  'currency',
  'exchanged_amount',
  'exchanged_currency',
  'payments_named',
  'reasons',
  'charges',
  'entry',
  'is_entry',
  'direction',
  'is_reversal',
  'is_return',
  'booking_date',
  'value_date',
  'transaction_code',
  'says',
];

/** A fact with its number in its report. */
export interface NumberedFact {
  readonly number: number;
  readonly fact: ReportedFact;
  readonly interpretation: Interpretation;
}

/** Stores facts as rows, a page at a time. */
export async function storeFacts(session: Session, answer: number, facts: readonly NumberedFact[]): Promise<void> {
  await session.copyRows(
    'reported_fact',
    COLUMNS,
    facts.map(({ number, fact, interpretation: { says } }) => [
      answer,
      number,
      fact.level,
      fact.line,
      fact.status,
      fact.messageId,
      fact.paymentInformationId,
      fact.instructionId,
      fact.endToEndId,
      fact.uetr,
      fact.servicerReference,
      fact.amount?.amount ?? null,
      fact.amount?.currency ?? null,
      fact.exchanged?.amount ?? null,
      fact.exchanged?.currency ?? null,
      fact.paymentsNamed,
      JSON.stringify(fact.reasons),
      JSON.stringify(fact.charges),
      fact.movement?.entry ?? null,
      fact.movement?.isEntry ?? null,
      fact.movement?.direction ?? null,
      fact.movement?.isReversal ?? null,
      fact.movement?.isReturn ?? null,
      fact.movement?.bookingDate ?? null,
      fact.movement?.valueDate ?? null,
      fact.movement?.transactionCode ?? null,
      says,
    ]),
  );
}

/** What a report says, as bytes to be hashed: wherever in its file it stands. */
export function factBytes({ line: _line, ...fact }: ReportedFact): string {
  return `${canonicalJson(fact as unknown as JsonValue)}\n`;
}
