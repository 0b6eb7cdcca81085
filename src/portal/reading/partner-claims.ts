import { Inject, Injectable } from '@nestjs/common';
import { findCampaign, listCampaigns, type Campaign } from '../../campaigns/index.js';
import {
  answerDueAt,
  appealDueAt,
  claimingPeriod,
  claimRecords,
  givenDocuments,
  registrationPeriod,
  standingOf,
  type ClaimRecord,
  type ClaimStanding,
  type GivenDocument,
  type Period,
} from '../../claims/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, type Clock, type Instant } from '../../kernel/index.js';
import { knownPartner, partnerContacts } from '../../partners/index.js';
import { CAMPAIGNS_FOLDER } from './known-campaign.js';
import type { KnownPartner } from './partner-report.js';
import { readOnly } from './read-only.js';

/** A claim as its partner sees it: nothing of other claims, nor of who looked at it. */
export interface PartnersClaim {
  readonly claim: ClaimRecord;
  readonly standing: ClaimStanding;
  /** Until when it, or its appeal, is answered; null where nothing is due. */
  readonly answerBy: Instant | null;
  /** Before when it may be appealed; null where it may not. */
  readonly appealBefore: Instant | null;
  readonly documents: readonly GivenDocument[];
}

/** A partner before an offer. */
export interface PartnersOffer {
  readonly partner: KnownPartner;
  readonly campaign: Campaign;
  readonly now: Instant;
}

export interface PartnersClaims extends PartnersOffer {
  /** Undefined where the offer asks for no claims. */
  readonly period: Period | undefined;
  readonly claims: readonly PartnersClaim[];
}

/** Reads what a partner sees of its claims for an offer. */
@Injectable()
export class PartnerClaims {
  readonly #unitOfWork: UnitOfWork;
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, @Inject(CAMPAIGNS_FOLDER) folder: string, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#folder = folder;
    this.#clock = clock;
  }

  /** @throws SeatbackError PARTNER_UNKNOWN, CAMPAIGN_UNKNOWN, CAMPAIGN_UNREADABLE */
  async offer(campaignId: string, partnerId: string): Promise<PartnersOffer> {
    return readOnly(this.#unitOfWork, async (session) => this.#offer(session, campaignId, partnerId));
  }

  /** Offers that ask for a registration or claims, as long as they do, and those that the partner entered something for. */
  async offers(partnerId: string): Promise<Campaign[]> {
    return readOnly(this.#unitOfWork, async (session) => {
      const { partnerKey } = await knownPartner(session, partnerId);
      const entered = await session.query<{ campaignId: string }>(
        `SELECT campaign_id AS "campaignId" FROM claim WHERE partner_key = $1 AND recorded_to IS NULL
         UNION SELECT campaign_id FROM registration WHERE partner_key = $1 AND recorded_to IS NULL`,
        [partnerKey],
      );
      const known = new Set(entered.map(({ campaignId }) => campaignId));
      const now = this.#clock.now();
      return listCampaigns(this.#folder).flatMap(({ campaign }) => {
        if (campaign === null) return [];
        const periods = [registrationPeriod(campaign.terms), claimingPeriod(campaign.terms)];
        const isAsked = periods.some((period) => period !== undefined && now < period.until);
        return isAsked || known.has(campaign.campaign) ? [campaign] : [];
      });
    });
  }

  /** @throws SeatbackError as `offer` */
  async claims(campaignId: string, partnerId: string): Promise<PartnersClaims> {
    return readOnly(this.#unitOfWork, async (session) => {
      const offer = await this.#offer(session, campaignId, partnerId);
      const { terms } = offer.campaign;
      const own = (await claimRecords(session, campaignId, terms)).filter((claim) => claim.partnerId === partnerId);
      const documents = Map.groupBy(await givenDocuments(session, { campaignId }), ({ claimId }) => claimId);
      const claims = own.map((claim): PartnersClaim => {
        const appealBefore = appealDueAt(claim, terms);
        return {
          claim,
          standing: standingOf(claim),
          answerBy: terms.claimValidation === undefined ? null : answerDueAt(claim, terms),
          appealBefore: appealBefore !== null && offer.now < appealBefore ? appealBefore : null,
          documents: documents.get(claim.claimId) ?? [],
        };
      });
      return { ...offer, period: claimingPeriod(terms), claims: claims.toReversed() };
    });
  }

  async #offer(session: Session, campaignId: string, partnerId: string): Promise<PartnersOffer> {
    const { partnerKey, legalName } = await knownPartner(session, partnerId);
    const contact = (await partnerContacts(session, [partnerKey])).get(partnerKey);
    return {
      partner: { partnerId, legalName, locale: contact?.locale ?? null },
      campaign: findCampaign(this.#folder, campaignId),
      now: this.#clock.now(),
    };
  }
}
