import type { Session } from '../../database/index.js';
import { Money, type CalendarDate } from '../../kernel/index.js';
import { convert, inProportion } from './convert.js';

interface ExchangedPayment {
  readonly endToEndId: string;
  readonly campaignId: string;
  readonly owed: string;
  readonly owedCurrency: string;
  readonly paid: string;
  readonly paidCurrency: string;
  readonly base: string;
  readonly quote: string;
  readonly rate: string;
  readonly rateOn: CalendarDate;
  readonly source: string;
  readonly isReleased: boolean;
  readonly returned: string | null;
  /** What its journals moved through the currency position, by step and currency; debit is positive. */
  readonly positions: readonly { readonly step: string; readonly currency: string; readonly amount: string }[] | null;
}

const EXCHANGED = `
  SELECT payment.end_to_end_id AS "endToEndId", batch.campaign_id AS "campaignId", payment.amount::text AS owed, payment.currency AS "owedCurrency",
    paid_amount::text AS paid, paid_currency AS "paidCurrency", rate_base AS base, rate_quote AS quote, rate::text AS rate, rate_on AS "rateOn",
    rate_source AS source, batch.state = 'released' AS "isReleased", returned_amount::text AS returned,
    (SELECT jsonb_agg(jsonb_build_object('step', step, 'currency', currency, 'amount', amount::text)) FROM (
      SELECT split_part(cause, ' ', 1) AS step, posting.currency, sum(posting.amount) AS amount
      FROM unnest(ARRAY['release', 'failed', 'returned', 'settled', 'exchanged', 'exchanged-back']) AS named (step)
      JOIN journal ON journal.cause = named.step || ' ' || payment.end_to_end_id AND journal.campaign_id = batch.campaign_id
      JOIN posting USING (journal) JOIN account USING (account_key)
      WHERE account.kind = 'currency-position' AND account.campaign_id = batch.campaign_id
      GROUP BY cause, posting.currency) AS moved) AS positions
  FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) LEFT JOIN payment_standing USING (end_to_end_id)
  WHERE rate IS NOT NULL ORDER BY payment.end_to_end_id`;

/**
 * Holds what was exchanged against its rate, and the currency position against what was exchanged: each journal moves
 * through it what is owed on one side and what is paid on the other, and nothing else does.
 */
export async function wrongExchanges(session: Session): Promise<string[]> {
  const problems: string[] = [];
  for await (const payment of session.stream<ExchangedPayment>(EXCHANGED)) {
    const { endToEndId, owed, owedCurrency, paid, paidCurrency, rate, base, quote, rateOn, source } = payment;
    const expected = convert(Money.of(owed, owedCurrency), payment);
    if (expected.compare(Money.of(paid, paidCurrency)) !== 0)
      problems.push(
        `payment ${endToEndId}: ${owed} ${owedCurrency} at ${base}/${quote} ${rate} of ${rateOn}, ${source}, are ${expected.toString()} ${paidCurrency}, and ${paid} are on record`,
      );
    problems.push(...wrongPositions(payment));
  }
  const loose = await session.query<{ cause: string }>(
    `SELECT DISTINCT cause FROM journal JOIN posting USING (journal) JOIN account USING (account_key)
     WHERE account.kind = 'currency-position' AND NOT EXISTS (SELECT FROM payment_instruction AS payment
       WHERE payment.end_to_end_id = split_part(cause, ' ', 2) AND rate IS NOT NULL AND split_part(cause, ' ', 3) = ''
         AND split_part(cause, ' ', 1) IN ('release', 'failed', 'returned', 'settled', 'exchanged', 'exchanged-back')) ORDER BY cause`,
  );
  return [
    ...problems,
    ...loose.map(({ cause }) => `journal "${cause}" moves a currency position and exchanges nothing`),
  ];
}

function wrongPositions(payment: ExchangedPayment): string[] {
  const { endToEndId, isReleased, positions } = payment;
  const steps = new Map<string, Map<string, string>>(isReleased ? [['release', new Map()]] : []);
  for (const { step, currency, amount } of positions ?? [])
    steps.set(step, (steps.get(step) ?? new Map<string, string>()).set(currency, amount));
  return [...steps].flatMap(([step, moved]) =>
    isRight(payment, step, moved)
      ? []
      : [`payment ${endToEndId}: its journal "${step}" does not move through the currency position what was exchanged`],
  );
}

/** @param moved by currency */
function isRight(payment: ExchangedPayment, step: string, moved: ReadonlyMap<string, string>): boolean {
  const owed = Money.of(payment.owed, payment.owedCurrency);
  const paid = Money.of(payment.paid, payment.paidCurrency);
  const is = (expected: Money) =>
    Money.of(moved.get(expected.currency.code) ?? '0', expected.currency).compare(expected) === 0;
  const away = moved.size === 2 && is(owed.negated()) && is(paid);
  const back = moved.size === 2 && is(owed) && is(paid.negated());
  if (step === 'release') return away;
  if (step === 'settled') return away || back;
  if (step !== 'exchanged' && step !== 'exchanged-back') return back;
  // The bank's account may be held in a third currency: at which rate that is the campaign's, nobody said.
  const ordered =
    step === 'exchanged' ? paid : Money.of(payment.returned ?? payment.paid, payment.paidCurrency).negated();
  const atOurRate = inProportion(owed, ordered, paid);
  return moved.size === 2 && is(ordered.negated()) && (!moved.has(payment.owedCurrency) || is(atOurRate));
}
