import type { SealedColumn, Session, Vault } from '../../database/index.js';
import type { Instant } from '../../kernel/index.js';
import type { DocumentFormat } from './tell-format.js';

export const DOCUMENT_KINDS = ['invoice-copy', 'proof-of-performance'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A document as it is on record. */
export interface GivenDocument {
  readonly document: number;
  readonly campaignId: string;
  readonly claimId: string;
  readonly partnerId: string;
  readonly kind: DocumentKind;
  readonly format: DocumentFormat;
  readonly fileName: string;
  readonly byteCount: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly givenBy: string;
  readonly givenAt: Instant;
  readonly keptUntil: Instant;
  /** Null as long as its bytes are there. */
  readonly erasedAt: Instant | null;
}

/** Documents of a claim, or the one of a number, in their order. */
export async function givenDocuments(
  session: Session,
  which: { readonly campaignId: string; readonly claimId?: string } | { readonly document: number },
): Promise<GivenDocument[]> {
  const [document, campaignId, claimId] =
    'document' in which ? [which.document, null, null] : [null, which.campaignId, which.claimId ?? null];
  return session.query<GivenDocument>(
    `SELECT document, campaign_id AS "campaignId", claim_id AS "claimId", partner_id AS "partnerId", kind, format, file_name AS "fileName",
       byte_count AS "byteCount", encode(sha256, 'hex') AS sha256, given_by AS "givenBy", given_at AS "givenAt", kept_until AS "keptUntil",
       erased_at AS "erasedAt"
     FROM claim_document JOIN partner USING (partner_key) LEFT JOIN claim_document_erasure USING (document)
     WHERE ($1::integer IS NULL OR document = $1) AND ($2::text IS NULL OR campaign_id = $2) AND ($3::text IS NULL OR claim_id = $3)
     ORDER BY document`,
    [document, campaignId, claimId],
  );
}

/** Claims, of whomever and for whichever offer, for which the same bytes were given as for this one. */
export async function alsoGivenFor(
  session: Session,
  { campaignId, claimId }: { readonly campaignId: string; readonly claimId: string },
): Promise<string[]> {
  const rows = await session.query<{ claimId: string }>(
    `SELECT DISTINCT other.claim_id COLLATE "C" AS "claimId" FROM claim_document AS own JOIN claim_document AS other USING (sha256)
     WHERE own.campaign_id = $1 AND own.claim_id = $2 AND (other.campaign_id, other.claim_id) <> ($1, $2) ORDER BY 1`,
    [campaignId, claimId],
  );
  return rows.map((row) => row.claimId);
}

/** The bytes of a document, part by part. @throws SeatbackError SEAL_BROKEN, SEAL_KEY_UNKNOWN */
export async function* partsOf(session: Session, vault: Vault, document: number): AsyncGenerator<Buffer, void> {
  for (let part = 1; ; part += 1) {
    const [row] = await session.query<{ sealed: Buffer | null }>(
      'SELECT sealed FROM claim_document_part WHERE document = $1 AND part = $2',
      [document, part],
    );
    const sealed = row?.sealed ?? undefined;
    if (sealed === undefined) return;
    yield vault.open(sealed, partPurpose(document, part));
  }
}

/** A sealed part is sealed for its own place. */
export function partPurpose(document: number, part: number): string {
  return `claim document ${String(document)} part ${String(part)}`;
}

/** What claims keep sealed. */
export const CLAIM_SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'claim_document_part',
    column: 'sealed',
    key: ['document', 'part'],
    // A part has a megabyte.
    rowsAtATime: 8,
    purpose: ({ document, part }) => partPurpose(document as number, part as number),
  },
];
