import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/index.js';
import { CLOCK, plusMillis, SeatbackError, type Clock } from '../../kernel/index.js';
import type { VendorCaller } from './vendor-sign-in.js';

/** A request whose process is gone is taken up after so long; all that a vendor may ask for can be repeated. */
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

/** One request of a vendor, as its key stands for it. */
export interface VendorRequest {
  readonly key: string;
  /** Method, path and body: another one under the same key is refused. */
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
}

/**
 * Does what a vendor asks for once for each key, and answers a repetition with the bytes of the first answer.
 *
 * Source: draft-ietf-httpapi-idempotency-key-header.
 */
@Injectable()
export class VendorRequests {
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
  async once(caller: VendorCaller, request: VendorRequest, work: () => Promise<string>): Promise<string> {
    const known = await this.#begin(caller, request);
    if (known !== undefined) return known;
    let answer: string;
    try {
      answer = await work();
    } catch (error) {
      await this.#end(caller, request, 'failed', null);
      throw error;
    }
    await this.#end(caller, request, 'done', answer);
    return answer;
  }

  /** @returns what was answered before; undefined where the request is now this one's to do */
  async #begin({ clientId }: VendorCaller, request: VendorRequest): Promise<string | undefined> {
    const { key } = request;
    const hash = requestHash(request);
    const now = this.#clock.now();
    return this.#unitOfWork.inTransaction(async (session) => {
      const isNew = await session.execute(
        `INSERT INTO vendor_request (client_id, idempotency_key, request_hash, state, begun_at) VALUES ($1, $2, $3, 'under-way', $4)
         ON CONFLICT DO NOTHING`,
        [clientId, key, hash, now],
      );
      if (isNew === 1) return undefined;
      // Whoever comes with the same key meanwhile waits here until this transaction has ended.
      const before = await session.one<{ hash: Buffer; state: string; isAbandoned: boolean; answer: string | null }>(
        `SELECT request_hash AS hash, state, begun_at < $3 AS "isAbandoned", answer FROM vendor_request
         WHERE client_id = $1 AND idempotency_key = $2 FOR UPDATE`,
        [clientId, key, plusMillis(now, -ABANDONED_AFTER_MS)],
      );
      const isSame = before.hash.equals(hash);
      if (before.state !== 'failed' && !isSame)
        throw keyFault(
          'IDEMPOTENCY_KEY_REUSED',
          'another request under the same key',
          'Use a new key for what is new.',
        );
      if (before.answer !== null) return before.answer;
      if (before.state === 'under-way' && !before.isAbandoned)
        throw keyFault('IDEMPOTENCY_KEY_BUSY', 'the same request, still under way', 'Ask again in a minute.');
      await session.execute(
        `UPDATE vendor_request SET state = 'under-way', request_hash = $3, begun_at = $4 WHERE client_id = $1 AND idempotency_key = $2`,
        [clientId, key, hash, now],
      );
      return undefined;
    });
  }

  async #end(
    { clientId }: VendorCaller,
    { key }: VendorRequest,
    state: 'done' | 'failed',
    answer: string | null,
  ): Promise<void> {
    await this.#unitOfWork.inSession((session) =>
      session.execute(
        `UPDATE vendor_request SET state = $3, answer = $4, done_at = CASE $3 WHEN 'done' THEN greatest(begun_at, $5::timestamptz) END
         WHERE client_id = $1 AND idempotency_key = $2 AND state = 'under-way'`,
        [clientId, key, state, answer, this.#clock.now()],
      ),
    );
  }
}

function requestHash({ method, path, body }: VendorRequest): Buffer {
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
