import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/index.js';
import { UnitOfWork } from '../database/index.js';
import { actorOf, CLOCK, reasonOf, SeatbackError, type Clock } from '../kernel/index.js';
import type { NotificationState } from './list-notifications.js';

/**
 * `bounced`: it was taken and came back. `send-again`: the address was corrected, or the server will take it now.
 * `settled`: the partner was told in another way, or need not be.
 */
export const NOTIFICATION_WAYS = ['bounced', 'send-again', 'settled'] as const;

export type NotificationWay = (typeof NOTIFICATION_WAYS)[number];

const FROM: Readonly<Record<NotificationWay, readonly NotificationState[]>> = {
  bounced: ['sent'],
  'send-again': ['refused', 'waiting'],
  settled: ['refused', 'waiting'],
};

const TO: Readonly<Record<NotificationWay, NotificationState>> = {
  bounced: 'refused',
  'send-again': 'waiting',
  settled: 'settled',
};

/** A person's part, where a mail does not reach its partner. */
@Injectable()
export class DecideNotification {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, auditLog: AuditLog, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#clock = clock;
  }

  /** @throws SeatbackError ACTOR_INVALID, REASON_INVALID, NOTIFICATION_UNKNOWN, NOTIFICATION_STATE */
  async execute(
    notification: number,
    given: { readonly as: NotificationWay; readonly reason: string; readonly actor: string },
  ): Promise<NotificationState> {
    const { as } = given;
    const actor = actorOf(given.actor);
    const reason = reasonOf(given.reason);
    return this.#unitOfWork.inTransaction(async (session) => {
      const [known] = await session.query<{ state: NotificationState }>(
        'SELECT state FROM notification WHERE notification = $1 FOR UPDATE',
        [notification],
      );
      if (known === undefined || !FROM[as].includes(known.state)) throw unfit(notification, as, known?.state);
      const now = this.#clock.now();
      await session.execute(
        `UPDATE notification SET state = $2, decided_by = $3, decided_at = $4, decided_because = $5,
           attempts = CASE $2 WHEN 'waiting' THEN 0 ELSE attempts END, next_attempt_at = $4, problem = COALESCE($6, problem)
         WHERE notification = $1`,
        [notification, TO[as], actor, now, reason, as === 'bounced' ? `bounced: ${reason}` : null],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'notification.decide',
        subject: `notification ${String(notification)}`,
        detail: { as, reason },
      });
      return TO[as];
    });
  }
}

function unfit(notification: number, as: NotificationWay, state: NotificationState | undefined): SeatbackError {
  return new SeatbackError({
    code: state === undefined ? 'NOTIFICATION_UNKNOWN' : 'NOTIFICATION_STATE',
    expected: state === undefined ? 'the number of a notification' : `one that is ${FROM[as].join(' or ')}`,
    found: state ?? String(notification),
    where: `notification ${String(notification)}`,
    next: 'npx seatback notifications list shows each with its number and state.',
  });
}
