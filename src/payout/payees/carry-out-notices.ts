import { Inject, Injectable } from '@nestjs/common';
import { CampaignVersions } from '../../campaigns/index.js';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { holdLock, UnitOfWork, Vault, type Session } from '../../database/index.js';
import { CLOCK, dayOf, type Clock, type Instant } from '../../kernel/index.js';
import type { UnsentMail } from '../../notifications/index.js';
import { askAfterFailures } from './ask-after-failures.js';
import { currentPayees } from './current-payees.js';
import { ForfeitPayable, type ForfeitedAmount } from './forfeit-payable.js';
import type { NoticeStep } from './notices.js';
import {
  endRequest,
  issueInvitation,
  noticeTermsOf,
  openRequest,
  openRequests,
  recordNotice,
  stepOf,
  type OpenRequest,
} from './requests.js';
import { untoldNotices } from './tell-payees.js';

/** What was done for one partner. */
export interface CarriedOutNotice {
  readonly campaignId: string;
  readonly partnerId: string;
  readonly done: 'asked' | 'asked-again' | 'foretold' | 'forfeited' | 'answered' | 'withdrawn';
  readonly notice: number | null;
  readonly answerBy: Instant | null;
  readonly forfeited: ForfeitedAmount | null;
}

/** A step that is due, and that the worker leaves: by the mails of the request the partner was not told of what was before. */
export interface UntoldStep {
  readonly campaignId: string;
  readonly partnerId: string;
  readonly due: 'send' | 'foretell' | 'forfeit';
  readonly notice: number;
  /** What a person looks at: `notifications list`. */
  readonly mails: readonly UnsentMail[];
}

/**
 * Who has the round done. A person answers for partners being told in whatever way; of itself the worker only goes on
 * where the mails of a request have left, or a person has settled them.
 */
export type StartedBy = 'person' | 'worker';

export interface NoticesRound {
  readonly at: Instant;
  readonly carriedOut: readonly CarriedOutNotice[];
  /** Left for a person; none where a person started the round. */
  readonly untold: readonly UntoldStep[];
  /** Asked, and with time left, or answered and waiting for a decision. */
  readonly waiting: number;
}

