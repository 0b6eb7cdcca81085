import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions } from '../../campaigns/index.js';
import type { Session } from '../../database/index.js';
import { CLOCK, Exact, Money, type Clock } from '../../kernel/index.js';
import { Ledger, partnerBalances, type AccountKind } from '../../ledger/index.js';
import { BEING_RELEASED, FAILED_PAYMENTS } from '../answers/payments/failed-payments.js';
import { recordNotifications } from '../../notifications/index.js';
import { endRequest, openRequests, recordNotice, type OpenRequest } from './requests.js';
import type { StoredDetails } from './stored-details.js';

export interface ForfeitedAmount {
  readonly campaignId: string;
  readonly partnerId: string;
  readonly amount: string;
  readonly currency: string;
  readonly reason: 'no-bank-details' | 'payment-failed' | 'personal-account';
}

interface Owed extends PayableOutcome {
  readonly partnerKey: number;
  readonly partnerId: string;
  readonly campaignId: string;
  readonly cause: string;
  readonly reason: ForfeitedAmount['reason'];
  readonly payeeRequest: number | null;
  readonly bankDetails: number | null;
}

/** Takes what is payable to a partner back for good, as a journal with its reason. The caller holds the lock `payout`. */
@Injectable()
export class ForfeitPayable {
  readonly #ledger: Ledger;
  readonly #versions: CampaignVersions;
  readonly #clock: Clock;

  constructor(ledger: Ledger, versions: CampaignVersions, @Inject(CLOCK) clock: Clock) {
    this.#ledger = ledger;
    this.#versions = versions;
    this.#clock = clock;
  }

