import { createHash } from 'node:crypto';
import { unrecordedActs } from '../../audit/index.js';
import type { Session, Vault } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { partsOf } from './given-documents.js';

interface KeptDocument {
  readonly document: number;
  readonly byteCount: number;
  readonly partCount: number;
  readonly sha256: string;
  readonly givenBy: string;
  readonly isErased: boolean;
  readonly partsLeft: number;
}

/**
 * Holds the bytes of each document against its hash and size, what was erased against its bytes being gone, and who gave
 * it against the audit log.
 */
export async function checkClaimDocuments(
  session: Session,
  vault: Vault,
): Promise<{ readonly documents: number; readonly problems: readonly string[] }> {
  const kept = await session.query<KeptDocument>(
    `SELECT document, byte_count AS "byteCount", part_count AS "partCount", encode(sha256, 'hex') AS sha256, given_by AS "givenBy",
       EXISTS (SELECT FROM claim_document_erasure AS erasure WHERE erasure.document = claim_document.document) AS "isErased",
       (SELECT count(*)::integer FROM claim_document_part AS part WHERE part.document = claim_document.document AND sealed IS NOT NULL) AS "partsLeft"
     FROM claim_document ORDER BY document`,
  );
  const problems: string[] = [];
  for (const each of kept) {
    const problem = await problemOf(session, vault, each);
    if (problem !== undefined) problems.push(`document ${String(each.document)} of a claim ${problem}`);
  }
  const unrecorded = await unrecordedActs(
    session,
    kept.map(({ document, givenBy }) => ({
      actor: givenBy,
      act: 'claim.attach',
      subject: `claim document ${String(document)}`,
    })),
  );
  for (const { subject, actor } of unrecorded)
    problems.push(`${subject} was given by ${actor}, and the audit log does not know it`);
  return { documents: kept.length, problems };
}

async function problemOf(
  session: Session,
  vault: Vault,
  { document, byteCount, partCount, sha256, isErased, partsLeft }: KeptDocument,
): Promise<string | undefined> {
  if (isErased) return partsLeft === 0 ? undefined : 'was erased, and has bytes';
  if (partsLeft !== partCount) return `has ${String(partsLeft)} parts of ${String(partCount)}`;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of partsOf(session, vault, document)) {
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (error) {
    if (error instanceof SeatbackError) return `cannot be opened: ${error.code}`;
    throw error;
  }
  return bytes === byteCount && hash.digest('hex') === sha256 ? undefined : 'is not what was given';
}
