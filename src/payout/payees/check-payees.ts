import type { PayeeSettings } from '../../config/index.js';
import type { Session, Vault } from '../../database/index.js';
import type { CalendarDate, Instant } from '../../kernel/index.js';
import type { DeclaredAccount } from '../../partners/index.js';
import { currentPayees } from './current-payees.js';
import { confirmedNames } from './name-confirmations.js';
import { checkPayee, checkVendorPayee, type HoldReason, type PayablePayee, type PayeeContext } from './payee.js';
import { runningInvitations } from './requests.js';

/** What a campaign says, and when it is asked. */
export interface PayeesContext extends Omit<PayeeContext, 'confirmedNames' | 'payerBankCountry'> {
  readonly campaignId: string;
  /** At the bank. */
  readonly today: CalendarDate;
  /** In the zone of the campaign, in which its days end. */
  readonly campaignToday: CalendarDate;
  readonly now: Instant;
  readonly settings: PayeeSettings;
  /** Country of the bank that would pay a partner with that account; undefined where that is not known. */
  readonly payerBankCountry: (partnerKey: number, account: DeclaredAccount | null) => string | undefined;
  /** The last day on which products that a partner of the country sold can still be returned; undefined where nothing waits for it. */
  readonly returnableUntil: (country: string | null) => CalendarDate | undefined;
}

/** Checks partners as payees, by key, with what the register and people say of them today. */
export async function checkPayees(
  session: Session,
  partnerKeys: readonly number[],
  context: PayeesContext,
  vault: Vault,
): Promise<Map<number, { readonly payee: PayablePayee } | { readonly holds: HoldReason[] }>> {
  const current = await currentPayees(session, partnerKeys, context);
  const confirmed = await confirmedNames(session, partnerKeys);
  const unanswered = await unansweredInvitations(session, partnerKeys, context);
  return new Map(
    [...current].map(([key, { partner, holds, paidBy }]) => {
      const { paymentNeeds, payerBankCountry } = context;
      const checked =
        paidBy === undefined
          ? checkPayee(
              partner,
              {
                paymentNeeds,
                payerBankCountry: payerBankCountry(key, partner.account),
                confirmedNames: confirmed.get(key) ?? [],
              },
              vault,
            )
          : checkVendorPayee(partner, paidBy, { paymentNeeds });
      // An unanswered link holds nothing back by itself: an account that can be paid to is one.
      const own = 'holds' in checked ? [...checked.holds, ...holds, ...(unanswered.get(key) ?? [])] : holds;
      const all = [...returnWindow(partner.country, context), ...own];
      return [key, all.length === 0 ? checked : { holds: all }];
    }),
  );
}

async function unansweredInvitations(
  session: Session,
  partnerKeys: readonly number[],
  { campaignId }: PayeesContext,
): Promise<ReadonlyMap<number, readonly HoldReason[]>> {
  const running = await runningInvitations(session, campaignId, partnerKeys);
  return new Map(
    running.map(({ partnerKey, notice, mostNotices, answerBy }) => [
      partnerKey,
      [
        {
          reason: 'invitation-unanswered' as const,
          found: `notice ${String(notice)} of ${String(mostNotices)}, to be answered before ${answerBy}`,
        },
      ],
    ]),
  );
}

/** What can be returned is not earned for good. The last day counts whole: what came back on it is known the day after. */
function returnWindow(country: string | null, { campaignToday, returnableUntil }: PayeesContext): HoldReason[] {
  const lastDay = returnableUntil(country);
  if (lastDay === undefined || campaignToday > lastDay) return [];
  return [{ reason: 'return-window', found: `products can be returned until ${lastDay}` }];
}
