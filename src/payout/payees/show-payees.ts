import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { UnitOfWork, type Session } from '../../database/index.js';
import { CLOCK, dayOf, type Clock, type Instant } from '../../kernel/index.js';
import { partnerName, registeredPayees } from '../../partners/index.js';
import { wireNeeds, type WireNeeds } from '../instructions/index.js';
import { currentPayees } from './current-payees.js';
import { checkName, nameDecisions, type CheckedName } from './name-decisions.js';
import type { HoldReason } from './payee.js';
import { unknownPartner } from './payee-errors.js';
import { detailsOfPartner, undecidedDetails, type DetailsSource, type StoredDetails } from './stored-details.js';

/** Bank details for people: an account by its last four, and nothing that is sealed. */
export interface ShownDetails {
  readonly bankDetails: number;
  readonly partnerId: string;
  readonly source: DetailsSource;
  readonly state: 'waits for approval' | 'approved' | 'refused';
  readonly accountName: string;
  readonly accountKind: 'business' | 'personal';
  readonly account: string;
  readonly bic: string | null;
  readonly clearing: string | null;
  readonly bankCountry: string | null;
  readonly currency: string | null;
  readonly vendor: string | null;
  readonly enteredBy: string;
  readonly enteredAt: Instant;
  /** Who issued the link by which they came; null where there was none, or the timer did. */
  readonly invitedBy: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly decidedBecause: string | null;
  readonly payableFrom: Instant | null;
}

export interface ShownRequest {
  readonly payeeRequest: number;
  readonly campaignId: string;
  readonly cause: string;
  readonly openedAt: Instant;
  readonly endedAs: string | null;
  readonly endedAt: Instant | null;
  readonly notices: readonly {
    readonly kind: string;
    readonly notice: number;
    readonly recordedAt: Instant;
    readonly answerBy: Instant | null;
  }[];
}

export interface ShownPayee {
  readonly partnerId: string;
  readonly legalName: string | null;
  /** What is paid on now: the newest details, or the imported file. */
  readonly account: string;
  readonly name: CheckedName | null;
  readonly holds: readonly HoldReason[];
  readonly needs: WireNeeds | null;
  readonly details: readonly ShownDetails[];
  readonly requests: readonly ShownRequest[];
}

export interface WaitingDetails extends ShownDetails {
  /** By which the partner is registered; null where it is not. */
  readonly legalName: string | null;
  readonly name: CheckedName | null;
}

export interface PayeeList {
  readonly waiting: readonly WaitingDetails[];
  readonly open: readonly {
    readonly partnerId: string;
    readonly campaignId: string;
    readonly cause: string;
    readonly notice: number | null;
    readonly mostNotices: number;
    readonly answerBy: Instant | null;
  }[];
}

