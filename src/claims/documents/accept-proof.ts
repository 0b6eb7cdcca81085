import { Injectable } from '@nestjs/common';
import type { Campaign } from '../../campaigns/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import { RecordAcceptedProof, type AcceptedProof } from '../../ingest/index.js';
import { actorOf, reasonOf, type Instant } from '../../kernel/index.js';
import { LONGEST_CLAIM_FIELD, faultOf } from '../entries/claim-form.js';
import {
  documentErased,
  documentUnknown,
  noProof,
  proofAcceptedBefore,
  proofKindInvalid,
  proofNotAsked,
  proofTooEarly,
} from './document-errors.js';
import { givenDocuments, type GivenDocument } from './given-documents.js';

export interface ProofAcceptance {
  /** What proves it, in the words of `proofs.csv`. */
  readonly kind: string;
  /** When it was received; when it was given, where it is left out. Never later than that. */
  readonly handedInAt?: Instant | undefined;
  readonly actor: string;
  readonly reason: string;
}

/** A document that was given as a proof of performance, and that nobody has accepted as one. */
export type OpenProof = Pick<GivenDocument, 'document' | 'claimId' | 'fileName' | 'format' | 'givenAt'>;

type Offer = Pick<Campaign, 'campaign' | 'terms'>;

/** Makes a fact of a document that a person read and found to be a proof of performance. */
@Injectable()
export class AcceptProof {
  readonly #unitOfWork: UnitOfWork;
  readonly #record: RecordAcceptedProof;

  constructor(unitOfWork: UnitOfWork, record: RecordAcceptedProof) {
    this.#unitOfWork = unitOfWork;
    this.#record = record;
  }

  /**
   * The same said again of the same document is what is on record.
   *
   * @throws SeatbackError PROOF_NOT_ASKED, CLAIM_DOCUMENT_UNKNOWN, CLAIM_DOCUMENT_ERASED, DOCUMENT_IS_NO_PROOF, PROOF_KIND_INVALID,
   *   PROOF_HANDED_IN_LATER, PROOF_ACCEPTED_BEFORE, ACTOR_INVALID, REASON_INVALID, DELIVERY_OUT_OF_ORDER
   */
  async execute({ campaign, terms }: Offer, document: number, said: ProofAcceptance): Promise<AcceptedProof> {
    const signed = { actor: actorOf(said.actor), reason: reasonOf(said.reason) };
    const kind = said.kind.trim();
    if (faultOf(kind) !== undefined) throw proofKindInvalid(said.kind, LONGEST_CLAIM_FIELD);
    if (terms.proofOfPerformance === undefined) throw proofNotAsked(campaign);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'delivery');
      const given = await givenProof(session, campaign, document);
      const handedInAt = said.handedInAt ?? given.givenAt;
      const before = await acceptedBefore(session, document);
      if (before?.kind === kind && before.handedInAt === handedInAt) return before;
      if (before !== undefined) throw proofAcceptedBefore(document, before);
      if (given.erasedAt !== null) throw documentErased(document, given.erasedAt);
      if (handedInAt > given.givenAt) throw proofTooEarly(document, given.givenAt, handedInAt);
      const { partnerKey } = await session.one<{ partnerKey: number }>(
        'SELECT partner_key AS "partnerKey" FROM claim_document WHERE document = $1',
        [document],
      );
      const of = { document, campaignId: campaign, partnerKey, partnerId: given.partnerId };
      return this.#record.execute(session, { ...of, kind, handedInAt, timeZone: terms.timeZone.value, ...signed });
    });
  }
}

/** Documents that a person may accept as proofs, in their order. */
export async function openProofs(session: Session, campaignId: string): Promise<OpenProof[]> {
  return session.query<OpenProof>(
    `SELECT document, claim_id AS "claimId", file_name AS "fileName", format, given_at AS "givenAt" FROM claim_document
     WHERE campaign_id = $1 AND kind = 'proof-of-performance'
       AND NOT EXISTS (SELECT FROM accepted_proof AS accepted WHERE accepted.document = claim_document.document)
       AND NOT EXISTS (SELECT FROM claim_document_erasure AS erasure WHERE erasure.document = claim_document.document)
     ORDER BY document`,
    [campaignId],
  );
}

async function givenProof(session: Session, campaignId: string, document: number): Promise<GivenDocument> {
  const [given] = await givenDocuments(session, { document });
  if (given === undefined || given.campaignId !== campaignId) throw documentUnknown(document);
  if (given.kind !== 'proof-of-performance') throw noProof(document, given.kind);
  return given;
}

async function acceptedBefore(session: Session, document: number): Promise<AcceptedProof | undefined> {
  const [accepted] = await session.query<AcceptedProof>(
    `SELECT document, campaign_id AS "campaignId", partner_id AS "partnerId", kind, handed_in_at AS "handedInAt",
       received_on AS "receivedOn", delivery FROM accepted_proof JOIN partner USING (partner_key) WHERE document = $1`,
    [document],
  );
  return accepted;
}
