import { Money } from '../../../kernel/index.js';
import type { AccountKind, Transfer } from '../../../ledger/index.js';
import { inProportion } from '../../exchange/convert.js';
import { ofCampaign, type LedgerPayment } from './ledger-payment.js';

/** What a bank took from, or gave back to, an account that is held in another currency than the payment. */
export interface BankExchange {
  /** Of the payment: the whole where it was debited, what came back where it was returned. */
  readonly ordered: Money;
  readonly booked: Money;
  /** That the bank kept for itself, in the currency of the account and within what it booked. */
  readonly charges: Money | null;
}

/**
 * The bank sold one currency for the other at its own rate. Where the account is held in the currency of the campaign, the
 * position is closed at our rate, and what the bank's differs from it is realised.
 */
export function bankExchange(
  payment: LedgerPayment,
  { ordered, booked, charges }: BankExchange,
  back: boolean,
): Transfer[] {
  const of = (kind: AccountKind) => ofCampaign(kind, payment);
  const flow = (debit: AccountKind, credit: AccountKind, amount: Money): Transfer[] => {
    if (amount.isZero()) return [];
    const [into, from] = back ? [credit, debit] : [debit, credit];
    return [{ debit: of(into), credit: of(from), amount }];
  };
  const nothing = Money.zero(booked.currency);
  const kept = charges ?? nothing;
  // Charges leave the bank account whichever way the money goes.
  const ofCharges = kept.isZero() ? [] : [{ debit: of('bank-charges'), credit: of('bank'), amount: kept }];
  const net = back ? booked.plus(kept) : booked.minus(kept);
  const closed = [...flow('bank', 'currency-position', ordered), ...ofCharges];
  if (booked.currency.code !== payment.owed.currency.code)
    return [...closed, ...flow('currency-position', 'bank', net)];
  const atOurRate = inProportion(payment.owed, ordered, payment.amount);
  const both = net.compare(atOurRate) < 0 ? net : atOurRate;
  return [
    ...closed,
    ...flow('currency-position', 'bank', both),
    ...flow('exchange-difference', 'bank', net.minus(both)),
    ...flow('currency-position', 'exchange-difference', atOurRate.minus(both)),
  ];
}
