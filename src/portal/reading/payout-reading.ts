import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { runInForce } from '../../calculation/index.js';
import { CampaignVersions } from '../../campaigns/index.js';
import { UnitOfWork } from '../../database/index.js';
import { Money } from '../../kernel/index.js';
import {
  batchPage,
  FindLostFiles,
  latestEditions,
  payByDay,
  paymentPage,
  paymentReason,
  paymentStatesOf,
  reportsOfBatch,
  ShowPayout,
  voidingOf,
  waitingPartners,
  waitingReasons,
  type ListedPayment,
} from '../../payout/index.js';
import type {
  BatchesAnswer,
  BatchPaymentAnswer,
  BatchPaymentsAnswer,
  BatchRecordAnswer,
  PayoutAnswer,
} from '../answers/payout-answers.js';
import { partnerId } from '../answers/values.js';
import { batchOf } from './batch-answer.js';
import { readPlace, writePlace } from './cursor.js';
import { CAMPAIGNS_FOLDER, knownCampaign } from './known-campaign.js';
import { readOnly } from './read-only.js';
import { totalsOf } from './totals.js';

const REPORTS_TOLD = 100;

const numberPlace = z.tuple([
  z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
]);
const partnerPlace = z.tuple([partnerId]);

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Reads what finance sees of payouts: what is owed and held, batches, and how far each payment is. */
@Injectable()
export class PayoutReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #show: ShowPayout;
  readonly #lostFiles: FindLostFiles;
  readonly #folder: string;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    show: ShowPayout,
    lostFiles: FindLostFiles,
    @Inject(CAMPAIGNS_FOLDER) folder: string,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#show = show;
    this.#lostFiles = lostFiles;
    this.#folder = folder;
  }

  /** A page of the partners that wait. @throws SeatbackError CAMPAIGN_UNKNOWN, INPUT_INVALID */
  async overview(campaignId: string, { cursor, limit }: PageRequest): Promise<PayoutAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      await knownCampaign(session, this.#folder, campaignId);
      const [after] = cursor === undefined ? [] : readPlace(cursor, partnerPlace);
      const run = await runInForce(session, campaignId);
      if (run === undefined) return { campaignId, run: null, totals: null, reasons: [], waiting: [], nextCursor: null };
      const { terms } = await this.#versions.published(session, campaignId, run.version);
      const found = await waitingPartners(session, { run: run.run, after, limit: limit + 1 });
      const waiting = found.slice(0, limit);
      const last = found.length > limit ? waiting.at(-1) : undefined;
      return {
        campaignId,
        run: { run: run.run, isPosted: run.state === 'posted', payBy: payByDay(terms) },
        totals: await totalsOf(session, run, terms),
        reasons: [...(await waitingReasons(session, run.run))],
        waiting: waiting.map(({ holds, ...each }) => ({
          ...each,
          amount: printed(each.amount, each.currency),
          holds: [...holds],
        })),
        nextCursor: last === undefined ? null : writePlace([last.partnerId]),
      };
    });
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, INPUT_INVALID */
  async batches(campaignId: string, { cursor, limit }: PageRequest): Promise<BatchesAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      await knownCampaign(session, this.#folder, campaignId);
      const [before] = cursor === undefined ? [] : readPlace(cursor, numberPlace);
      const found = await batchPage(session, { campaignId, before, limit: limit + 1 });
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      return {
        campaignId,
        batches: shown.map(batchOf),
        nextCursor: last === undefined ? null : writePlace([last.batch]),
      };
    });
  }

  /** @throws SeatbackError BATCH_UNKNOWN */
  async batch(batchNumber: number): Promise<BatchRecordAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      const { batch, blocks, warnings } = await this.#show.head(session, batchNumber);
      return {
        campaignId: batch.campaignId,
        batch: batchOf(batch),
        vendor: batch.vendor,
        blocks: blocks.map(({ block, debtorAccount, executionDate, payments, total, currency }) => ({
          block,
          debtorAccount,
          executionDate,
          payments,
          total: printed(total, currency),
          currency,
        })),
        warnings: [...warnings],
        lostFile: (await this.#lostFiles.find(session, batch)) ?? null,
        voided: (await voidingOf(session, batchNumber)) ?? null,
        states: (await paymentStatesOf(session, batchNumber)).map((each) => ({
          ...each,
          amount: printed(each.amount, each.currency),
        })),
        reports: (await reportsOfBatch(session, batchNumber, REPORTS_TOLD)).map(({ answer, keptAt, ...report }) => ({
          ...report,
          report: answer,
          receivedAt: keptAt,
        })),
      };
    });
  }

  /** @throws SeatbackError BATCH_UNKNOWN, INPUT_INVALID */
  async payments(batchNumber: number, { cursor, limit }: PageRequest): Promise<BatchPaymentsAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      const [after = 0] = cursor === undefined ? [] : readPlace(cursor, numberPlace);
      await this.#show.head(session, batchNumber);
      const found = await paymentPage(session, { batch: batchNumber, after, limit: limit + 1 });
      const payments = found.slice(0, limit);
      const last = found.length > limit ? payments.at(-1) : undefined;
      const advices = await latestEditions(
        session,
        payments.map(({ endToEndId }) => endToEndId),
      );
      return {
        batch: batchNumber,
        payments: payments.map((payment) => ({
          ...paymentOf(payment),
          advice: advices.get(payment.endToEndId) ?? null,
        })),
        nextCursor: last === undefined ? null : writePlace([last.line]),
      };
    });
  }
}

function paymentOf(payment: ListedPayment): Omit<BatchPaymentAnswer, 'advice'> {
  const { line, accountName, account, amount, currency, endToEndId, state, stateSince, reasons } = payment;
  return {
    line,
    partnerId: payment.partnerId,
    accountName,
    account,
    amount: printed(amount, currency),
    currency,
    endToEndId,
    state,
    stateSince,
    reasons: reasons.map((code) => ({ code, says: paymentReason(code)?.en ?? null })),
    returnedAmount: payment.returnedAmount === null ? null : printed(payment.returnedAmount, currency),
    carriedUntil: payment.reachedWith,
  };
}

function printed(amount: string, currency: string): string {
  return Money.of(amount, currency).toString();
}
