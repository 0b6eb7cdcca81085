import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { UnitOfWork, type Session } from '../database/index.js';
import { CLOCK, type Clock } from '../kernel/index.js';
import { composeMail, type ComposedMail } from './compose-mail.js';
import { INVITATION_SECRETS, type InvitationSecrets } from './invitation-secrets.js';
import { nextDue, noteFailed, noteLapsed, noteRefused, noteSent, noteUnreachable, type DueMail } from './outbox.js';
import { openSmtp, type MailTransport } from './smtp-transport.js';

export interface SendingRound {
  /** False where no server is set: everything waits. */
  readonly isConfigured: boolean;
  readonly sent: number;
  /** To be tried again later. */
  readonly failed: number;
  /** To be looked at by a person. */
  readonly refused: number;
  readonly lapsed: number;
  /** Why the round ended before all was tried; null where it did not. */
  readonly brokenOffBy: string | null;
}

type Outcome =
  | { readonly is: 'sent' | 'failed' | 'refused' | 'lapsed' }
  | { readonly is: 'unreachable'; readonly problem: string };

/** Sends what waits in the outbox. Any number of processes may do so at once: each mail is held by one of them. */
@Injectable()
export class SendMails {
  readonly #unitOfWork: UnitOfWork;
  readonly #environment: Environment;
  readonly #secrets: InvitationSecrets;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(INVITATION_SECRETS) secrets: InvitationSecrets,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#environment = environment;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** Whether a server is set: otherwise nobody is told of anything. */
  get isConfigured(): boolean {
    return this.#environment.mail !== undefined;
  }

  /**
   * One round: everything that is due. Each mail is a transaction of its own, which holds it while the server takes it; a
   * crash between the two sends it again with the same Message-ID.
   */
  async execute(): Promise<SendingRound> {
    const { mail } = this.#environment;
    const counts = { sent: 0, failed: 0, refused: 0, lapsed: 0 };
    if (mail === undefined) return { isConfigured: false, ...counts, brokenOffBy: null };
    let transport: MailTransport | undefined;
    try {
      for (;;) {
        const outcome = await this.#unitOfWork.inTransaction(async (session) => {
          const due = await nextDue(session, this.#clock.now());
          if (due === undefined) return undefined;
          transport ??= await openSmtp(mail);
          return this.#send(session, due, transport);
        });
        if (outcome === undefined) return { isConfigured: true, ...counts, brokenOffBy: null };
        if (outcome.is === 'unreachable') return { isConfigured: true, ...counts, brokenOffBy: outcome.problem };
        counts[outcome.is] += 1;
      }
    } finally {
      transport?.close();
    }
  }

  async #send(session: Session, due: DueMail, transport: MailTransport): Promise<Outcome> {
    const now = this.#clock.now();
    const { payeePage } = this.#environment;
    let mail: ComposedMail;
    try {
      // A savepoint: what the database refuses ends the composing, and not the transaction that is to note it.
      mail = await session.transaction((composing) =>
        composeMail(composing, due, { secrets: this.#secrets, payeePage, now }),
      );
    } catch (error) {
      // One that cannot be written must not keep all others back; where the database is gone, this fails as well.
      const problem = `it cannot be written: ${error instanceof Error ? error.message : String(error)}`;
      return { is: (await noteFailed(session, due, problem, now)) ? 'failed' : 'refused' };
    }
    if (mail.is === 'lapsed') {
      await noteLapsed(session, due, mail.because);
      return { is: 'lapsed' };
    }
    if (mail.is === 'for-a-person') {
      await noteRefused(session, due, mail.problem);
      return { is: 'refused' };
    }
    if (mail.is === 'without-address')
      return { is: (await noteFailed(session, due, mail.problem, now)) ? 'failed' : 'refused' };
    const delivery = await transport.send({ messageId: due.messageId, ...mail });
    switch (delivery.is) {
      case 'taken':
        await noteSent(session, due, mail.to, now);
        return { is: 'sent' };
      case 'refused':
        await noteRefused(session, due, delivery.problem);
        return { is: 'refused' };
      case 'failed':
        return { is: (await noteFailed(session, due, delivery.problem, now)) ? 'failed' : 'refused' };
      case 'unreachable':
        await noteUnreachable(session, due, delivery.problem, now);
        return { is: 'unreachable', problem: delivery.problem };
    }
  }
}
