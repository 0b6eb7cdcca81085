import type { Money } from '../../../kernel/index.js';
import type { Account, NewJournal } from '../../../ledger/index.js';
import type { Consequences } from './consequences.js';

/** A payment as the ledger knows it. */
export interface LedgerPayment {
  readonly endToEndId: string;
  readonly campaignId: string;
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly amount: Money;
}

export type PostedStep = 'paid' | 'failed' | 'returned' | 'again' | 'forfeited' | 'settled';

/** The same step of a payment is posted once. */
export function stepCause(step: PostedStep, endToEndId: string): string {
  return `${step} ${endToEndId}`;
}

/** Journals of what follows now from a bank's answer, by step. */
export function journalsOf(
  payment: LedgerPayment,
  { paid, failed, returned, cause, reasons }: Pick<Consequences, 'paid' | 'failed' | 'returned' | 'cause' | 'reasons'>,
): { readonly step: PostedStep; readonly journal: NewJournal }[] {
  const { campaignId, partnerId, endToEndId, amount } = payment;
  const own = accountsOf(payment);
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  const journals: { step: PostedStep; journal: NewJournal }[] = [];
  const post = (step: PostedStep, transfers: NewJournal['transfers'], description: string) =>
    journals.push({
      step,
      journal: { kind: 'status', cause: stepCause(step, endToEndId), campaignId, transfers, description },
    });
  if (paid)
    post(
      'paid',
      [{ debit: own('in-transit'), credit: own('paid'), amount }],
      `Paid to partner ${partnerId} as ${endToEndId}`,
    );
  if (failed)
    post(
      'failed',
      [{ debit: own('in-transit'), credit: own(cause === 'details' ? 'payable' : 'held'), amount }],
      `Refused by the bank${why}: partner ${partnerId}, ${endToEndId}`,
    );
  if (returned !== null) {
    const kept = amount.minus(returned);
    post(
      'returned',
      [
        { debit: own('paid'), credit: own('returned'), amount },
        ...(kept.isZero()
          ? []
          : [
              {
                debit: { kind: 'bank-charges', campaignId, partnerKey: null } as const,
                credit: { kind: 'bank', campaignId, partnerKey: null } as const,
                amount: kept,
              },
            ]),
      ],
      `Returned by the bank${why}: ${returned.toString()} of ${amount.toString()}, partner ${partnerId}, ${endToEndId}`,
    );
    if (cause === 'details')
      post(
        'again',
        [{ debit: own('returned'), credit: own('payable'), amount }],
        `Payable again with other details: partner ${partnerId}, ${endToEndId}`,
      );
  }
  return journals;
}

export function accountsOf({ campaignId, partnerKey }: LedgerPayment): (kind: Account['kind']) => Account {
  return (kind) => ({ kind, campaignId, partnerKey });
}
