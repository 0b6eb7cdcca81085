import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { actorOf, CLOCK, dayOf, reasonOf, SeatbackError, type Clock } from '../../kernel/index.js';
import { partnerName } from '../../partners/index.js';
import { currentPayees } from './current-payees.js';
import { unknownPartner } from './payee-errors.js';
import { nameToConfirm, type ConfirmedName } from './payee.js';

/** A name that is sent in other letters than it was declared in, and that somebody stands by. */
export interface NameConfirmation {
  readonly partnerId: string;
  readonly accountName: string;
  readonly sentName: string;
}

/** Lets a person say that the Latin form of a payee's name is right. */
@Injectable()
export class ConfirmPayeeName {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    auditLog: AuditLog,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#environment = environment;
    this.#clock = clock;
  }

  /**
   * Holds for the account that the partner has now and for both forms of the name; another account, or another name, is
   * looked at anew. Safe to repeat.
   *
   * @param given the form that the person looked at, where they name it: another one is refused
   * @throws SeatbackError PARTNER_UNKNOWN, NAME_NOT_TO_CONFIRM, ACTOR_INVALID, REASON_INVALID
   */
  async execute(
    partnerId: string,
    given: { readonly actor: string; readonly reason: string; readonly sentName?: string | undefined },
  ): Promise<NameConfirmation> {
    const actor = actorOf(given.actor);
    const reason = reasonOf(given.reason);
    return this.#unitOfWork.inTransaction(async (session) => {
      const known = await partnerName(session, partnerId);
      if (known === undefined) throw unknownPartner(partnerId);
      const now = this.#clock.now();
      const context = { today: dayOf(now, 'UTC'), now, settings: this.#environment.payees };
      const partner = (await currentPayees(session, [known.partnerKey], context)).get(known.partnerKey)?.partner;
      const name = partner === undefined ? undefined : nameToConfirm(partner);
      const fingerprint = partner?.account?.accountFingerprint ?? null;
      if (name === undefined || fingerprint === null)
        throw notToConfirm(partnerId, 'a bank account, and town and country of the payee', 'not all of them on record');
      if (name.sent === '') throw notToConfirm(partnerId, 'a name with a Latin form', 'one that has none');
      if (name.change !== 'beyond-accents')
        throw notToConfirm(partnerId, 'a name that changes beyond accents', `one that is sent as "${name.sent}"`);
      if (given.sentName !== undefined && given.sentName !== name.sent)
        throw notToConfirm(
          partnerId,
          `the name in the form "${given.sentName}"`,
          `"${name.sent}", as it would be sent`,
        );
      const confirmation = { partnerId, accountName: name.original, sentName: name.sent };
      const added = await session.execute(
        `INSERT INTO payee_name_confirmation (partner_key, account_fingerprint, account_name, sent_name, confirmed_by, confirmed_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
        [known.partnerKey, fingerprint, name.original, name.sent, actor, now, reason],
      );
      if (added > 0) {
        await this.#auditLog.record(session, {
          actor,
          act: 'payout.confirm-name',
          subject: `partner ${partnerId}`,
          detail: { accountName: name.original, sentName: name.sent, reason },
        });
      }
      return confirmation;
    });
  }
}

/** All that people have confirmed of these partners' names, by key. */
export async function confirmedNames(
  session: Session,
  partnerKeys: readonly number[],
): Promise<ReadonlyMap<number, readonly ConfirmedName[]>> {
  const rows = await session.query<ConfirmedName>(
    `SELECT partner_key AS "partnerKey", account_fingerprint AS "accountFingerprint", account_name AS "accountName", sent_name AS "sentName"
     FROM payee_name_confirmation WHERE partner_key = ANY($1) ORDER BY partner_key, confirmed_at`,
    [partnerKeys],
  );
  const ofPartner = new Map<number, ConfirmedName[]>();
  for (const row of rows) {
    const known = ofPartner.get(row.partnerKey);
    if (known === undefined) ofPartner.set(row.partnerKey, [row]);
    else known.push(row);
  }
  return ofPartner;
}

function notToConfirm(partnerId: string, expected: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'NAME_NOT_TO_CONFIRM',
    expected,
    found,
    where: `payee of partner ${partnerId}`,
    next: 'Where a name has no Latin form, or a wrong one, ask the partner for the name in which the bank holds the account.',
  });
}
