import type { Session, Vault } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { registeredPayees } from '../../partners/index.js';
import { checkPayee, type HoldReason, type PayeeContext } from './payee.js';
import { confirmedNames } from './name-confirmations.js';

/** What a campaign says, and when it is asked. */
export interface PayeesContext extends Omit<PayeeContext, 'confirmedNames'> {
  readonly today: CalendarDate;
  /** The last day on which products can still be returned; undefined where nothing waits for it. */
  readonly returnableUntil: CalendarDate | undefined;
}

/** Checks partners as payees, by key, with what the register and people say of them today. */
export async function checkPayees(
  session: Session,
  partnerKeys: readonly number[],
  context: PayeesContext,
  vault: Vault,
): Promise<Map<number, ReturnType<typeof checkPayee>>> {
  const partners = await registeredPayees(session, partnerKeys, context.today);
  const confirmed = await confirmedNames(session, partnerKeys);
  const waits = returnWindow(context);
  return new Map(
    [...partners].map(([key, partner]) => {
      const checked = checkPayee(partner, { ...context, confirmedNames: confirmed.get(key) ?? [] }, vault);
      if (waits.length === 0) return [key, checked];
      return [key, { holds: [...waits, ...('holds' in checked ? checked.holds : [])] }];
    }),
  );
}

/** What can be returned is not earned for good. The last day counts whole: what came back on it is known the day after. */
function returnWindow({ today, returnableUntil }: PayeesContext): HoldReason[] {
  if (returnableUntil === undefined || today > returnableUntil) return [];
  return [{ reason: 'return-window', found: `products can be returned until ${returnableUntil}` }];
}
