import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, createGzip, gunzipSync, gzip, gzipSync, type ZlibOptions } from 'node:zlib';
import type { Session, Vault } from '../../database/index.js';
import { hashOf, type PayloadHash } from './payload-hash.js';

const CHUNK_BYTES = 1024 * 1024;

/** Bytes that can be read more than once, a chunk at a time. */
export interface ByteSource {
  readonly plain: () => AsyncIterable<Buffer>;
  /** The same bytes in gzip, where that is how they were received: packing them again would cost more than reading them. */
  readonly packed?: (() => AsyncIterable<Buffer>) | undefined;
  /** Throws where they may be others by now than those that were hashed: then nothing is kept. */
  readonly expectUnchanged?: () => void;
}

/**
 * Keeps what was received, once: gzip, in chunks, so that no file is held in memory whole. Payloads that hold account
 * numbers are sealed, and known by a keyed hash: with a plain one, numbers could be guessed and compared.
 *
 * @returns the hash by which the payload is kept
 */
export async function keepPayload(session: Session, bytes: ByteSource, sealing: Vault | undefined): Promise<Buffer> {
  return keepHashedPayload(session, bytes, await hashOf(bytes.plain()), sealing);
}

/** As `keepPayload`, of bytes that somebody read and hashed already. */
export async function keepHashedPayload(
  session: Session,
  bytes: ByteSource,
  { digest, byteCount }: PayloadHash,
  sealing: Vault | undefined,
): Promise<Buffer> {
  const plain = Buffer.from(digest);
  const hash = sealing === undefined ? plain : sealing.fingerprint(plain, 'payload');
  if (await isKept(session, hash)) return hash;
  await session.transaction(async () => {
    // Another process may be keeping the same bytes, packed otherwise: it is waited for, and what it wrote stays.
    await session.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 11))', [hash.toString('hex')]);
    if (await isKept(session, hash)) return;
    await session.execute('SET CONSTRAINTS ALL DEFERRED');
    let chunk = 0;
    for await (const packed of chunks(bytes.packed?.() ?? Readable.from(bytes.plain()).pipe(createGzip()))) {
      const content = sealing === undefined ? packed : sealing.seal(packed, chunkPurpose(hash, chunk));
      await session.execute('INSERT INTO payload_chunk (payload_hash, chunk, content) VALUES ($1, $2, $3)', [
        hash,
        chunk,
        content,
      ]);
      chunk += 1;
    }
    bytes.expectUnchanged?.();
    await session.execute(
      'INSERT INTO payload (payload_hash, byte_count, chunk_count, sealed_with) VALUES ($1, $2, $3, $4)',
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
      await Promise.all(fresh.map((index) => packed(payloads[index] ?? Buffer.alloc(0)))),
    ],
  );
  return hashes;
}

const LEVEL: ZlibOptions = { level: 4 };
/** A window as large as the payload finds as much in it, and is made ready in half the time. */
const FEW_BYTES = 4 * 1024;
const LEVEL_OF_FEW: ZlibOptions = { ...LEVEL, windowBits: 12, memLevel: 5, chunkSize: FEW_BYTES };
/** From here on another thread packs them while this one goes on; for fewer, handing them over would take longer. */
const MANY_BYTES = 64 * 1024;

const gzipBeside = promisify<Buffer, ZlibOptions, Buffer>(gzip);

async function packed(payload: Buffer): Promise<Buffer> {
  if (payload.length >= MANY_BYTES) return gzipBeside(payload, LEVEL);
  return gzipSync(payload, payload.length <= FEW_BYTES ? LEVEL_OF_FEW : LEVEL);
}

/**
 * The bytes of a small payload as they were received.
 *
 * @throws Error where the payload is sealed or no longer whole
 */
export async function readSmallPayload(session: Session, hash: Buffer): Promise<Buffer> {
  const chunks = await session.query<{ content: Buffer }>(
    `SELECT content FROM payload JOIN payload_chunk USING (payload_hash) WHERE payload_hash = $1 AND sealed_with IS NULL ORDER BY chunk`,
    [hash],
  );
  const payload = gunzipSync(Buffer.concat(chunks.map(({ content }) => content)));
  if (!createHash('sha256').update(payload).digest().equals(hash))
    throw new Error(`Payload ${hash.toString('hex')} is not what was received`);
  return payload;
}

/** What was received, unpacked, a piece at a time. */
export function readPayload(session: Session, vault: Vault, hash: Buffer): AsyncIterable<Buffer> {
  const plain = new PassThrough();
  // Errors of each part come out where the bytes are read; a pipe alone would lose those of a broken seal.
  pipeline(Readable.from(packedChunks(session, vault, hash)), createGunzip(), plain).catch((error: unknown) => {
    plain.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return plain;
}

async function* packedChunks(session: Session, vault: Vault, hash: Buffer): AsyncGenerator<Buffer, void> {
  const { count, sealedWith } = await session.one<{ count: number; sealedWith: string | null }>(
    'SELECT chunk_count AS count, sealed_with AS "sealedWith" FROM payload WHERE payload_hash = $1',
    [hash],
  );
  for (let chunk = 0; chunk < count; chunk += 1) {
    const { content } = await session.one<{ content: Buffer }>(
      'SELECT content FROM payload_chunk WHERE payload_hash = $1 AND chunk = $2',
      [hash, chunk],
    );
    yield sealedWith === null ? content : vault.open(content, chunkPurpose(hash, chunk));
  }
}

async function isKept(session: Session, hash: Buffer): Promise<boolean> {
  return (await session.query('SELECT 1 FROM payload WHERE payload_hash = $1', [hash])).length > 0;
}

/** Cuts a stream into pieces of one size. */
async function* chunks(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    waiting.push(piece);
    size += piece.length;
    if (size < CHUNK_BYTES) continue;
    yield waiting.length === 1 ? piece : Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

export function chunkPurpose(hash: Buffer, chunk: number): string {
  return `payload ${hash.toString('hex')} chunk ${String(chunk)}`;
}
