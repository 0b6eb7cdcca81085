import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  determinationPage,
  earningsPage,
  findRun,
  partnerChances,
  runInForce,
  seatTimeline,
  type Run,
} from '../../calculation/index.js';
import {
  campaignTitle,
  CampaignVersions,
  lastDayOfReturn,
  publishedCampaigns,
  type CampaignTerms,
} from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, dayOf, Money, SeatbackError, type Clock } from '../../kernel/index.js';
import { listNotifications } from '../../notifications/index.js';
import { knownPartner, partnerContacts } from '../../partners/index.js';
import {
  documentsOfPartner,
  listAdjustments,
  partnerPayments,
  payByDay,
  payByOfPartners,
  ShowPayees,
} from '../../payout/index.js';
import type { EarningAnswer } from '../answers/result-answers.js';
import { customerId, partnerId as partnerIdSchema } from '../answers/values.js';
import { partnerActions, type MoneyAtStake } from '../chances/partner-actions.js';
import { bankStateOf } from './bank-state.js';
import { readCursor, writeCursor } from './cursor.js';
import { determinationAnswerOf } from './determination-answer.js';
import { CAMPAIGNS_FOLDER, knownCampaign } from './known-campaign.js';
import type {
  CustomersSeats,
  KnownPartner,
  PartnerReport,
  PartnersCampaign,
  ReportedCampaign,
  ReportedRun,
} from './partner-report.js';
import { readOnly } from './read-only.js';
import { earningAnswers, noRun } from './result-reading.js';

const CUSTOMERS_ON_A_PAGE = 200;
const NOTICES_ON_A_PAGE = 50;

const place = z.tuple([partnerIdSchema, customerId]);

interface Frame {
  readonly partner: KnownPartner;
  readonly partnerKey: number;
  readonly run: Run;
  readonly terms: CampaignTerms;
  readonly campaign: ReportedCampaign;
}

