import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { holdLock, UnitOfWork, type Session } from '../../database/index.js';
import {
  actorOf,
  CLOCK,
  dayOf,
  isSameActor,
  plusMillis,
  reasonOf,
  SeatbackError,
  type Clock,
  type Instant,
} from '../../kernel/index.js';
import { partnerName, registeredPayees } from '../../partners/index.js';
import { currentPayees } from './current-payees.js';
import { ForfeitPayable, type ForfeitedAmount } from './forfeit-payable.js';
import { checkName } from './name-decisions.js';
import { secondPerson, unknownDetails, unknownPartner } from './payee-errors.js';
import { endRequest, openRequests } from './requests.js';
import { detailsByNumber, newestDetails, type StoredDetails } from './stored-details.js';

export interface DecidedDetails {
  readonly bankDetails: number;
  readonly partnerId: string;
  readonly decision: 'approved' | 'refused';
  /** Null where they were refused. */
  readonly payableFrom: Instant | null;
  /** What a personal account cost the partner, where the terms say so. */
  readonly forfeited: readonly ForfeitedAmount[];
}

export interface DecidedName {
  readonly partnerId: string;
  readonly registeredName: string;
  readonly accountName: string;
  readonly decision: 'accepted' | 'refused';
}

/** The second pair of eyes: neither who entered the details nor who had their link in hand. */
@Injectable()
export class ApproveBankDetails {
  readonly #unitOfWork: UnitOfWork;
  readonly #auditLog: AuditLog;
  readonly #forfeit: ForfeitPayable;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    auditLog: AuditLog,
    forfeit: ForfeitPayable,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#auditLog = auditLog;
    this.#forfeit = forfeit;
    this.#environment = environment;
    this.#clock = clock;
  }

  /**
   * From now on they are those that will be paid to, once the waiting time is over. Ends the asking.
   *
   * @param looked what the person looked at, where they name it: other last four are refused
   * @throws SeatbackError ACTOR_INVALID, BANK_DETAILS_UNKNOWN, BANK_DETAILS_DECIDED, BANK_DETAILS_REPLACED, BANK_DETAILS_CHANGED, SAME_PERSON, PERSONAL_ACCOUNT
   */
  async approve(
    bankDetails: number,
    givenActor: string,
    looked: { readonly lastFour?: string | undefined } = {},
  ): Promise<DecidedDetails> {
    const actor = actorOf(givenActor);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const stored = await undecided(session, bankDetails, actor);
      const newest = (await newestDetails(session, [stored.partnerKey])).get(stored.partnerKey);
      if (newest?.bankDetails !== bankDetails) throw replaced(stored, newest);
      if (looked.lastFour !== undefined && looked.lastFour.toUpperCase() !== stored.accountLastFour)
        throw otherAccount(stored, looked.lastFour);
      if (stored.accountKind === 'personal') throw personalAccount(stored);
      const now = this.#clock.now();
      const payableFrom = plusMillis(now, this.#environment.payees.waitingMs);
      await this.#decide(session, stored, { decision: 'approved', actor, reason: null, payableFrom });
      for (const { payeeRequest, openedAt } of await openRequests(session, { partnerKeys: [stored.partnerKey] }))
        if (stored.enteredAt >= openedAt) await endRequest(session, payeeRequest, 'answered', now);
      return { bankDetails, partnerId: stored.partnerId, decision: 'approved', payableFrom, forfeited: [] };
    });
  }

  /**
   * They never counted; what was approved before counts again. A partner that was asked is asked again. A personal account
   * rejects the partner's claims in the campaigns whose terms say so: what is payable there is forfeited.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, BANK_DETAILS_UNKNOWN, BANK_DETAILS_DECIDED, SAME_PERSON
   */
  async refuse(bankDetails: number, givenActor: string, givenReason: string): Promise<DecidedDetails> {
    const actor = actorOf(givenActor);
    const reason = reasonOf(givenReason);
    return this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const stored = await undecided(session, bankDetails, actor);
      await this.#decide(session, stored, { decision: 'refused', actor, reason, payableFrom: null });
      const forfeited =
        stored.accountKind === 'personal' ? await this.#forfeit.forPersonalAccount(session, stored) : [];
      return { bankDetails, partnerId: stored.partnerId, decision: 'refused', payableFrom: null, forfeited };
    });
  }

  /**
   * Says of a name that is nearly the registered one, or cannot be compared with it, whether it is the company's. It holds
   * for the account and the two names as they are now; a different name is not made right by anybody.
   *
   * @throws SeatbackError ACTOR_INVALID, REASON_INVALID, PARTNER_UNKNOWN, NAME_NOT_TO_DECIDE, SAME_PERSON
   */
  async decideName(
    partnerId: string,
    given: { readonly decision: 'accepted' | 'refused'; readonly actor: string; readonly reason: string },
  ): Promise<DecidedName> {
    const actor = actorOf(given.actor);
    const reason = reasonOf(given.reason);
    return this.#unitOfWork.inTransaction(async (session) => {
      const known = await partnerName(session, partnerId);
      if (known === undefined) throw unknownPartner(partnerId);
      const { partnerKey } = known;
      const now = this.#clock.now();
      const today = dayOf(now, 'UTC');
      const { payees: settings } = this.#environment;
      const current = (await currentPayees(session, [partnerKey], { today, now, settings })).get(partnerKey);
      const account = current?.partner.account ?? null;
      const fingerprint = account?.accountFingerprint ?? null;
      const registered = (await registeredPayees(session, [partnerKey], today)).get(partnerKey);
      const registeredName = registered?.legalName ?? null;
      if (account === null || fingerprint === null || registeredName === null)
        throw nothingToDecide(partnerId, 'no account, or no registered name');
      const { accountName } = account;
      const compared = checkName(
        {
          partnerKey,
          registeredName,
          accountName,
          accountFingerprint: fingerprint,
          country: registered?.country ?? null,
        },
        [],
      );
      if (compared.outcome !== 'close-match' && compared.outcome !== 'not-possible')
        throw nothingToDecide(partnerId, `"${compared.account}" beside "${compared.registered}": ${compared.outcome}`);
      const enteredBy = current?.details?.enteredBy;
      if (enteredBy !== undefined && isSameActor(enteredBy, actor))
        throw secondPerson(`payee of partner ${partnerId}`, `${actor}, who entered the details`);
      const invitedBy = current?.details?.invitedBy ?? null;
      if (invitedBy !== null && isSameActor(invitedBy, actor))
        throw secondPerson(`payee of partner ${partnerId}`, `${actor}, who issued the link by which they came`);
      await session.execute(
        `INSERT INTO payee_name_decision (partner_key, account_fingerprint, account_name, registered_name, outcome, decision, decided_by, decided_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [partnerKey, fingerprint, accountName, registeredName, compared.outcome, given.decision, actor, now, reason],
      );
      await this.#auditLog.record(session, {
        actor,
        act: 'payee.decide-name',
        subject: `partner ${partnerId}`,
        detail: { registeredName, accountName, outcome: compared.outcome, decision: given.decision, reason },
      });
      return { partnerId, registeredName, accountName, decision: given.decision };
    });
  }

  async #decide(
    session: Session,
    { bankDetails, partnerId, enteredBy }: StoredDetails,
    decided: Pick<DecidedDetails, 'decision' | 'payableFrom'> & {
      readonly actor: string;
      readonly reason: string | null;
    },
  ): Promise<void> {
    await session.execute(
      `INSERT INTO bank_details_decision (bank_details, entered_by, decision, decided_by, decided_at, reason, payable_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [bankDetails, enteredBy, decided.decision, decided.actor, this.#clock.now(), decided.reason, decided.payableFrom],
    );
    await this.#auditLog.record(session, {
      actor: decided.actor,
      act: decided.decision === 'approved' ? 'payee.approve' : 'payee.refuse',
      subject: `bank details ${String(bankDetails)}`,
      detail: { partner: partnerId, payableFrom: decided.payableFrom, reason: decided.reason },
    });
  }
}

