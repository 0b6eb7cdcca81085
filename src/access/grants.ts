import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { holdLock, UnitOfWork, type Session } from '../database/index.js';
import { actorOf, CLOCK, isSameActor, reasonOf, SeatbackError, type Clock } from '../kernel/index.js';
import { knownPartner } from '../partners/index.js';
import { personUnknown, rightState } from './access-errors.js';
import { hasAdministrator, PERSON_COLUMNS, type PersonRow } from './rights.js';
import { isRole, type Role } from './roles.js';

export interface ListedPerson extends PersonRow {
  readonly email: string | null;
  readonly firstSeenAt: string;
}

/** A role, or the sight of a partner. */
export type Right = { readonly role: Role } | { readonly partnerId: string };

interface Decision {
  readonly actor: string;
  readonly reason: string;
}

/** Grants rights and withdraws them, each on record with who, when and why. */
@Injectable()
export class AccessGrants {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /** @throws SeatbackError ACTOR_INVALID, REASON_INVALID, PERSON_UNKNOWN, PARTNER_UNKNOWN, SAME_PERSON, RIGHT_STATE where it is in force */
  async grant(person: number, right: Right, decision: Decision): Promise<void> {
    await this.#decide(person, right, true, decision);
  }

  /** Counts from the next request on. @throws SeatbackError as `grant`; RIGHT_STATE where it is not in force */
  async withdraw(person: number, right: Right, decision: Decision): Promise<void> {
    await this.#decide(person, right, false, decision);
  }

  async list(): Promise<ListedPerson[]> {
    return this.#unitOfWork.inSession((session) =>
      session.query<ListedPerson>(
        `SELECT ${PERSON_COLUMNS}, holder.email, holder.first_seen_at AS "firstSeenAt" FROM person AS holder ORDER BY person`,
      ),
    );
  }

  /** Until somebody has this right, whoever works on the machine itself gives it to the first one. */
  async isWithoutAdministrator(): Promise<boolean> {
    return this.#unitOfWork.inSession(async (session) => !(await hasAdministrator(session)));
  }

  /** From then on a person is known by its provider, and by nothing that somebody types. */
  async hasAnybodySignedIn(): Promise<boolean> {
    const people = await this.#unitOfWork.inSession((session) => session.query('SELECT FROM person LIMIT 1'));
    return people.length > 0;
  }

  async #decide(person: number, right: Right, isGranted: boolean, decision: Decision): Promise<void> {
    const actor = actorOf(decision.actor);
    const reason = reasonOf(decision.reason);
    await this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'access');
      const [holder] = await session.query<PersonRow>(
        `SELECT ${PERSON_COLUMNS} FROM person AS holder WHERE person = $1`,
        [person],
      );
      if (holder === undefined) throw personUnknown(person);
      if (isSameActor(holder.actor, actor)) throw samePerson(actor);
      const what = 'role' in right ? right.role : `partner ${right.partnerId}`;
      const isInForce =
        'role' in right ? holder.granted.includes(right.role) : holder.partnerIds.includes(right.partnerId);
      if (isInForce === isGranted) throw rightInForce(holder, what, isGranted);
      await this.#write(session, person, right, [isGranted, actor, reason, this.#clock.now()]);
      await this.#auditLog.record(session, {
        actor,
        act: actOf(right, isGranted),
        subject: `${'role' in right ? `role ${right.role}` : `partner ${right.partnerId}`} of person ${String(person)}`,
        detail: { ...right, holder: holder.actor, reason },
      });
    });
  }

  async #write(session: Session, person: number, right: Right, decided: readonly unknown[]): Promise<void> {
    if ('role' in right) {
      await session.execute(
        'INSERT INTO role_grant (person, role, is_granted, decided_by, reason, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)',
        [person, right.role, ...decided],
      );
      return;
    }
    const { partnerKey } = await knownPartner(session, right.partnerId);
    await session.execute(
      'INSERT INTO partner_binding (person, partner_key, is_bound, decided_by, reason, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [person, partnerKey, ...decided],
    );
  }
}

/** @throws SeatbackError ROLE_UNKNOWN */
export function roleOf(text: string): Role {
  if (isRole(text)) return text;
  throw new SeatbackError({
    code: 'ROLE_UNKNOWN',
    expected: 'finance-viewer, finance-maker, finance-checker, administrator, partner-viewer or partner-administrator',
    found: `"${text}"`,
    where: 'the role',
    next: 'docs/sign-in.md says what each may do.',
  });
}

function actOf(right: Right, isGranted: boolean): string {
  if ('role' in right) return isGranted ? 'access.grant' : 'access.withdraw';
  return isGranted ? 'access.bind' : 'access.unbind';
}

function rightInForce(holder: PersonRow, what: string, isGranted: boolean): SeatbackError {
  return rightState(
    isGranted ? `${what} not yet granted` : `${what} granted here`,
    isGranted ? 'in force already' : 'not in force; what the provider’s claim says is withdrawn there',
    `person ${String(holder.person)}, ${holder.actor}`,
  );
}

function samePerson(actor: string): SeatbackError {
  return new SeatbackError({
    code: 'SAME_PERSON',
    expected: 'a decision of somebody else',
    found: `${actor}, whose rights they are`,
    where: 'rights',
    next: 'Let another administrator decide.',
  });
}