@Injectable()
export class ShowPayees {
  readonly #unitOfWork: UnitOfWork;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, @Inject(ENVIRONMENT) environment: Environment, @Inject(CLOCK) clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#environment = environment;
    this.#clock = clock;
  }

  /** @throws SeatbackError PARTNER_UNKNOWN */
  async one(partnerId: string): Promise<ShownPayee> {
    return this.#unitOfWork.inTransaction((session) => this.within(session, partnerId));
  }

  /** The same beside what else is read in a transaction. @throws SeatbackError PARTNER_UNKNOWN */
  async within(session: Session, partnerId: string): Promise<ShownPayee> {
    const known = await partnerName(session, partnerId);
    if (known === undefined) throw unknownPartner(partnerId);
    const { partnerKey, legalName } = known;
    const now = this.#clock.now();
    const current = (
      await currentPayees(session, [partnerKey], {
        today: dayOf(now, 'UTC'),
        now,
        settings: this.#environment.payees,
      })
    ).get(partnerKey);
    const account = current?.partner.account ?? null;
    const country = account?.bankCountry.toUpperCase() ?? current?.partner.country?.toUpperCase();
    return {
      partnerId,
      legalName,
      account: masked(account?.accountLastFour ?? null),
      name: current?.name ?? null,
      holds: current?.holds ?? [],
      needs: country === undefined || country === '' ? null : wireNeeds(country),
      details: (await detailsOfPartner(session, partnerKey)).map(shown),
      requests: await requestsOf(session, partnerKey),
    };
  }

  /** What waits for people: details to be decided of, and partners that were asked. */
  async list(campaignId?: string): Promise<PayeeList> {
    return this.#unitOfWork.inTransaction(async (session) => {
      const waiting = await undecidedDetails(session);
      const keys = waiting.map(({ partnerKey }) => partnerKey);
      const partners = await registeredPayees(session, keys, dayOf(this.#clock.now(), 'UTC'));
      const decisions = await nameDecisions(session, keys);
      return {
        waiting: waiting.map((details) => {
          const { partnerKey, accountName, accountFingerprint } = details;
          const { legalName = null, country = null } = partners.get(partnerKey) ?? {};
          const name =
            legalName === null
              ? null
              : checkName(
                  { partnerKey, registeredName: legalName, accountName, accountFingerprint, country },
                  decisions.get(partnerKey) ?? [],
                );
          return { ...shown(details), legalName, name };
        }),
        open: await session.query(
          `SELECT partner_id AS "partnerId", campaign_id AS "campaignId", cause, most_notices AS "mostNotices", last.notice, last.answer_by AS "answerBy"
           FROM payee_request JOIN partner USING (partner_key)
           LEFT JOIN LATERAL (SELECT notice, answer_by FROM payee_invitation AS invitation
             WHERE invitation.payee_request = payee_request.payee_request ORDER BY payee_invitation DESC LIMIT 1) AS last ON true
           WHERE ended_at IS NULL AND ($1::text IS NULL OR campaign_id = $1) ORDER BY last.answer_by, partner_id`,
          [campaignId ?? null],
        ),
      };
    });
  }
}

function masked(lastFour: string | null): string {
  return lastFour === null ? 'none' : `****${lastFour}`;
}

function shown(details: StoredDetails): ShownDetails {
  const { clearingSystem, clearingMemberId, accountLastFour, decision } = details;
  return {
    bankDetails: details.bankDetails,
    partnerId: details.partnerId,
    source: details.source,
    state: decision ?? 'waits for approval',
    accountName: details.accountName,
    accountKind: details.accountKind,
    account: masked(accountLastFour),
    bic: details.bic,
    clearing: clearingSystem === null ? null : `${clearingSystem} ${clearingMemberId ?? ''}`,
    bankCountry: details.bankCountry,
    currency: details.currency,
    vendor: details.vendor === null ? null : `${details.vendor}: ${details.vendorReference ?? ''}`,
    enteredBy: details.enteredBy,
    enteredAt: details.enteredAt,
    invitedBy: details.invitedBy,
    decidedBy: details.decidedBy,
    decidedAt: details.decidedAt,
    decidedBecause: details.decidedBecause,
    payableFrom: details.payableFrom,
  };
}

async function requestsOf(session: Session, partnerKey: number): Promise<ShownRequest[]> {
  const requests = await session.query<Omit<ShownRequest, 'notices'>>(
    `SELECT payee_request AS "payeeRequest", campaign_id AS "campaignId", cause, opened_at AS "openedAt", ended_as AS "endedAs", ended_at AS "endedAt"
     FROM payee_request WHERE partner_key = $1 ORDER BY payee_request DESC`,
    [partnerKey],
  );
  const notices = await session.query<ShownRequest['notices'][number] & { readonly payeeRequest: number }>(
    `SELECT payee_request AS "payeeRequest", kind, payee_notice.notice, recorded_at AS "recordedAt", answer_by AS "answerBy"
     FROM payee_notice LEFT JOIN payee_invitation USING (payee_invitation, payee_request)
     WHERE payee_request = ANY($1) ORDER BY payee_notice`,
    [requests.map(({ payeeRequest }) => payeeRequest)],
  );
  const ofRequest = Map.groupBy(notices, ({ payeeRequest }) => payeeRequest);
  return requests.map((request) => ({
    ...request,
    notices: (ofRequest.get(request.payeeRequest) ?? []).map(({ kind, notice, recordedAt, answerBy }) => ({
      kind,
      notice,
      recordedAt,
      answerBy,
    })),
  }));
}