  /**
   * What the partner was asked for in vain. Nothing is forfeited where nothing is payable, or where it is on its way: the
   * request is withdrawn then. Nor is it while nobody has found out whether a payment was made after all, and what waits
   * for a person is left to that person.
   */
  async forRequest(session: Session, request: OpenRequest, notice: number): Promise<ForfeitedAmount | undefined> {
    const { payeeRequest, partnerKey, partnerId, campaignId, cause } = request;
    const now = this.#clock.now();
    if (await mayBePaid(session, campaignId, partnerKey)) return undefined;
    const payable = await payableOutcome(session, campaignId, partnerKey, cause === 'payment-failed');
    const owed = payable === undefined ? undefined : await unpaid(session, campaignId, partnerKey);
    if (payable === undefined || owed === undefined) {
      // A payment that failed may not have come back yet: then there is something to forfeit later.
      if (cause === 'details-missing') await endRequest(session, payeeRequest, 'withdrawn', now);
      return undefined;
    }
    await endRequest(session, payeeRequest, 'forfeited', now);
    const forfeited = await this.#forfeit(session, owed, {
      ...payable,
      partnerKey,
      partnerId,
      campaignId,
      cause: `forfeited for bank details, request ${String(payeeRequest)}`,
      reason: cause === 'payment-failed' ? 'payment-failed' : 'no-bank-details',
      payeeRequest,
      bankDetails: null,
    });
    await recordNotice(session, payeeRequest, { kind: 'forfeited', notice, payeeInvitation: null, recordedAt: now });
    return forfeited;
  }

  /** In every campaign whose terms say that a personal account rejects the claims. */
  async forPersonalAccount(session: Session, details: StoredDetails): Promise<ForfeitedAmount[]> {
    const { partnerKey, partnerId, bankDetails } = details;
    const runs = await session.query<{ campaignId: string; version: number }>(
      `SELECT campaign_id AS "campaignId", version FROM calculation_run JOIN threshold_outcome AS outcome USING (run)
       WHERE state = 'posted' AND partner_key = $1 AND outcome = 'payable'
         AND NOT EXISTS (SELECT FROM threshold_outcome AS newer
         WHERE newer.run = outcome.run AND newer.partner_key = outcome.partner_key AND newer.revision > outcome.revision)
       ORDER BY 1`,
      [partnerKey],
    );
    const forfeited: ForfeitedAmount[] = [];
    for (const { campaignId, version } of runs) {
      const { terms } = await this.#versions.published(session, campaignId, version);
      if (terms.bankDetails?.value.personalAccount !== 'rejects the claims') continue;
      const payable = await payableOutcome(session, campaignId, partnerKey, false);
      const owed = payable === undefined ? undefined : await unpaid(session, campaignId, partnerKey);
      for (const { payeeRequest } of await openRequests(session, { campaignId, partnerKeys: [partnerKey] }))
        await endRequest(session, payeeRequest, owed === undefined ? 'withdrawn' : 'forfeited', this.#clock.now());
      if (payable === undefined || owed === undefined) continue;
      const cause = `forfeited for a personal account, bank details ${String(bankDetails)}, ${campaignId}`;
      const amount = await this.#forfeit(session, owed, {
        ...payable,
        partnerKey,
        partnerId,
        campaignId,
        cause,
        reason: 'personal-account',
        payeeRequest: null,
        bankDetails,
      });
      forfeited.push(amount);
      const notice = {
        kind: 'forfeited',
        amount: amount.amount,
        currency: amount.currency,
        because: 'personal-account',
      } as const;
      await recordNotifications(session, [{ occasion: cause, partnerKey, campaignId, notice }], this.#clock.now());
    }
    return forfeited;
  }

  async #forfeit(session: Session, owed: Money, to: Owed): Promise<ForfeitedAmount> {
    const { campaignId, partnerKey, partnerId, reason } = to;
    const account = (kind: AccountKind) => ({ kind, campaignId, partnerKey });
    const [journal] = await this.#ledger.post(session, [
      {
        kind: 'hold',
        cause: to.cause,
        campaignId,
        transfers: [{ debit: account('payable'), credit: account('forfeited'), amount: owed }],
        description: `forfeited: ${reason}, partner ${partnerId}`,
      },
    ]);
    await session.execute(
      `INSERT INTO payee_forfeiture (journal, run, revision, partner_key, campaign_id, payee_request, bank_details, reason, amount, currency, forfeited_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        journal,
        to.run,
        to.revision,
        partnerKey,
        campaignId,
        to.payeeRequest,
        to.bankDetails,
        reason,
        owed.toString(),
        owed.currency.code,
        this.#clock.now(),
      ],
    );
    return { campaignId, partnerId, amount: owed.toString(), currency: owed.currency.code, reason };
  }
}

interface PayableOutcome {
  readonly run: number;
  /** Of the outcome that makes it payable. */
  readonly revision: number;
}

/** By what something is payable to the partner that no live payment carries: the outcome in force of the posted run. */
async function payableOutcome(
  session: Session,
  campaignId: string,
  partnerKey: number,
  afterFailure: boolean,
): Promise<PayableOutcome | undefined> {
  const [found] = await session.query<PayableOutcome>(
    `SELECT run, revision FROM threshold_outcome AS outcome JOIN calculation_run USING (run)
     WHERE campaign_id = $1 AND state = 'posted' AND partner_key = $2 AND outcome = 'payable'
       AND NOT EXISTS (SELECT FROM threshold_outcome AS newer
         WHERE newer.run = outcome.run AND newer.partner_key = outcome.partner_key AND newer.revision > outcome.revision)
       AND NOT EXISTS (SELECT FROM payee_forfeiture AS gone WHERE gone.run = outcome.run AND gone.partner_key = outcome.partner_key
         AND gone.revision = outcome.revision)
       AND ($3 OR NOT EXISTS (SELECT FROM payment_instruction AS live
         WHERE live.run = outcome.run AND live.partner_key = outcome.partner_key AND live.revision = outcome.revision AND NOT live.voided AND NOT live.ended))`,
    [campaignId, partnerKey, afterFailure],
  );
  return found;
}

/** What lies payable and is not being sent, less what the partner was paid too much. */
async function unpaid(session: Session, campaignId: string, partnerKey: number): Promise<Money | undefined> {
  const balances = (await partnerBalances(session, campaignId, [partnerKey])).get(partnerKey);
  const payable = balances?.get('payable');
  if (payable === undefined) return undefined;
  const { code } = payable.currency;
  const nothing = Money.zero(code);
  const { leaving } = await session.one<{ leaving: string }>(
    `SELECT ${BEING_RELEASED('$1', '$2', '$3')}::text AS leaving`,
    [campaignId, partnerKey, code],
  );
  const owed = payable.minus(Money.of(leaving, code)).minus(balances?.get('recoverable') ?? nothing);
  return owed.compare(nothing) > 0 ? owed : undefined;
}

/**
 * Whether what lies payable may have been paid, or waits for a person: a bank says of a payment both that it left and that
 * it was refused, or an adjustment has taken up what a payment left on which nobody has decided.
 */
async function mayBePaid(session: Session, campaignId: string, partnerKey: number): Promise<boolean> {
  const { contradicted, undecided } = await session.one<{ contradicted: boolean; undecided: string }>(
    `SELECT COALESCE(bool_or(is_contradicted), false) AS contradicted, COALESCE(sum(amount), 0)::text AS undecided
     FROM ${FAILED_PAYMENTS} JOIN payment_instruction AS payment USING (end_to_end_id)
     WHERE failed.campaign_id = $1 AND failed.partner_key = $2 AND waits_for = 'decision'`,
    [campaignId, partnerKey],
  );
  if (contradicted) return true;
  const balances = (await partnerBalances(session, campaignId, [partnerKey])).get(partnerKey);
  const kept = (['held', 'returned'] as const).flatMap((kind) => balances?.get(kind)?.amount ?? []);
  return kept.reduce((sum, amount) => sum.minus(amount), Exact(undecided)).greaterThan(0);
}
