import { lastDayOfReturn, type CampaignTerms } from '../../campaigns/index.js';
import type { PayerSettings } from '../../config/index.js';
import type { Session, Vault } from '../../database/index.js';
import { dayOf, SeatbackError, type CalendarDate, type Instant } from '../../kernel/index.js';
import { checkBic } from '../account-checks/index.js';
import { failedPayments, holdsOfFailure } from '../answers/payments/failed-payments.js';
import { checkPayees } from '../payees/check-payees.js';
import { payeeFingerprint } from '../payees/payee.js';
import { payByDay } from '../thresholds/pay-by.js';
import type { PayoutBatch } from './batch.entity.js';

/** What a batch is held against before it is approved and before it leaves. */
export interface PayoutDay {
  readonly today: CalendarDate;
  readonly terms: CampaignTerms;
  readonly payer: PayerSettings;
}

/** The day that the payer's bank has now. */
export function bankDay(now: Instant, { bankTimeZone = 'UTC' }: PayerSettings): CalendarDate {
  return dayOf(now, bankTimeZone);
}

export function payerBankCountry({ debtorAccount }: PayerSettings): string | undefined {
  const check = checkBic(debtorAccount.bic.toUpperCase());
  return check.valid ? check.bic.country : undefined;
}

/** What to tell whoever prepares or releases: it is no reason to withhold what is owed. */
export function payByWarnings(executionDate: CalendarDate, terms: CampaignTerms): string[] {
  const payBy = payByDay(terms);
  return executionDate > payBy ? [`the execution date ${executionDate} lies after ${payBy}, the last day to pay`] : [];
}

/**
 * Days may pass between the steps: a batch is held against the world as it is now, before anybody answers for it.
 *
 * @throws SeatbackError EXECUTION_DATE_PAST, PAYEE_CHANGED
 */
export async function expectStillRight(
  session: Session,
  batch: PayoutBatch,
  day: PayoutDay,
  vault: Vault,
): Promise<void> {
  if (batch.executionDate < day.today) {
    throw new SeatbackError({
      code: 'EXECUTION_DATE_PAST',
      expected: `an execution date on or after ${day.today}, which is today at the bank`,
      found: batch.executionDate,
      where: whereOf(batch),
      next: 'Void the batch and prepare again.',
    });
  }
  const changed = await changedPayees(session, batch, day, vault);
  if (changed.length === 0) return;
  throw new SeatbackError({
    code: 'PAYEE_CHANGED',
    expected: 'payees as they were when the batch was prepared',
    found: named(changed),
    where: whereOf(batch),
    next: 'Void the batch and prepare again: what cannot be paid any more is held then.',
  });
}

/** @returns a line for each payee that is another by now */
async function changedPayees(
  session: Session,
  batch: PayoutBatch,
  { today, terms, payer }: PayoutDay,
  vault: Vault,
): Promise<string[]> {
  const lines = await session.query<{ partnerKey: number; partnerId: string; fingerprint: Buffer }>(
    `SELECT instruction.partner_key AS "partnerKey", partner_id AS "partnerId", fingerprint FROM payment_instruction AS instruction
     JOIN payee USING (payee) JOIN partner ON partner.partner_key = instruction.partner_key
     WHERE batch = $1 AND NOT voided ORDER BY line`,
    [batch.batch],
  );
  const checked = await checkPayees(
    session,
    lines.map(({ partnerKey }) => partnerKey),
    {
      today,
      paymentNeeds: terms.paymentNeeds?.value ?? [],
      payerBankCountry: payerBankCountry(payer),
      returnableUntil: lastDayOfReturn(terms),
    },
    vault,
  );
  const failed = await failedPayments(session, batch.campaignId);
  return lines.flatMap(({ partnerKey, partnerId, fingerprint }) => {
    const now = checked.get(partnerKey);
    if (now === undefined) return [`partner ${partnerId} (not in the register)`];
    if ('holds' in now) return [`partner ${partnerId} (${now.holds.map(({ reason }) => reason).join(', ')})`];
    // What a bank says meanwhile of a payment before may mean that it was paid after all.
    const waits = holdsOfFailure(failed.get(partnerKey), now.payee, vault);
    if (waits.length > 0) return [`partner ${partnerId} (${waits.map(({ reason }) => reason).join(', ')})`];
    return payeeFingerprint(now.payee, vault).equals(fingerprint) ? [] : [`partner ${partnerId} (other details)`];
  });
}

/**
 * What leaves is owed: the payable balance of each partner covers its payment.
 *
 * @throws SeatbackError LEDGER_OVERDRAWN
 */
export async function expectCovered(session: Session, batch: PayoutBatch): Promise<void> {
  const overdrawn = await session.query<{ partnerId: string; amount: string; payable: string; currency: string }>(
    `SELECT partner_id AS "partnerId", paid.amount::text, COALESCE(payable.balance, 0)::text AS payable, paid.currency
     FROM (SELECT partner_key, currency, sum(amount) AS amount FROM payment_instruction WHERE batch = $1 AND NOT voided
       GROUP BY partner_key, currency) AS paid
     JOIN partner USING (partner_key)
     LEFT JOIN LATERAL (SELECT -sum(posting.amount) AS balance FROM account JOIN posting USING (account_key)
       WHERE account.kind = 'payable' AND account.campaign_id = $2 AND account.partner_key = paid.partner_key
         AND account.currency = paid.currency) AS payable ON true
     WHERE COALESCE(payable.balance, 0) < paid.amount ORDER BY partner_id`,
    [batch.batch, batch.campaignId],
  );
  if (overdrawn.length === 0) return;
  throw new SeatbackError({
    code: 'LEDGER_OVERDRAWN',
    expected: 'a payable balance that covers each payment',
    found: named(
      overdrawn.map(
        ({ partnerId, amount, payable, currency }) =>
          `partner ${partnerId}: ${payable} ${currency} payable, ${amount} to be paid`,
      ),
    ),
    where: whereOf(batch),
    next: 'Pay nothing. Run npx seatback verify, and find out what was paid or posted before.',
  });
}

function whereOf({ batch, campaignId }: PayoutBatch): string {
  return `batch ${String(batch)} of ${campaignId}`;
}

const MOST_NAMED = 5;

function named(all: readonly string[]): string {
  const more = all.length - MOST_NAMED;
  return all.slice(0, MOST_NAMED).join('; ') + (more > 0 ? `; and ${String(more)} more` : '');
}
