import type { Session } from '../../../database/index.js';
import type { Instant } from '../../../kernel/index.js';
import { recordNotifications, type NewNotification } from '../../../notifications/index.js';
import { paymentReason } from '../codes/index.js';
import type { Consequences } from './consequences.js';
import type { LedgerPayment } from './ledger-payment.js';

interface MovedPayment {
  readonly payment: LedgerPayment;
  readonly follows: Pick<Consequences, 'paid' | 'failed' | 'returned' | 'reasons'>;
}

/** Tells partners of payments that were made, and of those that were refused or came back, with the reason in words. */
export async function tellPayments(session: Session, moved: readonly MovedPayment[], now: Instant): Promise<void> {
  await recordNotifications(session, moved.flatMap(noticeOf), now);
}

function noticeOf({ payment, follows }: MovedPayment): NewNotification[] {
  const { endToEndId, partnerKey, campaignId, amount } = payment;
  const money = { amount: amount.toString(), currency: amount.currency.code };
  if (follows.failed || follows.returned !== null) {
    const reasons = follows.reasons.flatMap((code) => {
      const meaning = paymentReason(code);
      return meaning === undefined ? [] : [{ en: meaning.en, de: meaning.de, sv: meaning.sv }];
    });
    return [
      {
        occasion: `returned ${endToEndId}`,
        partnerKey,
        campaignId,
        notice: { kind: 'returned', endToEndId, reasons, isRefused: follows.failed, ...money },
      },
    ];
  }
  // What is heard of at once as paid and returned was not paid, as far as its payee is concerned.
  if (!follows.paid) return [];
  return [{ occasion: `paid ${endToEndId}`, partnerKey, campaignId, notice: { kind: 'paid', endToEndId, ...money } }];
}
