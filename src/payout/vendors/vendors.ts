import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import {
  actorOf,
  CLOCK,
  isSameActor,
  plusMillis,
  reasonOf,
  SeatbackError,
  type Clock,
  type Instant,
} from '../../kernel/index.js';
import { newClient, newSecret, type NewCredentials } from './client-secrets.js';
import { makeSample } from './sample-batches.js';
import { vendorState, vendorUnknown } from './vendor-errors.js';

export interface ListedVendor {
  readonly vendor: string;
  readonly name: string;
  readonly state: 'registered' | 'approved' | 'disabled';
  readonly registeredBy: string;
  readonly approvedBy: string | null;
  readonly disabledBecause: string | null;
  readonly clientId: string;
  /** Undefined until samples were asked for. */
  readonly sandboxClientId: string | null;
  readonly secretsValid: number;
  /** Batches that it has not answered yet. */
  readonly unanswered: number;
}

export interface RotatedSecret extends NewCredentials {
  /** Until when the one before is taken too. */
  readonly olderValidTo: Instant;
}

export interface VendorSandbox {
  readonly credentials: NewCredentials;
  readonly batchId: string;
}

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_ID = 40;
const LONGEST_NAME = 140;
const MOST_OVERLAP_HOURS = 720;

/** Payment vendors: registered by one person, approved by another; only then batches are made for them. */
@Injectable()
export class Vendors {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, vault: Vault, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#vault = vault;
    this.#clock = clock;
  }

  /**
   * Registers a vendor. Its secret is handed out now and never again; it opens nothing until somebody else approves.
   *
   * @throws SeatbackError ACTOR_INVALID, VENDOR_INVALID, VENDOR_STATE where the id was used before
   */
  async register(vendor: string, givenName: string, givenActor: string): Promise<NewCredentials> {
    const actor = actorOf(givenActor);
    const name = givenName.normalize('NFC').replace(/\s+/gu, ' ').trim();
    if (!ID.test(vendor) || vendor.length > LONGEST_ID || !/^\P{Cc}+$/u.test(name) || name.length > LONGEST_NAME)
      throw vendorInvalid(vendor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const [known] = await session.query('SELECT 1 FROM vendor WHERE vendor = $1', [vendor]);
      if (known !== undefined) throw vendorState(vendor, 'an id that no vendor had', 'one that is in use, or was');
      const at = this.#clock.now();
      await session.execute('INSERT INTO vendor (vendor, name, registered_by, registered_at) VALUES ($1, $2, $3, $4)', [
        vendor,
        name,
        actor,
        at,
      ]);
      const credentials = await newClient(session, this.#vault, { vendor, isSandbox: false, actor, at });
      await this.#record(session, actor, 'vendor.register', vendor, { name, client: credentials.clientId });
      return credentials;
    });
  }

  /** @throws SeatbackError ACTOR_INVALID, VENDOR_UNKNOWN, VENDOR_STATE, SAME_PERSON */
  async approve(vendor: string, givenActor: string): Promise<void> {
    const actor = actorOf(givenActor);
    await this.#unitOfWork.inTransaction(async (session) => {
      const { state, registeredBy } = await this.#locked(session, vendor);
      if (state !== 'registered') throw vendorState(vendor, 'one that waits for approval', `one that is ${state}`);
      if (isSameActor(registeredBy, actor)) throw samePerson(vendor, actor);
      await session.execute('UPDATE vendor SET approved_by = $2, approved_at = $3 WHERE vendor = $1', [
        vendor,
        actor,
        this.#clock.now(),
      ]);
      await this.#record(session, actor, 'vendor.approve', vendor, {});
    });
  }

  /**
   * Another secret; the one before goes on to be taken for a while, so that nothing stands still meanwhile.
   *
   * @throws SeatbackError ACTOR_INVALID, VENDOR_UNKNOWN, VENDOR_STATE, INPUT_INVALID
   */
  async rotate(
    vendor: string,
    givenActor: string,
    { overlapHours, isSandbox = false }: { readonly overlapHours: number; readonly isSandbox?: boolean },
  ): Promise<RotatedSecret> {
    const actor = actorOf(givenActor);
    if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > MOST_OVERLAP_HOURS)
      throw overlapInvalid(overlapHours);
    return this.#unitOfWork.inTransaction(async (session) => {
      const { state } = await this.#locked(session, vendor);
      if (state === 'disabled') throw vendorState(vendor, 'one that is not disabled', 'one that is disabled');
      const clientId = await clientOf(session, vendor, isSandbox);
      const at = this.#clock.now();
      const olderValidTo = plusMillis(at, overlapHours * 3_600_000);
      await endSecrets(session, clientId, olderValidTo);
      const secret = await newSecret(session, this.#vault, clientId, { actor, at });
      await this.#record(session, actor, 'vendor.rotate', vendor, { client: clientId, olderValidTo });
      return { clientId, secret, olderValidTo };
    });
  }

  /**
   * For good: it signs in no more, its tokens are refused at once, and no batch is made for it.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, VENDOR_UNKNOWN, VENDOR_STATE
   */
  async disable(vendor: string, givenActor: string, givenReason: string): Promise<void> {
    const actor = actorOf(givenActor);
    const reason = reasonOf(givenReason);
    await this.#unitOfWork.inTransaction(async (session) => {
      const { state } = await this.#locked(session, vendor);
      if (state === 'disabled') throw vendorState(vendor, 'one that is not disabled', 'one that is disabled');
      await session.execute(
        'UPDATE vendor SET disabled_by = $2, disabled_at = $3, disabled_because = $4 WHERE vendor = $1',
        [vendor, actor, this.#clock.now(), reason],
      );
      await this.#record(session, actor, 'vendor.disable', vendor, { reason });
    });
  }

  /**
   * Test credentials, and a sample batch that no ledger knows; each time another batch, and another secret in place of
   * the one before.
   *
   * @throws SeatbackError ACTOR_INVALID, VENDOR_UNKNOWN, VENDOR_STATE
   */
  async sandbox(vendor: string, givenActor: string): Promise<VendorSandbox> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      const { state } = await this.#locked(session, vendor);
      if (state === 'disabled') throw vendorState(vendor, 'one that is not disabled', 'one that is disabled');
      const at = this.#clock.now();
      const [known] = await session.query<{ clientId: string }>(
        'SELECT client_id AS "clientId" FROM vendor_client WHERE vendor = $1 AND is_sandbox',
        [vendor],
      );
      if (known !== undefined) await endSecrets(session, known.clientId, at);
      const credentials =
        known === undefined
          ? await newClient(session, this.#vault, { vendor, isSandbox: true, actor, at })
          : { ...known, secret: await newSecret(session, this.#vault, known.clientId, { actor, at }) };
      const batchId = await makeSample(session, vendor, actor, at);
      await this.#record(session, actor, 'vendor.sandbox', vendor, { client: credentials.clientId, batch: batchId });
      return { credentials, batchId };
    });
  }

  async list(): Promise<ListedVendor[]> {
    const now = this.#clock.now();
    return this.#unitOfWork.inSession((session) =>
      session.query<ListedVendor>(
        `SELECT vendor.vendor, name, ${STATE} AS state, registered_by AS "registeredBy", approved_by AS "approvedBy",
           disabled_because AS "disabledBecause", live.client_id AS "clientId", test.client_id AS "sandboxClientId",
           (SELECT count(*) FROM vendor_secret WHERE client_id = live.client_id AND (valid_to IS NULL OR valid_to > $1))::integer AS "secretsValid",
           (SELECT count(*) FROM payout_batch AS batch WHERE batch.vendor = vendor.vendor AND batch.state = 'released'
             AND NOT EXISTS (SELECT FROM vendor_batch_answer AS answered WHERE answered.batch = batch.batch))::integer AS unanswered
         FROM vendor JOIN vendor_client AS live ON live.vendor = vendor.vendor AND NOT live.is_sandbox
         LEFT JOIN vendor_client AS test ON test.vendor = vendor.vendor AND test.is_sandbox ORDER BY vendor.vendor`,
        [now],
      ),
    );
  }

  async #locked(session: Session, vendor: string) {
    await holdLock(session, 'payout');
    const [known] = await session.query<Pick<ListedVendor, 'state' | 'registeredBy'>>(
      `SELECT ${STATE} AS state, registered_by AS "registeredBy" FROM vendor WHERE vendor = $1`,
      [vendor],
    );
    if (known === undefined) throw vendorUnknown(vendor.slice(0, LONGEST_ID));
    return known;
  }

  async #record(
    session: Session,
    actor: string,
    act: string,
    vendor: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.#auditLog.record(session, { actor, act, subject: `vendor ${vendor}`, detail });
  }
}

