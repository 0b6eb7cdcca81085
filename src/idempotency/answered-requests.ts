import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/index.js';
import { CLOCK, plusMillis, SeatbackError, type Clock } from '../kernel/index.js';

/** A request whose process is gone is taken up after so long; all that may be asked for so can be repeated. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * A Structured Field string, or the same without its quotes: 1 to 255 visible ASCII characters.
 *
 * @throws SeatbackError IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_INVALID
 */
export function idempotencyKey(header: string | undefined): string {
  if (header === undefined || header.trim() === '')
    throw keyFault(
      'IDEMPOTENCY_KEY_MISSING',
      'none',
      'Send one with every POST: a new one for each request that is new.',
    );
  const text = header.trim();
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1]?.replaceAll(/\\(["\\])/g, '$1');
  const key = quoted ?? text;
  if (/^[\x21-\x7e]{1,255}$/.test(key) && (quoted !== undefined || !/["\\,]/.test(key))) return key;
  throw keyFault('IDEMPOTENCY_KEY_INVALID', 'something else', 'A UUID in quotes will do.');
}

/** Whose key it is: two callers may use the same one for different requests. */
export type KeyHolder = { readonly vendorClient: string } | { readonly person: number };

/** One request that writes, as its key stands for it. */
export interface KeyedRequest {
  readonly key: string;
  /** Method, path and body: another one under the same key is refused. */
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
}

/** How a request comes to be done now. */
export interface Attempt {
  /** The same was tried before and not answered: it may have been done, all but the answer. */
  readonly isRepeated: boolean;
}

/**
 * Does what a caller asks for once for each key, and answers a repetition with the bytes of the first answer.
 *
 * Source: draft-ietf-httpapi-idempotency-key-header.
 */
@Injectable()
export class AnsweredRequests {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /**
   * What fails leaves its key free: the same request may be tried again, and a corrected one too.
   *
   * @param work must itself do nothing twice: after a crash it is begun anew
   * @throws SeatbackError IDEMPOTENCY_KEY_BUSY, IDEMPOTENCY_KEY_REUSED, and what `work` throws
   */
  async once(holder: KeyHolder, request: KeyedRequest, work: (attempt: Attempt) => Promise<string>): Promise<string> {
    const kept = keptOf(holder);
    const known = await this.#begin(kept, request);
    if ('answer' in known) return known.answer;
    let answer: string;
    try {
      answer = await work(known);
    } catch (error) {
      await this.#end(kept, request, 'failed', null);
      throw error;
    }
    await this.#end(kept, request, 'done', answer);
    return answer;
  }

  /** @returns what was answered before; else the request is now this one's to do */
  async #begin(
    { table, column, holder }: KeptRequests,
    request: KeyedRequest,
  ): Promise<Attempt | { readonly answer: string }> {
    const { key } = request;
    const hash = requestHash(request);
    const now = this.#clock.now();
    return this.#unitOfWork.inTransaction(async (session) => {
      const isNew = await session.execute(
        `INSERT INTO ${table} (${column}, idempotency_key, request_hash, state, begun_at) VALUES ($1, $2, $3, 'under-way', $4)
         ON CONFLICT DO NOTHING`,
        [holder, key, hash, now],
      );
      if (isNew === 1) return { isRepeated: false };
      // Whoever comes with the same key meanwhile waits here until this transaction has ended.
      const before = await session.one<{ hash: Buffer; state: string; isAbandoned: boolean; answer: string | null }>(
        `SELECT request_hash AS hash, state, begun_at < $3 AS "isAbandoned", answer FROM ${table}
         WHERE ${column} = $1 AND idempotency_key = $2 FOR UPDATE`,
        [holder, key, plusMillis(now, -ABANDONED_AFTER_MS)],
      );
      const isSame = before.hash.equals(hash);
      if (before.state !== 'failed' && !isSame)
        throw keyFault(
          'IDEMPOTENCY_KEY_REUSED',
          'another request under the same key',
          'Use a new key for what is new.',
        );
      if (before.answer !== null) return { answer: before.answer };
      if (before.state === 'under-way' && !before.isAbandoned)
        throw keyFault('IDEMPOTENCY_KEY_BUSY', 'the same request, still under way', 'Ask again in a minute.');
      await session.execute(
        `UPDATE ${table} SET state = 'under-way', request_hash = $3, begun_at = $4 WHERE ${column} = $1 AND idempotency_key = $2`,
        [holder, key, hash, now],
      );
      return { isRepeated: isSame };
    });
  }

  async #end(
    { table, column, holder }: KeptRequests,
    { key }: KeyedRequest,
    state: 'done' | 'failed',
    answer: string | null,
  ): Promise<void> {
    await this.#unitOfWork.inSession((session) =>
      session.execute(
        `UPDATE ${table} SET state = $3, answer = $4, done_at = CASE $3 WHEN 'done' THEN greatest(begun_at, $5::timestamptz) END
         WHERE ${column} = $1 AND idempotency_key = $2 AND state = 'under-way'`,
        [holder, key, state, answer, this.#clock.now()],
      ),
    );
  }
}

/** Where the keys of such a holder are kept: each in a table of their own, with the holder as its foreign key. */
interface KeptRequests {
  readonly table: 'vendor_request' | 'person_request';
  readonly column: 'client_id' | 'person';
  readonly holder: string | number;
}

function keptOf(holder: KeyHolder): KeptRequests {
  return 'person' in holder
    ? { table: 'person_request', column: 'person', holder: holder.person }
    : { table: 'vendor_request', column: 'client_id', holder: holder.vendorClient };
}

function requestHash({ method, path, body }: KeyedRequest): Buffer {
  return createHash('sha256').update(`${method} ${path}\0`).update(body).digest();
}

function keyFault(code: string, found: string, next: string): SeatbackError {
  return new SeatbackError({
    code,
    expected: 'an Idempotency-Key of 1 to 255 visible ASCII characters that stands for one request',
    found,
    where: 'the Idempotency-Key header',
    next,
  });
}
