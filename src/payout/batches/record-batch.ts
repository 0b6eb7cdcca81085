import type { AuditLog } from '../../audit/index.js';
import type { Session, Vault } from '../../database/index.js';
import { canonicalJson, type CalendarDate, type Instant, type Money } from '../../kernel/index.js';
import { reserveStatements, statementName } from '../documents/statement-numbers.js';
import { transliterate } from '../instructions/index.js';
import type { Exchange } from '../exchange/convert.js';
import { exchangeWords } from '../exchange/exchange-words.js';
import { keepPayees } from '../payees/kept-payees.js';
import type { CheckedPayee, VendorPayee } from '../payees/payee.js';
import { PayoutBatch, type BatchFormat } from './batch.entity.js';
import type { Payable } from './payables.js';
import { endToEndIdOf, newUetr } from './payment-ids.js';

const INSTRUCTION_COLUMNS = [
  'end_to_end_id',
  'batch',
  'line',
  'block',
  'run',
  'partner_key',
  'payee',
  'amount',
  'currency',
  'uetr',
  'revision',
  'account_because',
  'remittance',
  'exchanged_amount',
  'exchanged_currency',
  'rate_base',
  'rate_quote',
  'rate_on',
  'rate_source',
  'rate_from',
  'rate',
];

const BLOCK_COLUMNS = [
  'batch',
  'block',
  'debtor_account_last_four',
  'debtor_bic',
  'execution_date',
  'cut_off',
  'banking_days',
  'currency',
  'service_level',
  'charge_bearer',
  'payment_count',
  'total',
];

interface PreparedFor {
  readonly campaignId: string;
  readonly run: number;
  readonly now: Instant;
  readonly actor: string;
}

/** What can be paid now, to whom, and in which currency: `exchange` is null where it is the one in which it is owed. */
export interface PaymentToRecord extends Payable {
  readonly payee: CheckedPayee | VendorPayee;
  readonly exchange: Exchange | null;
}

/** What the order says. */
export function paidAmount({ amount, exchange }: Pick<PaymentToRecord, 'amount' | 'exchange'>): Money {
  return exchange?.paid ?? amount;
}

/** Where a payment stands in its batch, and why it leaves the account it leaves; null where no account of ours was chosen. */
export interface PlaceInBatch {
  readonly batch: number;
  readonly block: number;
  readonly line: number;
  readonly because: string | null;
}

/** Reserves the ids of payments, and puts them on record in the order in which they come. */
export async function recordPayments<P extends PaymentToRecord>(
  session: Session,
  vault: Vault,
  { campaignId, run, now }: PreparedFor,
  payments: readonly P[],
  placeOf: (payment: P) => PlaceInBatch,
): Promise<void> {
  const payees = await keepPayees(
    session,
    payments.map(({ payee }) => payee),
    vault,
    now,
  );
  const partnerKeys = payments.map(({ partnerKey }) => partnerKey);
  const statements = await reserveStatements(session, run, partnerKeys, now);
  const rows = payments.map((payment, index): (string | number | null)[] => {
    const { partnerKey, partnerId, amount, revision, attempts, exchange } = payment;
    const statement = statements.get(partnerKey);
    const payee = payees[index];
    if (statement === undefined || payee === undefined) throw new Error('Broken invariant: what is paid was accrued');
    const { batch, block, line, because } = placeOf(payment);
    return [
      endToEndIdOf(campaignId, partnerId, attempts + 1),
      batch,
      line,
      block,
      run,
      partnerKey,
      payee,
      amount.toString(),
      amount.currency.code,
      newUetr(),
      revision,
      because,
      remittanceText(`Rebate ${statementName(statement)}, ${campaignId}, partner ${partnerId}`, amount, exchange),
      exchange?.paid.toString() ?? null,
      exchange?.paid.currency.code ?? null,
      exchange?.rate.base ?? null,
      exchange?.rate.quote ?? null,
      exchange?.rate.rateOn ?? null,
      exchange?.rate.source ?? null,
      exchange?.rate.delivery ?? null,
      exchange?.rate.rate ?? null,
    ];
  });
  await session.copyRows('payment_instruction', INSTRUCTION_COLUMNS, rows);
}

