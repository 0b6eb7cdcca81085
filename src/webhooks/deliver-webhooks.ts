import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { UnitOfWork, Vault } from '../database/index.js';
import { CLOCK, millisOf, plusMillis, SeatbackError, type Clock } from '../kernel/index.js';
import { postMessage, type PostedMessage } from './post-message.js';
import type { Reach } from './public-address.js';
import { DISABLED_AFTER_MS, OTHERS_WAIT_MS, waitAfter } from './retries.js';
import { webhookSecretPurpose } from './sealed-columns.js';
import { signatureHeaders } from './signature.js';

export interface DeliveryRound {
  readonly delivered: number;
  readonly failed: number;
  /** Endpoints that get nothing any more, with why. */
  readonly disabled: readonly { readonly endpoint: number; readonly because: string }[];
}

interface Claimed {
  readonly event: string;
  readonly endpoint: number;
  readonly eventId: string;
  readonly payload: string;
  readonly url: string;
  readonly tries: number;
}

/** Longer than a try takes: whoever claimed it and has not said what came of it by then is gone. */
const CLAIMED_FOR_MS = 60_000;
/** So many are tried at a time, and so many of them at one endpoint. */
const LOT = 40;
const LOT_OF_AN_ENDPOINT = 8;
/** Of one round; the next one goes on. */
const MOST_LOTS = 100;

/**
 * Sends what is due. At least once: a worker that is killed after a try and before it was noted leaves it to the next,
 * under the same id. Of one subject an event is sent when the one before it has arrived, or was given up. Any number of
 * workers may do it at a time.
 */
@Injectable()
export class DeliverWebhooks {
  readonly #unitOfWork: UnitOfWork;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #reach: Reach;

  constructor(
    unitOfWork: UnitOfWork,
    vault: Vault,
    @Inject(CLOCK) clock: Clock,
    @Inject(ENVIRONMENT) { mode }: Environment,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#vault = vault;
    this.#clock = clock;
    this.#reach = mode === 'production' ? 'public' : 'any';
  }

  async round(): Promise<DeliveryRound> {
    const counts = { delivered: 0, failed: 0 };
    const disabled: { endpoint: number; because: string }[] = [];
    for (let lots = 0; lots < MOST_LOTS; lots += 1) {
      const lot = await this.#claim();
      if (lot.length === 0) break;
      await Promise.all(
        lot.map(async (claimed) => {
          const posted = await this.#post(claimed);
          if (posted.fault === null) counts.delivered += 1;
          else counts.failed += 1;
          const because = await this.#note(claimed, posted);
          if (because !== undefined) disabled.push({ endpoint: claimed.endpoint, because });
        }),
      );
    }
    return { ...counts, disabled };
  }

