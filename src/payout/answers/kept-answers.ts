import { createHash } from 'node:crypto';
import { holdLock, type Session, type Vault } from '../../database/index.js';
import { SeatbackError, type Instant } from '../../kernel/index.js';
import { readReport, readVendorReport, REPORT_LIMITS, type ReportPart } from './messages/index.js';

/** A file as a bank, or who fetches from it, handed it over. */
export interface ReceivedFile {
  readonly bank: string;
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface KeptAnswer {
  readonly answer: number;
  /** Whether its bytes were new. */
  readonly isNew: boolean;
}

/** Sealed and stored in parts, so that no file is ever held in memory whole. */
const PART_BYTES = 1024 * 1024;

/**
 * Keeps a file as it came, sealed, under its SHA-256: before anything is read of it. The same bytes of the same bank are
 * kept once.
 *
 * @throws SeatbackError ANSWER_TOO_LARGE
 */
export async function keepAnswer(
  session: Session,
  vault: Vault,
  { bank, fileName, content }: ReceivedFile,
  keptAt: Instant,
): Promise<KeptAnswer> {
  const hash = createHash('sha256');
  try {
    return await session.transaction(async () => {
      await holdLock(session, 'answers');
      const { answer } = await session.one<{ answer: number }>(
        'SELECT COALESCE(max(answer), 0) + 1 AS answer FROM bank_answer',
      );
      let part = 0;
      let bytes = 0;
      for await (const piece of inParts(content)) {
        part += 1;
        bytes += piece.length;
        if (bytes > REPORT_LIMITS.fileBytes) throw tooLarge(fileName);
        hash.update(piece);
        await session.execute('INSERT INTO bank_answer_content (answer, part, sealed) VALUES ($1, $2, $3)', [
          answer,
          part,
          vault.seal(piece, contentPurpose(answer, part)),
        ]);
      }
      const rawHash = hash.digest('hex');
      const inserted = await session.execute(
        `INSERT INTO bank_answer (answer, bank, raw_hash, raw_bytes, file_name, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (bank, raw_hash) DO NOTHING`,
        [answer, bank, rawHash, bytes, fileName, keptAt],
      );
      if (inserted === 0) throw new KeptBefore(rawHash);
      return { answer, isNew: true };
    });
  } catch (error) {
    if (!(error instanceof KeptBefore)) throw error;
    const known = await session.one<{ answer: number }>(
      'SELECT answer FROM bank_answer WHERE bank = $1 AND raw_hash = $2',
      [bank, error.rawHash],
    );
    return { answer: known.answer, isNew: false };
  }
}

/** Takes the parts back that were stored before the hash of the whole was known. */
class KeptBefore extends Error {
  constructor(readonly rawHash: string) {
    super(`${rawHash} was kept before`);
  }
}

/** The bytes of an answer as they came, part by part. @throws SeatbackError SEAL_BROKEN, SEAL_KEY_UNKNOWN */
export async function* contentOf(session: Session, vault: Vault, answer: number): AsyncGenerator<Uint8Array, void> {
  for (let part = 1; ; part += 1) {
    const [row] = await session.query<{ sealed: Buffer }>(
      'SELECT sealed FROM bank_answer_content WHERE answer = $1 AND part = $2',
      [answer, part],
    );
    if (row === undefined) return;
    yield vault.open(row.sealed, contentPurpose(answer, part));
  }
}

/** Under whose name the requests of a vendor are kept; no BIC has a blank. */
export function vendorBank(vendor: string): string {
  return `vendor ${vendor}`;
}

/** What an answer says, in the form of whoever sent it. @throws SeatbackError SEAL_BROKEN, SEAL_KEY_UNKNOWN */
export function partsOf(
  session: Session,
  vault: Vault,
  { answer, bank }: { readonly answer: number; readonly bank: string },
): AsyncGenerator<ReportPart, void> {
  const content = contentOf(session, vault, answer);
  return bank.startsWith(vendorBank('')) ? readVendorReport(content) : readReport(content);
}

/** A sealed part is sealed for its own place. */
export function contentPurpose(answer: number, part: number): string {
  return `bank answer ${String(answer)} part ${String(part)}`;
}

async function* inParts(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

function tooLarge(fileName: string): SeatbackError {
  return new SeatbackError({
    code: 'ANSWER_TOO_LARGE',
    expected: `a report of at most ${String(REPORT_LIMITS.fileBytes)} bytes`,
    found: 'a larger file',
    where: fileName,
    next: 'Ask the bank for the report in several messages.',
  });
}
