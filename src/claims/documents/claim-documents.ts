import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import type { Campaign } from '../../campaigns/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import { actorOf, CLOCK, plusMillis, type Clock } from '../../kernel/index.js';
import { claimUnknown } from '../claim-errors.js';
import { claimRecords, type ClaimRecord } from '../claim-records.js';
import { documentErased, documentTooLarge, documentUnknown, tooManyDocuments } from './document-errors.js';
import { givenDocuments, partPurpose, partsOf, type DocumentKind, type GivenDocument } from './given-documents.js';
import { tellFormat, type DocumentFormat } from './tell-format.js';

/** As somebody hands it over. */
export interface NewDocument {
  readonly kind: DocumentKind;
  /** For people only: it says nothing of what the document is. */
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** One that was read whole and is something that is taken. */
export interface ReadDocument {
  readonly kind: DocumentKind;
  readonly fileName: string;
  readonly format: DocumentFormat;
  readonly bytes: Buffer;
}

/** Sealed and stored in parts. */
const PART_BYTES = 1024 * 1024;
/** More for one claim are pages that belong into one file. */
const MOST_OF_A_CLAIM = 20;
const MOST_NAME_CHARACTERS = 200;
/** Of one transaction; what broke off goes on with the next. */
const ERASED_TOGETHER = 50;

type Offer = Pick<Campaign, 'campaign' | 'terms'>;

/** Keeps what is given for claims: sealed, each once, and its bytes no longer than they have to be. */
@Injectable()
export class ClaimDocuments {
  readonly #unitOfWork: UnitOfWork;
  readonly #vault: Vault;
  readonly #auditLog: AuditLog;
  readonly #settings: Environment['documents'];
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    vault: Vault,
    auditLog: AuditLog,
    @Inject(ENVIRONMENT) { documents }: Pick<Environment, 'documents'>,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#vault = vault;
    this.#auditLog = auditLog;
    this.#settings = documents;
    this.#clock = clock;
  }

  /** The most that a document may have. */
  get mostBytes(): number {
    return this.#settings.mostBytes;
  }

  /**
   * Takes a document for a claim. The same bytes again for the same claim are the document that is there.
   *
   * @throws SeatbackError CLAIM_UNKNOWN, DOCUMENTS_TOO_MANY, ACTOR_INVALID, and as `read`
   */
  async attach(
    { campaign, terms }: Offer,
    claimId: string,
    document: NewDocument,
    by: { readonly actor: string; readonly partnerId?: string },
  ): Promise<GivenDocument> {
    return this.attachRead({ campaign, terms }, claimId, await this.read(document), by);
  }