/** Reads what a partner sees of itself, and nothing of any other. */
@Injectable()
export class PartnerReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #payees: ShowPayees;
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    payees: ShowPayees,
    @Inject(CAMPAIGNS_FOLDER) folder: string,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#payees = payees;
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Campaigns in which the partner has a customer, each by its posted run or else its last one. @throws SeatbackError PARTNER_UNKNOWN */
  async campaigns(
    partnerId: string,
  ): Promise<{ readonly partner: KnownPartner; readonly campaigns: PartnersCampaign[] }> {
    return readOnly(this.#unitOfWork, async (session) => {
      const { partner } = await readerOf(session, partnerId);
      const campaigns: PartnersCampaign[] = [];
      for (const { campaignId } of await publishedCampaigns(session)) {
        const run = await runInForce(session, campaignId);
        if (run === undefined) continue;
        const [earning] = await earningsPage(session, { campaignId, run: run.run, partnerId, limit: 1 });
        if (earning === undefined) continue;
        const { currency } = earning;
        campaigns.push({
          campaign: await reportedCampaign(session, run, await this.#termsOf(session, run)),
          run: reportedRun(run),
          earned: Money.of(earning.earned, currency).toString(),
          potential: earning.potential === null ? null : Money.of(earning.potential, currency).toString(),
          currency,
        });
      }
      return { partner, campaigns };
    });
  }

  /**
   * The accrual report of a partner in a campaign, by its posted run or else its last one.
   *
   * @param cursor where the list of customers goes on
   * @throws SeatbackError PARTNER_UNKNOWN, CAMPAIGN_UNKNOWN, NO_RUN, INPUT_INVALID
   */
  async report(campaignId: string, partnerId: string, cursor?: string): Promise<PartnerReport> {
    return readOnly(this.#unitOfWork, async (session) => {
      const after = cursor === undefined ? undefined : readCursor(cursor, place);
      const { partner, partnerKey, run, terms, campaign } = await this.#frame(
        session,
        campaignId,
        partnerId,
        after?.run,
      );
      const now = this.#clock.now();
      const [stored] = await earningsPage(session, { campaignId, run: run.run, partnerId, limit: 1 });
      const [earning] = stored === undefined ? [] : await earningAnswers(session, run, terms, [stored]);
      const rows = await determinationPage(session, {
        campaignId,
        run: run.run,
        partnerId,
        after: after === undefined ? undefined : { partnerId: after.after[0], customerId: after.after[1] },
        limit: CUSTOMERS_ON_A_PAGE + 1,
      });
      const shown = rows.slice(0, CUSTOMERS_ON_A_PAGE);
      const last = rows.length > CUSTOMERS_ON_A_PAGE ? shown.at(-1) : undefined;
      const today = dayOf(now, campaign.timeZone);
      const chances = await partnerChances(session, run, terms, { partnerKey, today });
      const bank = bankStateOf(await this.#payees.within(session, partnerId), campaignId, now);
      const payByOf = await payByOfPartners(session, campaignId, terms, {
        partnerKeys: [partnerKey],
        sinceLastPayment: false,
      });
      const payBy = payByOf.get(partnerKey) ?? payByDay(terms);
      return {
        partner,
        campaign,
        run: reportedRun(run),
        earning,
        actions: partnerActions({
          terms,
          isProvisional: run.kind === 'provisional',
          now,
          chances,
          money: earning === undefined ? null : moneyAtStake(earning),
          details: bank,
          payBy,
        }),
        customers: shown.map(determinationAnswerOf),
        nextCursor: last === undefined ? null : writeCursor({ run: run.run, after: [last.partnerId, last.customerId] }),
        isWhole: after === undefined && last === undefined,
        lastDays: chances.lastDays,
        today,
        minimumPayout: terms.minimumPayout.value,
        carriedUntil: terms.minimumPayout.value.carriedUntil ?? null,
        heldUntil: lastDayOfReturn(terms) ?? null,
        payBy,
        bank,
        adjustments: await listAdjustments(session, { campaignId, partnerId, state: 'approved' }),
        payments: await partnerPayments(session, { campaignId, partnerKeys: [partnerKey] }),
        documents: await documentsOfPartner(session, campaignId, partnerId),
        notices: await listNotifications(session, { partnerId, campaignId, limit: NOTICES_ON_A_PAGE }),
      };
    });
  }

  /**
   * The seats of one of the partner's customers over time.
   *
   * @throws SeatbackError PARTNER_UNKNOWN, CAMPAIGN_UNKNOWN, NO_RUN, CUSTOMER_UNKNOWN also where it is another partner's
   */
  async seats(campaignId: string, partnerId: string, customer: string): Promise<CustomersSeats> {
    return readOnly(this.#unitOfWork, async (session) => {
      const { partner, partnerKey, run, terms, campaign } = await this.#frame(session, campaignId, partnerId);
      const timeline = await seatTimeline(session, run, terms, { customerId: customer, partnerKey });
      if (timeline === undefined) throw customerUnknown(customer, partnerId);
      return { partner, campaign, run: reportedRun(run), timeline };
    });
  }

  async #frame(session: Session, campaignId: string, partnerId: string, ofRun?: number): Promise<Frame> {
    const { partner, partnerKey } = await readerOf(session, partnerId);
    const run = ofRun === undefined ? await runInForce(session, campaignId) : await findRun(session, ofRun);
    if (run?.campaignId !== campaignId) {
      await knownCampaign(session, this.#folder, campaignId);
      throw noRun(campaignId);
    }
    const terms = await this.#termsOf(session, run);
    return { partner, partnerKey, run, terms, campaign: await reportedCampaign(session, run, terms) };
  }

  async #termsOf(session: Session, { campaignId, version }: Run): Promise<CampaignTerms> {
    return (await this.#versions.published(session, campaignId, version)).terms;
  }
}

async function reportedCampaign(
  session: Session,
  { campaignId }: Run,
  { timeZone, window, minimumSeats }: CampaignTerms,
): Promise<ReportedCampaign> {
  return {
    campaignId,
    title: (await campaignTitle(session, campaignId)) ?? null,
    timeZone: timeZone.value,
    window: window.value,
    minimumSeats: minimumSeats?.value ?? null,
  };
}

async function readerOf(
  session: Session,
  partnerId: string,
): Promise<{ readonly partner: KnownPartner; readonly partnerKey: number }> {
  const { partnerKey, legalName } = await knownPartner(session, partnerId);
  const contact = (await partnerContacts(session, [partnerKey])).get(partnerKey);
  return { partner: { partnerId, legalName, locale: contact?.locale ?? null }, partnerKey };
}

function reportedRun({ run, kind, state, version, snapshotAt, knownAt }: Run): ReportedRun {
  return { run, kind, state, version, snapshotAt, knownAt };
}

function moneyAtStake({ earned, currency, payout }: EarningAnswer): MoneyAtStake {
  return {
    earned,
    currency,
    stage: payout?.stage ?? null,
    reason: payout?.reason ?? null,
    amount: payout?.amount ?? earned,
    holds: (payout?.holds ?? []).map(({ reason }) => reason as MoneyAtStake['holds'][number]),
  };
}

function customerUnknown(customer: string, partnerId: string): SeatbackError {
  return new SeatbackError({
    code: 'CUSTOMER_UNKNOWN',
    expected: 'the tenant GUID of a customer of this partner in the campaign',
    found: `"${customer}"`,
    where: `customers of partner ${partnerId}`,
    next: 'The accrual report lists them.',
  });
}
