import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import type { Session, Vault } from '../../database/index.js';

const CHUNK_BYTES = 1024 * 1024;

/** Bytes that can be read more than once, a chunk at a time. */
export type ByteSource = () => AsyncIterable<Buffer>;

/**
 * Keeps what was received, once: gzip, in chunks, so that no file is held in memory whole. Payloads that hold account
 * numbers are sealed, and known by a keyed hash: with a plain one, numbers could be guessed and compared.
 *
 * @returns the hash by which the payload is kept
 */
export async function keepPayload(session: Session, bytes: ByteSource, sealing: Vault | undefined): Promise<Buffer> {
  const { hash, byteCount } = await hashOf(bytes, sealing);
  const known = await session.query('SELECT 1 FROM payload WHERE payload_hash = $1', [hash]);
  if (known.length > 0) return hash;
  await session.transaction(async () => {
    await session.execute('SET CONSTRAINTS ALL DEFERRED');
    let chunk = 0;
    for await (const packed of chunks(Readable.from(bytes()).pipe(createGzip()))) {
      const content = sealing === undefined ? packed : sealing.seal(packed, chunkPurpose(hash, chunk));
      // Another process may be keeping the same bytes: it is waited for, and what it has written stays.
      await session.execute(
        'INSERT INTO payload_chunk (payload_hash, chunk, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [hash, chunk, content],
      );
      chunk += 1;
    }
    await session.execute(
      'INSERT INTO payload (payload_hash, byte_count, chunk_count, sealed_with) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [hash, byteCount, chunk, sealing?.keyId ?? null],
    );
  });
  return hash;
}

/**
 * Keeps payloads that fit into memory and hold no account numbers, many with a few statements.
 *
 * @returns their hashes, in the same order
 */
export async function keepSmallPayloads(session: Session, payloads: readonly Buffer[]): Promise<Buffer[]> {
  const hashes = payloads.map((payload) => createHash('sha256').update(payload).digest());
  const byHash = new Map(hashes.map((hash, index) => [hash.toString('hex'), index]));
  const known = await session.query<{ hash: Buffer }>(
    'SELECT payload_hash AS hash FROM payload WHERE payload_hash = ANY($1::bytea[])',
    [hashes],
  );
  for (const { hash } of known) byHash.delete(hash.toString('hex'));
  const fresh = [...byHash.values()];
  if (fresh.length === 0) return hashes;
  // One statement, so all or nothing. The foreign key of the chunks is looked at when it ends.
  await session.execute(
    `WITH kept AS (
       INSERT INTO payload (payload_hash, byte_count, chunk_count)
       SELECT hash, byte_count, 1 FROM unnest($1::bytea[], $2::bigint[]) AS fresh (hash, byte_count) ON CONFLICT DO NOTHING
     )
     INSERT INTO payload_chunk (payload_hash, chunk, content)
     SELECT hash, 0, content FROM unnest($1::bytea[], $3::bytea[]) AS fresh (hash, content) ON CONFLICT DO NOTHING`,
    [
      fresh.map((index) => hashes[index]),
      fresh.map((index) => payloads[index]?.length),
      fresh.map((index) => gzipSync(payloads[index] ?? '', { level: 4 })),
    ],
  );
  return hashes;
}

/**
 * The bytes of a payload as they were received.
 *
 * @throws Error where the payload is sealed or no longer whole
 */
export async function readPayload(session: Session, hash: Buffer): Promise<Buffer> {
  const chunks = await session.query<{ content: Buffer }>(
    `SELECT content FROM payload JOIN payload_chunk USING (payload_hash) WHERE payload_hash = $1 AND sealed_with IS NULL ORDER BY chunk`,
    [hash],
  );
  const payload = gunzipSync(Buffer.concat(chunks.map(({ content }) => content)));
  if (!createHash('sha256').update(payload).digest().equals(hash))
    throw new Error(`Payload ${hash.toString('hex')} is not what was received`);
  return payload;
}

async function hashOf(bytes: ByteSource, sealing: Vault | undefined): Promise<{ hash: Buffer; byteCount: number }> {
  const plain = createHash('sha256');
  let byteCount = 0;
  for await (const chunk of bytes()) {
    plain.update(chunk);
    byteCount += chunk.length;
  }
  const digest = plain.digest();
  return { hash: sealing === undefined ? digest : sealing.fingerprint(digest, 'payload'), byteCount };
}

/** Cuts a stream into pieces of one size. */
async function* chunks(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    waiting.push(piece);
    size += piece.length;
    if (size < CHUNK_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

function chunkPurpose(hash: Buffer, chunk: number): string {
  return `payload ${hash.toString('hex')} chunk ${String(chunk)}`;
}