/** Asks whoever is to be paid and has no details, reminds them, and in the end forfeits; all by the clock that is passed in. */
@Injectable()
export class CarryOutNotices {
  readonly #unitOfWork: UnitOfWork;
  readonly #versions: CampaignVersions;
  readonly #forfeit: ForfeitPayable;
  readonly #vault: Vault;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    versions: CampaignVersions,
    forfeit: ForfeitPayable,
    vault: Vault,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#versions = versions;
    this.#forfeit = forfeit;
    this.#vault = vault;
    this.#environment = environment;
    this.#clock = clock;
  }

  /**
   * One round. Safe to repeat and to break off: each partner's step is a transaction of its own, and a step that was done
   * is not due again.
   *
   * @param campaignId all campaigns, where it is left out
   * @throws SeatbackError ACCOUNTING_MONTH_CLOSED
   */
  async execute(campaignId?: string, startedBy: StartedBy = 'person'): Promise<NoticesRound> {
    await this.#ask(campaignId);
    const requests = await this.#unitOfWork.inSession((session) => openRequests(session, { campaignId }));
    const carriedOut: CarriedOutNotice[] = [];
    const untold: UntoldStep[] = [];
    let waiting = 0;
    for (const request of requests) {
      const done = await this.#unitOfWork.inTransaction((session) => this.#carryOut(session, request, startedBy));
      if (done === undefined) waiting += 1;
      else if ('due' in done) untold.push(done);
      else carriedOut.push(done);
    }
    return { at: this.#clock.now(), carriedOut, untold, waiting };
  }

  /**
   * Whose payment failed for its details; and, where the terms speak of notices, to whom something is payable without an
   * account on record.
   */
  async #ask(campaignId: string | undefined): Promise<void> {
    await this.#unitOfWork.inTransaction(async (session) => {
      await holdLock(session, 'payout');
      const now = this.#clock.now();
      await askAfterFailures(session, this.#versions, campaignId, { now, settings: this.#environment.payees });
      const runs = await session.query<{ run: number; campaignId: string; version: number }>(
        `SELECT run, campaign_id AS "campaignId", version FROM calculation_run
         WHERE state = 'posted' AND ($1::text IS NULL OR campaign_id = $1) ORDER BY run`,
        [campaignId ?? null],
      );
      for (const posted of runs) {
        const { terms } = await this.#versions.published(session, posted.campaignId, posted.version);
        if (terms.bankDetails === undefined) continue;
        const keys = await payableAndNotAsked(session, posted);
        const payees = await currentPayees(session, keys, {
          today: dayOf(now, terms.timeZone.value),
          now,
          settings: this.#environment.payees,
        });
        for (const [partnerKey, { partner, details }] of payees) {
          const { account } = partner;
          const isKnown = details !== undefined || (account !== null && account.accountKept !== 'none');
          if (isKnown && account?.accountKind !== 'personal') continue;
          await openRequest(session, {
            partnerKey,
            campaignId: posted.campaignId,
            terms: noticeTermsOf(terms),
            openedBy: null,
            openedAt: now,
          });
        }
      }
    });
  }

  /** @returns undefined where there is nothing to do yet */
  async #carryOut(
    session: Session,
    seen: OpenRequest,
    startedBy: StartedBy,
  ): Promise<CarriedOutNotice | UntoldStep | undefined> {
    await holdLock(session, 'payout');
    // It may have been answered since the list was made.
    const request = (await openRequests(session, { campaignId: seen.campaignId, partnerKeys: [seen.partnerKey] })).find(
      ({ payeeRequest }) => payeeRequest === seen.payeeRequest,
    );
    if (request === undefined) return undefined;
    const now = this.#clock.now();
    const { importsNeedApproval } = this.#environment.payees;
    const step = await stepOf(session, request, { now, importsNeedApproval });
    const { campaignId, partnerId } = request;
    if (startedBy === 'worker' && countsOn(step)) {
      const mails = await untoldNotices(session, request.payeeRequest);
      if (mails.length > 0) return { campaignId, partnerId, due: step.do, notice: step.notice, mails };
    }
    const said = (done: CarriedOutNotice['done'], more: Partial<CarriedOutNotice> = {}): CarriedOutNotice => ({
      campaignId,
      partnerId,
      done,
      notice: null,
      answerBy: null,
      forfeited: null,
      ...more,
    });
    switch (step.do) {
      case 'wait':
        return undefined;
      case 'end':
        await endRequest(session, request.payeeRequest, 'answered', now);
        return said('answered');
      case 'send':
      case 'send-again':
        await this.#send(session, request, step, now);
        return said(step.do === 'send' ? 'asked' : 'asked-again', { notice: step.notice, answerBy: step.answerBy });
      case 'foretell':
        await this.#foretell(session, request, step, now);
        return said('foretold', { notice: step.notice, answerBy: step.forfeitedAt });
      case 'forfeit': {
        const forfeited = await this.#forfeit.forRequest(session, request, step.notice);
        if (forfeited !== undefined) return said('forfeited', { notice: step.notice, forfeited });
        return request.cause === 'payment-failed' ? undefined : said('withdrawn', { notice: step.notice });
      }
    }
  }

  async #foretell(
    session: Session,
    request: OpenRequest,
    { notice, forfeitedAt, renews }: NoticeStep & { readonly do: 'foretell' },
    now: Instant,
  ): Promise<void> {
    const issued = { notice, issuedAt: now, answerBy: forfeitedAt, issuedBy: null };
    const newLink = renews ? (await issueInvitation(session, this.#vault, request, issued)).payeeInvitation : undefined;
    await recordNotice(session, request.payeeRequest, {
      kind: 'about-to-be-forfeited',
      notice,
      payeeInvitation: null,
      newLink,
      recordedAt: now,
    });
  }

  async #send(
    session: Session,
    request: OpenRequest,
    step: NoticeStep & { readonly do: 'send' | 'send-again' },
    now: Instant,
  ): Promise<void> {
    const { payeeInvitation } = await issueInvitation(session, this.#vault, request, {
      notice: step.notice,
      issuedAt: now,
      answerBy: step.answerBy,
      issuedBy: null,
    });
    await recordNotice(session, request.payeeRequest, {
      kind: step.do === 'send' ? 'details-wanted' : 'details-refused',
      notice: step.notice,
      payeeInvitation,
      recordedAt: now,
    });
  }
}

/** What takes from the partner the time of a notice that it may never have read. */
function countsOn(step: NoticeStep): step is NoticeStep & { readonly do: 'send' | 'foretell' | 'forfeit' } {
  return step.do === 'send' || step.do === 'forfeit' || (step.do === 'foretell' && step.renews);
}

async function payableAndNotAsked(
  session: Session,
  { run, campaignId }: { readonly run: number; readonly campaignId: string },
): Promise<number[]> {
  const rows = await session.query<{ key: number }>(
    `SELECT partner_key AS key FROM threshold_outcome AS outcome WHERE run = $1 AND outcome = 'payable'
       AND NOT EXISTS (SELECT FROM threshold_outcome AS newer
         WHERE newer.run = outcome.run AND newer.partner_key = outcome.partner_key AND newer.revision > outcome.revision)
       AND NOT EXISTS (SELECT FROM payment_instruction AS live
         WHERE live.run = outcome.run AND live.partner_key = outcome.partner_key AND live.revision = outcome.revision AND NOT live.voided AND NOT live.ended)
       AND NOT EXISTS (SELECT FROM payee_forfeiture AS gone WHERE gone.run = outcome.run AND gone.partner_key = outcome.partner_key
         AND gone.revision = outcome.revision)
       AND NOT EXISTS (SELECT FROM payee_request AS asked
         WHERE asked.partner_key = outcome.partner_key AND campaign_id = $2 AND ended_at IS NULL)
     ORDER BY partner_key`,
    [run, campaignId],
  );
  return rows.map(({ key }) => key);
}
