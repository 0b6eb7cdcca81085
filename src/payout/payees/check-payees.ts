import type { Session, Vault } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { registeredPayees } from '../../partners/index.js';
import { checkPayee, type PayeeContext } from './payee.js';
import { confirmedNames } from './name-confirmations.js';

/** Checks partners as payees, by key, with what the register and people say of them today. */
export async function checkPayees(
  session: Session,
  partnerKeys: readonly number[],
  context: Omit<PayeeContext, 'confirmedNames'> & { readonly today: CalendarDate },
  vault: Vault,
): Promise<Map<number, ReturnType<typeof checkPayee>>> {
  const partners = await registeredPayees(session, partnerKeys, context.today);
  const confirmed = await confirmedNames(session, partnerKeys);
  return new Map(
    [...partners].map(([key, partner]) => [
      key,
      checkPayee(partner, { ...context, confirmedNames: confirmed.get(key) ?? [] }, vault),
    ]),
  );
}
