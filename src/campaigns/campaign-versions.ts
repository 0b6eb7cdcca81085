import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { holdLock, UnitOfWork, type Session } from '../database/index.js';
import { canonicalJson, CLOCK, SeatbackError, sha256Hex, type Clock, type JsonValue } from '../kernel/index.js';
import { assumedTerms, spokenName, termsSchema, type Campaign, type CampaignTerms, type TermName } from './terms.js';

/** A version as runs pin it. */
export interface PublishedVersion {
  readonly campaign: string;
  readonly version: number;
  readonly terms: CampaignTerms;
}

/** Published versions of campaigns, and which of their assumptions a person has confirmed. */
@Injectable()
export class CampaignVersions {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * Publishes the version that a file states; the first use of a version publishes it.
   *
   * @throws SeatbackError CAMPAIGN_EDITED when that version was published with other terms
   */
  async publish(session: Session, campaign: Campaign): Promise<void> {
    await holdLock(session, `campaign:${campaign.campaign}`);
    const terms = canonicalJson(campaign.terms as unknown as JsonValue);
    const hash = sha256Hex(terms);
    const [published] = await session.query<{ hash: string }>(
      'SELECT terms_hash AS hash FROM campaign_version WHERE campaign_id = $1 AND version = $2',
      [campaign.campaign, campaign.version],
    );
    if (published?.hash === hash) return;
    if (published !== undefined) throw edited(campaign);
    await session.execute(
      `INSERT INTO campaign_version (campaign_id, version, known_from, reason, terms, terms_hash, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [campaign.campaign, campaign.version, campaign.knownFrom, campaign.reason, terms, hash, this.#clock.now()],
    );
  }

  async nextVersion(session: Session, campaignId: string): Promise<number> {
    const { next } = await session.one<{ next: number }>(
      'SELECT COALESCE(max(version), 0) + 1 AS next FROM campaign_version WHERE campaign_id = $1',
      [campaignId],
    );
    return next;
  }

  /** A version that was published; runs name only such. */
  async published(session: Session, campaignId: string, version: number): Promise<PublishedVersion> {
    const { terms } = await session.one<{ terms: unknown }>(
      'SELECT terms FROM campaign_version WHERE campaign_id = $1 AND version = $2',
      [campaignId, version],
    );
    return { campaign: campaignId, version, terms: termsSchema.parse(terms) };
  }

  /** Assumed terms whose value in this version nobody has confirmed. */
  async unconfirmed(session: Session, campaign: PublishedVersion): Promise<TermName[]> {
    const confirmed = await session.query<{ term: string; hash: string }>(
      'SELECT term, value_hash AS hash FROM term_confirmation WHERE campaign_id = $1',
      [campaign.campaign],
    );
    return assumedTerms(campaign.terms).filter(
      (term) => !confirmed.some((each) => each.term === term && each.hash === valueHash(campaign, term)),
    );
  }

  /**
   * Records that a person stands by assumed terms, and why.
   *
   * @returns the terms that were confirmed now
   * @throws SeatbackError TERM_NOT_ASSUMED, CAMPAIGN_EDITED
   */
  async confirm(
    campaign: Campaign,
    terms: readonly TermName[],
    confirmation: { readonly actor: string; readonly reason: string },
  ): Promise<TermName[]> {
    const assumed = assumedTerms(campaign.terms);
    const other = terms.find((term) => !assumed.includes(term));
    if (other !== undefined) throw notAssumed(campaign, other, assumed);
    return this.#unitOfWork.inTransaction(async (session) => {
      await this.publish(session, campaign);
      const open = await this.unconfirmed(session, campaign);
      const confirmed = terms.filter((term) => open.includes(term));
      for (const term of confirmed) {
        await session.execute(
          `INSERT INTO term_confirmation (campaign_id, version, term, value_hash, confirmed_by, confirmed_at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [
            campaign.campaign,
            campaign.version,
            term,
            valueHash(campaign, term),
            confirmation.actor,
            this.#clock.now(),
            confirmation.reason,
          ],
        );
        await this.#auditLog.record(session, {
          actor: confirmation.actor,
          act: 'campaign.confirm-term',
          subject: `${campaign.campaign} version ${String(campaign.version)}`,
          detail: {
            term: spokenName(term),
            value: campaign.terms[term]?.value as JsonValue,
            reason: confirmation.reason,
          },
        });
      }
      return confirmed;
    });
  }
}

function valueHash(campaign: PublishedVersion, term: TermName): string {
  return sha256Hex(canonicalJson(campaign.terms[term]?.value as JsonValue));
}

function edited(campaign: Campaign): SeatbackError {
  return new SeatbackError({
    code: 'CAMPAIGN_EDITED',
    expected: `version ${String(campaign.version)} of ${campaign.campaign} as it was published`,
    found: 'a file whose terms have changed since',
    where: `${campaign.campaign}.yaml`,
    next: 'Raise the version, say when the change became known and why, and leave the published one as it is.',
  });
}

function notAssumed(campaign: Campaign, term: TermName, assumed: readonly TermName[]): SeatbackError {
  return new SeatbackError({
    code: 'TERM_NOT_ASSUMED',
    expected: `one of the assumed terms: ${assumed.map(spokenName).join(', ') || 'none'}`,
    found: `"${spokenName(term)}"`,
    where: `${campaign.campaign} version ${String(campaign.version)}`,
    next: 'See which terms are assumed with seatback campaigns check.',
  });
}