  /** As `attach`, of one that was read. @throws SeatbackError CLAIM_UNKNOWN, DOCUMENTS_TOO_MANY, ACTOR_INVALID */
  async attachRead(
    { campaign, terms }: Offer,
    claimId: string,
    read: ReadDocument,
    by: { readonly actor: string; readonly partnerId?: string },
  ): Promise<GivenDocument> {
    const actor = actorOf(by.actor);
    return this.#unitOfWork.inTransaction(async (session) => {
      const [claim] = await claimRecords(session, campaign, terms, claimId);
      const isOwn = by.partnerId === undefined || by.partnerId === claim?.partnerId;
      if (claim === undefined || !isOwn) throw claimUnknown(campaign, claimId);
      return this.keep(session, claim, read, actor);
    });
  }

  /**
   * Reads a document up to its limit and tells what it is. Nothing of it lies on a disk meanwhile.
   *
   * @throws SeatbackError DOCUMENT_TOO_LARGE, and as `tellFormat`
   */
  async read({ kind, fileName, content }: NewDocument): Promise<ReadDocument> {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of content) {
      length += piece.length;
      if (length > this.#settings.mostBytes) throw documentTooLarge(this.#settings.mostBytes);
      pieces.push(piece);
    }
    const bytes = Buffer.concat(pieces);
    return { kind, fileName: visibleName(fileName), format: tellFormat(bytes), bytes };
  }

  /** As `attach`, of one that was read, in the transaction of whoever takes the claim. @throws SeatbackError DOCUMENTS_TOO_MANY */
  async keep(
    session: Session,
    {
      campaignId,
      claimId,
      partnerKey,
      partnerId,
    }: Pick<ClaimRecord, 'campaignId' | 'claimId' | 'partnerKey' | 'partnerId'>,
    { kind, fileName, format, bytes }: ReadDocument,
    actor: string,
  ): Promise<GivenDocument> {
    // As whoever answers the claim: the same bytes for two claims are never overlooked.
    await holdLock(session, 'delivery');
    const sha256 = createHash('sha256').update(bytes).digest();
    const kept = await givenDocuments(session, { campaignId, claimId });
    const same = kept.find((each) => each.sha256 === sha256.toString('hex'));
    if (same !== undefined) return same;
    if (kept.length >= MOST_OF_A_CLAIM) throw tooManyDocuments(claimId, MOST_OF_A_CLAIM);
    const now = this.#clock.now();
    const parts = Math.ceil(bytes.length / PART_BYTES);
    const { document } = await session.one<{ document: number }>(
      `INSERT INTO claim_document (campaign_id, claim_id, partner_key, kind, format, file_name, byte_count, part_count, sha256, given_by, given_at, kept_until)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING document`,
      [
        campaignId,
        claimId,
        partnerKey,
        kind,
        format,
        fileName,
        bytes.length,
        parts,
        sha256,
        actor,
        now,
        plusMillis(now, this.#settings.keptMs),
      ],
    );
    for (let part = 1; part <= parts; part += 1)
      await session.execute('INSERT INTO claim_document_part (document, part, sealed) VALUES ($1, $2, $3)', [
        document,
        part,
        this.#vault.seal(bytes.subarray((part - 1) * PART_BYTES, part * PART_BYTES), partPurpose(document, part)),
      ]);
    await this.#auditLog.record(session, {
      actor,
      act: 'claim.attach',
      subject: `claim document ${String(document)}`,
      detail: { campaign: campaignId, partner: partnerId, claim: claimId, kind, sha256: sha256.toString('hex') },
    });
    const [given] = await givenDocuments(session, { document });
    if (given === undefined) throw new Error('Broken invariant: what was kept is there');
    return given;
  }

  /** What was given for a claim, in its order. */
  async list(campaignId: string, claimId: string): Promise<GivenDocument[]> {
    return this.#unitOfWork.inSession((session) => givenDocuments(session, { campaignId, claimId }));
  }

  /**
   * A document with its bytes.
   *
   * @param expectAllowed throws where the caller may not have it, before anything of it is opened
   * @throws SeatbackError CLAIM_DOCUMENT_UNKNOWN, CLAIM_DOCUMENT_ERASED, SEAL_BROKEN, SEAL_KEY_UNKNOWN
   */
  async open(
    document: number,
    expectAllowed: (given: GivenDocument) => void = () => undefined,
  ): Promise<{ readonly given: GivenDocument; readonly bytes: Buffer }> {
    return this.#unitOfWork.inSession(async (session) => {
      const [given] = await givenDocuments(session, { document });
      if (given === undefined) throw documentUnknown(document);
      expectAllowed(given);
      if (given.erasedAt !== null) throw documentErased(document, given.erasedAt);
      const pieces: Buffer[] = [];
      for await (const piece of partsOf(session, this.#vault, document)) pieces.push(piece);
      return { given, bytes: Buffer.concat(pieces) };
    });
  }

  /** Erases the bytes of what was kept for long enough; hash, size, kind, who and when stay. @returns the documents */
  async eraseDue(): Promise<number[]> {
    const erased: number[] = [];
    for (;;) {
      const now = this.#clock.now();
      const lot = await this.#unitOfWork.inTransaction(async (session) => {
        const due = await session.query<{ document: number }>(
          `INSERT INTO claim_document_erasure (document, erased_at)
           SELECT document, $1 FROM claim_document WHERE kept_until <= $1 AND NOT EXISTS
             (SELECT FROM claim_document_erasure AS erasure WHERE erasure.document = claim_document.document)
           ORDER BY document LIMIT $2 ON CONFLICT DO NOTHING RETURNING document`,
          [now, ERASED_TOGETHER],
        );
        const documents = due.map(({ document }) => document);
        await session.execute('UPDATE claim_document_part SET sealed = NULL WHERE document = ANY ($1)', [documents]);
        return documents;
      });
      erased.push(...lot);
      if (lot.length < ERASED_TOGETHER) return erased;
    }
  }
}

/** The last part of a path, without what is not seen; a name that is none has one. */
function visibleName(fileName: string): string {
  const [last = ''] = fileName.split(/[\\/]/).slice(-1);
  const visible = last.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '').trim();
  return visible === '' ? 'document' : [...visible].slice(0, MOST_NAME_CHARACTERS).join('');
}
