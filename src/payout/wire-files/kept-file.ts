import { createHash } from 'node:crypto';
import type { Session, Vault } from '../../database/index.js';

/** Sealed and stored in parts, so that no file is ever held in memory whole. */
const PART_BYTES = 1024 * 1024;

/**
 * Keeps the text of a file sealed, part by part, before its batch is on record. To be used in the transaction of the
 * batch: what breaks off leaves no part.
 *
 * @returns SHA-256 of its bytes in hexadecimal; an approval is bound to it
 */
export async function keepFile(
  session: Session,
  vault: Vault,
  messageId: string,
  text: AsyncIterable<string>,
): Promise<string> {
  const hash = createHash('sha256');
  let part = 0;
  for await (const bytes of inParts(text)) {
    part += 1;
    hash.update(bytes);
    await session.execute('INSERT INTO payout_file_part (message_id, part, sealed) VALUES ($1, $2, $3)', [
      messageId,
      part,
      vault.seal(bytes, filePartPurpose(messageId, part)),
    ]);
  }
  return hash.digest('hex');
}

/** The bytes of a file as they were kept, part by part. @throws SeatbackError SEAL_BROKEN, SEAL_KEY_UNKNOWN */
export async function* keptFile(session: Session, vault: Vault, messageId: string): AsyncGenerator<Buffer, void> {
  for (let part = 1; ; part += 1) {
    const [row] = await session.query<{ sealed: Buffer }>(
      'SELECT sealed FROM payout_file_part WHERE message_id = $1 AND part = $2',
      [messageId, part],
    );
    if (row === undefined) return;
    yield vault.open(row.sealed, filePartPurpose(messageId, part));
  }
}

/** SHA-256 of a file as it is kept, in hexadecimal. @throws SeatbackError SEAL_BROKEN, SEAL_KEY_UNKNOWN */
export async function keptFileHash(session: Session, vault: Vault, messageId: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of keptFile(session, vault, messageId)) hash.update(bytes);
  return hash.digest('hex');
}

/** A sealed part is sealed for its own place. The first bears the name that whole files had before they had parts. */
export function filePartPurpose(messageId: string, part: number): string {
  return part === 1 ? `wire file ${messageId}` : `wire file ${messageId} part ${String(part)}`;
}

async function* inParts(text: AsyncIterable<string>): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const piece of text) {
    const encoded = Buffer.from(piece, 'utf8');
    waiting.push(encoded);
    bytes += encoded.length;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}