/** A part of a batch that leaves together. What only a bank asks for is null where a vendor pays. */
export interface BlockOnRecord {
  readonly block: number;
  readonly debtorAccountLastFour: string | null;
  readonly debtorBic: string | null;
  readonly executionDate: CalendarDate;
  readonly cutOff: string | null;
  readonly bankingDays: string;
  readonly currency: string;
  readonly serviceLevel: string | null;
  readonly chargeBearer: string | null;
  readonly paymentCount: number;
  readonly total: string;
}

export interface BatchOnRecord {
  readonly batch: number;
  readonly messageId: string;
  readonly executionDate: CalendarDate;
  readonly paymentCount: number;
  /** By currency. */
  readonly totals: Readonly<Record<string, string>>;
  readonly fileHash: string;
  readonly bankTimeZone: string;
  readonly format: BatchFormat;
  readonly debtorBic?: string;
  readonly vendor?: string;
  readonly blocks: readonly BlockOnRecord[];
}

/** Puts a batch on record whose payments and file are there already, and that somebody prepared it. */
export async function recordBatch(
  session: Session,
  auditLog: AuditLog,
  { campaignId, run, now, actor }: PreparedFor,
  { batch, messageId, paymentCount, totals, fileHash, debtorBic, vendor, ...made }: BatchOnRecord,
): Promise<PayoutBatch> {
  await session.copyRows(
    'payout_block',
    BLOCK_COLUMNS,
    made.blocks.map((each) => [
      batch,
      each.block,
      each.debtorAccountLastFour,
      each.debtorBic,
      each.executionDate,
      each.cutOff,
      each.bankingDays,
      each.currency,
      each.serviceLevel,
      each.chargeBearer,
      each.paymentCount,
      each.total,
    ]),
  );
  await session.execute(
    `INSERT INTO payout_batch (batch, campaign_id, run, message_id, state, execution_date, payment_count, totals, file_hash, prepared_by,
       prepared_at, bank_time_zone, format, debtor_bic, vendor)
     VALUES ($1, $2, $3, $4, 'prepared', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      batch,
      campaignId,
      run,
      messageId,
      made.executionDate,
      paymentCount,
      canonicalJson(totals),
      fileHash,
      actor,
      now,
      made.bankTimeZone,
      made.format,
      debtorBic ?? null,
      vendor ?? null,
    ],
  );
  await auditLog.record(session, {
    actor,
    act: 'payout.prepare',
    subject: `batch ${String(batch)}`,
    detail: {
      campaign: campaignId,
      run,
      message: messageId,
      payments: paymentCount,
      totals,
      fileHash,
      ...(vendor === undefined ? {} : { vendor }),
    },
  });
  return session.manager.findOneByOrFail(PayoutBatch, { batch });
}

/** The number of the next batch, and how many the campaign will have with it. */
export async function nextBatch(
  session: Session,
  campaignId: string,
): Promise<{ readonly batch: number; readonly ofCampaign: number }> {
  return session.one(
    `SELECT COALESCE(max(batch), 0) + 1 AS batch, (count(*) FILTER (WHERE campaign_id = $1))::integer + 1 AS "ofCampaign" FROM payout_batch`,
    [campaignId],
  );
}

const REMITTANCE_LENGTH = 140;

/**
 * What the partner reads of a payment, with the rate where there is room for it. A partner id may hold any letter; one
 * that no bank takes must not stop the payments of all.
 */
function remittanceText(what: string, owed: Money, exchange: Exchange | null): string {
  const sent = (text: string) => transliterate(text, REMITTANCE_LENGTH);
  const withRate = exchange === null ? undefined : sent(`${what}: ${exchangeWords(owed, exchange.rate)}`);
  return withRate === undefined || withRate.cut ? sent(what).sent : withRate.sent;
}
