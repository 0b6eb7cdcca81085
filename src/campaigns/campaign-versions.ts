import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { holdLock, UnitOfWork, type Session } from '../database/index.js';
import {
  actorOf,
  canonicalJson,
  CLOCK,
  reasonOf,
  SeatbackError,
  sha256Hex,
  type Clock,
  type FailureFinding,
  type Instant,
  type JsonValue,
} from '../kernel/index.js';
import { editsOf, type PublishedFile } from './published-file.js';
import { assumptionHash, termConfirmations } from './term-confirmations.js';
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
   * @throws SeatbackError CAMPAIGN_EDITED when that version was published otherwise; VERSION_OUT_OF_ORDER
   */
  async publish(session: Session, campaign: Campaign): Promise<void> {
    await holdLock(session, `campaign:${campaign.campaign}`);
    if (!(await isPublished(session, campaign))) await this.#insert(session, campaign);
  }

  /**
   * Puts terms that nobody has announced behind the last published version, in a transaction of which nothing is kept.
   *
   * @returns the draft as such a version
   */
  async publishDraft(session: Session, draft: Campaign): Promise<Campaign> {
    await holdLock(session, `campaign:${draft.campaign}`);
    const { version } = await session.one<{ version: number }>(
      'SELECT COALESCE(max(version), 0) + 1 AS version FROM campaign_version WHERE campaign_id = $1',
      [draft.campaign],
    );
    const campaign = { ...draft, version, reference: draft.reference ?? 'a draft' };
    await this.#insert(session, campaign);
    return campaign;
  }

  async #insert(session: Session, campaign: Campaign): Promise<void> {
    const terms = canonicalJson(campaign.terms as unknown as JsonValue);
    await session.execute(
      `INSERT INTO campaign_version (campaign_id, version, known_from, reason, reference, terms, terms_hash, published_at, title, pages)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        campaign.campaign,
        campaign.version,
        campaign.knownFrom,
        campaign.reason,
        campaign.reference ?? null,
        terms,
        sha256Hex(terms),
        this.#clock.now(),
        campaign.title,
        canonicalJson(campaign.pages),
      ],
    );
  }

  /** The last version that was published; undefined where none was. */
  async newest(session: Session, campaignId: string): Promise<PublishedVersion | undefined> {
    const { version } = await session.one<{ version: number }>(
      'SELECT COALESCE(max(version), 0) AS version FROM campaign_version WHERE campaign_id = $1',
      [campaignId],
    );
    return version === 0 ? undefined : this.published(session, campaignId, version);
  }

  /** A version that was published; runs name only such. */
  async published(session: Session, campaignId: string, version: number): Promise<PublishedVersion> {
    return { campaign: campaignId, version, terms: await publishedTerms(session, campaignId, version) };
  }

  /** Assumed terms that nobody has confirmed as this version states them. */
  async unconfirmed(session: Session, campaign: PublishedVersion): Promise<TermName[]> {
    const confirmed = await termConfirmations(session, campaign.campaign, campaign.terms);
    return assumedTerms(campaign.terms).filter((term) => !confirmed.has(term));
  }

  /**
   * Records that a person stands by assumed terms, and why.
   *
   * @returns the terms that were confirmed now
   * @throws SeatbackError TERM_NOT_ASSUMED, CAMPAIGN_EDITED, ACTOR_INVALID, REASON_INVALID
   */
  async confirm(
    campaign: Campaign,
    terms: readonly TermName[],
    confirmation: { readonly actor: string; readonly reason: string },
  ): Promise<TermName[]> {
    const actor = actorOf(confirmation.actor);
    const reason = reasonOf(confirmation.reason);
    const assumed = assumedTerms(campaign.terms);
    const other = terms.find((term) => !assumed.includes(term));
    if (other !== undefined) throw notAssumed(campaign, other, assumed);
    return this.#unitOfWork.inTransaction(async (session) => {
      await this.publish(session, campaign);
      const open = await this.unconfirmed(session, campaign);
      const confirmed = terms.filter((term) => open.includes(term));
      for (const term of confirmed) {
        await session.execute(
          `INSERT INTO term_confirmation (campaign_id, version, term, assumption_hash, confirmed_by, confirmed_at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [
            campaign.campaign,
            campaign.version,
            term,
            assumptionHash(campaign.terms, term),
            actor,
            this.#clock.now(),
            reason,
          ],
        );
        await this.#auditLog.record(session, {
          actor,
          act: 'campaign.confirm-term',
          subject: `${campaign.campaign} version ${String(campaign.version)}`,
          detail: {
            term: spokenName(term),
            value: campaign.terms[term]?.value as JsonValue,
            assumed: campaign.terms[term]?.assumed as JsonValue,
            reason,
          },
        });
      }
      return confirmed;
    });
  }
}

/** Terms by the hash of their text: reading them takes longer than most of what is asked about them. */
const keptTerms = new Map<string, CampaignTerms>();
const KEPT_AT_MOST = 200;

/** The terms of a version that was published. */
export async function publishedTerms(session: Session, campaignId: string, version: number): Promise<CampaignTerms> {
  const { hash } = await session.one<{ hash: string }>(
    'SELECT terms_hash AS hash FROM campaign_version WHERE campaign_id = $1 AND version = $2',
    [campaignId, version],
  );
  const known = keptTerms.get(hash);
  if (known !== undefined) return known;
  const { terms } = await session.one<{ terms: unknown }>(
    'SELECT terms FROM campaign_version WHERE campaign_id = $1 AND version = $2',
    [campaignId, version],
  );
  const read = termsSchema.parse(terms);
  // What is kept is what the hash is of: a version that was changed underneath is read each time.
  if (sha256Hex(canonicalJson(terms as JsonValue)) !== hash) return read;
  if (keptTerms.size >= KEPT_AT_MOST) keptTerms.clear();
  keptTerms.set(hash, read);
  return read;
}