  async #claim(): Promise<readonly Claimed[]> {
    const now = this.#clock.now();
    return this.#unitOfWork.inTransaction(async (session) =>
      session.query<Claimed>(
        `WITH candidate AS (
           SELECT due.event, due.endpoint, failing_since, due_at, row_number() OVER (PARTITION BY due.endpoint ORDER BY due_at, due.event) AS place
           FROM webhook_delivery AS due JOIN webhook_endpoint AS at USING (endpoint)
           WHERE due.state = 'waiting' AND due_at <= $1 AND (claimed_to IS NULL OR claimed_to <= $1) AND at.disabled_at IS NULL
             AND NOT EXISTS (SELECT FROM vendor WHERE vendor.vendor = at.vendor AND vendor.disabled_at IS NOT NULL)
             AND NOT EXISTS (SELECT FROM webhook_delivery AS before WHERE before.endpoint = due.endpoint AND before.subject = due.subject
               AND before.event < due.event AND before.state = 'waiting')),
         -- Endpoints that answer do not wait for those that do not.
         chosen AS (SELECT event, endpoint FROM candidate WHERE place <= $4 ORDER BY failing_since NULLS FIRST, due_at, event LIMIT $3),
         -- Another worker may have chosen the same: each takes what it can lock, and looks again.
         own AS (SELECT locked.event, locked.endpoint FROM webhook_delivery AS locked JOIN chosen USING (event, endpoint)
           WHERE locked.state = 'waiting' AND (locked.claimed_to IS NULL OR locked.claimed_to <= $1) FOR UPDATE OF locked SKIP LOCKED)
         UPDATE webhook_delivery AS delivery SET claimed_to = $2, tries = tries + 1
         FROM own, webhook_endpoint AS endpoint, webhook_event AS told
         WHERE delivery.event = own.event AND delivery.endpoint = own.endpoint AND endpoint.endpoint = own.endpoint AND told.event = own.event
         RETURNING delivery.event::text, delivery.endpoint, event_id AS "eventId", payload, url, tries`,
        [now, plusMillis(now, CLAIMED_FOR_MS), LOT, LOT_OF_AN_ENDPOINT],
      ),
    );
  }

  /** By which a message is signed now, the newest first; a code where one cannot be opened, which keeps no other endpoint waiting. */
  async #secretsOf(endpoint: number): Promise<string[] | string> {
    const rows = await this.#unitOfWork.inSession((session) =>
      session.query<{ secret: number; sealed: Buffer }>(
        `SELECT secret, secret_sealed AS sealed FROM webhook_secret WHERE endpoint = $1 AND (valid_to IS NULL OR valid_to > $2) ORDER BY secret DESC`,
        [endpoint, this.#clock.now()],
      ),
    );
    try {
      return rows.map(({ secret, sealed }) =>
        this.#vault.open(sealed, webhookSecretPurpose(endpoint, secret)).toString('utf8'),
      );
    } catch (error) {
      if (error instanceof SeatbackError) return error.code;
      throw error;
    }
  }

  async #post({ endpoint, eventId, payload, url }: Claimed): Promise<PostedMessage> {
    const secrets = await this.#secretsOf(endpoint);
    if (typeof secrets === 'string') return { status: null, fault: secrets, retryAfterS: null };
    const timestampS = Math.floor(millisOf(this.#clock.now()) / 1_000);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Seatback-Webhooks/1',
      ...signatureHeaders({ id: eventId, timestampS, body: payload }, secrets),
    };
    return postMessage(url, { headers, body: payload }, this.#reach);
  }

  /** @returns why the endpoint is disabled now; undefined where it is not */
  async #note(claimed: Claimed, { status, fault, retryAfterS }: PostedMessage): Promise<string | undefined> {
    const { event, endpoint, eventId, tries } = claimed;
    const now = this.#clock.now();
    return this.#unitOfWork.inTransaction(async (session) => {
      // First, so that what is noted of one endpoint at a time never waits in a circle.
      await session.query('SELECT 1 FROM webhook_endpoint WHERE endpoint = $1 FOR NO KEY UPDATE', [endpoint]);
      if (fault === null) {
        await session.execute(
          `UPDATE webhook_delivery SET state = 'delivered', delivered_at = $3, claimed_to = NULL, last_status = $4, last_fault = NULL
           WHERE event = $1 AND endpoint = $2`,
          [event, endpoint, now, status],
        );
        await session.execute(
          'UPDATE webhook_endpoint SET failing_since = NULL WHERE endpoint = $1 AND failing_since IS NOT NULL',
          [endpoint],
        );
        return undefined;
      }
      const wait = waitAfter(tries, `${eventId} ${String(endpoint)}`);
      const dueAt = plusMillis(now, Math.max(wait ?? 0, (retryAfterS ?? 0) * 1_000));
      await session.execute(
        `UPDATE webhook_delivery SET state = $3, due_at = $4, claimed_to = NULL, last_status = $5, last_fault = $6
         WHERE event = $1 AND endpoint = $2`,
        [event, endpoint, wait === undefined ? 'given-up' : 'waiting', dueAt, status, fault],
      );
      await session.execute(
        `UPDATE webhook_delivery SET due_at = $3 WHERE endpoint = $2 AND event <> $1 AND state = 'waiting' AND due_at < $3`,
        [event, endpoint, plusMillis(now, OTHERS_WAIT_MS)],
      );
      const { failingSince } = await session.one<{ failingSince: string }>(
        `UPDATE webhook_endpoint SET failing_since = COALESCE(failing_since, $2) WHERE endpoint = $1 RETURNING failing_since AS "failingSince"`,
        [endpoint, now],
      );
      const because =
        status === 410
          ? 'it answered that it is gone (410)'
          : failingSince <= plusMillis(now, -DISABLED_AFTER_MS)
            ? `nothing has arrived there since ${failingSince}: ${fault}`
            : undefined;
      if (because === undefined) return undefined;
      const ended = await session.execute(
        'UPDATE webhook_endpoint SET disabled_at = $2, disabled_because = $3 WHERE endpoint = $1 AND disabled_at IS NULL',
        [endpoint, now, because],
      );
      return ended === 1 ? because : undefined;
    });
  }
}
