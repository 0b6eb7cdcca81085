import type { Money } from '../../../kernel/index.js';
import type { NewJournal } from '../../../ledger/index.js';
import { bankExchange } from './bank-exchange.js';
import type { Consequences, PaymentPosition } from './consequences.js';
import { moved, ofCampaign, type LedgerPayment } from './ledger-payment.js';

export type PostedStep =
  | 'paid'
  | 'exchanged'
  | 'failed'
  | 'returned'
  | 'exchanged-back'
  | 'again'
  | 'forfeited'
  | 'settled';

/** The same step of a payment is posted once; what came back once it was found to be paid may be decided on a second time. */
export function stepCause(step: PostedStep, endToEndId: string, foundPaid = false): string {
  return `${step} ${endToEndId}${foundPaid && (step === 'again' || step === 'forfeited') ? ' once it was paid' : ''}`;
}

/** Journals of what follows now from a bank's answer, by step. */
export function journalsOf(
  payment: LedgerPayment & Pick<PaymentPosition, 'foundOut'>,
  {
    paid,
    exchanged,
    failed,
    returned,
    exchangedBack,
    cause,
    reasons,
  }: Pick<Consequences, 'paid' | 'exchanged' | 'failed' | 'returned' | 'exchangedBack' | 'cause' | 'reasons'>,
): { readonly step: PostedStep; readonly journal: NewJournal }[] {
  const { campaignId, partnerId, endToEndId, amount } = payment;
  const foundPaid = payment.foundOut === 'paid';
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  const journals: { step: PostedStep; journal: NewJournal }[] = [];
  const post = (step: PostedStep, transfers: NewJournal['transfers'], description: string) =>
    journals.push({
      step,
      journal: { kind: 'status', cause: stepCause(step, endToEndId, foundPaid), campaignId, transfers, description },
    });
  if (paid) post('paid', moved(payment, 'in-transit', 'paid'), `Paid to partner ${partnerId} as ${endToEndId}`);
  if (exchanged !== null)
    post(
      'exchanged',
      bankExchange(payment, exchanged, false),
      `The bank took ${said(exchanged.booked)} for ${said(exchanged.ordered)}: ${endToEndId}`,
    );
  if (failed)
    post(
      'failed',
      moved(payment, 'in-transit', cause === 'details' ? 'payable' : 'held'),
      `Refused by the bank${why}: partner ${partnerId}, ${endToEndId}`,
    );
  if (returned !== null) {
    const kept = amount.minus(returned);
    post(
      'returned',
      [
        ...moved(payment, 'paid', 'returned'),
        ...(kept.isZero()
          ? []
          : [
              {
                debit: ofCampaign('bank-charges', payment),
                credit: ofCampaign('bank', payment),
                amount: kept,
              },
            ]),
      ],
      `Returned by the bank${why}: ${returned.toString()} of ${amount.toString()}, partner ${partnerId}, ${endToEndId}`,
    );
    if (cause === 'details')
      post(
        'again',
        moved(payment, 'returned', 'payable'),
        `Payable again with other details: partner ${partnerId}, ${endToEndId}`,
      );
  }
  if (exchangedBack !== null)
    post(
      'exchanged-back',
      bankExchange(payment, exchangedBack, true),
      `The bank gave ${said(exchangedBack.booked)} back for ${said(exchangedBack.ordered)}: ${endToEndId}`,
    );
  return journals;
}

const said = (money: Money): string => `${money.toString()} ${money.currency.code}`;