/**
 * Whether this version was published as the file states it.
 *
 * @throws SeatbackError CAMPAIGN_EDITED when it was published otherwise; VERSION_OUT_OF_ORDER when it was not published,
 *   and became known before the version before it or after the one after it
 */
export async function isPublished(session: Session, campaign: Campaign): Promise<boolean> {
  const [published] = await session.query<PublishedFile & { readonly hash: string }>(
    `SELECT terms_hash AS hash, known_from AS "knownFrom", reason, reference, title, pages, terms
     FROM campaign_version WHERE campaign_id = $1 AND version = $2`,
    [campaign.campaign, campaign.version],
  );
  if (published === undefined) {
    await expectInOrder(session, campaign);
    return false;
  }
  const edits = editsOf(published, campaign);
  const hash = sha256Hex(canonicalJson(campaign.terms as unknown as JsonValue));
  if (edits.length > 0 || published.hash !== hash) throw edited(campaign, edits);
  return true;
}

/** Versions follow one another: a run that goes by what was known at an instant finds one of them. */
async function expectInOrder(session: Session, { campaign, version, knownFrom }: Campaign): Promise<void> {
  const [other] = await session.query<{ version: number; knownFrom: Instant }>(
    `SELECT version, known_from AS "knownFrom" FROM campaign_version
     WHERE campaign_id = $1 AND ((version < $2 AND known_from >= $3) OR (version > $2 AND known_from <= $3))
     ORDER BY abs(version - $2) LIMIT 1`,
    [campaign, version, knownFrom],
  );
  if (other === undefined) return;
  throw new SeatbackError({
    code: 'VERSION_OUT_OF_ORDER',
    expected: `an instant ${other.version < version ? 'after' : 'before'} ${other.knownFrom}, when version ${String(other.version)} became known`,
    found: knownFrom,
    where: `known from of ${campaign} version ${String(version)}`,
    next: 'Say in "known from" since when this version was known; what was published before stays as it is.',
  });
}

/** Holds the terms of all published versions against the hashes they were published with, and confirmations against the audit log. */
export async function checkCampaignVersions(
  session: Session,
): Promise<{ readonly versions: number; readonly problems: readonly string[] }> {
  const versions = await session.query<{ campaignId: string; version: number; terms: JsonValue; hash: string }>(
    `SELECT campaign_id AS "campaignId", version, terms, terms_hash AS hash FROM campaign_version ORDER BY campaign_id, version`,
  );
  const problems = versions
    .filter(({ terms, hash }) => hashOf(terms) !== hash)
    .map(
      ({ campaignId, version }) =>
        `${campaignId} version ${String(version)}: its terms are not those that were published`,
    );
  return { versions: versions.length, problems: [...problems, ...(await unrecordedConfirmations(session))] };
}

/** Who stands by an assumed term is what makes it one to pay by. */
async function unrecordedConfirmations(session: Session): Promise<string[]> {
  const confirmations = await session.query<{
    campaignId: string;
    version: number;
    term: string;
    confirmedBy: string;
    reason: string;
  }>(
    `SELECT campaign_id AS "campaignId", version, term, confirmed_by AS "confirmedBy", reason FROM term_confirmation
     ORDER BY campaign_id, version, term`,
  );
  const recorded = new Set(
    (
      await session.query<{ actor: string; subject: string; term: string; reason: string }>(
        `SELECT actor, subject, detail->>'term' AS term, detail->>'reason' AS reason FROM audit_entry WHERE act = 'campaign.confirm-term'`,
      )
    ).map(({ actor, subject, term, reason }) => JSON.stringify([actor, subject, term, reason])),
  );
  return confirmations.flatMap(({ campaignId, version, term, confirmedBy, reason }) => {
    const subject = `${campaignId} version ${String(version)}`;
    const name = spokenName(term);
    return recorded.has(JSON.stringify([confirmedBy, subject, name, reason]))
      ? []
      : [`${subject}: ${name} was confirmed by ${confirmedBy}, and the audit log does not know it`];
  });
}

/** Undefined for terms that have no canonical form; none that was published is like that. */
function hashOf(terms: JsonValue): string | undefined {
  try {
    return sha256Hex(canonicalJson(terms));
  } catch {
    return undefined;
  }
}

function edited(campaign: Campaign, edits: readonly FailureFinding[]): SeatbackError {
  return new SeatbackError({
    code: 'CAMPAIGN_EDITED',
    expected: `version ${String(campaign.version)} of ${campaign.campaign} as it was published`,
    found: `otherwise: ${edits.map(({ place }) => place).join(', ') || 'terms'}`,
    where: `${campaign.campaign}.yaml`,
    next: 'Raise the version, say when the change became known and why, and leave the published one as it is.',
    ...(edits.length > 0 ? { findings: edits } : {}),
  });
}

function notAssumed(campaign: Campaign, term: TermName, assumed: readonly TermName[]): SeatbackError {
  return new SeatbackError({
    code: 'TERM_NOT_ASSUMED',
    expected: `one of the assumed terms: ${assumed.map(spokenName).join(', ') || 'none'}`,
    found: `"${spokenName(term)}"`,
    where: `${campaign.campaign} version ${String(campaign.version)}`,
    next: 'See which terms are assumed with npx seatback campaigns check.',
  });
}
