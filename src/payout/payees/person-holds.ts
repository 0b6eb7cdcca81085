import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import { actorOf, CLOCK, isSameActor, reasonOf, SeatbackError, type Clock, type Instant } from '../../kernel/index.js';
import { knownPartner } from '../../partners/index.js';

/** Payments to a partner that a person holds back. */
export interface PersonHold {
  readonly hold: number;
  readonly placedBy: string;
  readonly placedAt: Instant;
  readonly reason: string;
  readonly releasedBy: string | null;
  readonly releasedAt: Instant | null;
  readonly releasedBecause: string | null;
}

export interface SignedReason {
  readonly actor: string;
  readonly reason: string;
}

const HOLD = `person_hold AS hold, placed_by AS "placedBy", placed_at AS "placedAt", reason, released_by AS "releasedBy",
  released_at AS "releasedAt", released_because AS "releasedBecause"`;

/** A person holds back what would be paid to a partner, for a reason that no rule knows; another person lets it go. */
@Injectable()
export class PersonHolds {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /**
   * From now on nothing is prepared for the partner, and a batch that holds a payment to it is neither approved nor
   * released. What has left is not called back.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, PARTNER_UNKNOWN, HOLD_STATE where one is in force
   */
  async place(partnerId: string, signed: SignedReason): Promise<PersonHold> {
    const actor = actorOf(signed.actor);
    const reason = reasonOf(signed.reason);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const { partnerKey } = await knownPartner(session, partnerId);
      const [open] = (await holdsOf(session, partnerKey)).filter(({ releasedAt }) => releasedAt === null);
      if (open !== undefined)
        throw holdState(partnerId, 'no hold in force', `hold ${String(open.hold)}, placed by ${open.placedBy}`);
      const placed = await session.one<PersonHold>(
        `INSERT INTO person_hold (partner_key, placed_by, placed_at, reason) VALUES ($1, $2, $3, $4) RETURNING ${HOLD}`,
        [partnerKey, actor, this.#clock.now(), reason],
      );
      await this.#record(session, 'payee.hold', placed.hold, { actor, reason }, partnerId);
      return placed;
    });
  }

  /**
   * By a second person: what is payable goes into the next batch.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, PARTNER_UNKNOWN, HOLD_STATE where it is not in force, SAME_PERSON
   */
  async release(partnerId: string, hold: number, signed: SignedReason): Promise<PersonHold> {
    const actor = actorOf(signed.actor);
    const reason = reasonOf(signed.reason);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const { partnerKey } = await knownPartner(session, partnerId);
      const known = (await holdsOf(session, partnerKey)).find((each) => each.hold === hold);
      if (known === undefined) throw holdState(partnerId, 'a hold in force', `none of number ${String(hold)}`);
      if (known.releasedBy !== null)
        throw holdState(partnerId, 'a hold in force', `hold ${String(hold)}, released by ${known.releasedBy}`);
      if (isSameActor(known.placedBy, actor)) throw samePerson(partnerId, hold, actor);
      const released = await session.one<PersonHold>(
        `UPDATE person_hold SET released_by = $2, released_at = greatest(placed_at, $3), released_because = $4
         WHERE person_hold = $1 RETURNING ${HOLD}`,
        [hold, actor, this.#clock.now(), reason],
      );
      await this.#record(session, 'payee.release-hold', hold, { actor, reason }, partnerId);
      return released;
    });
  }

  /** All that were ever placed, the latest first. @throws SeatbackError PARTNER_UNKNOWN */
  async list(partnerId: string): Promise<PersonHold[]> {
    return this.#unitOfWork.inSession(async (session) =>
      holdsOf(session, (await knownPartner(session, partnerId)).partnerKey),
    );
  }

  async #record(
    session: Session,
    act: string,
    hold: number,
    { actor, reason }: SignedReason,
    partner: string,
  ): Promise<void> {
    await this.#auditLog.record(session, { actor, act, subject: `hold ${String(hold)}`, detail: { partner, reason } });
  }
}

/** Of each partner that is held by a person, the number of the hold. */
export async function heldByPerson(
  session: Session,
  partnerKeys: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await session.query<{ partnerKey: number; hold: number }>(
    `SELECT partner_key AS "partnerKey", person_hold AS hold FROM person_hold
     WHERE partner_key = ANY($1) AND released_at IS NULL`,
    [partnerKeys],
  );
  return new Map(rows.map(({ partnerKey, hold }) => [partnerKey, hold]));
}

async function holdsOf(session: Session, partnerKey: number): Promise<PersonHold[]> {
  return session.query(`SELECT ${HOLD} FROM person_hold WHERE partner_key = $1 ORDER BY person_hold DESC`, [
    partnerKey,
  ]);
}

function holdState(partnerId: string, expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'HOLD_STATE',
    expected,
    found,
    where: `payee of partner ${partnerId}`,
    next: 'npx seatback payee show <partner> shows what is in force.',
  });
}

function samePerson(partnerId: string, hold: number, actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'a second person, who lets the money go',
    found: `${actor}, who placed it`,
    where: `hold ${String(hold)} of partner ${partnerId}`,
    next: 'Let somebody else look at it and release it.',
  });
}
