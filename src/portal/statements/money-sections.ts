import { dayOf } from '../../kernel/index.js';
import type { StatedPayment, StatementContent } from './content.js';
import { amount, text, type Fact, type SheetSection } from './sheet.js';
import type { StatementWords } from './words/statement-words.js';

/** What was paid in another currency, and at which rates; nothing where all was paid as it is owed. */
export function exchangesSection({ payments }: StatementContent, { labels }: StatementWords): SheetSection[] {
  const exchanged = payments.flatMap(({ exchange, ...payment }) =>
    exchange === undefined ? [] : [{ ...payment, exchange }],
  );
  if (exchanged.length === 0) return [];
  return [
    {
      title: labels.exchanges,
      table: {
        columns: [
          { head: labels.endToEndId, share: 5 },
          { head: labels.owed, isNumber: true, share: 2 },
          { head: labels.currency, share: 1.2 },
          { head: labels.amount, isNumber: true, share: 2 },
          { head: labels.currency, share: 1.2 },
          { head: labels.rate, share: 4 },
          { head: labels.rateOn, share: 2.3 },
          { head: labels.rateSource, share: 2 },
        ],
        rows: exchanged.map(({ endToEndId, amount: paid, currency, exchange }) => [
          { code: endToEndId },
          amount(exchange.owed),
          text(exchange.owedCurrency),
          amount(paid),
          text(currency),
          text(rateWords(exchange)),
          { day: exchange.rateOn },
          text(exchange.source),
        ]),
      },
    },
  ];
}

/** The same for one payment. */
export function exchangeFacts({ exchange }: StatedPayment, { labels }: StatementWords): Fact[] {
  if (exchange === undefined) return [];
  return [
    { label: labels.owed, cells: [amount(exchange.owed), text(exchange.owedCurrency)] },
    { label: labels.rate, cells: [text(rateWords(exchange))] },
    { label: labels.rateOn, cells: [{ day: exchange.rateOn }] },
    { label: labels.rateSource, cells: [text(exchange.source)] },
  ];
}

/** As it was published, in every language: a rate has as many decimals as its source gives it. */
export function rateWords({ base, quote, rate }: NonNullable<StatedPayment['exchange']>): string {
  return `1 ${base} = ${rate} ${quote}`;
}

/** What people added or took away, and for which customers; nothing where nobody did. */
export function adjustmentsSection(
  { adjustments, customers, timeZone }: StatementContent,
  { labels }: StatementWords,
): SheetSection[] {
  if (adjustments === undefined) return [];
  const names = new Map(customers.map(({ customerId, name }) => [customerId, name]));
  return [
    {
      title: labels.adjustments,
      table: {
        columns: [
          { head: labels.approvedOn, share: 2.3 },
          { head: labels.customer, share: 4 },
          { head: labels.customerId, share: 4.4 },
          { head: labels.reason, share: 5 },
          { head: labels.amount, isNumber: true, share: 2 },
          { head: labels.currency, share: 1.2 },
        ],
        rows: adjustments.map((each) => [
          { day: dayOf(each.approvedAt, timeZone) },
          text(names.get(each.customerId)),
          { code: each.customerId },
          text(each.reason),
          amount(each.amount),
          text(each.currency),
        ]),
      },
    },
  ];
}
