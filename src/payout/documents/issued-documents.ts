import type { Session } from '../../database/index.js';
import { sha256Hex, type Instant, type Language } from '../../kernel/index.js';

export type DocumentFormat = 'pdf' | 'csv' | 'xlsx';

/** Whose document it is: a partner's statement of a run by its number, or a payment's remittance advice by its id. */
export type DocumentSubject = { readonly statement: number } | { readonly endToEndId: string };

/** An edition that was given out: the facts that it states, from which each of its files can be made again. */
export interface IssuedDocument {
  readonly document: string;
  /** 1, and one more each time that there was something else to say. */
  readonly edition: number;
  /** Canonical JSON. */
  readonly content: string;
  readonly contentHash: string;
  readonly issuedAt: Instant;
}

const COLUMNS = 'document, edition, content, content_hash AS "contentHash", issued_at AS "issuedAt"';

/** The last edition of a document; undefined where none was given out. */
export async function latestEdition(session: Session, document: string): Promise<IssuedDocument | undefined> {
  const [latest] = await session.query<IssuedDocument>(
    `SELECT ${COLUMNS} FROM issued_document WHERE document = $1 ORDER BY edition DESC LIMIT 1`,
    [document],
  );
  return latest;
}

/**
 * Keeps what a document says as its next edition; as the last one, where that says the same. The caller holds the lock
 * `payout`: two that issue at once come to one edition.
 */
export async function keepEdition(
  session: Session,
  document: string,
  subject: DocumentSubject,
  content: string,
  now: Instant,
): Promise<IssuedDocument> {
  const latest = await latestEdition(session, document);
  const contentHash = sha256Hex(content);
  if (latest?.contentHash === contentHash) return latest;
  const edition = (latest?.edition ?? 0) + 1;
  await session.execute(
    `INSERT INTO issued_document (document, edition, kind, statement, end_to_end_id, content, content_hash, issued_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      document,
      edition,
      'statement' in subject ? 'statement' : 'remittance-advice',
      'statement' in subject ? subject.statement : null,
      'statement' in subject ? null : subject.endToEndId,
      content,
      contentHash,
      now,
    ],
  );
  return { document, edition, content, contentHash, issuedAt: now };
}

/** The last editions of documents that were given out, by their names; one that was not given out is not among them. */
export async function latestEditions(
  session: Session,
  documents: readonly string[],
): Promise<ReadonlyMap<string, Pick<IssuedDocument, 'edition' | 'issuedAt'>>> {
  const rows = await session.query<Pick<IssuedDocument, 'document' | 'edition' | 'issuedAt'>>(
    `SELECT DISTINCT ON (document) document, edition, issued_at AS "issuedAt" FROM issued_document
     WHERE document = ANY($1) ORDER BY document, edition DESC`,
    [documents],
  );
  return new Map(rows.map(({ document, edition, issuedAt }) => [document, { edition, issuedAt }]));
}

/** A file as it is given out; `layout` is the number of the layout that it was made by. */
export interface IssuedFile {
  readonly document: string;
  readonly edition: number;
  readonly language: Language;
  readonly format: DocumentFormat;
  readonly layout: number;
  readonly fileHash: string;
}

/** Keeps the SHA-256 of a file that is given out. @returns that of the first time, where it was given out before */
export async function keepFileHash(session: Session, file: IssuedFile): Promise<string> {
  const { document, edition, language, format, layout, fileHash } = file;
  const key = [document, edition, language, format, layout];
  await session.execute(
    `INSERT INTO issued_file (document, edition, language, format, layout, file_hash) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [...key, fileHash],
  );
  return (await keptFileHash(session, file)) ?? fileHash;
}

/** Undefined where this file was not given out by this layout. */
export async function keptFileHash(
  session: Session,
  { document, edition, language, format, layout }: Omit<IssuedFile, 'fileHash'>,
): Promise<string | undefined> {
  const [kept] = await session.query<{ fileHash: string }>(
    `SELECT file_hash AS "fileHash" FROM issued_file
     WHERE document = $1 AND edition = $2 AND language = $3 AND format = $4 AND layout = $5`,
    [document, edition, language, format, layout],
  );
  return kept?.fileHash;
}

/** The documents of a partner in a campaign that were given out, the latest edition of each. */
export async function documentsOfPartner(
  session: Session,
  campaignId: string,
  partnerId: string,
): Promise<
  { readonly document: string; readonly edition: number; readonly kind: 'statement' | 'remittance-advice' }[]
> {
  return session.query(
    // Each kind by its own key: of a hundred thousand partners only this one's are looked at.
    `SELECT DISTINCT ON (document) document, edition, kind FROM (
       SELECT document, edition, issued.kind FROM partner JOIN partner_statement AS statement USING (partner_key)
       JOIN calculation_run AS run USING (run) JOIN issued_document AS issued USING (statement)
       WHERE partner_id = $2 AND campaign_id = $1
       UNION ALL
       SELECT document, edition, issued.kind FROM partner JOIN payment_instruction AS payment USING (partner_key)
       JOIN calculation_run AS run USING (run) JOIN issued_document AS issued USING (end_to_end_id)
       WHERE partner_id = $2 AND run.campaign_id = $1
     ) AS theirs ORDER BY document, edition DESC`,
    [campaignId, partnerId],
  );
}
