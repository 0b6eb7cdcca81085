import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  determinationPage,
  earningsPage,
  findRun,
  runInForce,
  type Explanation,
  type Run,
  type StoredEarning,
} from '../../calculation/index.js';
import { CampaignVersions, type CampaignTerms } from '../../campaigns/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { Money, SeatbackError } from '../../kernel/index.js';
import { earnedAmounts } from '../../ledger/index.js';
import { knownPartner, partnerNames } from '../../partners/index.js';
import {
  batchesByNumber,
  partnerStandings,
  standingLines,
  payoutsOfPartners,
  previewPayout,
  type PartnerPayout,
  type PartnerStanding,
  type PayoutBatch,
} from '../../payout/index.js';
import type {
  DeterminationAnswer,
  DeterminationsAnswer,
  EarningAnswer,
  EarningsAnswer,
} from '../answers/result-answers.js';
import { customerId, partnerId } from '../answers/values.js';
import { bookedEarnings, type BookedEarning } from '../explanations/booked-earnings.js';
import { readCursor, writeCursor } from './cursor.js';
import { determinationAnswerOf } from './determination-answer.js';
import { CAMPAIGNS_FOLDER, knownCampaign } from './known-campaign.js';
import { readOnly } from './read-only.js';

export interface PageRequest {
  readonly partner?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface DeterminationRequest extends PageRequest {
  readonly outcome?: DeterminationAnswer['outcome'] | undefined;
}

/** The partner that a page of earnings ends with, and the pair that a page of determinations ends with. */
const earningPlace = z.tuple([partnerId]);
const determinationPlace = z.tuple([partnerId, customerId]);

/** Reads what a run determined and what partners earned by it, page by page. */
@Injectable()
export class ResultReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #folder: string;

  constructor(unitOfWork: UnitOfWork, versions: CampaignVersions, @Inject(CAMPAIGNS_FOLDER) folder: string) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#folder = folder;
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, NO_RUN, PARTNER_UNKNOWN, INPUT_INVALID */
  async earnings(campaignId: string, request: PageRequest): Promise<EarningsAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      const { run, after } = await this.#place(session, campaignId, request, earningPlace);
      const page = await earningsPage(session, {
        campaignId,
        run: run.run,
        partnerId: request.partner,
        after: after?.[0],
        limit: request.limit + 1,
      });
      const { terms } = await this.#versions.published(session, campaignId, run.version);
      const shown = page.slice(0, request.limit);
      const last = page.length > request.limit ? shown.at(-1) : undefined;
      return {
        campaignId,
        run: run.run,
        earnings: await earningAnswers(session, run, terms, shown),
        nextCursor: last === undefined ? null : writeCursor({ run: run.run, after: [last.partnerId] }),
      };
    });
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, NO_RUN, PARTNER_UNKNOWN, INPUT_INVALID */
  async determinations(campaignId: string, request: DeterminationRequest): Promise<DeterminationsAnswer> {
    return readOnly(this.#unitOfWork, async (session) => {
      const { run, after } = await this.#place(session, campaignId, request, determinationPlace);
      const page = await determinationPage(session, {
        campaignId,
        run: run.run,
        partnerId: request.partner,
        outcome: request.outcome,
        after: after === undefined ? undefined : { partnerId: after[0], customerId: after[1] },
        limit: request.limit + 1,
      });
      const shown = page.slice(0, request.limit);
      const last = page.length > request.limit ? shown.at(-1) : undefined;
      return {
        campaignId,
        run: run.run,
        determinations: shown.map(determinationAnswerOf),
        nextCursor: last === undefined ? null : writeCursor({ run: run.run, after: [last.partnerId, last.customerId] }),
      };
    });
  }

  /** What is on record of the earnings that an explanation tells of, by partner id. */
  async booked(explanation: Explanation): Promise<ReadonlyMap<string, BookedEarning>> {
    return readOnly(this.#unitOfWork, (session) => bookedEarnings(session, explanation));
  }

  /** The run that is read, and where in it the page begins. */
  async #place<Place>(
    session: Session,
    campaignId: string,
    { partner, cursor }: PageRequest,
    placeSchema: z.ZodType<Place>,
  ): Promise<{ readonly run: Run; readonly after: Place | undefined }> {
    await knownCampaign(session, this.#folder, campaignId);
    if (partner !== undefined) await knownPartner(session, partner);
    const place = cursor === undefined ? undefined : readCursor(cursor, placeSchema);
    const run = place === undefined ? await runInForce(session, campaignId) : await findRun(session, place.run);
    if (run?.campaignId !== campaignId) throw noRun(campaignId);
    return { run, after: place?.after };
  }
}

/** Of one run, with what becomes of each. */
export async function earningAnswers(
  session: Session,
  run: Run,
  terms: CampaignTerms,
  earnings: readonly StoredEarning[],
): Promise<EarningAnswer[]> {
  const keys = earnings.map(({ partnerKey }) => partnerKey);
  const names = await partnerNames(session, keys);
  const payouts = await payoutsOfPartners(session, run.run, keys);
  const standings = await partnerStandings(session, run.campaignId, keys);
  const batches = await batchesByNumber(
    session,
    [...payouts.values()].flatMap(({ batch }) => batch ?? []),
  );
  return earnings.map((earning) => ({
    partnerId: earning.partnerId,
    partnerName: names.get(earning.partnerKey) ?? null,
    customersQualified: earning.customersQualified,
    customersUndecided: earning.customersUndecided,
    customersPending: earning.customersProvisional,
    earned: Money.of(earning.earned, earning.currency).toString(),
    potential: earning.potential === null ? null : Money.of(earning.potential, earning.currency).toString(),
    currency: earning.currency,
    payout: payoutAnswer(earning, payouts.get(earning.partnerKey), terms, batches, standings.get(earning.partnerKey)),
    standing: standingLines(standings.get(earning.partnerKey)),
  }));
}

/** As recorded; before that as the minimum payout would decide. */
function payoutAnswer(
  earning: StoredEarning,
  recorded: PartnerPayout | undefined,
  terms: CampaignTerms,
  batches: ReadonlyMap<number, PayoutBatch>,
  standing: PartnerStanding | undefined,
): EarningAnswer['payout'] {
  if (recorded !== undefined) {
    const { stage, amount, reason, batch, endToEndId, holds } = recorded;
    const sent = batch === null ? undefined : batches.get(batch);
    return {
      stage,
      amount: Money.of(amount, recorded.currency).toString(),
      reason,
      isPreview: false,
      batch,
      endToEndId,
      executionDate: sent?.executionDate ?? null,
      releasedAt: sent?.releasedAt ?? null,
      holds: [...holds],
    };
  }
  // What is still to be decided comes first; where nothing is, that it was paid or is to come back.
  const [part, ...others] = previewPayout(earnedAmounts(earning), terms, standing);
  const { stage, amount, reason } = others.find((each) => each.stage === 'recoverable') ?? part ?? NOTHING;
  if (amount === null) return null;
  return {
    stage,
    amount: amount.toString(),
    reason,
    isPreview: true,
    batch: null,
    endToEndId: null,
    executionDate: null,
    releasedAt: null,
    holds: [],
  };
}

const NOTHING = { stage: 'settled', amount: null, reason: null } as const;

export function noRun(campaignId: string): SeatbackError {
  return new SeatbackError({
    code: 'NO_RUN',
    expected: 'a run of the campaign',
    found: 'none',
    where: campaignId,
    next: `Calculate first: npx seatback calculate ${campaignId} --out ./out`,
  });
}
