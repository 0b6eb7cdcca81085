import type { CampaignTerms } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import { recordNotifications, type NewNotification } from '../../notifications/index.js';
import { payByDay, payByOfPartners } from '../thresholds/pay-by.js';
import type { SettledEarning } from './apply-minimum.js';

/** Tells partners of what became payable, and of what is forfeited for a minimum. The same amount is told once. */
export async function tellOutcomes(
  session: Session,
  { campaignId, terms }: { readonly campaignId: string; readonly terms: CampaignTerms },
  settled: readonly SettledEarning[],
  now: Instant,
): Promise<void> {
  const partnerKeys = settled.map(({ partnerKey }) => partnerKey);
  const payByOf = await payByOfPartners(session, campaignId, terms, { partnerKeys, sinceLastPayment: true });
  await recordNotifications(
    session,
    settled.flatMap(({ partnerKey, settlement: { outcome, amount, reason } }): NewNotification[] => {
      const money = { amount: amount.toString(), currency: amount.currency.code };
      const occasion = `${outcome} in ${campaignId} to partner ${String(partnerKey)}: ${money.amount} ${money.currency}`;
      if (outcome === 'payable')
        return [
          {
            occasion,
            partnerKey,
            campaignId,
            notice: { kind: 'potential-payment', payBy: payByOf.get(partnerKey) ?? payByDay(terms), ...money },
          },
        ];
      if (outcome !== 'forfeited' || (reason !== 'below-minimum' && reason !== 'carry-expired')) return [];
      return [{ occasion, partnerKey, campaignId, notice: { kind: 'forfeited', because: reason, ...money } }];
    }),
    now,
  );
}