/** @throws SeatbackError BANK_DETAILS_UNKNOWN, BANK_DETAILS_DECIDED, SAME_PERSON */
async function undecided(session: Session, bankDetails: number, actor: string): Promise<StoredDetails> {
  const stored = await detailsByNumber(session, bankDetails);
  if (stored === undefined) throw unknownDetails(bankDetails);
  const where = whereOf(stored);
  if (stored.decision !== null)
    throw new SeatbackError({
      code: 'BANK_DETAILS_DECIDED',
      expected: 'details that nobody decided of',
      found: `${stored.decision} by ${stored.decidedBy ?? ''}`,
      where,
      next: 'A decision stays; other details are entered anew.',
    });
  if (isSameActor(stored.enteredBy, actor)) throw secondPerson(where, `${actor}, who entered them`);
  if (stored.invitedBy !== null && isSameActor(stored.invitedBy, actor))
    throw secondPerson(where, `${actor}, who issued the link by which they came`);
  return stored;
}

function replaced(stored: StoredDetails, newest: StoredDetails | undefined): SeatbackError {
  return new SeatbackError({
    code: 'BANK_DETAILS_REPLACED',
    expected: 'the newest details of the partner',
    found: `bank details ${String(newest?.bankDetails ?? 0)} were entered after them`,
    where: whereOf(stored),
    next: 'Decide of the newest; refuse those that do not stand any more.',
  });
}

function otherAccount(stored: StoredDetails, lookedAt: string): SeatbackError {
  return new SeatbackError({
    code: 'BANK_DETAILS_CHANGED',
    expected: `an account that ends in ${lookedAt.slice(-4)}`,
    found: `one that ends in ${stored.accountLastFour ?? 'nothing'}`,
    where: whereOf(stored),
    next: 'Look at them again: npx seatback payee show <partner>.',
  });
}

function personalAccount(stored: StoredDetails): SeatbackError {
  return new SeatbackError({
    code: 'PERSONAL_ACCOUNT',
    expected: 'an account of the company that claims',
    found: 'one that was declared as a person’s',
    where: whereOf(stored),
    next: 'Refuse them: the partner is asked for an account of the company, or its claims are rejected, as the terms say.',
  });
}

function nothingToDecide(partnerId: string, found: string): SeatbackError {
  return new SeatbackError({
    code: 'NAME_NOT_TO_DECIDE',
    expected: 'a name that is close to the registered one, or cannot be compared with it',
    found,
    where: `payee of partner ${partnerId}`,
    next: 'A matching name needs nobody; a different one needs other details, or a corrected register.',
  });
}

function whereOf({ bankDetails, partnerId }: StoredDetails): string {
  return `bank details ${String(bankDetails)} of partner ${partnerId}`;
}
