import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { UnitOfWork, Vault, type Session } from '../database/index.js';
import { actorOf, CLOCK, plusMillis, reasonOf, SeatbackError, type Clock, type Instant } from '../kernel/index.js';
import { partnerName } from '../partners/index.js';
import { expectWebhookUrl, type Reach } from './public-address.js';
import { webhookSecretPurpose } from './sealed-columns.js';
import { newWebhookSecret } from './signature.js';
import { PARTNER_EVENTS, VENDOR_EVENTS } from './webhook-events.js';

/** Whose system it is. */
export type WebhookOwner = { readonly vendor: string } | { readonly partnerId: string };

export interface NewEndpoint {
  readonly endpoint: number;
  /** Shown once. */
  readonly secret: string;
}

export interface ListedEndpoint {
  readonly endpoint: number;
  readonly vendor: string | null;
  readonly partnerId: string | null;
  readonly url: string;
  readonly events: readonly string[];
  readonly waiting: number;
  readonly delivered: number;
  readonly givenUp: number;
  readonly failingSince: Instant | null;
  readonly disabledAt: Instant | null;
  readonly disabledBecause: string | null;
  readonly lastFault: string | null;
}

const MOST_OVERLAP_HOURS = 720;

/** Where systems of vendors and partners are told of events. */
@Injectable()
export class Webhooks {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #reach: Reach;

  constructor(
    unitOfWork: UnitOfWork,
    auditLog: AuditLog,
    vault: Vault,
    @Inject(CLOCK) clock: Clock,
    @Inject(ENVIRONMENT) { mode }: Environment,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#clock = clock;
    this.#reach = mode === 'production' ? 'public' : 'any';
  }

  /**
   * @param events all that its owner can be told of, where they are left out
   * @throws SeatbackError ACTOR_INVALID, WEBHOOK_URL_INVALID, WEBHOOK_EVENT_UNKNOWN, WEBHOOK_OWNER_UNKNOWN
   */
  async add(
    owner: WebhookOwner,
    {
      url,
      events,
      actor: givenActor,
    }: { readonly url: string; readonly events?: readonly string[] | undefined; readonly actor: string },
  ): Promise<NewEndpoint> {
    const actor = actorOf(givenActor);
    const { href } = expectWebhookUrl(url, this.#reach);
    const known: readonly string[] = 'vendor' in owner ? VENDOR_EVENTS : PARTNER_EVENTS;
    const wanted = [...new Set(events ?? known)];
    if (wanted.length === 0 || wanted.some((event) => !known.includes(event))) throw eventUnknown(known, wanted);
    return this.#unitOfWork.inTransaction(async (session) => {
      const of = await ownerIn(session, owner);
      const at = this.#clock.now();
      const { endpoint } = await session.one<{ endpoint: number }>(
        `INSERT INTO webhook_endpoint (vendor, partner_key, url, events, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING endpoint`,
        [of.vendor, of.partnerKey, href, wanted, actor, at],
      );
      const secret = await this.#newSecret(session, endpoint, actor, at);
      await this.#record(session, actor, 'webhook.add', endpoint, { ...owner, url: href, events: wanted.join(' ') });
      return { endpoint, secret };
    });
  }

  /** @throws SeatbackError ACTOR_INVALID, WEBHOOK_UNKNOWN, INPUT_INVALID */
  async rotate(
    endpoint: number,
    givenActor: string,
    overlapHours: number,
  ): Promise<NewEndpoint & { readonly olderValidTo: Instant }> {
    const actor = actorOf(givenActor);
    if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > MOST_OVERLAP_HOURS)
      throw overlapInvalid(overlapHours);
    return this.#unitOfWork.inTransaction(async (session) => {
      await expectEndpoint(session, endpoint);
      const at = this.#clock.now();
      const olderValidTo = plusMillis(at, overlapHours * 3_600_000);
      await session.execute(
        'UPDATE webhook_secret SET valid_to = $2 WHERE endpoint = $1 AND (valid_to IS NULL OR valid_to > $2)',
        [endpoint, olderValidTo],
      );
      const secret = await this.#newSecret(session, endpoint, actor, at);
      await this.#record(session, actor, 'webhook.rotate', endpoint, { olderValidTo });
      return { endpoint, secret, olderValidTo };
    });
  }

  /** Nothing is sent there any more; what happens meanwhile is not kept for it. @throws SeatbackError ACTOR_INVALID, REASON_INVALID, WEBHOOK_UNKNOWN */
  async disable(endpoint: number, givenActor: string, givenReason: string): Promise<void> {
    const actor = actorOf(givenActor);
    const reason = reasonOf(givenReason);
    await this.#unitOfWork.inTransaction(async (session) => {
      await expectEndpoint(session, endpoint);
      await session.execute(
        'UPDATE webhook_endpoint SET disabled_by = $2, disabled_at = $3, disabled_because = $4 WHERE endpoint = $1',
        [endpoint, actor, this.#clock.now(), reason],
      );
      await this.#record(session, actor, 'webhook.disable', endpoint, { reason });
    });
  }

  /** What still waits for it is sent. @throws SeatbackError ACTOR_INVALID, WEBHOOK_UNKNOWN */
  async enable(endpoint: number, givenActor: string): Promise<void> {
    const actor = actorOf(givenActor);
    await this.#unitOfWork.inTransaction(async (session) => {
      await expectEndpoint(session, endpoint);
      await session.execute(
        `UPDATE webhook_endpoint SET disabled_by = NULL, disabled_at = NULL, disabled_because = NULL, failing_since = NULL WHERE endpoint = $1`,
        [endpoint],
      );
      await this.#record(session, actor, 'webhook.enable', endpoint, {});
    });
  }

  /**
   * Sends events again, under their ids: one, or all since an instant that were told to this endpoint.
   *
   * @returns how many
   * @throws SeatbackError ACTOR_INVALID, WEBHOOK_UNKNOWN, WEBHOOK_EVENT_UNKNOWN
   */
  async replay(
    endpoint: number,
    givenActor: string,
    which: { readonly eventId: string } | { readonly since: Instant },
  ): Promise<number> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await expectEndpoint(session, endpoint);
      const replayed = await session.execute(
        `UPDATE webhook_delivery AS delivery SET state = 'waiting', tries = 0, due_at = $2, claimed_to = NULL
         FROM webhook_event AS told WHERE told.event = delivery.event AND endpoint = $1
           AND ($3::text IS NULL OR event_id = $3) AND ($4::timestamptz IS NULL OR occurred_at >= $4)`,
        [endpoint, this.#clock.now(), 'eventId' in which ? which.eventId : null, 'since' in which ? which.since : null],
      );
      if ('eventId' in which && replayed === 0)
        throw eventUnknown(['the id of an event that was told to this endpoint'], [which.eventId]);
      await this.#record(session, actor, 'webhook.replay', endpoint, { ...which, events: String(replayed) });
      return replayed;
    });
  }

  async list(): Promise<ListedEndpoint[]> {
    return this.#unitOfWork.inSession((session) =>
      session.query<ListedEndpoint>(
        `SELECT endpoint, vendor, partner_id AS "partnerId", url, events, failing_since AS "failingSince", disabled_at AS "disabledAt",
           disabled_because AS "disabledBecause", COALESCE(waiting, 0) AS waiting, COALESCE(delivered, 0) AS delivered,
           COALESCE("givenUp", 0) AS "givenUp",
           (SELECT last_fault FROM webhook_delivery AS last WHERE last.endpoint = at.endpoint AND last_fault IS NOT NULL ORDER BY event DESC LIMIT 1) AS "lastFault"
         FROM webhook_endpoint AS at LEFT JOIN partner USING (partner_key)
         LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'waiting')::integer AS waiting,
             count(*) FILTER (WHERE state = 'delivered')::integer AS delivered, count(*) FILTER (WHERE state = 'given-up')::integer AS "givenUp"
           FROM webhook_delivery AS delivery WHERE delivery.endpoint = at.endpoint) AS counted ON true
         ORDER BY endpoint`,
      ),
    );
  }

  async #newSecret(session: Session, endpoint: number, actor: string, at: Instant): Promise<string> {
    const { next } = await session.one<{ next: number }>(
      'SELECT (COALESCE(max(secret), 0) + 1)::integer AS next FROM webhook_secret WHERE endpoint = $1',
      [endpoint],
    );
    const secret = newWebhookSecret();
    await session.execute(
      'INSERT INTO webhook_secret (endpoint, secret, secret_sealed, issued_by, issued_at) VALUES ($1, $2, $3, $4, $5)',
      [endpoint, next, this.#vault.seal(secret, webhookSecretPurpose(endpoint, next)), actor, at],
    );
    return secret;
  }

  async #record(
    session: Session,
    actor: string,
    act: string,
    endpoint: number,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.#auditLog.record(session, { actor, act, subject: `webhook endpoint ${String(endpoint)}`, detail });
  }
}

