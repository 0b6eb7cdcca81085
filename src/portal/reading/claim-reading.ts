import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { findCampaign, type CampaignTerms } from '../../campaigns/index.js';
import {
  answerDueAt,
  appealDueAt,
  checkClaim,
  claimHistory,
  claimRecords,
  claimUnknown,
  givenDocuments,
  groundOfClaim,
  standingOf,
  type CheckedClaim,
  type ClaimEvent,
  type ClaimRecord,
  type ClaimStanding,
  type GivenDocument,
} from '../../claims/index.js';
import { UnitOfWork } from '../../database/index.js';
import { CLOCK, compareCodePoints, type Clock, type Instant } from '../../kernel/index.js';
import { readPlace, writePlace } from './cursor.js';
import { CAMPAIGNS_FOLDER } from './known-campaign.js';
import { readOnly } from './read-only.js';

/** Which claims are listed; `open`: those that wait for an answer, or for one to their appeal. */
export const CLAIM_SHOWS = ['open', 'waiting', 'appealed', 'answered', 'all'] as const;
export type ClaimShow = (typeof CLAIM_SHOWS)[number];

export interface QueueRequest {
  readonly show: ClaimShow;
  readonly partner?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface QueuedClaim {
  readonly claim: ClaimRecord;
  readonly standing: ClaimStanding;
  /** Until when it, or its appeal, is answered; null where nothing is due. */
  readonly answerDueAt: Instant | null;
}

export interface ClaimQueue {
  readonly campaignId: string;
  readonly timeZone: string;
  readonly now: Instant;
  /** `none`: the offer asks for no claims; `as-received`: it answers none, each counts as it came. */
  readonly answers: 'none' | 'as-received' | 'by-people';
  readonly claims: readonly QueuedClaim[];
  /** Of the whole offer, whatever is shown. */
  readonly waiting: number;
  readonly nextCursor: string | null;
}

/** A claim with all that a person looks at who answers it. */
export interface ClaimCase extends QueuedClaim {
  readonly timeZone: string;
  readonly now: Instant;
  /** Before when an appeal is taken; null where none is. */
  readonly appealBefore: Instant | null;
  /** What checks say of it by now; null where it is answered. */
  readonly checks: CheckedClaim | null;
  readonly documents: readonly GivenDocument[];
  readonly history: readonly ClaimEvent[];
}

const LAST = '9';
const place = z.tuple([z.string().max(40), z.string().max(200)]);

/** Reads what finance sees of the claims for an offer, by the terms of its file, as the commands do. */
@Injectable()
export class ClaimReading {
  readonly #unitOfWork: UnitOfWork;
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, @Inject(CAMPAIGNS_FOLDER) folder: string, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#folder = folder;
    this.#clock = clock;
  }

  /** What is due first on top. @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE, INPUT_INVALID */
  async queue(campaignId: string, { show, partner, cursor, limit }: QueueRequest): Promise<ClaimQueue> {
    const after = cursor === undefined ? undefined : readPlace(cursor, place);
    const { terms } = findCampaign(this.#folder, campaignId);
    const all = await readOnly(this.#unitOfWork, async (session) => claimRecords(session, campaignId, terms));
    const queued = all.map((claim) => queuedOf(claim, terms));
    const listed = queued
      .filter(({ standing }) => isShown(standing, show))
      .filter(({ claim }) => partner === undefined || claim.partnerId === partner)
      .filter((each) => after === undefined || compare(placeOf(each), after) > 0)
      .toSorted((a, b) => compare(placeOf(a), placeOf(b)));
    const claims = listed.slice(0, limit);
    const last = listed.length > limit ? claims.at(-1) : undefined;
    return {
      campaignId,
      timeZone: terms.timeZone.value,
      now: this.#clock.now(),
      answers: terms.claim === undefined ? 'none' : terms.claimValidation === undefined ? 'as-received' : 'by-people',
      claims,
      waiting: queued.filter(({ standing }) => isShown(standing, 'open')).length,
      nextCursor: last === undefined ? null : writePlace(placeOf(last)),
    };
  }

  /** @throws SeatbackError CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE, CLAIM_UNKNOWN */
  async one(campaignId: string, claimId: string): Promise<ClaimCase> {
    const { terms } = findCampaign(this.#folder, campaignId);
    return readOnly(this.#unitOfWork, async (session) => {
      const [claim] = await claimRecords(session, campaignId, terms, claimId);
      if (claim === undefined) throw claimUnknown(campaignId, claimId);
      const queued = queuedOf(claim, terms);
      const appealBefore = appealDueAt(claim, terms);
      const now = this.#clock.now();
      return {
        ...queued,
        timeZone: terms.timeZone.value,
        now,
        appealBefore: appealBefore !== null && now < appealBefore ? appealBefore : null,
        checks: isShown(queued.standing, 'open') ? checkClaim(await groundOfClaim(session, claim, terms), terms) : null,
        documents: await givenDocuments(session, { campaignId, claimId }),
        history: await claimHistory(session, { campaignId, claimId }),
      };
    });
  }
}

function queuedOf(claim: ClaimRecord, terms: CampaignTerms): QueuedClaim {
  return { claim, standing: standingOf(claim), answerDueAt: answerDueAt(claim, terms) };
}

function isShown(standing: ClaimStanding, show: ClaimShow): boolean {
  const isOpen = standing === 'waiting' || standing === 'appealed';
  if (show === 'all') return true;
  if (show === 'open') return isOpen;
  return show === 'answered' ? !isOpen : standing === show;
}

function placeOf({ claim, answerDueAt: dueAt }: QueuedClaim): [string, string] {
  return [dueAt ?? LAST, claim.claimId];
}

function compare([dueA, claimA]: readonly [string, string], [dueB, claimB]: readonly [string, string]): number {
  return compareCodePoints(dueA, dueB) || compareCodePoints(claimA, claimB);
}
