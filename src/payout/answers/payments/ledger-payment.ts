import type { Money } from '../../../kernel/index.js';
import type { Account, AccountKind, Transfer } from '../../../ledger/index.js';

/** A payment as the ledger knows it. */
export interface LedgerPayment {
  readonly endToEndId: string;
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  /** What the order says. */
  readonly amount: Money;
  /** What is owed, in the currency of the campaign; the order may say it in another one. */
  readonly owed: Money;
}

/** What lies there has the currency of the order; elsewhere it is what is owed. */
const OF_THE_ORDER: ReadonlySet<AccountKind> = new Set(['in-transit', 'paid']);

/** In the currency in which it lies on an account. */
export function amountOn(kind: AccountKind, { amount, owed }: Pick<LedgerPayment, 'amount' | 'owed'>): Money {
  return OF_THE_ORDER.has(kind) ? amount : owed;
}

/**
 * The amount of a payment from one account of its partner to another. Between two currencies both sides pass through the
 * currency position: what the campaign owes less in the one it has to come by in the other.
 */
export function moved(
  payment: Pick<LedgerPayment, 'campaignId' | 'partnerKey' | 'amount' | 'owed'>,
  from: AccountKind,
  to: AccountKind,
): Transfer[] {
  const own = accountsOf(payment);
  const [given, received] = [amountOn(from, payment), amountOn(to, payment)];
  if (given.currency.code === received.currency.code) return [{ debit: own(from), credit: own(to), amount: given }];
  const position = ofCampaign('currency-position', payment);
  return [
    { debit: own(from), credit: position, amount: given },
    { debit: position, credit: own(to), amount: received },
  ];
}

export function ofCampaign(kind: AccountKind, { campaignId }: Pick<LedgerPayment, 'campaignId'>): Account {
  return { kind, campaignId, partnerKey: null };
}

export function accountsOf({
  campaignId,
  partnerKey,
}: Pick<LedgerPayment, 'campaignId' | 'partnerKey'>): (kind: Account['kind']) => Account {
  return (kind) => ({ kind, campaignId, partnerKey });
}
