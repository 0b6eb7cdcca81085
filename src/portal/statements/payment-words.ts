import { dayOf, type Language } from '../../kernel/index.js';
import { paymentReason } from '../../payout/index.js';
import type { AdviceContent, StatedPayment } from './content.js';
import { exchangeFacts } from './money-sections.js';
import { amount, text, type SheetSection } from './sheet.js';
import type { StatementWords } from './words/statement-words.js';

/** The one section of a remittance advice that is its own. */
export function adviceSection(content: AdviceContent, words: StatementWords, language: Language): SheetSection {
  const { labels } = words;
  const { payment, timeZone } = content;
  const reasons = bankReasons(payment, language);
  return {
    title: labels.payment,
    facts: [
      { label: labels.amount, cells: [amount(payment.amount), text(payment.currency)] },
      ...exchangeFacts(payment, words),
      { label: labels.state, cells: [text(wordOf(words.states, payment.state))] },
      { label: labels.since, cells: [{ day: dayOf(payment.since, timeZone) }] },
      { label: labels.executionDate, cells: [{ day: payment.executionDate }] },
      ...(payment.returnedAmount === null
        ? []
        : [{ label: labels.returnedAmount, cells: [amount(payment.returnedAmount), text(payment.currency)] }]),
      ...(reasons === '' ? [] : [{ label: labels.reason, cells: [text(reasons)] }]),
      { label: labels.accountName, cells: [text(content.accountName)] },
      ...(content.account === null ? [] : [{ label: labels.accountEnding, cells: [text(content.account)] }]),
      { label: labels.endToEndId, cells: [{ code: payment.endToEndId }] },
      { label: labels.uetr, cells: [{ code: content.uetr }] },
      { label: labels.order, cells: [{ code: content.messageId }] },
    ],
  };
}

/** In the words of the language; the code itself where it is in none of the lists. */
export function bankReasons({ reasons }: StatedPayment, language: Language): string {
  return reasons.map((code) => paymentReason(code)?.[language] ?? code).join(' ');
}

/** What a later version of the program knew and this one does not is shown as it stands. */
export function wordOf(words: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(words, key) ? (words[key] ?? key) : key;
}
