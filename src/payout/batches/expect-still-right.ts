import { lastDayOfReturn, type CampaignTerms } from '../../campaigns/index.js';
import type { DebtorAccount, PayeeSettings } from '../../config/index.js';
import type { Session, Vault } from '../../database/index.js';
import { dayOf, maskAccount, SeatbackError, type CalendarDate, type Instant } from '../../kernel/index.js';
import { failedPayments, holdsOfFailure } from '../answers/payments/failed-payments.js';
import { checkPayees, type PayeesContext } from '../payees/check-payees.js';
import { bicCountry, isCutOff } from '../debtor-accounts/index.js';
import { paidCurrency } from '../exchange/exchange-office.js';
import { isVendorPayee, payeeFingerprint, type HoldReason, type PayablePayee } from '../payees/payee.js';
import { whereOf } from './batch-errors.js';
import type { PayoutBatch } from './batch.entity.js';

/** What a batch is held against before it is approved and before it leaves. */
export interface PayoutDay {
  readonly now: Instant;
  /** At the bank. */
  readonly today: CalendarDate;
  readonly terms: CampaignTerms;
  readonly payees: PayeeSettings;
  /** Of the bank that pays what does not say its own bank. */
  readonly debtorBic?: string;
}

/** With what the payees of a campaign are checked on that day. */
export function payeesContext(
  campaignId: string,
  { now, today, terms, payees }: PayoutDay,
  payerBankCountry: PayeesContext['payerBankCountry'],
): PayeesContext {
  return {
    campaignId,
    now,
    today,
    settings: payees,
    paymentNeeds: terms.paymentNeeds?.value ?? [],
    payerBankCountry,
    campaignToday: dayOf(now, terms.timeZone.value),
    returnableUntil: (country) => lastDayOfReturn(terms, country),
  };
}

/**
 * Days may pass between the steps: a batch is held against the world as it is now, before anybody answers for it.
 *
 * @param accounts of the settings as they are now
 * @throws SeatbackError EXECUTION_DATE_PAST, DEBTOR_ACCOUNT_GONE, RATE_CORRECTED, PAYEE_CHANGED
 */