async function ownerIn(
  session: Session,
  owner: WebhookOwner,
): Promise<{ readonly vendor: string | null; readonly partnerKey: number | null }> {
  if ('vendor' in owner) {
    const [known] = await session.query('SELECT 1 FROM vendor WHERE vendor = $1 AND disabled_at IS NULL', [
      owner.vendor,
    ]);
    if (known !== undefined) return { vendor: owner.vendor, partnerKey: null };
    throw ownerUnknown(`vendor ${owner.vendor}`);
  }
  const partner = await partnerName(session, owner.partnerId);
  if (partner !== undefined) return { vendor: null, partnerKey: partner.partnerKey };
  throw ownerUnknown(`partner ${owner.partnerId}`);
}

/** Two that change one endpoint wait for each other. */
async function expectEndpoint(session: Session, endpoint: number): Promise<void> {
  const [known] = await session.query('SELECT 1 FROM webhook_endpoint WHERE endpoint = $1 FOR NO KEY UPDATE', [
    endpoint,
  ]);
  if (known !== undefined) return;
  throw new SeatbackError({
    code: 'WEBHOOK_UNKNOWN',
    expected: 'the number of an endpoint',
    found: String(endpoint),
    where: 'webhook endpoints',
    next: 'npx seatback webhooks list shows them.',
  });
}

function ownerUnknown(found: string): SeatbackError {
  return new SeatbackError({
    code: 'WEBHOOK_OWNER_UNKNOWN',
    expected: 'a vendor that is not disabled, or a partner of the register',
    found,
    where: 'the owner of the endpoint',
    next: 'npx seatback vendor list shows the vendors.',
  });
}

function eventUnknown(known: readonly string[], found: readonly string[]): SeatbackError {
  return new SeatbackError({
    code: 'WEBHOOK_EVENT_UNKNOWN',
    expected: known.join(', '),
    found: found.join(', ') || 'none',
    where: 'events of the endpoint',
    next: 'docs/vendors.md says what each tells.',
  });
}

function overlapInvalid(hours: number): SeatbackError {
  return new SeatbackError({
    code: 'INPUT_INVALID',
    expected: `0 to ${String(MOST_OVERLAP_HOURS)} hours`,
    found: String(hours),
    where: 'for how long the older secret signs too',
    next: '0 where the older one has leaked; otherwise as long as the receiver needs to change it.',
  });
}
