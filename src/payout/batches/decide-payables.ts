import type { DebtorAccount } from '../../config/index.js';
import type { Session, Vault } from '../../database/index.js';
import { invariant, type Money } from '../../kernel/index.js';
import { holdsOfFailure, type FailedPayment } from '../answers/payments/failed-payments.js';
import { bicCountry, serviceLevelOf } from '../debtor-accounts/index.js';
import { exchangeOffice } from '../exchange/exchange-office.js';
import { paymentFaults } from '../instructions/index.js';
import { checkPayees } from '../payees/check-payees.js';
import { isVendorPayee, type HoldReason } from '../payees/payee.js';
import { ChosenAccounts } from './chosen-accounts.js';
import { payeesContext, type PayoutDay } from './expect-still-right.js';
import type { ReadyPayment } from './new-batches.js';
import type { ReadyVendorPayment } from './new-vendor-batches.js';
import type { Payable } from './payables.js';
import { endToEndIdOf, newUetr } from './payment-ids.js';
import { paidAmount } from './record-batch.js';

export interface HeldPayment {
  readonly partnerId: string;
  readonly amount: Money;
  readonly reasons: readonly HoldReason[];
}

export interface DecidedPayables {
  readonly ready: readonly ReadyPayment[];
  readonly ofVendors: readonly ReadyVendorPayment[];
  /** Payable, but not yet. */
  readonly held: readonly HeldPayment[];
  /** Of each partner, by key; none where it is paid. */
  readonly reasonsOf: ReadonlyMap<number, readonly HoldReason[]>;
}

interface DecideContext {
  readonly campaignId: string;
  readonly day: PayoutDay;
  readonly accounts: readonly DebtorAccount[];
  readonly failed: ReadonlyMap<number, readonly FailedPayment[]>;
}

/** Tells what can be paid today, from which account and in which currency, from what must wait: one waits for itself alone. */
export async function decidePayables(
  session: Session,
  vault: Vault,
  { campaignId, day, accounts, failed }: DecideContext,
  payables: readonly Payable[],
): Promise<DecidedPayables> {
  const chosen = new ChosenAccounts(day.terms, accounts);
  const owed = new Map(payables.map(({ partnerKey, amount }) => [partnerKey, amount]));
  const checkedPayees = await checkPayees(
    session,
    payables.map(({ partnerKey }) => partnerKey),
    payeesContext(campaignId, day, (partnerKey, account) => {
      const amount = owed.get(partnerKey);
      return amount === undefined || account === null ? undefined : chosen.bankCountry(amount, account);
    }),
    vault,
  );
  const office = await exchangeOffice(session, day, payables, checkedPayees);
  const ready: ReadyPayment[] = [];
  const ofVendors: ReadyVendorPayment[] = [];
  const held: HeldPayment[] = [];
  const reasonsOf = new Map<number, readonly HoldReason[]>();
  for (const payable of payables) {
    const reasons = [...reasonsAgainst(payable)];
    reasonsOf.set(payable.partnerKey, reasons);
    if (reasons.length > 0) held.push({ partnerId: payable.partnerId, amount: payable.amount, reasons });
  }
  return { ready, ofVendors, held, reasonsOf };

  /** Where there are none, it is ready. */
  function reasonsAgainst(payable: Payable): readonly HoldReason[] {
    const checked = checkedPayees.get(payable.partnerKey);
    invariant(checked !== undefined, 'whoever earned is a partner');
    const payee = 'payee' in checked ? checked.payee : undefined;
    const holds = [
      ...('holds' in checked ? checked.holds : []),
      ...holdsOfFailure(failed.get(payable.partnerKey), payee, vault),
    ];
    if (payee === undefined) return holds;
    const exchange = office(payable.amount, payee);
    if (exchange !== null && 'reason' in exchange) return [...holds, exchange];
    if (isVendorPayee(payee)) {
      const unpaid = chosen.ofVendor(payable.amount);
      if (unpaid !== undefined) return [...holds, unpaid];
      if (holds.length === 0) ofVendors.push({ ...payable, payee, exchange });
      return holds;
    }
    const account = chosen.of(payable.amount, payee);
    if ('reason' in account) return [...holds, account];
    const payment: ReadyPayment = { ...payable, payee, exchange, ...account };
    const all = [...holds, ...refusedByChecks(campaignId, payment)];
    if (all.length === 0) ready.push(payment);
    return all;
  }
}

/** In its file it would have the payments of all refused. */
function refusedByChecks(campaignId: string, payment: ReadyPayment): HoldReason[] {
  const { partnerId, attempts, account, payee } = payment;
  const endToEndId = endToEndIdOf(campaignId, partnerId, attempts + 1);
  const amount = paidAmount(payment);
  const faults = paymentFaults(
    { instructionId: endToEndId, endToEndId, uetr: newUetr(), amount, ...payee.details, purposeCode: 'REBT' },
    {
      serviceLevel: serviceLevelOf(account, payee.details.creditorAccount, amount),
      debtorAgentCountry: bicCountry(account.bic),
      format: account.format,
    },
  );
  return faults.length === 0 ? [] : [{ reason: 'payment-order-refused', found: faults.join('; ') }];
}
