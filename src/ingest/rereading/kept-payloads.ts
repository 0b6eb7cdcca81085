import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Session, Vault } from '../../database/index.js';
import { SeatbackError } from '../../kernel/index.js';
import { readPayload } from '../raw/payload-store.js';

/** A payload that cannot be read again: what it said stays as it is on record. */
export interface PayloadProblem {
  readonly delivery: number;
  readonly name: string;
  readonly hash: string;
  readonly code: 'PAYLOAD_MISSING' | 'PAYLOAD_DAMAGED' | 'PAYLOAD_UNREADABLE';
  readonly expected: string;
  readonly found: string;
}

export interface KeptPayload {
  readonly delivery: number;
  readonly name: string;
  readonly hash: Buffer;
}

/** Thrown where a payload cannot be read again. */
export class PayloadLost extends SeatbackError {
  readonly problem: PayloadProblem;

  constructor(problem: PayloadProblem) {
    const { code, expected, found, name, delivery } = problem;
    super({
      code,
      expected,
      found,
      where: `${name} of delivery ${String(delivery)}`,
      next: 'Restore the payload from a backup, or import the file again; until then what it said stays as it is.',
    });
    this.problem = problem;
  }
}

/** Looks through a payload from end to end: whether all of it is there, and is what was received. */
export async function expectWhole(session: Session, vault: Vault, payload: KeptPayload): Promise<void> {
  const digest = createHash('sha256');
  const chunks = await session.query<{ isSealed: boolean; expected: number; kept: number }>(
    `SELECT sealed_with IS NOT NULL AS "isSealed", chunk_count AS expected,
       (SELECT count(*)::integer FROM payload_chunk AS chunk WHERE chunk.payload_hash = payload.payload_hash) AS kept
     FROM payload WHERE payload_hash = $1`,
    [payload.hash],
  );
  const [found] = chunks;
  if (found === undefined || found.kept < found.expected) {
    throw lost(payload, 'PAYLOAD_MISSING', {
      expected: found === undefined ? 'a payload that is kept' : `${String(found.expected)} pieces`,
      found: found === undefined ? 'none of this hash' : `${String(found.kept)} of them`,
    });
  }
  try {
    for await (const piece of readPayload(session, vault, payload.hash)) digest.update(piece);
  } catch (error) {
    throw lost(payload, 'PAYLOAD_UNREADABLE', { expected: 'bytes that can be unpacked', found: messageOf(error) });
  }
  const plain = digest.digest();
  const hash = found.isSealed ? vault.fingerprint(plain, 'payload') : plain;
  if (!hash.equals(payload.hash)) {
    throw lost(payload, 'PAYLOAD_DAMAGED', {
      expected: `bytes with the hash ${payload.hash.toString('hex')}`,
      found: hash.toString('hex'),
    });
  }
}

export function lost(
  { delivery, name, hash }: KeptPayload,
  code: PayloadProblem['code'],
  { expected, found }: Pick<PayloadProblem, 'expected' | 'found'>,
): PayloadLost {
  return new PayloadLost({ delivery, name, hash: hash.toString('hex'), code, expected, found });
}

/** Files that a delivery brought, or files of exports that a pull fetched; without the answers of Partner Center. */
export async function filesOf(session: Session, delivery: number): Promise<KeptPayload[]> {
  return session.query(
    `SELECT delivery, name, payload_hash AS hash FROM public.delivery_payload
     WHERE delivery = $1 AND observed_at IS NULL ORDER BY name COLLATE "C"`,
    [delivery],
  );
}

/** The first answer that a question got when it was asked again, as it was in effect when the delivery was made. */
export async function laterReading(session: Session, name: string, delivery: number): Promise<KeptPayload | undefined> {
  const [answer] = await session.query<KeptPayload>(
    `SELECT delivery, name, payload_hash AS hash FROM public.delivery_payload
     WHERE starts_with(name, $1 || ' again ') AND substr(name, length($1) + 8) ~ '^[0-9]{1,6}$' AND delivery <= $2
       AND observed_at IS NOT NULL
     ORDER BY delivery DESC, substr(name, length($1) + 8)::integer LIMIT 1`,
    [name, delivery],
  );
  return answer;
}

/** The answer that a name was given in a pull: as long as it stays the same, it is not kept again. */
export async function answerInEffect(
  session: Session,
  name: string,
  delivery: number,
): Promise<KeptPayload | undefined> {
  const [answer] = await session.query<KeptPayload>(
    `SELECT delivery, name, payload_hash AS hash FROM public.delivery_payload
     WHERE name = $1 AND delivery <= $2 AND observed_at IS NOT NULL ORDER BY delivery DESC LIMIT 1`,
    [name, delivery],
  );
  return answer;
}

/** The texts of answers by their hash in hexadecimal, small enough for memory; or why one of them is lost. */
export async function answerTexts(
  session: Session,
  answers: readonly KeptPayload[],
): Promise<ReadonlyMap<string, string | PayloadLost>> {
  const chunks = await session.query<{ hash: Buffer; content: Buffer | null }>(
    `SELECT payload_hash AS hash, content FROM payload LEFT JOIN payload_chunk USING (payload_hash)
     WHERE payload_hash = ANY ($1::bytea[]) ORDER BY payload_hash, chunk`,
    [answers.map(({ hash }) => hash)],
  );
  const packed = new Map<string, Buffer[]>();
  for (const { hash, content } of chunks) {
    const pieces = packed.get(hash.toString('hex')) ?? [];
    packed.set(hash.toString('hex'), pieces);
    if (content !== null) pieces.push(content);
  }
  return new Map(answers.map((answer) => [answer.hash.toString('hex'), textOf(answer, packed)]));
}

function textOf(answer: KeptPayload, packed: ReadonlyMap<string, readonly Buffer[]>): string | PayloadLost {
  const expected = `bytes with the hash ${answer.hash.toString('hex')}`;
  const pieces = packed.get(answer.hash.toString('hex')) ?? [];
  if (pieces.length === 0) return lost(answer, 'PAYLOAD_MISSING', { expected, found: 'none' });
  let plain: Buffer;
  try {
    plain = gunzipSync(Buffer.concat(pieces));
  } catch (error) {
    return lost(answer, 'PAYLOAD_UNREADABLE', { expected: 'bytes that can be unpacked', found: messageOf(error) });
  }
  const hash = createHash('sha256').update(plain).digest();
  if (!hash.equals(answer.hash)) return lost(answer, 'PAYLOAD_DAMAGED', { expected, found: hash.toString('hex') });
  return plain.toString('utf8');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