const STATE = `CASE WHEN disabled_at IS NOT NULL THEN 'disabled' WHEN approved_at IS NOT NULL THEN 'approved' ELSE 'registered' END`;

async function clientOf(session: Session, vendor: string, isSandbox: boolean): Promise<string> {
  const [client] = await session.query<{ clientId: string }>(
    'SELECT client_id AS "clientId" FROM vendor_client WHERE vendor = $1 AND is_sandbox = $2',
    [vendor, isSandbox],
  );
  if (client !== undefined) return client.clientId;
  throw vendorState(vendor, 'one that has test credentials', 'none: npx seatback vendor sandbox gives them');
}

/** Each at this instant at the latest. */
async function endSecrets(session: Session, clientId: string, at: Instant): Promise<void> {
  await session.execute(
    'UPDATE vendor_secret SET valid_to = $2 WHERE client_id = $1 AND (valid_to IS NULL OR valid_to > $2)',
    [clientId, at],
  );
}

function vendorInvalid(vendor: string): SeatbackError {
  return new SeatbackError({
    code: 'VENDOR_INVALID',
    expected: `an id of up to ${String(LONGEST_ID)} lower-case letters, digits and dashes, and a name`,
    found: `"${vendor.slice(0, LONGEST_ID)}", or a name that is empty or longer than ${String(LONGEST_NAME)}`,
    where: 'the vendor',
    next: 'For example: npx seatback vendor add acme-pay --name "Acme Pay Ltd" --actor dana',
  });
}

function overlapInvalid(hours: number): SeatbackError {
  return new SeatbackError({
    code: 'INPUT_INVALID',
    expected: `0 to ${String(MOST_OVERLAP_HOURS)} hours`,
    found: String(hours),
    where: 'for how long the older secret is taken too',
    next: '0 where the older one has leaked; otherwise as long as the vendor needs to change it.',
  });
}

function samePerson(vendor: string, actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'an approval by a second person',
    found: `${actor}, who registered it`,
    where: `vendor ${vendor}`,
    next: 'Let somebody else make sure who the vendor is, and approve.',
  });
}