export async function expectStillRight(
  session: Session,
  batch: PayoutBatch,
  { day, accounts }: { readonly day: PayoutDay; readonly accounts: readonly DebtorAccount[] },
  vault: Vault,
): Promise<void> {
  await expectInTime(session, batch, day);
  await expectAccountsThere(session, batch, accounts);
  await expectRatesAsKnown(session, batch);
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

async function expectInTime(session: Session, batch: PayoutBatch, { now, today }: PayoutDay): Promise<void> {
  const { bankTimeZone } = batch;
  // Batches that were prepared before there were blocks have no cut-off.
  const blocks = await session.query<{ executionDate: CalendarDate; cutOff: string | null }>(
    `SELECT DISTINCT execution_date AS "executionDate", cut_off AS "cutOff" FROM payout_block WHERE batch = $1 ORDER BY 1`,
    [batch.batch],
  );
  const late = [{ executionDate: batch.executionDate, cutOff: null }, ...blocks].find(
    ({ executionDate, cutOff }) =>
      executionDate < today ||
      (executionDate === today && bankTimeZone !== null && isCutOff(now, { bankTimeZone, cutOff })),
  );
  if (late === undefined) return;
  const { executionDate, cutOff } = late;
  const isToday = executionDate === today;
  throw new SeatbackError({
    code: 'EXECUTION_DATE_PAST',
    expected: isToday
      ? `an execution date after ${today}: the bank has taken orders for it until ${cutOff ?? ''}`
      : `an execution date on or after ${today}, which is today at the bank`,
    found: executionDate,
    where: whereOf(batch),
    next: 'Void the batch and prepare again.',
  });
}

/** Who takes an account out of the settings says that nothing is to leave it. */
async function expectAccountsThere(
  session: Session,
  batch: PayoutBatch,
  accounts: readonly DebtorAccount[],
): Promise<void> {
  // Those of vendors have none, and those that were prepared before there were blocks do not say theirs.
  const blocks = await session.query<{ block: number; number: string; bic: string }>(
    `SELECT block, debtor_account_last_four AS number, debtor_bic AS bic FROM payout_block
     WHERE batch = $1 AND debtor_account_last_four IS NOT NULL ORDER BY block`,
    [batch.batch],
  );
  const there = new Set(
    accounts.map(({ iban, accountNumber, bic }) => `${maskAccount(iban ?? accountNumber ?? '')} at ${bic}`),
  );
  const gone = blocks.filter(({ number, bic }) => !there.has(`${number} at ${bic}`));
  if (gone.length === 0) return;
  throw new SeatbackError({
    code: 'DEBTOR_ACCOUNT_GONE',
    expected: 'debtor accounts that the settings still name',
    found: named(gone.map(({ block, number, bic }) => `block ${String(block)}: ${number} at ${bic}`)),
    where: whereOf(batch),
    next: 'Void the batch and prepare again: another account pays then. If this one is still to pay, name it in the settings file again.',
  });
}

/** A rate that its source has corrected since is none any more. */
async function expectRatesAsKnown(session: Session, batch: PayoutBatch): Promise<void> {
  const corrected = await session.query<{ rate: string; newest: string | null }>(
    `SELECT DISTINCT used.base || '/' || used.quote || ' ' || used.rate || ' of ' || used.rate_on || ', ' || used.source AS rate, newest.rate::text AS newest
     FROM payment_instruction JOIN fx_rate AS used ON used.base = rate_base AND used.quote = rate_quote AND used.rate_on = payment_instruction.rate_on
       AND used.source = rate_source AND used.recorded_from = rate_from
     LEFT JOIN fx_rate AS newest ON newest.base = used.base AND newest.quote = used.quote AND newest.rate_on = used.rate_on
       AND newest.source = used.source AND newest.recorded_to IS NULL
     WHERE batch = $1 AND NOT voided AND used.recorded_to IS NOT NULL ORDER BY 1`,
    [batch.batch],
  );
  if (corrected.length === 0) return;
  throw new SeatbackError({
    code: 'RATE_CORRECTED',
    expected: 'rates as they were when the batch was prepared',
    found: named(corrected.map(({ rate, newest }) => `${rate}: ${newest ?? 'none'} by now`)),
    where: whereOf(batch),
    next: 'Void the batch and prepare again.',
  });
}

/** @returns a line for each payee that is another by now */
async function changedPayees(session: Session, batch: PayoutBatch, day: PayoutDay, vault: Vault): Promise<string[]> {
  const failed = await failedPayments(session, batch.campaignId);
  const changed: string[] = [];
  const pages = session.streamTogether<InstructionRow>(
    `SELECT instruction.partner_key AS "partnerKey", partner_id AS "partnerId", fingerprint, debtor_bic AS "debtorBic", paid_currency AS currency
     FROM payment_instruction AS instruction
     JOIN payee USING (payee) JOIN partner ON partner.partner_key = instruction.partner_key
     LEFT JOIN payout_block USING (batch, block) WHERE batch = $1 AND NOT voided ORDER BY line`,
    [batch.batch],
  );
  for await (const lines of pages) {
    const banks = new Map(
      lines.map(({ partnerKey, debtorBic }) => [partnerKey, debtorBic ?? batch.debtorBic ?? day.debtorBic]),
    );
    const checked = await checkPayees(
      session,
      lines.map(({ partnerKey }) => partnerKey),
      payeesContext(batch.campaignId, day, (partnerKey) => bicCountry(banks.get(partnerKey) ?? '')),
      vault,
    );
    for (const line of lines) {
      const change = changeOf(line, checked.get(line.partnerKey));
      if (change !== undefined) changed.push(`partner ${line.partnerId} (${change})`);
    }
  }
  return changed;

  function changeOf(
    { partnerKey, fingerprint, currency }: InstructionRow,
    now: CheckedNow | undefined,
  ): string | undefined {
    if (now === undefined) return 'not in the register';
    if ('holds' in now) return now.holds.map(({ reason }) => reason).join(', ');
    // What a bank says meanwhile of a payment before may mean that it was paid after all.
    const waits = holdsOfFailure(failed.get(partnerKey), now.payee, vault);
    if (waits.length > 0) return waits.map(({ reason }) => reason).join(', ');
    if (isVendorPayee(now.payee) || paidCurrency(day.terms, currency, now.payee) === currency)
      return payeeFingerprint(now.payee, vault).equals(fingerprint) ? undefined : 'other details';
    return `an account in ${now.payee.accountCurrency}`;
  }
}

interface InstructionRow {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly fingerprint: Buffer;
  readonly debtorBic: string | null;
  readonly currency: string;
}

type CheckedNow = { readonly payee: PayablePayee } | { readonly holds: HoldReason[] };

/**
 * What leaves is owed: the payable balance of each partner covers its payment, less what the partner has come to owe in
 * the campaign since the batch was prepared.
 *
 * @throws SeatbackError LEDGER_OVERDRAWN
 */
export async function expectCovered(session: Session, batch: PayoutBatch): Promise<void> {
  const overdrawn = await session.query<{
    partnerId: string;
    amount: string;
    payable: string;
    recoverable: string;
    currency: string;
  }>(
    `SELECT partner_id AS "partnerId", paid.amount::text, COALESCE(payable.balance, 0)::text AS payable,
       COALESCE(payable.recoverable, 0)::text AS recoverable, paid.currency
     FROM (SELECT partner_key, currency, sum(amount) AS amount FROM payment_instruction WHERE batch = $1 AND NOT voided
       GROUP BY partner_key, currency) AS paid
     JOIN partner USING (partner_key)
     LEFT JOIN LATERAL (SELECT -sum(posting.amount) FILTER (WHERE kind = 'payable') AS balance,
         sum(posting.amount) FILTER (WHERE kind = 'recoverable') AS recoverable FROM account JOIN posting USING (account_key)
       WHERE account.kind IN ('payable', 'recoverable') AND account.campaign_id = $2 AND account.partner_key = paid.partner_key
         AND account.currency = paid.currency) AS payable ON true
     WHERE COALESCE(payable.balance, 0) - COALESCE(payable.recoverable, 0) < paid.amount ORDER BY partner_id`,
    [batch.batch, batch.campaignId],
  );
  if (overdrawn.length === 0) return;
  throw new SeatbackError({
    code: 'LEDGER_OVERDRAWN',
    expected: 'a payable balance that covers each payment, less what its partner was paid too much',
    found: named(
      overdrawn.map(
        ({ partnerId, amount, payable, recoverable, currency }) =>
          `partner ${partnerId}: ${payable} ${currency} payable, ${recoverable} recoverable, ${amount} to be paid`,
      ),
    ),
    where: whereOf(batch),
    next: 'Void the batch and prepare again: it pays what is still owed. npx seatback payout show says what was paid before; where nothing was, run npx seatback verify and find out what was posted.',
  });
}

const MOST_NAMED = 5;

function named(all: readonly string[]): string {
  const more = all.length - MOST_NAMED;
  return all.slice(0, MOST_NAMED).join('; ') + (more > 0 ? `; and ${String(more)} more` : '');
}
